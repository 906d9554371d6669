# The gateway behind its HTTP front. It must not link adit_open: what it holds it cannot read.
add_library(adit_gateway_core STATIC
  admission.cc batch.cc core.cc cosign.cc doctor.cc documents.cc durable.cc effort.cc health.cc intake.cc log_state.cc marker.cc pool_file.cc
  publish.cc recent.cc restore.cc rounds.cc service.cc slab.cc stage.cc store.cc tick.cc tree.cc)
target_link_libraries(adit_gateway_core PUBLIC adit_seal Threads::Threads PRIVATE fmt::fmt adit_flags)

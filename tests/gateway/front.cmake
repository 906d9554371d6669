# The front before a handler of the test's own: real sockets, real TLS.
add_library(adit_front_world STATIC front_world.cc wire.cc)
target_link_libraries(adit_front_world PUBLIC adit_gateway_front OpenSSL::SSL OpenSSL::Crypto Threads::Threads
  PRIVATE adit_flags)
adit_test(gateway_front http_test.cc LIBS adit_front_world)

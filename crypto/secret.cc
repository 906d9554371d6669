// SPDX-License-Identifier: Apache-2.0
#include <adit/secret.h>
#include <malloc.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>

namespace adit {

bool start_secrets() {
  if (sodium_init() < 0) return false;
  rlimit none{0, 0};
  setrlimit(RLIMIT_CORE, &none);
  prctl(PR_SET_DUMPABLE, 0);
  // Freed heap memory is overwritten, so that text which passed through strings does not linger.
  mallopt(M_PERTURB, 0x5a);
  // Allowed for everything, or for nothing: without the right, guarded secrets alone are locked.
  rlimit locked{};
  if (getrlimit(RLIMIT_MEMLOCK, &locked) == 0 && locked.rlim_cur == RLIM_INFINITY) {
    mlockall(MCL_CURRENT | MCL_FUTURE);
  }
  return true;
}

}  // namespace adit

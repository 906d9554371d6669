// SPDX-License-Identifier: Apache-2.0
#include "gateway/sandbox.h"

#include <fcntl.h>
#include <linux/capability.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>

#include "gateway/listen.h"
#include "gateway/sanitized.h"

namespace adit::gateway {
namespace {

// Landlock's interface, written down here because the headers of older distributions stop at its
// third version while the kernel may be at its seventh.
struct RulesetAttr {
  std::uint64_t handled_access_fs;
  std::uint64_t handled_access_net;  // from version 4
  std::uint64_t scoped;              // from version 6
};
struct [[gnu::packed]] PathBeneathAttr {
  std::uint64_t allowed_access;
  std::int32_t parent_fd;
};
constexpr std::uint32_t kVersionFlag = 1;
constexpr int kPathBeneath = 1;

constexpr std::uint64_t kWriteFile = 1 << 1;
constexpr std::uint64_t kReadFile = 1 << 2;
constexpr std::uint64_t kReadDir = 1 << 3;
constexpr std::uint64_t kRemoveDir = 1 << 4;
constexpr std::uint64_t kRemoveFile = 1 << 5;
constexpr std::uint64_t kMakeDir = 1 << 7;
constexpr std::uint64_t kMakeRegular = 1 << 8;
constexpr std::uint64_t kRefer = 1 << 13;     // version 2: without it no rename between two folders
constexpr std::uint64_t kTruncate = 1 << 14;  // version 3
constexpr std::uint64_t kDataRights = kWriteFile | kReadFile | kReadDir | kRemoveDir | kRemoveFile |
                                      kMakeDir | kMakeRegular | kRefer | kTruncate;
constexpr std::uint64_t kTcpBindConnect = 3;
constexpr std::uint64_t kAbstractSocketsAndSignals = 3;

// All rights over files that a version knows, executing too.
std::uint64_t fs_rights(long version) {
  const int bits = version >= 5 ? 16 : version >= 3 ? 15 : 14;
  return (std::uint64_t{1} << bits) - 1;
}

bool allow_beneath(int ruleset, const std::filesystem::path& folder, std::uint64_t rights) {
  Fd fd(open(folder.c_str(), O_PATH | O_CLOEXEC));
  if (!fd) return false;
  PathBeneathAttr rule{rights, fd.get()};
  return syscall(SYS_landlock_add_rule, ruleset, kPathBeneath, &rule, 0) == 0;
}

std::string landlock(const Config& config) {
  // Sanitizers read files of their own when the process ends.
  if (kSanitized) return "files not limited (sanitizer build)";
  const long version = syscall(SYS_landlock_create_ruleset, nullptr, 0, kVersionFlag);
  if (version < 2) return "files not limited (this kernel has no Landlock)";
  RulesetAttr attr{fs_rights(version), version >= 4 ? kTcpBindConnect : 0,
                   version >= 6 ? kAbstractSocketsAndSignals : 0};
  const std::size_t bytes = version >= 6   ? sizeof attr
                            : version >= 4 ? offsetof(RulesetAttr, scoped)
                                           : offsetof(RulesetAttr, handled_access_net);
  Fd ruleset(static_cast<int>(syscall(SYS_landlock_create_ruleset, &attr, bytes, 0)));
  bool done = ruleset && allow_beneath(ruleset.get(), config.data, kDataRights & attr.handled_access_fs);
  if (!config.marker.empty()) {
    done = done && allow_beneath(ruleset.get(), config.marker, kDataRights & attr.handled_access_fs);
  }
  // To be read again at SIGHUP, also where a name leads to a file elsewhere.
  for (const TlsListener& at : config.tls_listeners) {
    for (const auto& file : {at.certificate, at.key}) {
      std::error_code ignored;
      done = done && allow_beneath(ruleset.get(), file.parent_path(), kReadFile) &&
             allow_beneath(ruleset.get(), std::filesystem::canonical(file, ignored).parent_path(), kReadFile);
    }
  }
  // The sockets are to be removed at the end.
  std::vector<std::filesystem::path> sockets;
  for (const UnixListener& at : config.unix_listeners) sockets.push_back(at.path);
  if (!config.admin.empty()) sockets.push_back(config.admin);
  for (const auto& path : sockets) {
    auto folder = path.has_parent_path() ? path.parent_path() : ".";
    done = done && allow_beneath(ruleset.get(), folder, kRemoveFile);
  }
  done = done && syscall(SYS_landlock_restrict_self, ruleset.get(), 0) == 0;
  if (!done) return "files not limited (Landlock refused)";
  std::string out = "files limited to the data folder";
  if (version >= 4) out += ", no new TCP connections or listeners";
  if (version >= 6) out += ", no signals to others";
  return out;
}

void allow_descriptors(const Config& config) {
  const rlim_t wanted = descriptors(config);
  rlimit limit{};
  if (getrlimit(RLIMIT_NOFILE, &limit) != 0) return;
  limit.rlim_cur = std::min(std::max(limit.rlim_cur, wanted), limit.rlim_max);
  setrlimit(RLIMIT_NOFILE, &limit);
}

// The largest file that a tick can make has 65536 parcels.
void limit_files() {
  constexpr rlim_t kLargest = rlim_t{8} << 30;
  rlimit limit{};
  if (getrlimit(RLIMIT_FSIZE, &limit) != 0) return;
  limit.rlim_cur = limit.rlim_max = std::min(kLargest, limit.rlim_max);
  setrlimit(RLIMIT_FSIZE, &limit);
}

// Whoever starts it, it keeps no right that an ordinary user has not.
bool drop_capabilities() {
  prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL, 0, 0, 0);
  for (unsigned long cap = 0; prctl(PR_CAPBSET_READ, cap, 0, 0, 0) >= 0; ++cap) {
    prctl(PR_CAPBSET_DROP, cap, 0, 0, 0);  // refused to who may not, who then has none to gain
  }
  __user_cap_header_struct header{_LINUX_CAPABILITY_VERSION_3, 0};
  std::array<__user_cap_data_struct, _LINUX_CAPABILITY_U32S_3> held{};
  if (syscall(SYS_capset, &header, held.data()) == 0) return true;
  // A unit that forbids the call has left nothing to drop.
  return syscall(SYS_capget, &header, held.data()) == 0 &&
         std::ranges::all_of(held, [](const auto& c) { return c.effective == 0 && c.permitted == 0; });
}

}  // namespace

std::string lock_down(const Config& config) {
  allow_descriptors(config);
  limit_files();
  // Files can only be limited to a folder that is there.
  std::error_code ignored;
  for (const auto& folder : {config.data, config.marker}) {
    if (!folder.empty() && std::filesystem::create_directories(folder, ignored)) {
      std::filesystem::permissions(folder, std::filesystem::perms::owner_all, ignored);
    }
  }
  rlimit none{0, 0};
  std::string out = setrlimit(RLIMIT_CORE, &none) == 0 && prctl(PR_SET_DUMPABLE, 0) == 0
                        ? "no core dumps"
                        : "core dumps possible";
  out += prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 ? ", no new rights" : ", new rights possible";
  out += drop_capabilities() ? ", no capabilities" : ", capabilities kept";
  if (geteuid() == 0) out += " (though started as root)";
  return out + ", " + landlock(config);
}

}  // namespace adit::gateway

// SPDX-License-Identifier: Apache-2.0
#include "tests/gateway/faults.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <catch2/catch_test_macros.hpp>
#include <cstring>
#include <fstream>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "gateway/durable.h"

namespace adit::test {
namespace {

namespace fs = std::filesystem;

// What would be on the disk after a power cut: contents as of the last flush of the file, names as
// of the last flush of the folder. Files and folders are known by their inodes, as to a disk.
class Shadow {
 public:
  explicit Shadow(fs::path root) : root_(std::move(root)) { remember(root_); }

  void file_flushed(int fd) { contents_[inode(fd)] = read(fs::path("/proc/self/fd") / std::to_string(fd)); }
  void folder_flushed(const fs::path& folder) {
    auto& names = folders_[inode(folder)];
    names.clear();
    std::error_code error;
    for (const auto& entry : fs::directory_iterator(folder, error)) {
      names[entry.path().filename()] = {inode(entry.path()), entry.is_directory()};
    }
  }
  // Puts the folder back to what was flushed.
  void restore() {
    const ino_t top = inode(root_);
    for (const auto& entry : fs::directory_iterator(root_)) fs::remove_all(entry.path());
    restore(top, root_);
  }

 private:
  struct Name {
    ino_t inode;
    bool folder;
  };
  static ino_t inode(const fs::path& path) {
    struct stat found{};
    return ::stat(path.c_str(), &found) == 0 ? found.st_ino : 0;
  }
  static ino_t inode(int fd) {
    struct stat found{};
    return ::fstat(fd, &found) == 0 ? found.st_ino : 0;
  }
  static std::string read(const fs::path& path) {
    std::ifstream in(path, std::ios::binary | std::ios::ate);
    std::string out(in ? static_cast<std::size_t>(in.tellg()) : 0, 0);
    in.seekg(0);
    in.read(out.data(), static_cast<std::streamsize>(out.size()));
    return out;
  }
  void remember(const fs::path& folder) {
    folder_flushed(folder);
    for (const auto& entry : fs::directory_iterator(folder)) {
      if (entry.is_directory()) {
        remember(entry.path());
      } else {
        contents_[inode(entry.path())] = read(entry.path());
      }
    }
  }
  void restore(ino_t folder, const fs::path& to) {
    for (const auto& [name, what] : folders_[folder]) {
      if (what.folder) {
        fs::create_directory(to / name);
        restore(what.inode, to / name);
      } else {
        std::ofstream(to / name, std::ios::binary) << contents_[what.inode];
      }
    }
  }
  fs::path root_;
  std::map<ino_t, std::string> contents_;
  std::map<ino_t, std::map<std::string, Name>> folders_;
};

struct Run {
  Fault fault = Fault::none;
  std::size_t at = 0;
  std::atomic<std::size_t>* steps = nullptr;  // shared with the parent
  std::mutex mutex;
  std::optional<Shadow> shadow;
  std::string before;  // the step that is done when the next one is announced
  std::string before_path;
  int flushing = -1;
};
Run* run = nullptr;

int descriptor(const std::string& path) { return std::stoi(path.substr(std::strlen("fd "))); }

int on_step(const char* step, const char* path) {
  std::lock_guard lock(run->mutex);
  if (run->shadow) {
    if (run->before == "flush" && run->fault == Fault::power_cut) run->shadow->file_flushed(run->flushing);
    if (run->before == "flush_folder") run->shadow->folder_flushed(run->before_path);
    run->before = step;
    run->before_path = path;
    if (run->flushing >= 0) ::close(std::exchange(run->flushing, -1));
    // The file may be closed before the next step is announced.
    if (run->before == "flush") run->flushing = ::dup(descriptor(path));
  }
  const std::size_t now = ++*run->steps;
  const bool writes = std::strstr("make_file append write make_folder", step) != nullptr;
  switch (run->fault) {
    case Fault::kill:
      if (now == run->at) _exit(kDied);
      return 0;
    case Fault::power_cut:
    case Fault::unflushed_cut:
      if (now != run->at) return 0;
      run->shadow->restore();
      _exit(kDied);
    case Fault::no_space:
      return now >= run->at && writes ? ENOSPC : 0;
    case Fault::no_space_once:
      return now == run->at && writes ? ENOSPC : 0;
    case Fault::io_error_once:
      return now == run->at ? EIO : 0;
    case Fault::none:
      return 0;
  }
  return 0;
}

}  // namespace

Outcome run_with_fault(const fs::path& data, Fault fault, std::size_t at,
                       const std::function<int(const Say& say)>& body) {
  void* shared = ::mmap(nullptr, 4096, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  REQUIRE(shared != MAP_FAILED);
  auto* steps = new (shared) std::atomic<std::size_t>(0);
  int pipe_ends[2];
  REQUIRE(::pipe(pipe_ends) == 0);
  const pid_t child = ::fork();
  REQUIRE(child >= 0);
  if (child == 0) {
    ::close(pipe_ends[0]);
    // What a dying process says about it is expected here.
    const int nowhere = ::open("/dev/null", O_WRONLY);
    ::dup2(nowhere, 2);
    Run here;
    here.fault = fault;
    here.at = at;
    here.steps = steps;
    if (fault == Fault::power_cut || fault == Fault::unflushed_cut) here.shadow.emplace(data);
    run = &here;
    gateway::set_disk_hook(on_step);
    const int code = body([&](char c) { (void)!::write(pipe_ends[1], &c, 1); });
    _exit(code);
  }
  ::close(pipe_ends[1]);
  Outcome out;
  for (char c = 0; ::read(pipe_ends[0], &c, 1) == 1;) out.acknowledged += c;
  ::close(pipe_ends[0]);
  int status = 0;
  REQUIRE(::waitpid(child, &status, 0) == child);
  REQUIRE(WIFEXITED(status));
  out.exit_code = WEXITSTATUS(status);
  out.steps = *steps;
  ::munmap(shared, 4096);
  return out;
}

}  // namespace adit::test

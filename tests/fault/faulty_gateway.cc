// SPDX-License-Identifier: Apache-2.0
#include "tests/fault/faulty_gateway.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include <catch2/catch_test_macros.hpp>
#include <chrono>
#include <cstdlib>
#include <thread>

namespace adit::test {
namespace {

using namespace std::chrono_literals;

void nap() { std::this_thread::sleep_for(10ms); }

constexpr int kPatience = 3000;  // naps

}  // namespace

ControlPage::ControlPage() {
  std::string name = (std::filesystem::temp_directory_path() / "adit-fault-XXXXXX").string();
  const int fd = ::mkstemp(name.data());
  REQUIRE(fd >= 0);
  file_ = name;
  REQUIRE(::ftruncate(fd, sizeof(fault::Control)) == 0);
  void* page = ::mmap(nullptr, sizeof(fault::Control), PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
  ::close(fd);
  REQUIRE(page != MAP_FAILED);
  control_ = static_cast<fault::Control*>(page);
}

ControlPage::~ControlPage() {
  ::munmap(control_, sizeof(fault::Control));
  ::unlink(file_.c_str());
}

bool ControlPage::start(RunningGateway& gateway) const {
  ::setenv("LD_PRELOAD", ADIT_FAULT_SHIM, 1);
  ::setenv(fault::kFolderVariable, gateway.data().c_str(), 1);
  ::setenv(fault::kControlVariable, file_.c_str(), 1);
  const bool started = gateway.try_start();
  ::unsetenv("LD_PRELOAD");
  return started;
}

FaultyGateway::FaultyGateway() : gateway("disk", 1, 2) {
  REQUIRE(try_start());
  gateway.post_council_and_directory();
  gateway.post_bulletins();
  for (int i = 0; i < kPatience && gateway.log_size() == 0; ++i) nap();
  REQUIRE(gateway.log_size() > 0);
}

void FaultyGateway::arm(fault::Mode mode, std::uint64_t at, int error) {
  control_->mode = fault::Mode::none;
  control_->calls = 0;
  control_->at = at;
  control_->error = error;
  control_->mode = mode;
}

bool FaultyGateway::post(Letter& letter) {
  auto body = gateway.with_trailer(letter.sealed);
  if (body && gateway.post(api::kUploadPath, *body) == 202) letter.promised = true;
  return letter.promised;
}

bool FaultyGateway::post_new() {
  const std::string text = "letter " + std::to_string(letters_.size());
  letters_.push_back({text, gateway.letter(text, letters_.size() % 2)});
  return post(letters_.back());
}

bool FaultyGateway::is_published(const std::map<Digest, int>& leaves, const Letter& letter) const {
  return leaves.contains(Digest(letter.sealed.hash().span()));
}

bool FaultyGateway::try_start() { return control_.start(gateway); }

bool FaultyGateway::look() {
  auto head = gateway.head();
  if (head && heads_.emplace(head->first, head->second).first->second != head->second) forked_ = true;
  return !forked_;
}

void FaultyGateway::revive() {
  if (gateway.ended()) ++deaths;
  for (int i = 0; i < 50 && !gateway.is_running(); ++i) {
    if (try_start()) return;
    while (!gateway.ended()) nap();
    ++deaths;
  }
}

void FaultyGateway::settle() {
  for (int rounds = 0; rounds < 400; ++rounds) {
    revive();
    look();
    const auto leaves = gateway.leaves();
    bool all = true;
    for (Letter& letter : letters_) {
      if (!letter.promised) post(letter);
      all = all && letter.promised && is_published(leaves, letter);
    }
    if (all) return;
    move_clock(1);
    for (int i = 0; i < 12; ++i) nap();
  }
  FAIL_CHECK("letters that were sent again and again are still not published:\n" << gateway.said());
}

std::optional<int> FaultyGateway::wait_for_tick() {
  const auto size = gateway.log_size();
  move_clock(1);
  for (int i = 0; i < kPatience; ++i) {
    if (auto code = gateway.ended()) {
      ++deaths;
      return code;
    }
    if (gateway.log_size() > size && is_at_rest()) return std::nullopt;
    nap();
  }
  FAIL("no epoch was published:\n" << gateway.said());
  return std::nullopt;
}

void FaultyGateway::wait_for_rest() {
  for (int i = 0; i < kPatience && !is_at_rest() && !gateway.ended(); ++i) nap();
}

std::optional<int> FaultyGateway::wait_for_end(int epochs) {
  for (int i = 0; i < 12 * epochs; ++i) {
    if (auto code = gateway.ended()) {
      ++deaths;
      return code;
    }
    if (i % 12 == 0) move_clock(1);
    nap();
  }
  return std::nullopt;
}

std::vector<std::string> FaultyGateway::faults() {
  std::vector<std::string> promised;
  for (const Letter& letter : letters_) {
    if (letter.promised) promised.push_back(letter.text);
  }
  std::vector<std::string> out = broken_promises(promised, gateway.texts_by_recipients_keys());
  for (const auto& [hash, count] : gateway.leaves()) {
    if (count != 1) out.push_back("a leaf is there twice");
  }
  look();
  if (forked_) out.push_back("two checkpoints of one size");
  const auto roots = gateway.roots();
  for (const auto& [size, root] : heads_) {
    auto at = roots.find(size);
    if (at == roots.end() || at->second != root)
      out.push_back("a checkpoint that was shown is not of this log");
  }
  return out;
}

}  // namespace adit::test

// SPDX-License-Identifier: Apache-2.0
// A desk's memory without a disk, which can be made to fail at its k-th call as if the power went.
#pragma once

#include <map>
#include <optional>
#include <stdexcept>

#include "client/case/records.h"

namespace adit::test {

// Thrown by fakes at the moment of a planned crash: it passes through everything.
struct Crash : std::runtime_error {
  Crash() : std::runtime_error("planned crash") {}
};

// Counts down over all fakes that share it; at zero the machine stops.
class CrashPlan {
 public:
  void at_call(std::optional<int> k) {
    left_ = k;
    calls_ = 0;
  }
  void step() {
    ++calls_;
    if (left_ && --*left_ < 0) throw Crash();
  }
  int calls() const { return calls_; }

 private:
  std::optional<int> left_;
  int calls_ = 0;
};

class MemoryRecords final : public client::Records {
 public:
  // Nothing: never fails.
  void set_plan(CrashPlan* plan) { plan_ = plan; }

  Result<std::optional<SecretBuffer>> get(client::Kind kind, ByteSpan name) override {
    step();
    auto at = rows_.find(key(kind, name));
    if (at == rows_.end()) return std::optional<SecretBuffer>();
    return std::optional<SecretBuffer>(SecretBuffer(at->second));
  }
  Result<std::vector<client::Record>> list(client::Kind kind) override {
    step();
    std::vector<client::Record> out;
    for (const auto& [name, value] : rows_) {
      if (name.first == kind) out.push_back({name.second, SecretBuffer(ByteSpan(value))});
    }
    return out;
  }
  Status put(client::Kind kind, ByteSpan name, ByteSpan value) override {
    step();
    rows_[key(kind, name)] = ByteVector(value.begin(), value.end());
    return {};
  }
  Status erase(client::Kind kind, ByteSpan name) override {
    step();
    rows_.erase(key(kind, name));
    return {};
  }
  Status begin() override {
    step();
    ADIT_ASSERT(!before_);
    before_ = rows_;
    return {};
  }
  Status commit() override {
    step();
    ADIT_ASSERT(before_.has_value());
    before_.reset();
    return {};
  }
  void roll_back() override {
    if (before_) rows_ = std::move(*before_);
    before_.reset();
  }

 private:
  using Name = std::pair<client::Kind, ByteVector>;
  static Name key(client::Kind kind, ByteSpan name) { return {kind, ByteVector(name.begin(), name.end())}; }
  void step() {
    if (plan_ != nullptr) plan_->step();
  }
  CrashPlan* plan_ = nullptr;
  std::map<Name, ByteVector> rows_;
  std::optional<std::map<Name, ByteVector>> before_;
};

}  // namespace adit::test

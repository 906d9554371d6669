// SPDX-License-Identifier: Apache-2.0
// Any bytes as the value of any record of a desk's vault: what a damaged vault holds is an error, never
// a crash. The first byte chooses the kind, the second how long the record's name is.
#include <map>

#include "client/case/alarms.h"
#include "client/case/card_queue.h"
#include "client/case/inbox.h"
#include "client/case/letter_record.h"
#include "client/case/position.h"
#include "client/case/self.h"
#include "client/case/view_list.h"
#include "client/case/week_keys.h"
#include "tests/fuzz/fuzz.h"

using namespace adit;
using namespace adit::test;
using namespace adit::client;

namespace {

// One record, found under whatever name of its kind is asked for; not for ever, because some ask until
// there is none.
class OneRecord final : public Records {
 public:
  OneRecord(Kind kind, ByteVector name, ByteSpan value)
      : kind_(kind), name_(std::move(name)), value_(value.begin(), value.end()) {}
  Result<std::optional<SecretBuffer>> get(Kind kind, ByteSpan) override {
    if (kind != kind_ || ++asked_ > 8) return std::optional<SecretBuffer>();
    return std::optional<SecretBuffer>(SecretBuffer(value_));
  }
  Result<std::vector<Record>> list(Kind kind) override {
    std::vector<Record> out;
    if (kind == kind_) out.push_back({name_, SecretBuffer(value_)});
    return out;
  }
  Status put(Kind, ByteSpan, ByteSpan) override { return {}; }
  Status erase(Kind, ByteSpan) override { return {}; }
  Status begin() override { return {}; }
  Status commit() override { return {}; }
  void roll_back() override {}

 private:
  Kind kind_;
  int asked_ = 0;
  ByteVector name_;
  ByteVector value_;
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size < 2) return 0;
  ByteSpan bytes(data, size);
  auto kind = static_cast<Kind>(bytes[0] % 25);
  std::size_t name_bytes = std::min<std::size_t>(bytes[1] % 41, size - 2);
  ByteSpan name = bytes.subspan(2, name_bytes);
  ByteSpan value = bytes.subspan(2 + name_bytes);
  OneRecord records(kind, ByteVector(name.begin(), name.end()), value);

  (void)Position::load(records);
  (void)list_unread(records);
  (void)list_epochs(records);
  (void)load_directory(records);
  (void)load_self(records);
  (void)weeks_ahead(records, UnixTime{1790164800});
  if (auto alarms = list_alarms(records)) {
    for (const Alarm& alarm : *alarms) require(!describe(alarm).empty());
  }
  CardQueue queue(records);
  (void)queue.waiting();
  (void)queue.sent();
  if (auto sets = queue.sets()) {
    for (const RoundSet& set : *sets) (void)set.hashes();
  }
  Inbox inbox(records);
  if (auto letters = inbox.letters()) {
    for (const Letter& letter : *letters) (void)letter.is_included();
  }
  (void)inbox.threads();
  (void)inbox.quarantined();
  if (kind == Kind::week_key) {
    if (auto key = KeyBook(records).week_key(Rid{}, Week{1})) require(value.size() == XwingPublic::kSize);
  }
  if (auto unread = UnreadEpoch::parse(value)) {
    ByteVector again = unread->encode();
    require(std::ranges::equal(again, value));
  }
  if (auto views = ViewList::parse(as_text(value))) require(views->encode() == as_text(value));
  if (auto letter = parse_letter(value)) {
    ByteVector again = encode_letter(*letter);
    require(std::ranges::equal(again, value));
  }
  return 0;
}

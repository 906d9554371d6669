// SPDX-License-Identifier: Apache-2.0
// Two decoders of the same bytes: ours, and the library's own object model without our limits. What ours
// accepts is the same object there; what is canonical there by the rule of protocol 2.1, ours accepts.
#include <msgpack.hpp>

#include "crypto/value.h"
#include "tests/fuzz/fuzz.h"

using namespace adit;
using namespace adit::test;

namespace {

// The rule, written down a second time: how many bytes the shortest form of this object has, or
// nothing if the object has no place in the protocol.
std::optional<std::size_t> shortest(const msgpack::object& o, std::size_t depth) {
  auto with_head = [](std::size_t small, std::size_t n, bool has_8) -> std::size_t {
    if (n < small) return 1;
    if (has_8 && n < 256) return 2;
    return n < 65536 ? 3 : 5;
  };
  switch (o.type) {
    case msgpack::type::NIL:
      return 1;
    case msgpack::type::POSITIVE_INTEGER: {
      std::uint64_t n = o.via.u64;
      return n < 128 ? 1 : n < 256 ? 2 : n < 65536 ? 3 : n <= UINT32_MAX ? 5 : 9;
    }
    case msgpack::type::STR:
      if (!is_clean_utf8({o.via.str.ptr, o.via.str.size})) return std::nullopt;
      return with_head(32, o.via.str.size, true) + o.via.str.size;
    case msgpack::type::BIN:
      return with_head(0, o.via.bin.size, true) + o.via.bin.size;
    case msgpack::type::ARRAY: {
      if (depth == 0 || o.via.array.size > kMaxValueItems) return std::nullopt;
      std::size_t sum = with_head(16, o.via.array.size, false);
      for (std::uint32_t i = 0; i < o.via.array.size; ++i) {
        auto item = shortest(o.via.array.ptr[i], depth - 1);
        if (!item) return std::nullopt;
        sum += *item;
      }
      return sum;
    }
    default:
      return std::nullopt;
  }
}

bool same(const Value& ours, const msgpack::object& theirs) {
  if (ours.is_nil()) return theirs.type == msgpack::type::NIL;
  if (const auto* n = ours.number())
    return theirs.type == msgpack::type::POSITIVE_INTEGER && theirs.via.u64 == *n;
  if (const auto* text = ours.text()) {
    return theirs.type == msgpack::type::STR &&
           std::string_view(theirs.via.str.ptr, theirs.via.str.size) == *text;
  }
  if (const auto* bytes = ours.bytes()) {
    return theirs.type == msgpack::type::BIN &&
           std::string_view(theirs.via.bin.ptr, theirs.via.bin.size) == as_text(*bytes);
  }
  const Array& items = *ours.array();
  if (theirs.type != msgpack::type::ARRAY || theirs.via.array.size != items.size()) return false;
  for (std::uint32_t i = 0; i < theirs.via.array.size; ++i) {
    if (!same(items[i], theirs.via.array.ptr[i])) return false;
  }
  return true;
}

std::optional<msgpack::object_handle> theirs(ByteSpan bytes) {
  try {
    std::size_t used = 0;
    // Only what keeps the fuzzer's own memory in bounds.
    msgpack::unpack_limit limit(1 << 20, 1 << 20, bytes.size(), bytes.size(), bytes.size(), 64);
    auto handle = msgpack::unpack(reinterpret_cast<const char*>(bytes.data()), bytes.size(), used, nullptr,
                                  nullptr, limit);
    if (used != bytes.size()) return std::nullopt;
    return handle;
  } catch (const std::exception&) {
    return std::nullopt;
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  ByteSpan bytes(data, size);
  auto value = decode(bytes);
  auto object = theirs(bytes);
  if (value) require(object && same(*value, object->get()));
  if (!object) return 0;
  auto least = shortest(object->get(), kMaxValueDepth);
  bool canonical = least.has_value() && *least == size;
  // A positive number in a signed form has the same size and is the same object: only writing it again tells.
  msgpack::sbuffer again;
  if (canonical) msgpack::pack(again, object->get());
  canonical = canonical && as_text(bytes) == std::string_view(again.data(), again.size());
  require(value.has_value() == canonical);
  return 0;
}

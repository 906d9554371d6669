// SPDX-License-Identifier: Apache-2.0
// The only file that knows msgpack-c. It is always given limits: without them five bytes make it
// ask for gigabytes. Canonical means: what was decoded encodes to the same bytes again.
#include "crypto/value.h"

#include <msgpack.hpp>

namespace adit {
namespace {

const Value kNil;
const Array kNoItems;

struct Sink {
  ByteVector bytes;
  void write(const char* data, std::size_t size) { append(bytes, as_bytes(std::string_view(data, size))); }
};

void pack(msgpack::packer<Sink>& packer, const Value& value) {
  if (value.is_nil()) {
    packer.pack_nil();
  } else if (const auto* n = value.number()) {
    packer.pack_uint64(*n);
  } else if (const auto* text = value.text()) {
    packer.pack_str(static_cast<std::uint32_t>(text->size()));
    packer.pack_str_body(text->data(), static_cast<std::uint32_t>(text->size()));
  } else if (const auto* bytes = value.bytes()) {
    packer.pack_bin(static_cast<std::uint32_t>(bytes->size()));
    packer.pack_bin_body(reinterpret_cast<const char*>(bytes->data()),
                         static_cast<std::uint32_t>(bytes->size()));
  } else {
    const Array& items = *value.array();
    packer.pack_array(static_cast<std::uint32_t>(items.size()));
    for (const Value& item : items) pack(packer, item);
  }
}

Result<Value> convert(const msgpack::object& object) {
  switch (object.type) {
    case msgpack::type::NIL:
      return Value();
    case msgpack::type::POSITIVE_INTEGER:
      return Value(std::uint64_t{object.via.u64});
    case msgpack::type::STR: {
      std::string_view text(object.via.str.ptr, object.via.str.size);
      if (!is_clean_utf8(text)) return fail(Errc::wire_not_canonical);
      return Value(text);
    }
    case msgpack::type::BIN:
      return Value(as_bytes(std::string_view(object.via.bin.ptr, object.via.bin.size)));
    case msgpack::type::ARRAY: {
      Array items;
      items.reserve(object.via.array.size);
      for (std::uint32_t i = 0; i < object.via.array.size; ++i) {
        ADIT_TRY(Value item, convert(object.via.array.ptr[i]));
        items.push_back(std::move(item));
      }
      return Value(std::move(items));
    }
    default:
      return fail(Errc::wire_not_canonical);
  }
}

}  // namespace

bool is_clean_utf8(std::string_view text) {
  std::size_t i = 0;
  auto byte = [&](std::size_t at) { return static_cast<std::uint8_t>(text[at]); };
  while (i < text.size()) {
    std::uint8_t first = byte(i);
    if (first == 0) return false;
    std::size_t more = first < 0x80   ? 0
                       : first < 0xc2 ? 4
                       : first < 0xe0 ? 1
                       : first < 0xf0 ? 2
                       : first < 0xf5 ? 3
                                      : 4;
    if (more == 4 || more >= text.size() - i) return false;
    std::uint32_t point = more == 0 ? first : first & (0x3fu >> more);
    for (std::size_t k = 1; k <= more; ++k) {
      if ((byte(i + k) & 0xc0) != 0x80) return false;
      point = point << 6 | (byte(i + k) & 0x3fu);
    }
    if ((more == 2 && point < 0x800) || (more == 3 && point < 0x10000) || point > 0x10ffff ||
        (point >= 0xd800 && point < 0xe000)) {
      return false;
    }
    i += more + 1;
  }
  return true;
}

ByteVector encode(const Value& value) {
  Sink sink;
  msgpack::packer<Sink> packer(sink);
  pack(packer, value);
  return std::move(sink.bytes);
}

Result<Value> decode(ByteSpan bytes) {
  try {
    msgpack::unpack_limit limit(kMaxValueItems, 0, bytes.size(), bytes.size(), 0, kMaxValueDepth);
    std::size_t used = 0;
    auto keep_in_place = [](msgpack::type::object_type, std::size_t, void*) { return true; };
    msgpack::object_handle handle = msgpack::unpack(reinterpret_cast<const char*>(bytes.data()), bytes.size(),
                                                    used, keep_in_place, nullptr, limit);
    if (used != bytes.size()) return fail(Errc::wire_not_canonical);
    ADIT_TRY(Value value, convert(handle.get()));
    if (!std::ranges::equal(encode(value), bytes)) return fail(Errc::wire_not_canonical);
    return value;
  } catch (const std::exception&) {  // unpack_error, type_error, size_overflow, bad_alloc
    return fail(Errc::wire_not_canonical);
  }
}

Reader::Reader(const Value& value) : items_(value.array()) {
  if (items_ == nullptr) {
    items_ = &kNoItems;
    bad_ = true;
  }
}

const Value* Reader::take() {
  if (bad_ || next_ == items_->size()) {
    bad_ = true;
    return &kNil;
  }
  return &(*items_)[next_++];
}

std::uint64_t Reader::number(std::uint64_t max) {
  const auto* n = take()->number();
  if (n == nullptr || *n > max) {
    bad_ = true;
    return 0;
  }
  return *n;
}

std::string Reader::text(std::size_t max_bytes) {
  const auto* t = take()->text();
  if (t == nullptr || t->size() > max_bytes) {
    bad_ = true;
    return {};
  }
  return *t;
}

void Reader::exactly(std::string_view expected) {
  if (text(expected.size()) != expected) bad_ = true;
}

void Reader::exactly(std::uint64_t expected) {
  if (number(expected) != expected) bad_ = true;
}

ByteVector Reader::blob(std::size_t max_bytes) {
  const auto* b = take()->bytes();
  if (b == nullptr || b->size() > max_bytes) {
    bad_ = true;
    return {};
  }
  return *b;
}

const Array& Reader::array(std::size_t min_items, std::size_t max_items) {
  const auto* a = take()->array();
  if (a == nullptr || a->size() < min_items || a->size() > max_items) {
    bad_ = true;
    return kNoItems;
  }
  return *a;
}

const Value& Reader::any() { return *take(); }

bool Reader::next_is_nil() const { return !bad_ && next_ < items_->size() && (*items_)[next_].is_nil(); }

Status Reader::done() const {
  if (bad_ || next_ != items_->size()) return fail(Errc::wire_not_canonical);
  return {};
}

}  // namespace adit

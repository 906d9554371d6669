// SPDX-License-Identifier: Apache-2.0
// The one encoding of structured data (protocol 2.1): msgpack arrays of nil, unsigned integers,
// text, bytes and arrays. Each value has exactly one encoding; everything else is refused.
#pragma once

#include <adit/bytes.h>
#include <adit/result.h>
#include <adit/units.h>

#include <initializer_list>
#include <string>
#include <variant>
#include <vector>

namespace adit {

class Value;
using Array = std::vector<Value>;

class Value {
 public:
  Value() = default;                                          // nil
  Value(std::uint64_t number) : data_(number) {}              // NOLINT: values are written in lists
  Value(std::string_view text) : data_(std::string(text)) {}  // NOLINT
  Value(const char* text) : data_(std::string(text)) {}       // NOLINT
  Value(std::string text) : data_(std::move(text)) {}         // NOLINT
  Value(ByteSpan bytes) : data_(ByteVector(bytes.begin(), bytes.end())) {}  // NOLINT
  template <class Tag, std::size_t N>
  Value(const Bytes<Tag, N>& bytes) : Value(ByteSpan(bytes.span())) {}  // NOLINT
  Value(Array items) : data_(std::move(items)) {}                       // NOLINT

  bool is_nil() const { return std::holds_alternative<std::monostate>(data_); }
  const std::uint64_t* number() const { return std::get_if<std::uint64_t>(&data_); }
  const std::string* text() const { return std::get_if<std::string>(&data_); }
  const ByteVector* bytes() const { return std::get_if<ByteVector>(&data_); }
  const Array* array() const { return std::get_if<Array>(&data_); }

  friend bool operator==(const Value&, const Value&) = default;

 private:
  std::variant<std::monostate, std::uint64_t, std::string, ByteVector, Array> data_;
};

inline constexpr std::size_t kMaxValueDepth = 6;
inline constexpr std::size_t kMaxValueItems = 4096;  // of any one array

ByteVector encode(const Value& value);

// Errors: wire_not_canonical, also for bytes after the value, depth or lengths over the limits,
// and text that is not UTF-8.
Result<Value> decode(ByteSpan bytes);

// Reads the items of one array in order. The first mismatch makes every later read empty and
// done() fail, so a parser reads all its fields and asks once.
class Reader {
 public:
  explicit Reader(const Value& value);
  explicit Reader(const Array& items) : items_(&items) {}

  std::uint64_t number(std::uint64_t max = UINT64_MAX);
  std::string text(std::size_t max_bytes);
  void exactly(std::string_view text);
  void exactly(std::uint64_t number);
  ByteVector blob(std::size_t max_bytes);
  const Array& array(std::size_t min_items, std::size_t max_items);
  const Value& any();
  template <class B>
  B bytes() {
    auto found = B::from(blob(B::kSize));
    if (!found) bad_ = true;
    return found.value_or(B{});
  }
  // The bytes, or nothing where there is nil.
  template <class B>
  std::optional<B> bytes_or_nil() {
    if (next_is_nil()) {
      any();
      return std::nullopt;
    }
    return bytes<B>();
  }
  bool next_is_nil() const;
  std::size_t left() const { return bad_ ? 0 : items_->size() - next_; }
  void refuse() { bad_ = true; }
  bool good() const { return !bad_; }

  // Errors: wire_not_canonical, if anything did not match or is left over.
  Status done() const;

 private:
  const Value* take();
  const Array* items_;
  std::size_t next_ = 0;
  bool bad_ = false;
};

// True for well-formed UTF-8 without NUL.
bool is_clean_utf8(std::string_view text);

}  // namespace adit

// SPDX-License-Identifier: Apache-2.0
// The units of H.264 and HEVC, either behind their lengths or between start codes.
#pragma once

#include "client/scrub/media/reader.h"

namespace adit::client::media {

// False if the lengths do not add up. Empty units are passed over.
template <class Each>
bool each_nal(ByteSpan sample, unsigned length_bytes, Each each) {
  if (length_bytes > 0) {
    Reader in(sample);
    while (in.left() >= length_bytes) {
      auto n = in.big(length_bytes);
      auto nal = in.take(n);
      if (!in.ok()) return false;
      if (!nal.empty()) each(nal);
    }
    return all_zero(in.rest());
  }
  auto text = as_text(sample);
  constexpr std::string_view kCode("\0\0\1", 3);
  auto at = text.find(kCode);
  if (at == text.npos) return sample.empty();
  while (at != text.npos) {
    auto from = at + kCode.size();
    at = text.find(kCode, from);
    auto nal = sample.subspan(from, (at == text.npos ? text.size() : at) - from);
    while (!nal.empty() && nal.back() == 0) nal = nal.first(nal.size() - 1);
    if (!nal.empty()) each(nal);
  }
  return true;
}

// Without the bytes that keep start codes out of a unit, and with them.
inline ByteVector unescaped(ByteSpan nal) {
  ByteVector out;
  unsigned zeros = 0;
  for (auto b : nal) {
    if (zeros >= 2 && b == 3) {
      zeros = 0;
      continue;
    }
    zeros = b == 0 ? zeros + 1 : 0;
    out.push_back(b);
  }
  return out;
}
inline ByteVector escaped(ByteSpan nal) {
  ByteVector out;
  unsigned zeros = 0;
  for (auto b : nal) {
    if (zeros >= 2 && b <= 3) {
      out.push_back(3);
      zeros = 0;
    }
    zeros = b == 0 ? zeros + 1 : 0;
    out.push_back(b);
  }
  return out;
}

}  // namespace adit::client::media

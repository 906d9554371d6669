// SPDX-License-Identifier: Apache-2.0
// Every domain-separation label, once (protocol 2.13). Nothing is derived, hashed or signed without
// one. A label is the BLAKE2b personalisation of D, so two labels can never collide.
#pragma once

#include <array>
#include <cstddef>
#include <string_view>

namespace adit {

// A label of D: at most 16 ASCII bytes, made only in the table below.
class Label {
 public:
  constexpr std::string_view text() const { return text_; }
  friend struct Labels;

 private:
  consteval explicit Label(std::string_view text) : text_(text) {
    if (text.size() > kMaxBytes) throw "label longer than a BLAKE2b personalisation";
  }
  static constexpr std::size_t kMaxBytes = 16;
  std::string_view text_;
};

struct Labels {
  static constexpr std::array kAll = {
      Label("adit1 check"),    Label("adit1 salt"),   Label("adit1 reply-seed"), Label("adit1 thread-x"),
      Label("adit1 grant"),    Label("adit1 attach"), Label("adit1 original"),   Label("adit1 orig-salt"),
      Label("adit1 bucket"),   Label("adit1 thread"), Label("adit1 letterkey"),  Label("adit1 dummy"),
      Label("adit1 pk"),       Label("adit1 encap"),  Label("adit1 wrap"),       Label("adit1 header"),
      Label("adit1 core"),     Label("adit1 chan"),   Label("adit1 core-com"),   Label("adit1 chan-com"),
      Label("adit1 com"),      Label("adit1 body"),   Label("adit1 ftag"),       Label("adit1 rencap"),
      Label("adit1 rcom"),     Label("adit1 rkey"),   Label("adit1 rtag"),       Label("adit1 file"),
      Label("adit1 parcel"),   Label("adit1 pow"),    Label("adit1 f-encap"),    Label("adit1 f-wrap"),
      Label("adit1 f-header"), Label("adit1 f-core"), Label("adit1 f-com"),      Label("adit1 f-parcels"),
  };

  // The label of this name; an unknown name does not compile.
  static consteval Label find(std::string_view text) {
    for (const Label& label : kAll) {
      if (label.text() == text) return label;
    }
    throw "label is not in the table";
  }
};

consteval bool labels_are_distinct() {
  for (std::size_t i = 0; i < Labels::kAll.size(); ++i) {
    for (std::size_t j = i + 1; j < Labels::kAll.size(); ++j) {
      if (Labels::kAll[i].text() == Labels::kAll[j].text()) return false;
    }
  }
  return true;
}
static_assert(labels_are_distinct());

inline namespace literals {
consteval Label operator""_label(const char* text, std::size_t size) {
  return Labels::find(std::string_view(text, size));
}
}  // namespace literals

// SHA-256 and Ed25519 domains: the label, then one zero byte, then the data (protocol 2.1).
inline constexpr std::string_view kSignatureDomain = "adit/v1/sig";
inline constexpr std::string_view kGenesisDomain = "adit/v1/genesis";
inline constexpr std::string_view kRidDomain = "adit/v1/rid";
inline constexpr std::string_view kInvitationDomain = "adit/v1/invitation";

}  // namespace adit

// SPDX-License-Identifier: Apache-2.0
// Reads the one form of Matroska and of AVI that cleaning writes.
#include <algorithm>

#include "client/scrub/media/reader.h"
#include "client/scrub/media/verify.h"

namespace adit::client::media {
namespace {

using Ids = std::initializer_list<std::uint32_t>;

// Whether all children are of these kinds, without a byte between or behind them.
template <class Each>
bool only(ByteSpan body, Ids ids, Each each) {
  Elements elements(body);
  while (elements.at() < body.size()) {
    auto e = elements.next();
    if (!e || e->open || std::ranges::find(ids, e->id) == ids.end() || !each(*e)) return false;
  }
  return true;
}
bool small_number(const Element& e) { return e.body.size() <= 8; }

bool see_colour(ByteSpan body) {
  return only(body,
              {0x55b1, 0x55b2, 0x55b3, 0x55b4, 0x55b5, 0x55b6, 0x55b7, 0x55b8, 0x55b9, 0x55ba, 0x55bb, 0x55bc,
               0x55bd, 0x55d0},
              [](const Element& e) { return e.id == 0x55d0 ? e.body.size() <= 110 : e.body.size() <= 4; });
}

bool see_track(ByteSpan entry, std::uint64_t number, SeenMkv& out) {
  bool setup = false;
  bool sound = only(entry, {0xd7, 0x73c5, 0x83, 0x22b59c, 0x86, 0x63a2, 0x23e383, 0x56aa, 0x56bb, 0xe0, 0xe1},
                    [&](const Element& e) {
                      auto value = e.body.size() <= 8 ? read_uint(e.body) : std::nullopt;
                      switch (e.id) {
                        case 0xd7:
                        case 0x73c5:
                          return value == number;
                        case 0x22b59c:
                          return as_text(e.body) == "und";
                        case 0x63a2:
                          setup = true;
                          out.setups.emplace_back(e.body.begin(), e.body.end());
                          return true;
                        case 0xe0:
                          return only(e.body,
                                      {0xb0, 0xba, 0x54b0, 0x54ba, 0x54b2, 0x54aa, 0x54bb, 0x54cc, 0x54dd,
                                       0x9a, 0x9d, 0x53b8, 0x55b0, 0x7670},
                                      [](const Element& v) {
                                        if (v.id == 0x55b0) return see_colour(v.body);
                                        if (v.id == 0x7670)
                                          return only(v.body, {0x7671, 0x7673, 0x7674, 0x7675}, small_number);
                                        return v.body.size() <= 4;
                                      });
                        case 0xe1:
                          return only(e.body, {0xb5, 0x78b5, 0x9f, 0x6264}, small_number);
                        case 0x86:
                          return e.body.size() <= 20;
                        default:
                          return value.has_value();
                      }
                    });
  if (!setup) out.setups.emplace_back();
  return sound;
}

bool see_block(ByteSpan body, std::int64_t begins, bool in_group, bool reference, SeenMkv& out) {
  Reader in(body);
  SeenBlock block;
  auto lead = in.u8();
  if (lead < 0x81) return false;
  block.track = lead & 0x7fu;
  block.time = begins + static_cast<std::int16_t>(in.be16());
  auto flags = in.u8();
  if ((flags & ~0x82) != 0 || (in_group && (flags & 0x80) != 0)) return false;
  block.key = in_group ? !reference : (flags & 0x80) != 0;
  std::vector<std::size_t> sizes;
  if ((flags & 2) != 0) {
    unsigned more = in.u8();
    for (unsigned i = 0; i < more; ++i) {
      std::size_t n = 0;
      for (unsigned b = 255; b == 255 && in.ok();) n += b = in.u8();
      sizes.push_back(n);
    }
  }
  for (auto n : sizes) block.frames.push_back(in.take(n));
  if (!in.ok()) return false;
  block.frames.push_back(in.rest());
  out.blocks.push_back(std::move(block));
  return true;
}

bool see_cluster(ByteSpan body, SeenMkv& out) {
  std::optional<std::int64_t> begins;
  return only(body, {0xe7, 0xa3, 0xa0}, [&](const Element& e) {
    if (e.id == 0xe7) {
      if (begins || e.body.size() > 8) return false;
      begins = static_cast<std::int64_t>(*read_uint(e.body));
      return true;
    }
    if (!begins) return false;
    if (e.id == 0xa3) return see_block(e.body, *begins, false, false, out);
    bool reference = find_element(e.body, 0xfb).has_value();
    return only(e.body, {0xa1, 0x9b, 0xfb, 0x75a2}, [&](const Element& part) {
      return part.id == 0xa1 ? see_block(part.body, *begins, true, reference, out) : small_number(part);
    });
  });
}

}  // namespace

std::optional<SeenMkv> see_mkv(ByteSpan cleaned) {
  using namespace std::string_view_literals;
  SeenMkv out;
  Elements top(cleaned);
  auto head = top.next();
  auto segment = head ? top.next() : std::nullopt;
  if (!segment || top.at() != cleaned.size() || head->id != 0x1a45dfa3 || segment->id != 0x18538067 ||
      segment->open)
    return std::nullopt;
  bool head_sound =
      only(head->body, {0x4286, 0x42f7, 0x42f2, 0x42f3, 0x4282, 0x4287, 0x4285}, [](const Element& e) {
        return e.id == 0x4282 ? as_text(e.body) == "webm" || as_text(e.body) == "matroska"
                              : e.body.size() == 1;
      });
  int stage = 0;
  bool sound = only(
      segment->body, {0x114d9b74, 0x1549a966, 0x1654ae6b, 0x1f43b675, 0x1c53bb6b}, [&](const Element& e) {
        auto at_stage = [&](int least, int next) {
          if (stage != least) return false;
          stage = next;
          return true;
        };
        switch (e.id) {
          case 0x114d9b74:
            return at_stage(0, 1) && only(e.body, {0x4dbb}, [](const Element& s) {
                     return only(s.body, {0x53ab, 0x53ac}, small_number);
                   });
          case 0x1549a966:
            return at_stage(1, 2) && only(e.body, {0x2ad7b1, 0x4d80, 0x5741, 0x4489}, [](const Element& i) {
                     return (i.id == 0x4d80 || i.id == 0x5741) ? i.body.empty() : small_number(i);
                   });
          case 0x1654ae6b: {
            std::uint64_t number = 0;
            return at_stage(2, 3) &&
                   only(e.body, {0xae}, [&](const Element& t) { return see_track(t.body, ++number, out); });
          }
          case 0x1f43b675:
            return stage == 3 && see_cluster(e.body, out);
          default:
            return at_stage(3, 4) && only(e.body, {0xbb}, [](const Element& point) {
                     return only(point.body, {0xb3, 0xb7}, [](const Element& p) {
                       return p.id == 0xb3 ? small_number(p) : only(p.body, {0xf7, 0xf1}, small_number);
                     });
                   });
        }
      });
  if (!head_sound || !sound || stage != 4) return std::nullopt;
  return out;
}

std::optional<std::vector<SeenChunk>> see_avi(ByteSpan cleaned) {
  std::vector<SeenChunk> out;
  // One chunk of this kind, which must come now.
  auto chunk = [](Reader& in, std::string_view type, std::string_view form = "") -> std::optional<Reader> {
    if (in.left() < 8 || in.tag() != type) return std::nullopt;
    std::size_t n = in.le32();
    auto body = in.take(n);
    if (n % 2 != 0 && in.u8() != 0) return std::nullopt;
    Reader inner(body);
    if (!in.ok() || as_text(inner.take(form.size())) != form) return std::nullopt;
    return inner;
  };
  auto zeros = [](Reader& in, std::size_t n) { return all_zero(in.take(n)) && in.ok(); };

  Reader file(cleaned);
  auto riff = chunk(file, "RIFF", "AVI ");
  if (!riff || file.left() != 0) return std::nullopt;
  auto hdrl = chunk(*riff, "LIST", "hdrl");
  auto avih = hdrl ? chunk(*hdrl, "avih") : std::nullopt;
  if (!avih || avih->left() != 56) return std::nullopt;
  avih->skip(4);
  if (!zeros(*avih, 8) || avih->le32() != 0x110) return std::nullopt;
  avih->skip(4);
  if (!zeros(*avih, 4)) return std::nullopt;
  auto streams = avih->le32();
  if (!zeros(*avih, 4)) return std::nullopt;
  avih->skip(8);
  if (!zeros(*avih, 16)) return std::nullopt;
  for (std::uint32_t i = 0; i < streams; ++i) {
    auto strl = chunk(*hdrl, "LIST", "strl");
    auto strh = strl ? chunk(*strl, "strh") : std::nullopt;
    auto strf = strh ? chunk(*strl, "strf") : std::nullopt;
    if (!strf || strl->left() != 0 || strh->left() != 56) return std::nullopt;
    auto type = strh->tag();
    if (type != "vids" && type != "auds") return std::nullopt;
    strh->skip(4);
    if (!zeros(*strh, 12)) return std::nullopt;
    strh->skip(20);
    if (strh->le32() != 0xffffffff) return std::nullopt;
    strh->skip(4);
    if (!zeros(*strh, 4)) return std::nullopt;
    if (type == "vids") {
      if (strf->le32() != strf->left() + 4) return std::nullopt;
      strf->skip(20);
      if (!zeros(*strf, 16)) return std::nullopt;
    } else if (strf->left() > 50) {
      return std::nullopt;
    }
  }
  auto movi = chunk(*riff, "LIST", "movi");
  if (hdrl->left() != 0 || !movi) return std::nullopt;
  while (movi->left() > 0) {
    if (movi->left() < 8) return std::nullopt;
    auto type = as_text(movi->rest().first(4));
    auto number = static_cast<std::size_t>((type[0] - '0') * 10 + type[1] - '0');
    if (type[0] < '0' || type[0] > '1' || type[1] < '0' || type[1] > '9' || number >= streams)
      return std::nullopt;
    auto kind = type.substr(2);
    if (kind != "dc" && kind != "db" && kind != "wb") return std::nullopt;
    auto body = chunk(*movi, type);
    if (!body) return std::nullopt;
    out.push_back({number, body->rest()});
  }
  auto idx1 = chunk(*riff, "idx1");
  if (!idx1 || riff->left() != 0 || idx1->left() != 16 * out.size()) return std::nullopt;
  for (const auto& c : out) {
    idx1->skip(4);
    auto flags = idx1->le32();
    idx1->skip(4);
    if ((flags & ~0x10u) != 0 || idx1->le32() != c.bytes.size()) return std::nullopt;
  }
  return out;
}

}  // namespace adit::client::media

// SPDX-License-Identifier: Apache-2.0
#include "client/scrub/photo/heif.h"

#include "client/scrub/photo/bytes_in.h"

namespace adit::client::photo {
namespace {

constexpr std::size_t kMaxItems = 5000;

struct Box {
  std::string_view type;
  ByteSpan body;
};

// The next box, or nothing at the end or if it is cut.
std::optional<Box> next_box(BytesIn& in) {
  BytesIn ahead = in;
  std::uint64_t n = ahead.be(4);
  auto type = as_text(ahead.take(4));
  std::uint64_t head = 8;
  if (n == 1) n = ahead.be(8), head = 16;
  if (n == 0) n = head + ahead.left();
  if (!ahead.ok() || n < head || n - head > ahead.left()) return std::nullopt;
  auto body = ahead.take(n - head);
  in = ahead;
  return Box{type, body};
}

struct Full {
  unsigned version;
  std::uint32_t flags;
};
Full read_full(BytesIn& in) {
  auto word = static_cast<std::uint32_t>(in.be(4));
  return {word >> 24, word & 0xffffff};
}

class MetaReader {
 public:
  MetaReader(ByteSpan file, Heif& out) : file_(file), out_(out) {}

  bool run(ByteSpan meta) {
    BytesIn in(meta);
    read_full(in);
    ByteSpan locations, infos, idat;
    while (auto box = next_box(in)) {
      if (box->type == "pitm") {
        if (!read_primary(box->body)) return false;
      } else if (box->type == "iinf") {
        infos = box->body;
      } else if (box->type == "iloc") {
        locations = box->body;
      } else if (box->type == "idat") {
        idat = box->body;
      } else if (box->type == "iprp") {
        properties_ = box->body;
      } else if (box->type == "iref") {
        if (!read_references(box->body)) return false;
      } else if (box->type != "hdlr" && box->type != "dinf") {
        out_.foreign.push_back({box->type, box->body});
      }
    }
    return in.left() == 0 && read_infos(infos) && read_locations(locations, idat) && read_properties();
  }

 private:
  bool read_primary(ByteSpan body) {
    BytesIn in(body);
    out_.primary = static_cast<std::uint32_t>(in.be(read_full(in).version == 0 ? 2 : 4));
    return in.ok();
  }

  bool read_infos(ByteSpan body) {
    BytesIn in(body);
    auto count = in.be(read_full(in).version == 0 ? 2 : 4);
    if (!in.ok() || count > kMaxItems) return false;
    while (auto box = next_box(in)) {
      if (box->type != "infe" || out_.items.size() >= kMaxItems) continue;
      BytesIn info(box->body);
      auto full = read_full(info);
      if (full.version < 2) continue;  // of a time before pictures
      Item item;
      item.id = static_cast<std::uint32_t>(info.be(full.version == 2 ? 2 : 4));
      info.take(2);
      item.type = as_text(info.take(4));
      item.hidden = (full.flags & 1) != 0;
      if (!info.ok() || out_.find(item.id) != nullptr) return false;
      item.name = info.text();
      if (item.type == "mime") item.content_type = info.text();
      out_.items.push_back(item);
    }
    return !out_.items.empty();
  }

  bool read_locations(ByteSpan body, ByteSpan idat) {
    BytesIn in(body);
    auto version = read_full(in).version;
    auto sizes = in.be(2);
    unsigned offset_bytes = sizes >> 12 & 15, size_bytes = sizes >> 8 & 15, base_bytes = sizes >> 4 & 15,
             index_bytes = version == 0 ? 0 : sizes & 15;
    if (version > 2 || std::max({offset_bytes, size_bytes, base_bytes, index_bytes}) > 8) return false;
    auto count = in.be(version < 2 ? 2 : 4);
    if (!in.ok() || count > kMaxItems) return false;
    for (std::uint64_t i = 0; i < count && in.ok(); ++i) {
      auto id = static_cast<std::uint32_t>(in.be(version < 2 ? 2 : 4));
      auto method = version == 0 ? 0 : in.be(2) & 15;
      in.take(2);
      auto base = in.be(base_bytes);
      auto pieces = in.be(2);
      auto* item = const_cast<Item*>(out_.find(id));
      for (std::uint64_t k = 0; k < pieces && in.ok(); ++k) {
        in.take(index_bytes);
        auto at = in.be(offset_bytes), n = in.be(size_bytes);
        if (item == nullptr) continue;
        ByteSpan source = method == 0 ? file_ : method == 1 ? idat : ByteSpan();
        if (at > source.size() || base > source.size() - at) return false;
        at += base;
        if (n == 0) n = source.size() - at;
        if (n > source.size() - at || (total_ += n) > 4 * file_.size()) return false;
        item->pieces.push_back(source.subspan(at, n));
        item->located = true;
      }
    }
    return in.ok();
  }

  bool read_properties() {
    BytesIn in(properties_);
    while (auto box = next_box(in)) {
      if (box->type == "ipco") {
        BytesIn list(box->body);
        while (auto property = next_box(list)) {
          if (out_.properties.size() > kMaxItems) return false;
          out_.properties.push_back({property->type, property->body});
        }
      } else if (box->type == "ipma" && !read_associations(box->body)) {
        return false;
      }
    }
    return true;
  }

  bool read_associations(ByteSpan body) {
    BytesIn in(body);
    auto full = read_full(in);
    auto count = in.be(4);
    for (std::uint64_t i = 0; i < count && in.ok(); ++i) {
      auto* item = const_cast<Item*>(out_.find(static_cast<std::uint32_t>(in.be(full.version < 1 ? 2 : 4))));
      auto n = in.be(1);
      for (std::uint64_t k = 0; k < n && in.ok(); ++k) {
        auto index = (full.flags & 1) != 0 ? in.be(2) & 0x7fff : in.be(1) & 0x7f;
        if (item == nullptr || index == 0) continue;
        if (index > out_.properties.size()) return false;
        item->properties.push_back(index - 1);
      }
    }
    return in.ok();
  }

  bool read_references(ByteSpan body) {
    BytesIn in(body);
    unsigned id_bytes = read_full(in).version == 0 ? 2 : 4;
    while (auto box = next_box(in)) {
      BytesIn list(box->body);
      Reference reference{box->type, static_cast<std::uint32_t>(list.be(id_bytes)), {}};
      auto count = list.be(2);
      for (std::uint64_t i = 0; i < count && list.ok(); ++i)
        reference.to.push_back(static_cast<std::uint32_t>(list.be(id_bytes)));
      if (!list.ok() || out_.references.size() > kMaxItems) return false;
      out_.references.push_back(std::move(reference));
    }
    return true;
  }

  ByteSpan file_, properties_;
  Heif& out_;
  std::uint64_t total_ = 0;
};

// A signed fraction times two, if that is whole.
std::optional<std::int64_t> doubled(BytesIn& in) {
  auto n = static_cast<std::int32_t>(in.be(4));
  auto d = static_cast<std::int64_t>(in.be(4));
  if (!in.ok() || d == 0 || 2 * std::int64_t{n} % d != 0) return std::nullopt;
  return 2 * std::int64_t{n} / d;
}

}  // namespace

const Item* Heif::find(std::uint32_t id) const {
  auto item = std::ranges::find(items, id, &Item::id);
  return item == items.end() ? nullptr : &*item;
}

std::optional<ByteSpan> Heif::property(const Item& item, std::string_view type) const {
  for (auto i : item.properties) {
    if (properties[i].type == type) return properties[i].body;
  }
  return std::nullopt;
}

std::vector<std::uint32_t> Heif::targets(std::uint32_t from, std::string_view type) const {
  for (const auto& r : references) {
    if (r.from == from && r.type == type) return r.to;
  }
  return {};
}

std::vector<std::uint32_t> Heif::sources(std::uint32_t to, std::string_view type) const {
  std::vector<std::uint32_t> out;
  for (const auto& r : references) {
    if (r.type == type && std::ranges::find(r.to, to) != r.to.end()) out.push_back(r.from);
  }
  return out;
}

std::optional<Heif> parse_heif(ByteSpan file) {
  Heif out;
  BytesIn in(file);
  bool first = true, found = false;
  while (auto box = next_box(in)) {
    if (first != (box->type == "ftyp")) return std::nullopt;
    first = false;
    if (box->type == "meta" && !found) {
      found = true;
      if (!MetaReader(file, out).run(box->body)) return std::nullopt;
    } else if (box->type == "moov" || box->type == "moof") {
      out.sequence = true;
      out.foreign.push_back({box->type, box->body});
    } else if (box->type != "ftyp" && box->type != "mdat") {
      out.foreign.push_back({box->type, box->body});
    }
  }
  if (in.left() > 0) out.foreign.push_back({"", in.take(in.left())});
  if (!found) return std::nullopt;
  return out;
}

ByteVector data_of(const Item& item) {
  ByteVector out;
  for (auto piece : item.pieces) append(out, piece);
  return out;
}

std::optional<std::pair<unsigned, unsigned>> stated_size(const Heif& heif, const Item& item) {
  auto body = heif.property(item, "ispe");
  if (!body) return std::nullopt;
  BytesIn in(*body);
  in.take(4);
  auto width = static_cast<unsigned>(in.be(4)), height = static_cast<unsigned>(in.be(4));
  if (!in.ok() || width == 0 || height == 0) return std::nullopt;
  return std::pair{width, height};
}

std::optional<Grid> read_grid(ByteSpan data) {
  BytesIn in(data);
  in.take(1);
  unsigned bytes = (in.be(1) & 1) != 0 ? 4 : 2;
  Grid g{};
  g.rows = static_cast<unsigned>(in.be(1)) + 1;
  g.columns = static_cast<unsigned>(in.be(1)) + 1;
  g.width = static_cast<unsigned>(in.be(bytes));
  g.height = static_cast<unsigned>(in.be(bytes));
  if (!in.ok() || g.width == 0 || g.height == 0) return std::nullopt;
  return g;
}

std::optional<Cut> read_cut(ByteSpan clap, unsigned width, unsigned height) {
  BytesIn in(clap);
  auto w = doubled(in), h = doubled(in), x = doubled(in), y = doubled(in);
  if (!w || !h || !x || !y || *w % 2 != 0 || *h % 2 != 0) return std::nullopt;
  auto wide = std::int64_t{width}, high = std::int64_t{height};
  // The middle of the cut is the middle of the picture, moved.
  std::int64_t cut_w = *w / 2, cut_h = *h / 2, left = wide + *x - cut_w, top = high + *y - cut_h;
  if (cut_w <= 0 || cut_h <= 0 || left < 0 || top < 0) return std::nullopt;
  left /= 2, top /= 2;
  if (left + cut_w > wide || top + cut_h > high) return std::nullopt;
  return Cut{static_cast<unsigned>(left), static_cast<unsigned>(top), static_cast<unsigned>(cut_w),
             static_cast<unsigned>(cut_h)};
}

unsigned orientation_of(const Property& property) {
  if (property.body.empty()) return 1;
  unsigned v = property.body[0];
  constexpr unsigned kTurns[] = {1, 8, 3, 6};  // quarters against the clock
  if (property.type == "irot") return kTurns[v & 3];
  if (property.type == "imir") return (v & 1) != 0 ? 2 : 4;
  return 1;
}

std::optional<ColourCode> read_nclx(ByteSpan colr) {
  BytesIn in(colr);
  if (as_text(in.take(4)) != "nclx") return std::nullopt;
  ColourCode out;
  out.primaries = static_cast<unsigned>(in.be(2));
  out.transfer = static_cast<unsigned>(in.be(2));
  out.matrix = static_cast<unsigned>(in.be(2));
  out.full_range = (in.be(1) & 0x80) != 0;
  if (!in.ok()) return std::nullopt;
  return out;
}

ByteSpan icc_of(ByteSpan colr) {
  auto kind = as_text(colr.first(std::min<std::size_t>(4, colr.size())));
  return kind == "prof" || kind == "rICC" ? colr.subspan(4) : ByteSpan();
}

bool is_alpha(const Heif& heif, const Item& item) {
  auto kind = heif.property(item, "auxC");
  if (!kind || kind->size() < 5) return false;
  auto text = as_text(kind->subspan(4));
  text = text.substr(0, text.find('\0'));
  return text == "urn:mpeg:hevc:2015:auxid:1" || text == "urn:mpeg:mpegB:cicp:systems:auxiliary:alpha";
}

}  // namespace adit::client::photo

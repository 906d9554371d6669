// SPDX-License-Identifier: Apache-2.0
#include "client/scrub/photo/heif_builder.h"

#include <stdexcept>

#include "client/scrub/builders.h"
#include "client/scrub/photo/heif.h"

namespace adit::test {
namespace {

void put(ByteVector& out, std::uint64_t v, unsigned bytes) { append(out, be_bytes(v, bytes)); }
void put_text(ByteVector& out, std::string_view text) {
  append(out, as_bytes(text));
  out.push_back(0);
}
ByteVector box(std::string_view type, ByteSpan body) {
  ByteVector out;
  put(out, body.size() + 8, 4);
  append(out, as_bytes(type));
  append(out, body);
  return out;
}
ByteVector full(unsigned version, unsigned flags = 0) { return be_bytes(version << 24 | flags, 4); }

ByteVector infos(const BuiltHeif& heif) {
  auto out = full(0);
  put(out, heif.items.size(), 2);
  for (std::size_t i = 0; i < heif.items.size(); ++i) {
    const auto& item = heif.items[i];
    auto info = full(2, item.hidden ? 1 : 0);
    put(info, i + 1, 2);
    put(info, 0, 2);
    append(info, as_bytes(item.type));
    put_text(info, item.name);
    if (item.type == "mime") put_text(info, item.content_type);
    append(out, box("infe", info));
  }
  return box("iinf", out);
}

ByteVector locations(const BuiltHeif& heif, std::size_t data_at) {
  auto out = full(0);
  put(out, 0x4400, 2);
  put(out, heif.items.size(), 2);
  for (std::size_t i = 0; i < heif.items.size(); ++i) {
    put(out, i + 1, 2);
    put(out, 0, 2);
    put(out, 1, 2);
    put(out, data_at, 4);
    put(out, heif.items[i].data.size(), 4);
    data_at += heif.items[i].data.size();
  }
  return box("iloc", out);
}

ByteVector properties(const BuiltHeif& heif) {
  ByteVector list, association = full(0);
  unsigned count = 0, items = 0;
  ByteVector entries;
  for (std::size_t i = 0; i < heif.items.size(); ++i) {
    const auto& own = heif.items[i].properties;
    if (own.empty()) continue;
    ++items;
    put(entries, i + 1, 2);
    put(entries, own.size(), 1);
    for (const auto& p : own) {
      append(list, box(p.type, p.body));
      put(entries, ++count, 1);
    }
  }
  put(association, items, 4);
  append(association, entries);
  auto out = box("ipco", list);
  append(out, box("ipma", association));
  return box("iprp", out);
}

ByteVector references(const BuiltHeif& heif) {
  auto out = full(0);
  for (const auto& r : heif.references) {
    ByteVector body;
    put(body, r.from, 2);
    put(body, r.to.size(), 2);
    for (auto to : r.to) put(body, to, 2);
    append(out, box(r.type, body));
  }
  return box("iref", out);
}

ByteVector meta(const BuiltHeif& heif, std::size_t data_at) {
  auto out = full(0);
  ByteVector handler = full(0);
  put(handler, 0, 4);
  append(handler, as_bytes("pict"));
  handler.resize(handler.size() + 13);
  append(out, box("hdlr", handler));
  auto primary = full(0);
  put(primary, heif.primary, 2);
  append(out, box("pitm", primary));
  append(out, locations(heif, data_at));
  append(out, infos(heif));
  append(out, references(heif));
  append(out, properties(heif));
  return box("meta", out);
}

}  // namespace

ByteVector be_bytes(std::uint64_t v, unsigned bytes) {
  ByteVector out;
  for (unsigned i = bytes; i-- > 0;) out.push_back(static_cast<std::uint8_t>(v >> (8 * i)));
  return out;
}

ByteVector le_bytes(std::uint64_t v, unsigned bytes) {
  ByteVector out;
  for (unsigned i = 0; i < bytes; ++i) out.push_back(static_cast<std::uint8_t>(v >> (8 * i)));
  return out;
}

ByteVector build_heif(const BuiltHeif& heif) {
  ByteVector type;
  append(type, as_bytes("heic"));
  put(type, 0, 4);
  append(type, as_bytes("mif1heic"));
  auto out = box("ftyp", type);
  std::size_t data_at = out.size() + meta(heif, 0).size() + 8;
  append(out, meta(heif, data_at));
  ByteVector data;
  for (const auto& item : heif.items) append(data, item.data);
  append(out, box("mdat", data));
  for (const auto& b : heif.behind) append(out, box(b.type, b.body));
  append(out, as_bytes(heif.tail));
  return out;
}

BuiltItem coded(std::string_view name) {
  auto file = read_file(std::filesystem::path(ADIT_SOURCE_DIR) / "tests/data/photos" / name);
  auto heif = client::photo::parse_heif(file);
  const auto* item = heif ? heif->find(heif->primary) : nullptr;
  // Sizes that are odd are kept as a grid of one.
  if (item != nullptr && item->type == "grid") item = heif->find(heif->targets(item->id, "dimg").at(0));
  if (item == nullptr) throw std::runtime_error("no picture");
  BuiltItem out{std::string(item->type), client::photo::data_of(*item), {}};
  for (auto type : {"hvcC", "ispe"}) {
    auto body = heif->property(*item, type);
    if (!body) throw std::runtime_error("no property");
    out.properties.push_back({type, {body->begin(), body->end()}});
  }
  return out;
}

BuiltItem grid(unsigned columns, unsigned rows, unsigned width, unsigned height) {
  ByteVector data{0, 0, static_cast<std::uint8_t>(rows - 1), static_cast<std::uint8_t>(columns - 1)};
  put(data, width, 2);
  put(data, height, 2);
  ByteVector size(4);
  put(size, width, 4);
  put(size, height, 4);
  return {"grid", data, {{"ispe", size}}};
}

BuiltHeif four_tiles(unsigned width, unsigned height) {
  BuiltHeif out;
  out.items.push_back(grid(2, 2, width, height));
  for (auto colour : {"red", "lime", "blue", "white"}) {
    out.items.push_back(coded(std::string("tile-") + colour + ".heic"));
    out.items.back().hidden = true;
  }
  out.references.push_back({"dimg", 1, {2, 3, 4, 5}});
  return out;
}

ByteVector small_exif(const std::vector<std::pair<unsigned, std::string>>& texts, unsigned orientation) {
  auto le = [](ByteVector& out, std::uint64_t v, unsigned n) {
    for (unsigned i = 0; i < n; ++i) out.push_back(static_cast<std::uint8_t>(v >> (8 * i)));
  };
  ByteVector out = {'I', 'I', 42, 0, 8, 0, 0, 0}, data;
  std::size_t count = texts.size() + 1, data_at = 8 + 2 + 12 * count + 4;
  le(out, count, 2);
  bool placed = false;
  auto place = [&] {
    le(out, 0x0112, 2), le(out, 3, 2), le(out, 1, 4), le(out, orientation, 4);
    placed = true;
  };
  for (const auto& [tag, text] : texts) {
    if (!placed && tag > 0x0112) place();
    le(out, tag, 2), le(out, 2, 2), le(out, text.size() + 1, 4), le(out, data_at + data.size(), 4);
    put_text(data, text);
    if (data.size() % 2 != 0) data.push_back(0);
  }
  if (!placed) place();
  le(out, 0, 4);
  append(out, data);
  return out;
}

}  // namespace adit::test

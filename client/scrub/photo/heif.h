// SPDX-License-Identifier: Apache-2.0
// A HEIF file (HEIC, AVIF) taken apart at its boxes and items, without decoding (ISO/IEC 14496-12 and
// 23008-12). Borrows the bytes.
#pragma once

#include <adit/bytes.h>
#include <adit/result.h>

#include <string>
#include <vector>

#include "client/scrub/harvest.h"
#include "client/scrub/photo/yuv.h"

namespace adit::client::photo {

struct Property {
  std::string_view type;  // of its box
  ByteSpan body;
};

struct Reference {
  std::string_view type;
  std::uint32_t from;
  std::vector<std::uint32_t> to;
};

struct Item {
  std::uint32_t id = 0;
  std::string_view type;  // "hvc1", "av01", "grid", "Exif", "mime"
  ByteSpan name, content_type;
  bool hidden = false;
  bool located = false;
  std::vector<ByteSpan> pieces;         // of its data, in order
  std::vector<std::size_t> properties;  // in the order in which they are applied
};

struct Heif {
  std::uint32_t primary = 0;
  std::vector<Item> items;
  std::vector<Property> properties;
  std::vector<Reference> references;
  std::vector<Property> foreign;  // boxes beside those that a picture needs
  bool sequence = false;          // a film or series of pictures beside the one

  const Item* find(std::uint32_t id) const;
  // The first property of this type; nothing if there is none.
  std::optional<ByteSpan> property(const Item& item, std::string_view type) const;
  std::vector<std::uint32_t> targets(std::uint32_t from, std::string_view type) const;
  // Items that refer to `to` so.
  std::vector<std::uint32_t> sources(std::uint32_t to, std::string_view type) const;
};

// Nothing if it is none, or damaged.
std::optional<Heif> parse_heif(ByteSpan file);
ByteVector data_of(const Item& item);

// The size that `ispe` states.
std::optional<std::pair<unsigned, unsigned>> stated_size(const Heif& heif, const Item& item);
struct Grid {
  unsigned rows, columns, width, height;
};
std::optional<Grid> read_grid(ByteSpan data);
// Where `clap` cuts a picture of this size.
struct Cut {
  unsigned left, top, width, height;
};
std::optional<Cut> read_cut(ByteSpan clap, unsigned width, unsigned height);
// The EXIF orientation that does what `irot` or `imir` says.
unsigned orientation_of(const Property& property);
std::optional<ColourCode> read_nclx(ByteSpan colr);
// Empty if it is none.
ByteSpan icc_of(ByteSpan colr);
bool is_alpha(const Heif& heif, const Item& item);

void harvest_heif(const Heif& heif, Harvest& out);

// One coded picture. `configuration` is hvcC or av1C, `data` the item's. hevc.cc and av1.cc, the only
// files that know the decoders.
// Errors: file_damaged, file_too_large, file_type_refused, out_of_memory.
Result<Planes> decode_hevc(ByteSpan configuration, ByteSpan data);
Result<Planes> decode_av1(ByteSpan configuration, ByteSpan data);

// Each looks at the processor.
void warm_up_hevc();
void warm_up_av1();

}  // namespace adit::client::photo

// SPDX-License-Identifier: Apache-2.0
// HEIF files put together from coded tiles, with whatever a phone or an enemy might put beside them.
#pragma once

#include <adit/bytes.h>

#include <string>
#include <vector>

namespace adit::test {

struct BuiltBox {
  std::string type;
  ByteVector body;
};

struct BuiltItem {
  std::string type;
  ByteVector data;
  std::vector<BuiltBox> properties;
  bool hidden = false;
  std::string name = {}, content_type = {};
};

struct BuiltReference {
  std::string type;
  unsigned from;
  std::vector<unsigned> to;
};

// Items are numbered from 1 on.
struct BuiltHeif {
  unsigned primary = 1;
  std::vector<BuiltItem> items;
  std::vector<BuiltReference> references;
  std::vector<BuiltBox> behind;  // boxes after the data
  std::string tail = {};         // bytes after all boxes
};
ByteVector build_heif(const BuiltHeif& heif);

ByteVector be_bytes(std::uint64_t v, unsigned bytes);
ByteVector le_bytes(std::uint64_t v, unsigned bytes);
// The one coded picture of tests/data/photos/NAME, with its size and configuration.
BuiltItem coded(std::string_view name);
BuiltItem grid(unsigned columns, unsigned rows, unsigned width, unsigned height);
// Four tiles, red, green, blue and white from the top left on; the grid is item 1.
BuiltHeif four_tiles(unsigned width = 128, unsigned height = 128);

// EXIF from its TIFF header on, little-endian, with these texts by tag.
ByteVector small_exif(const std::vector<std::pair<unsigned, std::string>>& texts, unsigned orientation = 1);

}  // namespace adit::test

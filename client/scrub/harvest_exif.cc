// SPDX-License-Identifier: Apache-2.0
// EXIF: a TIFF header and chains of tables of tags. Read by offset, each table once, a bounded
// number of entries in all.
#include <fmt/format.h>

#include <set>

#include "client/scrub/endian_view.h"
#include "client/scrub/harvest.h"

namespace adit::client {
namespace {

enum class Table { main, camera, place, preview };

struct Word {
  Table table;
  std::uint16_t tag;
  FindingClass what;
  std::string_view words;
};

// Tags with text in them, and what a person calls them.
constexpr Word kWords[] = {
    {Table::main, 0x010d, FindingClass::history, "the document's name"},
    {Table::main, 0x010e, FindingClass::who, "a description"},
    {Table::main, 0x010f, FindingClass::device, "the maker"},
    {Table::main, 0x0110, FindingClass::device, "the model"},
    {Table::main, 0x0131, FindingClass::device, "the software"},
    {Table::main, 0x0132, FindingClass::when, "the time of the last change"},
    {Table::main, 0x013b, FindingClass::who, "the artist"},
    {Table::main, 0x013c, FindingClass::device, "the computer's name"},
    {Table::main, 0x8298, FindingClass::who, "the copyright"},
    {Table::main, 0xc614, FindingClass::device, "the model"},
    {Table::main, 0xc62f, FindingClass::device, "the camera's serial number"},
    {Table::camera, 0x9003, FindingClass::when, "the time it was taken"},
    {Table::camera, 0x9004, FindingClass::when, "the time it was stored"},
    {Table::camera, 0x9010, FindingClass::where, "the time zone"},
    {Table::camera, 0x9011, FindingClass::where, "the time zone"},
    {Table::camera, 0x9012, FindingClass::where, "the time zone"},
    {Table::camera, 0x9290, FindingClass::when, "parts of a second"},
    {Table::camera, 0x9291, FindingClass::when, "parts of a second"},
    {Table::camera, 0x9292, FindingClass::when, "parts of a second"},
    {Table::camera, 0xa004, FindingClass::hidden, "the name of a sound file"},
    {Table::camera, 0xa420, FindingClass::device, "the picture's own number"},
    {Table::camera, 0xa430, FindingClass::who, "the owner"},
    {Table::camera, 0xa431, FindingClass::device, "the camera's serial number"},
    {Table::camera, 0xa433, FindingClass::device, "the lens's maker"},
    {Table::camera, 0xa434, FindingClass::device, "the lens"},
    {Table::camera, 0xa435, FindingClass::device, "the lens's serial number"},
    {Table::camera, 0xa436, FindingClass::who, "the title"},
    {Table::camera, 0xa437, FindingClass::who, "the photographer"},
    {Table::camera, 0xa438, FindingClass::who, "the person who edited it"},
    {Table::camera, 0xa439, FindingClass::device, "the camera's software"},
    {Table::camera, 0xa43a, FindingClass::device, "the software"},
    {Table::camera, 0xa43b, FindingClass::device, "the software"},
    {Table::camera, 0xa43c, FindingClass::device, "the software"},
    {Table::place, 0x001d, FindingClass::when, "the date from the satellites"},
};

constexpr std::uint16_t kToCamera = 0x8769, kToPlace = 0x8825, kToInterop = 0xa005;

struct Entry {
  std::uint16_t tag, type;
  std::uint32_t count;
  ByteSpan bytes;
  std::size_t value_at;  // of the four bytes in the table
};

constexpr std::size_t kTypeBytes[] = {0, 1, 1, 2, 4, 8, 1, 1, 2, 4, 8, 4, 8, 4};

class ExifReader {
 public:
  ExifReader(ByteSpan tiff, EndianView::Order order, Harvest& out)
      : tiff_(tiff), view_(tiff, order), big_(order == EndianView::Order::big), out_(out) {}

  void run() {
    if (auto first = view_.u32(4)) read_table(*first, Table::main);
    finish_place();
  }

 private:
  void read_table(std::size_t at, Table table) {
    // A table that was read already ends a chain that bites its tail.
    if (!visited_.insert(at).second || visited_.size() > 16) return;
    auto count = view_.u16(at);
    if (!count) return;
    at += 2;
    for (unsigned i = 0; i < *count; ++i, at += 12) {
      if (++entries_ > 4000) return;
      if (auto entry = read_entry(at)) read_value(*entry, table);
    }
    if (table == Table::main) {
      if (auto next = view_.u32(at); next && *next != 0) read_table(*next, Table::preview);
    }
  }

  std::optional<Entry> read_entry(std::size_t at) const {
    auto tag = view_.u16(at), type = view_.u16(at + 2);
    auto count = view_.u32(at + 4), offset = view_.u32(at + 8);
    if (!tag || !type || !count || !offset || *type == 0 || *type >= std::size(kTypeBytes))
      return std::nullopt;
    std::size_t n = kTypeBytes[*type] * std::size_t{*count};
    auto bytes = view_.part(n <= 4 ? at + 8 : *offset, n);
    if (!bytes) return std::nullopt;
    return Entry{*tag, *type, *count, *bytes, at + 8};
  }

  void read_value(const Entry& e, Table table) {
    if (e.type == 2 || e.type == 7 || e.type == 1 || e.type == 13) out_.keep_strings(e.bytes);
    if (e.type == 2) out_.keep_value(as_bytes(trimmed(e.bytes)));
    if (table == Table::place) return read_place(e);
    if (table == Table::preview) return read_preview(e);
    if (e.tag == kToCamera || e.tag == kToPlace || e.tag == kToInterop) {
      if (auto at = view_.u32(e.value_at)) {
        read_table(*at, e.tag == kToPlace ? Table::place : Table::camera);
      }
      return;
    }
    if (table == Table::main && read_embedded(e)) return;
    if (e.tag == 0x927c && !e.bytes.empty()) {
      out_.found(FindingClass::device,
                 fmt::format("the camera maker's own notes ({})", size_words(e.bytes.size())));
      return;
    }
    if (e.tag == 0x9286 && e.bytes.size() > 8) {
      auto text = trimmed(e.bytes.subspan(8));
      if (!text.empty()) out_.found(FindingClass::who, "a comment: " + quote_text(text));
      return;
    }
    say_text(e, table);
  }

  // True if the tag holds a format of its own, or the orientation.
  bool read_embedded(const Entry& e) {
    switch (e.tag) {
      case 0x0112:
        if (auto o = view_.u16(e.value_at); o && e.type == 3 && *o >= 1 && *o <= 8) out_.orientation = *o;
        return true;
      case 0x02bc:
        harvest_xmp(e.bytes, out_);
        return true;
      case 0x83bb:
        harvest_iptc(e.bytes, out_);
        return true;
      case 0x8649:
        harvest_photoshop(e.bytes, out_);
        return true;
      case 0x9c9b:
      case 0x9c9c:
      case 0x9c9d:
      case 0x9c9e:
      case 0x9c9f: {
        auto text = from_utf16(e.bytes, false);
        out_.keep_value(as_bytes(text));
        out_.keep_value(e.bytes);
        if (!text.empty()) out_.found(FindingClass::who, "a note: " + quote_text(text));
        return true;
      }
      default:
        return false;
    }
  }

  void say_text(const Entry& e, Table table) {
    for (const auto& word : kWords) {
      // Some programs put the camera's tags into the main table.
      bool here = word.table == table || (table == Table::main && word.table == Table::camera);
      if (word.tag != e.tag || !here) continue;
      auto text = trimmed(e.bytes);
      if (!text.empty()) out_.found(word.what, fmt::format("{}: {}", word.words, quote_text(text)));
      return;
    }
    if (e.tag == 0xa432) {
      out_.found(FindingClass::device, "the kind of lens");
    } else if (e.tag == 0x829a || e.tag == 0x829d || e.tag == 0x8827 || e.tag == 0x920a) {
      out_.found(FindingClass::device, "how the camera was set");
    }
  }

  void read_preview(const Entry& e) {
    if (e.tag == 0x0201) {
      preview_at_ = view_.u32(e.value_at);
    } else if (e.tag == 0x0202) {
      preview_bytes_ = view_.u32(e.value_at);
    }
    if (preview_at_ && preview_bytes_) {
      auto preview = view_.part(*preview_at_, *preview_bytes_);
      out_.found(FindingClass::hidden,
                 fmt::format("a small preview picture, which may show what was cut off later ({})",
                             size_words(*preview_bytes_)));
      if (preview && preview->size() > 64) out_.keep_value(preview->subspan(preview->size() / 2, 32));
    }
  }

  void read_place(const Entry& e) {
    if (e.type == 5) out_.keep_value(e.bytes);
    switch (e.tag) {
      case 1:
        south_ = letter(e) == 'S', has_place_ = true;
        break;
      case 2:
        latitude_ = degrees(e);
        break;
      case 3:
        west_ = letter(e) == 'W', has_place_ = true;
        break;
      case 4:
        longitude_ = degrees(e);
        break;
      case 6:
        altitude_ = rational(e, 0);
        break;
      case 7:
        out_.found(FindingClass::when, "the time from the satellites");
        break;
      case 0x11:
        out_.found(FindingClass::where, "which way the camera looked");
        break;
      case 0x1b:
      case 0x1c: {
        auto text = e.bytes.size() > 8 ? trimmed(e.bytes.subspan(8)) : std::string_view();
        if (!text.empty()) out_.found(FindingClass::where, "the place in words: " + quote_text(text));
        break;
      }
      default:
        say_text(e, Table::place);
    }
  }

  void finish_place() {
    if (latitude_ && longitude_) {
      out_.found(FindingClass::where, fmt::format("the place: {:.5f} {}, {:.5f} {}", *latitude_,
                                                  south_ ? 'S' : 'N', *longitude_, west_ ? 'W' : 'E'));
    } else if (has_place_ || latitude_ || longitude_) {
      out_.found(FindingClass::where, "a part of the place");
    }
    if (altitude_) out_.found(FindingClass::where, fmt::format("the height: {:.0f} m", *altitude_));
  }

  static char letter(const Entry& e) { return e.bytes.empty() ? '\0' : static_cast<char>(e.bytes[0]); }

  std::optional<double> rational(const Entry& e, std::size_t i) const {
    if (e.type != 5) return std::nullopt;
    EndianView v(e.bytes, big_ ? EndianView::Order::big : EndianView::Order::little);
    auto a = v.u32(8 * i), b = v.u32(8 * i + 4);
    if (!a || !b || *b == 0) return std::nullopt;
    return double{static_cast<double>(*a)} / static_cast<double>(*b);
  }
  std::optional<double> degrees(const Entry& e) const {
    auto d = rational(e, 0);
    if (!d) return std::nullopt;
    return *d + rational(e, 1).value_or(0) / 60 + rational(e, 2).value_or(0) / 3600;
  }

  ByteSpan tiff_;
  EndianView view_;
  bool big_;
  Harvest& out_;
  std::set<std::size_t> visited_;
  unsigned entries_ = 0;
  bool south_ = false, west_ = false, has_place_ = false;
  std::optional<double> latitude_, longitude_, altitude_;
  std::optional<std::uint32_t> preview_at_, preview_bytes_;
};

}  // namespace

void harvest_exif(ByteSpan tiff, Harvest& out) {
  if (tiff.size() < 8) return;
  auto magic = as_text(tiff.first(2));
  if (magic == "II") {
    ExifReader(tiff, EndianView::Order::little, out).run();
  } else if (magic == "MM") {
    ExifReader(tiff, EndianView::Order::big, out).run();
  }
}

}  // namespace adit::client

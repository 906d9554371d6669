// SPDX-License-Identifier: Apache-2.0
// Copies pages into a new document: for each kind of object a function that writes the entries it
// knows and nothing else. What a page draws leads: its content is written anew word by word, under new
// names, and only what it names is copied. Every function throws Refusal.
#pragma once

#include <map>
#include <string>
#include <utility>

#include "client/scrub/harvest.h"
#include "client/scrub/pdf/layers.h"
#include "client/scrub/pdf/parts.h"

namespace adit::client::pdf {

class Copier;

// The resources of one content stream: looked up by their old names, written under new ones.
class Resources {
 public:
  Resources(Copier& copier, Handle from) : copier_(copier), from_(from) {}

  // An entry of /ExtGState and so on; null if there is none.
  Handle old(const std::string& category, const std::string& name) const;
  // The name to write, such as "/X3"; "/DeviceRGB" for a colour space that needs no entry; empty if
  // the entry is missing or is not to be drawn.
  std::string use(const std::string& category, const std::string& name);
  // A picture that stood inside the content.
  std::string use_picture(Handle old_image);
  Handle written() const;
  Handle from() const { return from_; }
  Copier& copier() { return copier_; }

 private:
  std::string put(const std::string& category, Handle object);

  Copier& copier_;
  Handle from_;
  std::map<std::pair<std::string, std::string>, std::string> names_;
  std::map<std::pair<std::string, QPDFObjGen>, std::string> known_;
  std::map<std::string, std::map<std::string, Handle>> new_;
};

class Copier {
 public:
  Copier(QPDF& from, QPDF& to, Harvest& harvest, const Layers& layers)
      : from_(from), to_(to), harvest_(harvest), layers_(layers) {}

  Handle page(Handle from, unsigned number);

  // What content may name. Null: nothing to draw.
  Handle graphics_state(Handle from, Resources& around);
  Handle colour_space(Handle from, Handle resources, unsigned depth = 0);
  Handle pattern(Handle from, Resources& around);
  Handle shading(Handle from, Handle resources);
  Handle external(Handle from, Resources& around);
  Handle font(Handle from, Resources& around);
  Handle image(Handle from, Handle resources);
  void spend_content(std::size_t n);

  QPDF& from() { return from_; }
  QPDF& to() { return to_; }
  Harvest& harvest() { return harvest_; }
  const Layers& layers() const { return layers_; }

  void saw_invisible_text() { invisible_text_ = true; }
  // What is told under "stays".
  bool invisible_text() const { return invisible_text_; }
  bool has_jpeg() const { return has_jpeg_; }
  bool has_font_names() const { return has_font_names_; }
  // Fonts of forms' fields that name none of their own.
  void set_default_fonts(Handle fonts) { default_fonts_ = fonts; }
  Handle default_fonts() const { return default_fonts_; }

 private:
  friend class Nesting;
  Handle function(Handle from, unsigned depth = 0);
  Handle functions(Handle from);
  Handle form(Handle from, Resources& around);
  Handle group(Handle from, Handle resources);
  Handle soft_mask(Handle from, Resources& around);
  void image_data(Handle from, Handle parameters_of, Handle& out);
  Handle type3(Handle from, Resources& around);
  Handle composite_font(Handle from);
  Handle simple_font(Handle from);
  Handle cid_font(Handle from, std::string& name);
  Handle descriptor(Handle from, std::string& name);
  Handle font_file(Handle from, const std::string& key);
  Handle simple_encoding(Handle from);
  Handle to_unicode(Handle from);
  Handle cmap(Handle from);
  std::string font_name(Handle from, bool embedded);
  std::string appearances(Handle page, Handle& resources);
  std::string colorant(const std::string& name);

  QPDF& from_;
  QPDF& to_;
  Harvest& harvest_;
  const Layers& layers_;
  Handle default_fonts_ = Handle::newNull();
  std::map<std::pair<QPDFObjGen, int>, Handle> done_;
  std::map<QPDFObjGen, std::string> embedded_names_;
  std::size_t content_bytes_ = 0;
  unsigned depth_ = 0, page_number_ = 0, embedded_fonts_ = 0;
  bool invisible_text_ = false, has_jpeg_ = false, has_font_names_ = false;
};

// One level deeper for as long as it lives. Loops among forms, fonts and masks end here.
class Nesting {
 public:
  explicit Nesting(Copier& copier) : copier_(copier) {
    if (++copier_.depth_ > kMaxNesting) refuse(Errc::file_damaged);
  }
  ~Nesting() { --copier_.depth_; }
  Nesting(const Nesting&) = delete;
  Nesting& operator=(const Nesting&) = delete;

 private:
  Copier& copier_;
};

// A content stream, word by word. Throws Refusal.
std::string clean_content(const std::string& content, Resources& resources);

Handle dictionary_of(Handle object);  // of a stream too; an empty one for anything else
// The bytes of a page's content: one stream or several.
std::string content_of(Handle contents);

}  // namespace adit::client::pdf

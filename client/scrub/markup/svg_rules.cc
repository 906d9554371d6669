// SPDX-License-Identifier: Apache-2.0
#include "client/scrub/markup/svg_rules.h"

#include <algorithm>

#include "client/scrub/markup/html_tokens.h"

namespace adit::client {
namespace {

bool listed(std::string_view list, std::string_view word) {
  if (word.empty() || word.find(' ') != word.npos) return false;
  return list.find(" " + std::string(word) + " ") != list.npos;
}

constexpr std::string_view kElements =
    " svg g defs symbol use path rect circle ellipse line polyline polygon text tspan textPath "
    "linearGradient "
    "radialGradient stop clipPath mask pattern marker image ";
constexpr std::string_view kNumbers =
    " x y x1 y1 x2 y2 cx cy r rx ry fx fy fr width height points dx dy rotate textLength startOffset viewBox "
    "offset "
    "markerWidth markerHeight refX refY orient fill-opacity stroke-width stroke-opacity stroke-dasharray "
    "stroke-dashoffset stroke-miterlimit opacity stop-opacity font-size font-weight letter-spacing "
    "word-spacing "
    "baseline-shift ";
constexpr std::string_view kWords =
    " gradientUnits spreadMethod patternUnits patternContentUnits clipPathUnits maskUnits maskContentUnits "
    "markerUnits preserveAspectRatio lengthAdjust fill-rule clip-rule stroke-linecap stroke-linejoin "
    "font-style "
    "font-variant text-anchor text-decoration dominant-baseline alignment-baseline visibility overflow "
    "vector-effect paint-order mix-blend-mode writing-mode direction unicode-bidi shape-rendering "
    "text-rendering "
    "image-rendering xml:space ";
// Every word that any of these, or a number's place, may hold.
constexpr std::string_view kKnownWords =
    " userSpaceOnUse objectBoundingBox strokeWidth pad reflect repeat none xMinYMin xMidYMin xMaxYMin "
    "xMinYMid "
    "xMidYMid xMaxYMid xMinYMax xMidYMax xMaxYMax meet slice spacing spacingAndGlyphs nonzero evenodd butt "
    "round "
    "square miter bevel normal italic oblique small-caps start middle end underline overline line-through "
    "auto "
    "alphabetic ideographic hanging mathematical central text-before-edge text-after-edge baseline "
    "before-edge "
    "after-edge visible hidden collapse scroll non-scaling-stroke fill stroke markers multiply screen "
    "overlay "
    "darken lighten lr-tb rl-tb tb-rl tb lr rl horizontal-tb vertical-rl vertical-lr ltr rtl embed "
    "bidi-override "
    "isolate plaintext crispEdges geometricPrecision optimizeSpeed optimizeQuality optimizeLegibility "
    "auto-start-reverse bold bolder lighter medium small large smaller larger x-small xx-small x-large "
    "xx-large sub "
    "super preserve default inherit ";
constexpr std::string_view kColours =
    " none currentcolor inherit transparent aliceblue antiquewhite aqua aquamarine azure beige bisque black "
    "blanchedalmond blue blueviolet brown burlywood cadetblue chartreuse chocolate coral cornflowerblue "
    "cornsilk "
    "crimson cyan darkblue darkcyan darkgoldenrod darkgray darkgreen darkgrey darkkhaki darkmagenta "
    "darkolivegreen "
    "darkorange darkorchid darkred darksalmon darkseagreen darkslateblue darkslategray darkslategrey "
    "darkturquoise "
    "darkviolet deeppink deepskyblue dimgray dimgrey dodgerblue firebrick floralwhite forestgreen fuchsia "
    "gainsboro "
    "ghostwhite gold goldenrod gray green greenyellow grey honeydew hotpink indianred indigo ivory khaki "
    "lavender "
    "lavenderblush lawngreen lemonchiffon lightblue lightcoral lightcyan lightgoldenrodyellow lightgray "
    "lightgreen "
    "lightgrey lightpink lightsalmon lightseagreen lightskyblue lightslategray lightslategrey lightsteelblue "
    "lightyellow lime limegreen linen magenta maroon mediumaquamarine mediumblue mediumorchid mediumpurple "
    "mediumseagreen mediumslateblue mediumspringgreen mediumturquoise mediumvioletred midnightblue mintcream "
    "mistyrose moccasin navajowhite navy oldlace olive olivedrab orange orangered orchid palegoldenrod "
    "palegreen "
    "paleturquoise palevioletred papayawhip peachpuff peru pink plum powderblue purple rebeccapurple red "
    "rosybrown "
    "royalblue saddlebrown salmon sandybrown seagreen seashell sienna silver skyblue slateblue slategray "
    "slategrey "
    "snow springgreen steelblue tan teal thistle tomato turquoise violet wheat white whitesmoke yellow "
    "yellowgreen ";

bool is_blank(char c) { return c == ' ' || c == '\n' || c == '\t' || c == '\r'; }
bool is_digit(char c) { return c >= '0' && c <= '9'; }

std::string one_blank(std::string_view value) {
  std::string out;
  for (char c : value) {
    if (!is_blank(c)) {
      out += c;
    } else if (!out.empty() && out.back() != ' ') {
      out += ' ';
    }
  }
  if (!out.empty() && out.back() == ' ') out.pop_back();
  return out;
}

// Characters of a number at the beginning; 0 if there is none.
std::size_t number_at(std::string_view s) {
  std::size_t i = !s.empty() && (s[0] == '-' || s[0] == '+') ? 1 : 0, digits = 0;
  for (; i < s.size() && is_digit(s[i]); ++i) ++digits;
  if (i < s.size() && s[i] == '.') {
    ++i;
    for (; i < s.size() && is_digit(s[i]); ++i) ++digits;
  }
  if (digits == 0 || digits > 24) return 0;
  if (i + 1 < s.size() && (s[i] == 'e' || s[i] == 'E')) {
    std::size_t k = i + 1;
    if (s[k] == '-' || s[k] == '+') ++k;
    auto start = k;
    while (k < s.size() && is_digit(s[k])) ++k;
    if (k > start && k - start <= 3) i = k;
  }
  return i;
}

bool are_numbers(std::string_view s) {
  bool any = false;
  while (!s.empty()) {
    if (s[0] == ' ' || s[0] == ',') {
      s.remove_prefix(1);
      continue;
    }
    auto n = number_at(s);
    if (n == 0) return false;
    s.remove_prefix(n);
    any = true;
    for (std::string_view unit : {"px", "pt", "pc", "mm", "cm", "in", "rem", "em", "ex", "%", "deg"}) {
      if (s.starts_with(unit)) {
        s.remove_prefix(unit.size());
        break;
      }
    }
  }
  return any;
}

bool is_path(std::string_view s) {
  while (!s.empty()) {
    if (s[0] == ' ' || s[0] == ',' ||
        std::string_view("MmLlHhVvCcSsQqTtAaZz").find(s[0]) != std::string_view::npos) {
      s.remove_prefix(1);
      continue;
    }
    auto n = number_at(s);
    if (n == 0) return false;
    s.remove_prefix(n);
  }
  return true;
}

// "word(numbers) word(numbers)"
bool are_functions(std::string_view s, std::string_view names) {
  while (!s.empty()) {
    if (s[0] == ' ' || s[0] == ',') {
      s.remove_prefix(1);
      continue;
    }
    auto open = s.find('('), close = s.find(')');
    if (open == s.npos || close == s.npos || close < open) return false;
    auto name = s.substr(0, open);
    while (name.ends_with(' ')) name.remove_suffix(1);
    if (!listed(names, name) || !are_numbers(s.substr(open + 1, close - open - 1))) return false;
    s.remove_prefix(close + 1);
  }
  return true;
}

bool are_words(std::string_view s) {
  bool any = false;
  while (!s.empty()) {
    auto stop = std::min(s.find(' '), s.size());
    if (stop > 0) {
      if (!listed(kKnownWords, s.substr(0, stop))) return false;
      any = true;
    }
    s.remove_prefix(std::min(stop + 1, s.size()));
  }
  return any;
}

bool is_colour(std::string_view s) {
  if (s.starts_with('#')) {
    auto hex = s.substr(1);
    bool size = hex.size() == 3 || hex.size() == 4 || hex.size() == 6 || hex.size() == 8;
    return size && hex.find_first_not_of("0123456789abcdef") == hex.npos;
  }
  return listed(kColours, s) || are_functions(s, " rgb rgba hsl hsla ");
}

}  // namespace

bool svg_element(std::string_view name) { return listed(kElements, name); }
bool svg_holds_text(std::string_view name) { return name == "text" || name == "tspan" || name == "textPath"; }

std::optional<SvgValue> svg_attribute(std::string_view name) {
  using enum SvgValue;
  if (listed(kNumbers, name)) return numbers;
  if (listed(kWords, name)) return word;
  if (name == "d") return path;
  if (name == "transform" || name == "gradientTransform" || name == "patternTransform") return transform;
  if (name == "fill" || name == "stroke" || name == "stop-color" || name == "color") return colour;
  if (name == "clip-path" || name == "mask" || name == "marker-start" || name == "marker-mid" ||
      name == "marker-end")
    return reference;
  if (name == "font-family") return font;
  return std::nullopt;
}

std::optional<std::string_view> svg_local_url(std::string_view value) {
  if (!value.starts_with("url(") || !value.ends_with(')')) return std::nullopt;
  auto inner = value.substr(4, value.size() - 5);
  if (inner.size() >= 2 && (inner[0] == '"' || inner[0] == '\'') && inner.back() == inner[0])
    inner = inner.substr(1, inner.size() - 2);
  if (inner.size() < 2 || inner[0] != '#' || inner.find_first_of("\"'()<>") != inner.npos)
    return std::nullopt;
  return inner.substr(1);
}

std::optional<std::string> svg_value(SvgValue kind, std::string_view raw) {
  auto value = one_blank(raw);
  switch (kind) {
    case SvgValue::numbers:
      if (are_numbers(value) || are_words(value)) return value;
      return std::nullopt;
    case SvgValue::path:
      if (is_path(value) || value == "none") return value;
      return std::nullopt;
    case SvgValue::transform:
      if (are_functions(value, " matrix translate scale rotate skewX skewY ")) return value;
      return std::nullopt;
    case SvgValue::word:
      if (are_words(value)) return value;
      return std::nullopt;
    case SvgValue::colour:
      value = svg_local_url(value) ? value : html_lower(value);
      if (is_colour(value) || svg_local_url(value)) return value;
      return std::nullopt;
    case SvgValue::reference:
      if (value == "none" || svg_local_url(value)) return value;
      return std::nullopt;
    case SvgValue::font: {
      auto small = html_lower(value);
      auto has = [&](std::string_view what) { return small.find(what) != small.npos; };
      if (has("mono") || has("courier") || has("consol")) return "monospace";
      bool serif = has("times") || has("georgia") || has("garamond") || (has("serif") && !has("sans"));
      return serif ? "serif" : "sans-serif";
    }
  }
  return std::nullopt;
}

}  // namespace adit::client

// SPDX-License-Identifier: Apache-2.0
// OpenDocument: text, spreadsheet, presentation.
#include "client/scrub/office/allow.h"

namespace adit::client::office {
namespace {

constexpr std::string_view kOffice = R"(office|
document-content document-styles document-meta : office:version==;
font-face-decls styles automatic-styles master-styles body text spreadsheet presentation meta :)";

constexpr std::string_view kText = R"(text|
p$ : text:style-name=s text:cond-style-name=s;
h$ : text:style-name=s text:outline-level text:cond-style-name=s text:is-list-header text:restart-numbering
 text:start-value;
span$ : text:style-name=s;
s : text:c; tab line-break ruby-base$ : ;
list : text:style-name=s; list-item list-header : text:start-value;
list-style outline-style : style:name=s text:consecutive-numbering;
list-level-style-number outline-level-style : text:level text:style-name=s style:num-format style:num-suffix=t
 style:num-prefix=t text:start-value text:display-levels style:num-letter-sync;
list-level-style-bullet : text:level text:style-name=s text:bullet-char=t style:num-suffix=t style:num-prefix=t
 text:bullet-relative-size;
list-level-style-image : text:level xlink:href=i xlink:type xlink:show xlink:actuate;
note : text:note-class; note-citation$ : ; note-body : ;
notes-configuration : text:note-class text:start-value text:footnotes-position text:start-numbering-at
 text:default-style-name=s text:citation-style-name=s text:citation-body-style-name=s text:master-page-name=s
 style:num-format style:num-suffix=t style:num-prefix=t;
linenumbering-configuration : text:number-lines;
section : text:style-name=s text:name==;
page-number$ : text:select-page style:num-format text:page-adjust; page-count$ : style:num-format;
ruby : text:style-name=s; ruby-text$ : text:style-name=s)";

constexpr std::string_view kTable = R"(table|
table : table:name=t table:style-name=s table:print;
table-column : table:style-name=s table:number-columns-repeated table:default-cell-style-name=s table:visibility;
table-row : table:style-name=s table:number-rows-repeated table:default-cell-style-name=s table:visibility;
table-cell covered-table-cell : table:style-name=s table:number-columns-repeated table:number-columns-spanned
 table:number-rows-spanned office:value-type office:value office:date-value=m office:time-value=m
 office:boolean-value office:currency;
table-header-rows table-rows table-header-columns table-columns : ;
table-column-group table-row-group : table:display;
shapes :)";

constexpr std::string_view kStyle = R"(style|
font-face : style:name=x svg:font-family=f style:font-family-generic style:font-pitch style:font-charset;
style : style:name=s style:display-name== style:family style:parent-style-name=s style:next-style-name=s
 style:list-style-name=s style:master-page-name=s style:data-style-name=s style:default-outline-level style:class
 style:list-level;
default-style : style:family;
default-page-layout : ;
page-layout : style:name=s style:page-usage;
master-page : style:name=s style:display-name== style:page-layout-name=s style:next-style-name=s draw:style-name=s;
header footer header-left footer-left header-first footer-first : style:display;
header-style footer-style region-left region-center region-right tab-stops : ;
map : style:condition== style:apply-style-name=s;
tab-stop : style:position style:type style:char style:leader-style style:leader-text=t style:leader-type
 style:leader-width style:leader-color;
columns : fo:column-count fo:column-gap; column : style:rel-width fo:start-indent fo:end-indent;
column-sep : style:width style:color style:height style:vertical-align style:style;
footnote-sep : style:width style:color style:distance-before-sep style:distance-after-sep style:line-style
 style:adjustment style:rel-width;
drop-cap : style:lines style:distance style:length style:style-name=s;
background-image : xlink:href=i xlink:type xlink:show xlink:actuate style:position=l style:repeat draw:opacity;
list-level-properties : text:space-before text:min-label-width text:min-label-distance fo:text-align
 text:list-level-position-and-space-mode style:font-name=x fo:width fo:height style:vertical-pos style:vertical-rel;
list-level-label-alignment : text:label-followed-by text:list-tab-stop-position fo:text-indent fo:margin-left;
ruby-properties : style:ruby-position style:ruby-align;
text-properties : fo:color fo:background-color fo:font-size fo:font-weight fo:font-style fo:font-variant
 fo:font-family=f fo:text-transform fo:letter-spacing fo:text-shadow=l fo:hyphenate style:font-name=x
 style:font-name-asian=x style:font-name-complex=x style:font-size-asian style:font-size-complex
 style:font-weight-asian style:font-weight-complex style:font-style-asian style:font-style-complex
 style:font-family-asian=f style:font-family-complex=f style:font-family-generic style:font-pitch
 style:text-underline-style style:text-underline-width style:text-underline-color style:text-underline-type
 style:text-underline-mode style:text-line-through-style style:text-line-through-type style:text-line-through-mode
 style:text-line-through-width style:text-line-through-color style:text-overline-style style:text-overline-width
 style:text-overline-color style:text-position=l style:text-outline style:text-emphasize=l style:text-scale
 style:text-rotation-angle style:text-rotation-scale style:font-relief style:letter-kerning
 style:use-window-font-color style:text-blinking style:text-combine;
paragraph-properties : fo:margin-left fo:margin-right fo:margin-top fo:margin-bottom fo:margin fo:text-indent
 fo:text-align fo:text-align-last fo:line-height fo:break-before fo:break-after fo:keep-with-next fo:keep-together
 fo:widows fo:orphans fo:background-color fo:border=l fo:border-left=l fo:border-right=l fo:border-top=l
 fo:border-bottom=l fo:padding fo:padding-left fo:padding-right fo:padding-top fo:padding-bottom
 fo:hyphenation-ladder-count style:line-height-at-least style:line-spacing style:auto-text-indent
 style:contextual-spacing style:justify-single-word style:page-number style:writing-mode style:shadow=l
 style:border-line-width=l style:border-line-width-left=l style:border-line-width-right=l
 style:border-line-width-top=l style:border-line-width-bottom=l style:join-border style:tab-stop-distance
 style:vertical-align style:snap-to-layout-grid style:font-independent-line-spacing style:text-autospace
 style:punctuation-wrap style:line-break style:register-true text:number-lines text:line-number;
table-properties : style:width style:rel-width table:align fo:margin-left fo:margin-right fo:margin-top
 fo:margin-bottom fo:margin fo:background-color fo:break-before fo:break-after fo:keep-with-next style:writing-mode
 style:may-break-between-rows table:border-model table:display style:shadow=l;
table-column-properties : style:column-width style:rel-column-width style:use-optimal-column-width fo:break-before
 fo:break-after;
table-row-properties : style:row-height style:min-row-height style:use-optimal-row-height fo:break-before
 fo:break-after fo:background-color fo:keep-together;
table-cell-properties : fo:background-color fo:border=l fo:border-left=l fo:border-right=l fo:border-top=l
 fo:border-bottom=l fo:padding fo:padding-left fo:padding-right fo:padding-top fo:padding-bottom fo:wrap-option
 style:vertical-align style:text-align-source style:repeat-content style:shrink-to-fit style:rotation-angle
 style:rotation-align style:direction style:writing-mode style:diagonal-bl-tr=l style:diagonal-tl-br=l
 style:border-line-width=l style:border-line-width-left=l style:border-line-width-right=l
 style:border-line-width-top=l style:border-line-width-bottom=l style:glyph-orientation-vertical
 style:cell-protect=l style:print-content style:decimal-places style:shadow=l;
section-properties : fo:background-color fo:margin-left fo:margin-right text:dont-balance-text-columns
 style:writing-mode style:editable;
page-layout-properties : fo:page-width fo:page-height style:print-orientation fo:margin-top fo:margin-bottom
 fo:margin-left fo:margin-right fo:margin fo:background-color fo:border=l fo:border-left=l fo:border-right=l
 fo:border-top=l fo:border-bottom=l fo:padding fo:padding-left fo:padding-right fo:padding-top fo:padding-bottom
 style:writing-mode style:num-format style:footnote-max-height style:layout-grid-mode style:first-page-number
 style:table-centering style:scale-to style:scale-to-pages style:scale-to-X style:scale-to-Y style:print=l
 style:print-page-order style:shadow=l;
header-footer-properties : fo:min-height fo:margin-left fo:margin-right fo:margin-top fo:margin-bottom fo:margin
 svg:height style:dynamic-spacing fo:background-color fo:border=l fo:padding style:shadow=l;
graphic-properties drawing-page-properties : draw:fill draw:fill-color draw:fill-image-name=s
 draw:fill-gradient-name=s draw:fill-hatch-name=s draw:fill-hatch-solid draw:secondary-fill-color draw:gradient-step-count
 draw:fill-image-width draw:fill-image-height draw:fill-image-ref-point draw:fill-image-ref-point-x
 draw:fill-image-ref-point-y draw:opacity draw:opacity-name=s draw:stroke draw:stroke-dash=s svg:stroke-width
 svg:stroke-color svg:stroke-opacity svg:stroke-linecap draw:stroke-linejoin draw:marker-start=s draw:marker-end=s
 draw:marker-start-width draw:marker-end-width draw:marker-start-center draw:marker-end-center draw:shadow
 draw:shadow-offset-x draw:shadow-offset-y draw:shadow-color draw:shadow-opacity draw:textarea-horizontal-align
 draw:textarea-vertical-align draw:auto-grow-height draw:auto-grow-width draw:fit-to-size draw:fit-to-contour
 draw:wrap-influence-on-position draw:luminance draw:contrast draw:red draw:green draw:blue draw:gamma
 draw:color-inversion draw:image-opacity draw:color-mode draw:background-size fo:wrap-option fo:min-height
 fo:min-width fo:max-height fo:max-width fo:padding fo:padding-top fo:padding-bottom fo:padding-left fo:padding-right
 fo:margin fo:margin-left fo:margin-right fo:margin-top fo:margin-bottom fo:border=l fo:border-left=l
 fo:border-right=l fo:border-top=l fo:border-bottom=l fo:background-color fo:clip=l style:wrap
 style:number-wrapped-paragraphs style:wrap-contour style:wrap-contour-mode style:run-through style:vertical-pos
 style:vertical-rel style:horizontal-pos style:horizontal-rel style:mirror=l style:shadow=l style:repeat
 style:background-transparency style:protect=l style:flow-with-text style:writing-mode style:rel-width
 style:rel-height style:border-line-width=l text:anchor-type text:anchor-page-number presentation:visibility
 presentation:background-visible presentation:background-objects-visible presentation:display-header
 presentation:display-footer presentation:display-page-number presentation:display-date-time)";

constexpr std::string_view kDraw = R"(draw|
page : draw:name== draw:style-name=s draw:master-page-name=s;
frame : draw:style-name=s draw:text-style-name=s text:anchor-type text:anchor-page-number svg:x svg:y svg:width
 svg:height style:rel-width style:rel-height draw:z-index draw:layer draw:transform=l presentation:class
 presentation:style-name=s presentation:placeholder presentation:user-transformed table:end-x table:end-y;
image : xlink:href=i xlink:type xlink:show xlink:actuate;
text-box : fo:min-height fo:min-width fo:max-height fo:max-width draw:corner-radius;
g : draw:style-name=s text:anchor-type svg:y draw:z-index draw:transform=l;
line rect ellipse circle polyline polygon path connector custom-shape caption measure regular-polygon :
 draw:style-name=s draw:text-style-name=s text:anchor-type text:anchor-page-number draw:z-index draw:layer
 draw:transform=l svg:x svg:y svg:width svg:height svg:x1 svg:y1 svg:x2 svg:y2 svg:cx svg:cy svg:r svg:rx svg:ry
 svg:viewBox=l svg:d=d draw:points=l draw:type draw:line-skew=l draw:corner-radius draw:kind draw:start-angle
 draw:end-angle draw:corners draw:concave draw:sharpness draw:caption-point-x draw:caption-point-y
 presentation:class presentation:style-name=s presentation:placeholder presentation:user-transformed;
enhanced-geometry : draw:type svg:viewBox=l draw:enhanced-path=d draw:text-areas=d draw:modifiers=l
 draw:mirror-horizontal draw:mirror-vertical draw:text-path draw:text-path-mode draw:text-path-scale
 draw:path-stretchpoint-x draw:path-stretchpoint-y draw:text-rotate-angle draw:glue-points=d draw:glue-point-type;
equation : draw:name draw:formula==;
gradient : draw:name=s draw:style draw:cx draw:cy draw:start-color draw:end-color draw:start-intensity
 draw:end-intensity draw:angle draw:border;
hatch : draw:name=s draw:style draw:color draw:distance draw:rotation;
opacity : draw:name=s draw:style draw:cx draw:cy draw:start draw:end draw:angle draw:border;
fill-image : draw:name=s xlink:href=i xlink:type xlink:show xlink:actuate;
marker : draw:name=s svg:viewBox=l svg:d=d;
stroke-dash : draw:name=s draw:style draw:dots1 draw:dots1-length draw:dots2 draw:dots2-length draw:distance;
layer-set : ; layer : draw:name)";

constexpr std::string_view kNumber = R"(number|
number-style currency-style percentage-style date-style time-style boolean-style text-style : style:name=s
 style:volatile number:automatic-order number:format-source number:truncate-on-overflow;
number scientific-number fraction : number:decimal-places number:min-decimal-places number:min-integer-digits
 number:grouping number:decimal-replacement=t number:display-factor number:min-exponent-digits
 number:exponent-interval number:forced-exponent-sign number:min-numerator-digits number:min-denominator-digits
 number:max-denominator-value number:denominator-value;
currency-symbol$ text$ fill-character$ : ;
embedded-text$ : number:position;
day month year era day-of-week week-of-year quarter hours minutes seconds : number:style number:textual
 number:calendar number:possessive-form number:decimal-places;
am-pm boolean text-content :)";

constexpr std::string_view kManifest = R"(manifest| manifest : manifest:version==;
file-entry : manifest:full-path== manifest:media-type== manifest:version==)";

}  // namespace

const AllowList& open_document_allowed() {
  static const AllowList list{kOffice, kText, kTable, kStyle, kDraw, kNumber, kManifest};
  return list;
}

}  // namespace adit::client::office

// SPDX-License-Identifier: Apache-2.0
// Of OpenDocument's fields: those that say who, when and where, and elements that only wrap what is seen.
#pragma once

#include <algorithm>
#include <iterator>
#include <string_view>

namespace adit::client::office {

inline constexpr std::string_view kOpenPersonal[] = {"text:author-name",
                                                     "text:author-initials",
                                                     "text:initial-creator",
                                                     "text:creator",
                                                     "text:creation-date",
                                                     "text:creation-time",
                                                     "text:modification-date",
                                                     "text:modification-time",
                                                     "text:print-date",
                                                     "text:print-time",
                                                     "text:printed-by",
                                                     "text:editing-cycles",
                                                     "text:editing-duration",
                                                     "text:file-name",
                                                     "text:template-name",
                                                     "text:description",
                                                     "text:title",
                                                     "text:subject",
                                                     "text:keywords",
                                                     "text:user-defined",
                                                     "text:meta-field",
                                                     "text:sender-firstname",
                                                     "text:sender-lastname",
                                                     "text:sender-initials",
                                                     "text:sender-title",
                                                     "text:sender-position",
                                                     "text:sender-email",
                                                     "text:sender-phone-private",
                                                     "text:sender-fax",
                                                     "text:sender-company",
                                                     "text:sender-phone-work",
                                                     "text:sender-street",
                                                     "text:sender-city",
                                                     "text:sender-postal-code",
                                                     "text:sender-country",
                                                     "text:sender-state-or-province",
                                                     "text:database-display",
                                                     "text:database-name",
                                                     "presentation:date-time"};

inline constexpr std::string_view kOpenUnwrapped[] = {"text:a",
                                                      "draw:a",
                                                      "text:bookmark-ref",
                                                      "text:reference-ref",
                                                      "text:note-ref",
                                                      "text:sequence-ref",
                                                      "text:reference-mark",
                                                      "text:sequence",
                                                      "text:chapter",
                                                      "text:variable-set",
                                                      "text:variable-get",
                                                      "text:variable-input",
                                                      "text:user-field-get",
                                                      "text:user-field-input",
                                                      "text:expression",
                                                      "text:placeholder",
                                                      "text:conditional-text",
                                                      "text:text-input",
                                                      "text:drop-down",
                                                      "text:bibliography-mark",
                                                      "text:table-of-content",
                                                      "text:index-body",
                                                      "text:index-title",
                                                      "text:illustration-index",
                                                      "text:table-index",
                                                      "text:object-index",
                                                      "text:user-index",
                                                      "text:alphabetical-index",
                                                      "text:bibliography",
                                                      "text:numbered-paragraph",
                                                      "text:meta",
                                                      "text:measure",
                                                      "text:table-formula",
                                                      "text:word-count",
                                                      "text:character-count",
                                                      "text:paragraph-count",
                                                      "text:table-count",
                                                      "text:image-count",
                                                      "text:object-count",
                                                      "text:sheet-name",
                                                      "text:page-variable-get"};

template <std::size_t N>
bool one_of(std::string_view name, const std::string_view (&list)[N]) {
  return std::ranges::find(list, name) != std::end(list);
}

}  // namespace adit::client::office

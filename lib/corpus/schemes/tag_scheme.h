// Tag schemes: how the labels of single tokens mark spans.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/names.h"

namespace seqlab::corpus {

// none: the labels mark no spans (parts of speech). io: I-X only. iob1: B-X only where a span touches one of
// the same type before it. iob2 (BIO): every span starts with B-X. ioe1: E-X only where a span touches one of
// the same type after it. ioe2: every span ends with E-X. iobes, bilou, bmes, bmewo: beginnings (B), ends (E
// or L) and single tokens (S, U or W) are marked, and the tokens between are I or M.
enum class TagScheme { none, io, iob1, iob2, ioe1, ioe2, iobes, bilou, bmes, bmewo };
constexpr auto name_table(TagScheme /*scheme*/) {
  return base::NameTable<TagScheme, 11>{{{"none", TagScheme::none},
                                         {"io", TagScheme::io},
                                         {"iob1", TagScheme::iob1},
                                         {"iob2", TagScheme::iob2},
                                         {"ioe1", TagScheme::ioe1},
                                         {"ioe2", TagScheme::ioe2},
                                         {"iobes", TagScheme::iobes},
                                         {"bilou", TagScheme::bilou},
                                         {"bmes", TagScheme::bmes},
                                         {"bmewo", TagScheme::bmewo},
                                         {"bio", TagScheme::iob2}}};
}

// The prefixes of a scheme; of those that mark everything: begin, inside, end, single.
std::string_view prefixes_of(TagScheme scheme);

// A scheme and the character between prefix and type ('-' or '_'). A label of spans without a type is a bare
// prefix in every scheme: B, I, O.
struct SchemeStyle {
  TagScheme scheme = TagScheme::none;
  char separator = '-';
  friend bool operator==(const SchemeStyle&, const SchemeStyle&) = default;
};

// A span of tokens [begin, end) with its type, which may be empty.
struct Span {
  std::size_t begin = 0;
  std::size_t end = 0;
  std::string type;
  friend bool operator==(const Span&, const Span&) = default;
};

// The spans of one sentence as the standard conlleval script (Tjong Kim Sang and Buchholz 2000) reads them:
// I-X starts a span after O, after another type and at the start of the sentence, and so does E-X; S-X and
// U-X are spans of one token. Prefixes of all schemes are read. Labels that fit none are read as O.
// `repaired`, if given, grows by the number of labels that the scheme does not allow in their place, plus the
// number of unclosed spans. Requires a scheme other than none.
std::vector<Span> read_spans(std::span<const std::string> labels, SchemeStyle style,
                             std::size_t* repaired = nullptr);

// The labels of n tokens with these spans (sorted, disjoint). In io, touching spans of the same type merge.
// Requires a scheme other than none.
std::vector<std::string> write_spans(std::span<const Span> spans, std::size_t n, SchemeStyle style);

// The labels of one sentence in another scheme; tokens that are not annotated stay so. `repaired` as above.
// Throws UsageError if either scheme is none.
std::vector<std::string> convert_labels(std::span<const std::string> labels, SchemeStyle from, SchemeStyle to,
                                        std::size_t* repaired = nullptr);

// Every label of the scheme for a type. Requires a scheme other than none.
std::vector<std::string> labels_of_type(std::string_view type, SchemeStyle style);

// Whether the scheme allows a label at the start of a sentence, after another label, and at the end.
// read_spans() has nothing to repair in a sentence if and only if all of these hold. Labels outside the
// scheme are allowed nowhere; an empty label counts as O. Without a scheme, everything is allowed.
bool may_begin(std::string_view label, SchemeStyle style);
bool may_follow(std::string_view before, std::string_view label, SchemeStyle style);
bool may_end(std::string_view label, SchemeStyle style);

// The labels of one sentence, with the same spans, as the scheme allows them: unchanged if it does, else
// rewritten as read_spans() reads them. A token that is not annotated (an empty label) may have any label, so
// that a span may reach into it. Without a scheme, the labels themselves.
std::vector<std::string> legal_labels(std::span<const std::string> labels, SchemeStyle style);

}  // namespace seqlab::corpus

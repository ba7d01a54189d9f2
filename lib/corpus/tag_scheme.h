// Tag schemes: how the labels of single tokens mark spans.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/names.h"

namespace seqlab::corpus {

// none: the labels mark no spans (parts of speech). io: I-X only. iob1: B-X only where a span touches one of
// the same type before it. iob2 (BIO): every span starts with B-X. iobes, bilou: single tokens (S/U) and ends
// (E/L) are marked too.
enum class TagScheme { none, io, iob1, iob2, iobes, bilou };
constexpr auto name_table(TagScheme /*scheme*/) {
  return base::NameTable<TagScheme, 7>{{{"none", TagScheme::none},
                                        {"io", TagScheme::io},
                                        {"iob1", TagScheme::iob1},
                                        {"iob2", TagScheme::iob2},
                                        {"iobes", TagScheme::iobes},
                                        {"bilou", TagScheme::bilou},
                                        {"bio", TagScheme::iob2}}};
}

// A scheme and the character between prefix and type ('-' or '_').
struct SchemeStyle {
  TagScheme scheme = TagScheme::none;
  char separator = '-';
  friend bool operator==(const SchemeStyle&, const SchemeStyle&) = default;
};

// A span of tokens [begin, end) with its type.
struct Span {
  std::size_t begin = 0;
  std::size_t end = 0;
  std::string type;
  friend bool operator==(const Span&, const Span&) = default;
};

// Detects the scheme of a corpus from the labels of all its sentences. style() is the narrowest scheme in
// which every label is valid and every sequence can be read. It is `none` once a label is neither O nor
// prefix, separator, type (XPOS with -LRB-, or a bare I). Empty labels (not annotated) are skipped. If all
// labels are O, the scheme is iob2: a corpus without spans. Without any label it is none.
class SchemeDetector {
 public:
  void add(std::span<const std::string> labels);
  [[nodiscard]] SchemeStyle style() const;

 private:
  void add_prefix(char prefix);

  bool any_ = false;             // a label, possibly O
  bool spans_ = false;           // a label other than O
  bool fits_dash_ = true;        // every such label is prefix, '-', type
  bool fits_underscore_ = true;  // the same with '_'
  bool inside_begins_ = false;   // an I starts a span, as in IO and IOB1
  bool b_without_need_ = false;  // a B where IOB1 would write I
  bool has_b_ = false;
  bool has_s_or_e_ = false;  // as in IOBES
  bool has_u_or_l_ = false;  // as in BILOU
};

// The spans of one sentence as the standard conlleval script (Tjong Kim Sang and Buchholz 2000) reads them:
// I-X starts a span after O, after another type and at the start of the sentence, and so does E-X; S-X and
// U-X are spans of one token. Labels that fit no scheme are read as O. `repaired`, if given, grows by the
// number of labels that the scheme does not allow in their place, plus the number of unclosed spans. Requires
// a scheme other than none.
std::vector<Span> read_spans(std::span<const std::string> labels, SchemeStyle style,
                             std::size_t* repaired = nullptr);

// The labels of n tokens with these spans (sorted, disjoint). In io, touching spans of the same type merge.
// Requires a scheme other than none.
std::vector<std::string> write_spans(std::span<const Span> spans, std::size_t n, SchemeStyle style);

// The labels of one sentence in another scheme; tokens that are not annotated stay so. `repaired` as above.
// Throws UsageError if either scheme is none.
std::vector<std::string> convert_labels(std::span<const std::string> labels, SchemeStyle from, SchemeStyle to,
                                        std::size_t* repaired = nullptr);

// Whether the scheme allows a label at the start of a sentence, after another label, and at the end.
// read_spans() has nothing to repair in a sentence if and only if all of these hold. Labels outside the
// scheme are allowed nowhere; an empty label counts as O. Without a scheme, everything is allowed.
bool may_begin(std::string_view label, SchemeStyle style);
bool may_follow(std::string_view before, std::string_view label, SchemeStyle style);
bool may_end(std::string_view label, SchemeStyle style);

}  // namespace seqlab::corpus

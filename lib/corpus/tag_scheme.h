// Tag schemes: how labels of single tokens write down spans.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/names.h"

namespace seqlab::corpus {

// none: the labels are no scheme (parts of speech). io: I-X alone. iob1: B-X only where a span of the same
// type touches the one before. iob2 (BIO): every span starts with B-X. iobes, bilou: single tokens (S/U) and
// ends (E/L) are marked too.
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

// The scheme of a name as to_string gives it, or "bio" for iob2. Throws UsageError for an unknown name.
TagScheme parse_scheme(std::string_view name);
std::string_view to_string(TagScheme scheme);

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

// Finds the scheme of a corpus. Feed every sentence's labels; style() is the narrowest scheme in which every
// label fits and every sequence is read (`none` as soon as one label is neither O nor prefix, separator,
// type: XPOS with -LRB- is none, and so is a bare I). Empty labels (not annotated) are passed over. Labels
// that are all O count as iob2: a corpus in which no span was found; no label at all is none.
class SchemeDetector {
 public:
  void add(std::span<const std::string> labels);
  [[nodiscard]] SchemeStyle style() const;

 private:
  void add_prefix(char prefix);

  bool any_ = false;             // a label, also O
  bool spans_ = false;           // a label other than O
  bool fits_dash_ = true;        // every such label is prefix, '-', type
  bool fits_underscore_ = true;  // the same with '_'
  bool inside_begins_ = false;   // an I at the begin of a span, as in IO and IOB1
  bool b_without_need_ = false;  // a B where IOB1 would write I
  bool has_b_ = false;
  bool has_s_or_e_ = false;  // as in IOBES
  bool has_u_or_l_ = false;  // as in BILOU
};

// The spans of one sentence, read as the standard conlleval script (Tjong Kim Sang and Buchholz 2000) reads
// them: an I-X after O, after another type or at the start begins a span; so does E, and an S or U is a span
// of its own. What is no label of any scheme is read as O. `repaired`, if given, is increased by the number
// of labels that the scheme does not allow where they stand, a span that was not closed counting one.
// Requires a scheme other than none.
std::vector<Span> read_spans(std::span<const std::string> labels, SchemeStyle style,
                             std::size_t* repaired = nullptr);

// The labels of n tokens with these spans (sorted, disjoint). In io, spans of one type that touch become one.
// Requires a scheme other than none.
std::vector<std::string> write_spans(std::span<const Span> spans, std::size_t n, SchemeStyle style);

// The labels of one sentence in another scheme; tokens that are not annotated stay so. `repaired` as above.
// Throws UsageError when one of the two is no scheme.
std::vector<std::string> convert_labels(std::span<const std::string> labels, SchemeStyle from, SchemeStyle to,
                                        std::size_t* repaired = nullptr);

// Whether a label may be the first of a sentence, stand after another, and be the last: a sentence in which
// all of that holds is one that read_spans() has nothing to repair in, and the other way round. A label that
// is none of the scheme may stand nowhere; an empty one counts as O. With the scheme none, everything may be.
bool may_begin(std::string_view label, SchemeStyle style);
bool may_follow(std::string_view before, std::string_view label, SchemeStyle style);
bool may_end(std::string_view label, SchemeStyle style);

}  // namespace seqlab::corpus

// Tag schemes: how labels of single tokens write down spans.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace seqlab::corpus {

// none: the labels are no scheme (parts of speech). io: I-X alone. iob1: B-X only where a span of the same
// type touches the one before. iob2 (BIO): every span starts with B-X. iobes, bilou: single tokens (S/U) and
// ends (E/L) are marked too.
enum class TagScheme { none, io, iob1, iob2, iobes, bilou };

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
// type: XPOS with -LRB- is none, and so is a bare I). Empty labels (not annotated) are passed over.
class SchemeDetector {
 public:
  void add(std::span<const std::string> labels);
  [[nodiscard]] SchemeStyle style() const;

 private:
  struct Evidence;
  // details are the implementation's
  bool any_ = false;
  bool fits_dash_ = true;
  bool fits_underscore_ = true;
  bool types_ = false;
  bool has_b_ = false, has_i_ = false, has_s_ = false, has_e_ = false, has_u_ = false, has_l_ = false;
  bool starts_with_i_ = false;     // a span that starts with I
  bool b_without_need_ = false;    // a B where IOB1 would write I
};

// The spans of one sentence, read as the standard conlleval script reads them: an I-X after O, after another
// type or at the start begins a span; so does E, and an S or U is a span of its own. `repaired`, if given, is
// increased by the number of labels that the scheme does not allow where they stand.
std::vector<Span> read_spans(std::span<const std::string> labels, SchemeStyle style,
                             std::size_t* repaired = nullptr);

// The labels of n tokens with these spans (sorted, disjoint).
std::vector<std::string> write_spans(std::span<const Span> spans, std::size_t n, SchemeStyle style);

}  // namespace seqlab::corpus

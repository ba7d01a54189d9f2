// Detects the tag scheme of labels.
#pragma once

#include <array>
#include <cstddef>
#include <span>
#include <string>
#include <string_view>

#include "corpus/schemes/tag_scheme.h"

namespace seqlab::corpus {

// What a label looks like. outside: O. typed: prefix, separator, type. bare: a prefix alone. other: none of
// these.
enum class LabelShape { outside, typed, bare, other };
LabelShape shape_of(std::string_view label);

// Detects the scheme of a corpus from the labels of all its sentences. Empty labels (not annotated) are
// skipped.
class SchemeDetector {
 public:
  void add(std::span<const std::string> labels);

  // The narrowest scheme in which every label is valid and every sequence can be read; but if that needs many
  // labels rewritten and another scheme needs only a few, these are mistakes and the scheme is the other one:
  // a single E does not turn IOB2 into IOBES. It is `none` once a label is neither O nor prefix, separator,
  // type (XPOS with -LRB-). Labels without types follow a scheme if each is a bare prefix, one of them is B,
  // and one marks an end if another marks a single token; or if 99 of 100 fit one. If all labels are O, the
  // scheme is iob2: a corpus without spans. Without any label it is none.
  [[nodiscard]] SchemeStyle style() const;
  // As style(), but regardless of labels that do not fit; none if no label but O fits.
  [[nodiscard]] SchemeStyle style_of_fitting() const;
  // The shape, typed or bare, of the labels that fit beside O.
  [[nodiscard]] LabelShape fitting_shape() const;
  // Whether the labels mix the prefixes of several schemes, so that the style is of their roles.
  [[nodiscard]] bool mixes_prefixes() const { return choice().roles; }
  // Whether labels have different separators; that of the style is the more frequent one.
  [[nodiscard]] bool mixes_separators() const { return dashes_ > 0 && underscores_ > 0; }

  [[nodiscard]] std::size_t labels() const;     // the number of labels
  [[nodiscard]] std::size_t unfitting() const;  // the number of those that do not fit
  [[nodiscard]] std::size_t count(LabelShape shape) const { return counts_[static_cast<std::size_t>(shape)]; }

 private:
  static constexpr std::size_t prefix_count = 9;  // of all schemes, and O
  // What the labels of one shape say; others count as O.
  struct Facts {
    std::string prefixes;         // that occur
    bool inside_begins = false;   // an I starts a span, as in IO and IOB1
    bool inside_ends = false;     // an I ends a span, as in IO and IOE1
    bool b_without_need = false;  // a B where IOB1 would write I
    bool e_without_need = false;  // an E where IOE1 would write I
    // How often each prefix occurs, and each pair of neighbours where both are annotated; by their numbers
    // and whether their types are the same.
    std::array<std::size_t, prefix_count> counts{};
    std::array<std::size_t, prefix_count * prefix_count * 2> pairs{};

    [[nodiscard]] bool has(std::string_view any) const;
    [[nodiscard]] bool only(std::string_view all) const;
  };
  static void add(std::span<const std::string> labels, LabelShape shape, Facts& facts);
  [[nodiscard]] const Facts& facts() const { return fitting_shape() == LabelShape::bare ? bare_ : typed_; }
  // A scheme, and whether prefixes are read by their roles.
  struct Choice {
    TagScheme scheme = TagScheme::none;
    bool roles = false;
  };
  [[nodiscard]] Choice choice() const;
  // The narrowest scheme of all prefixes that occur.
  [[nodiscard]] Choice narrowest() const;
  // The number of labels that are wrong in a choice, or other than its scheme writes them.
  [[nodiscard]] std::size_t rewritten(Choice choice) const;

  std::array<std::size_t, 4> counts_{};  // by shape
  std::size_t dashes_ = 0;               // labels with '-' between prefix and type
  std::size_t underscores_ = 0;          // the same with '_'
  Facts typed_;
  Facts bare_;
};

}  // namespace seqlab::corpus

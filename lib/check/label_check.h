// Checks the labels of a file: their scheme, how they follow each other, and how many examples there are.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "check/findings.h"
#include "check/role.h"
#include "check/string_counts.h"
#include "corpus/schemes/tag_scheme.h"
#include "corpus/sentence.h"

namespace seqlab::check {

// A label or a type of spans, with its number of examples and the line of the first.
struct LabelCount {
  std::string name;
  std::size_t count = 0;
  std::size_t line = 0;
};

// "iob2", "iob2 with '_'".
std::string style_text(corpus::SchemeStyle style);

// Whether a label is O or marks a span in some scheme with this separator.
bool belongs_to_scheme(std::string_view label, char separator);

// Takes the sentences of a file in order. Which scheme they have shows only at the end, so it keeps for each
// pair of neighbouring labels how often, and where first, it occurs.
class LabelCheck {
 public:
  explicit LabelCheck(Findings& findings) : findings_(findings) {}

  // lines: of each token.
  void add(const corpus::Sentence& sentence, std::span<const std::size_t> lines);
  // Adds the findings, which depend on what the file is for.
  void finish(Role role);

  // After finish(): the scheme that 90 % of the labels fit and most of them follow, or none.
  [[nodiscard]] corpus::SchemeStyle style() const { return style_; }
  // Most frequent first.
  [[nodiscard]] std::vector<LabelCount> labels() const;
  [[nodiscard]] std::vector<LabelCount> types() const;
  // What a model learns to tell apart: the types, or the labels if there is no scheme.
  [[nodiscard]] std::vector<LabelCount> classes() const;
  [[nodiscard]] std::size_t labelled() const { return labelled_; }

 private:
  // Where something occurred.
  struct Places {
    std::size_t count = 0;
    std::vector<std::size_t> lines;  // the first ones
  };
  struct Label {
    std::string name;
    std::uint32_t styles = 0;  // bit i: it belongs to the i-th style
    Places places;
  };
  struct Fit {
    std::size_t labels = 0;   // that belong to the style
    std::size_t outside = 0;  // those of them that are O
    std::size_t wrong = 0;    // transitions
  };

  std::uint32_t number_of(const std::string& label, std::size_t line);
  void add_place(Places& places, std::size_t line) const;
  void add_spans(const corpus::Sentence& sentence, std::span<const std::size_t> lines);
  [[nodiscard]] Fit fit_of(std::size_t style) const;
  // What a label is that does not belong to the style.
  enum class Stranger { other_scheme, other_separator, no_scheme };
  [[nodiscard]] Stranger stranger_of(std::string_view label) const;
  // The style that the labels follow best; none if no style fits.
  void choose_style();
  void report_strangers();
  void report_transitions();
  void report_classes(Role role);
  void report_ambiguous();
  // Whether a label number may follow another.
  [[nodiscard]] bool allowed(std::uint32_t before, std::uint32_t label, std::size_t style) const;
  // The label, or O for one that does not belong to the style.
  [[nodiscard]] std::string_view within(std::uint32_t label, std::size_t style) const;

  Findings& findings_;
  std::vector<Label> labels_;
  std::unordered_map<std::string, std::uint32_t> numbers_;
  // By two numbers of labels, or `border` for the start and the end of a sentence.
  std::unordered_map<std::uint64_t, Places> pairs_;
  std::unordered_map<std::string, LabelCount> types_;
  StringCounts strings_;
  std::string span_text_;
  char separator_ = 0;  // of the first label that marks a span; 0: none yet
  std::size_t labelled_ = 0;
  std::size_t style_number_ = 0;
  corpus::SchemeStyle style_;
};

}  // namespace seqlab::check

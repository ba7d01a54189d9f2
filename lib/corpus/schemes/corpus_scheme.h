// How the labels of a corpus mark spans: found in the labels, or given.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/errors.h"
#include "base/names.h"
#include "corpus/schemes/scheme_detector.h"
#include "corpus/schemes/tag_scheme.h"
#include "corpus/sentence.h"

namespace seqlab::corpus {

// automatic: by the labels. raw: labels are types without a prefix, and neighbours of one type are one span.
// none: labels of single tokens, whatever they look like. Others: that tag scheme.
enum class FromScheme { automatic, raw, none, io, iob1, iob2, ioe1, ioe2, iobes, bilou, bmes, bmewo };
constexpr auto name_table(FromScheme /*from*/) {
  return base::NameTable<FromScheme, 12>{{{"automatic", FromScheme::automatic},
                                          {"raw", FromScheme::raw},
                                          {"none", FromScheme::none},
                                          {"io", FromScheme::io},
                                          {"iob1", FromScheme::iob1},
                                          {"iob2", FromScheme::iob2},
                                          {"ioe1", FromScheme::ioe1},
                                          {"ioe2", FromScheme::ioe2},
                                          {"iobes", FromScheme::iobes},
                                          {"bilou", FromScheme::bilou},
                                          {"bmes", FromScheme::bmes},
                                          {"bmewo", FromScheme::bmewo}}};
}

// How the labels of a corpus become labels of one tag scheme.
struct LabelReading {
  SchemeStyle style = {};   // of the labels that it gives; none: those of the corpus, which mark no spans
  bool raw = false;         // the labels of the corpus are types
  bool roles = false;       // any letter for begin, inside, end and single token becomes that of iobes
  bool separators = false;  // labels have different separators

  // The labels of a sentence. Those of a scheme keep their places in spans, right or wrong, and get the
  // style's separator; labels that fit no scheme stay.
  [[nodiscard]] Labels operator()(std::span<const std::string> labels) const;
  // Whether it gives other labels than those of the corpus.
  [[nodiscard]] bool changes() const { return raw || roles || separators; }
};

// Finds the scheme in all labels of a corpus and, if they do not fit, the place where they fail to.
class CorpusScheme {
 public:
  explicit CorpusScheme(FromScheme from = FromScheme::automatic) : from_(from) {}

  // Adds the labels of a sentence, which stand in these lines of a file (empty where unknown).
  void add(std::span<const std::string> labels, const std::string& file, std::span<const std::size_t> lines);
  void add(const Sentence& sentence, std::size_t column) {
    add(sentence.gold.at(column), sentence.file, sentence.lines);
  }

  // Throws DataError for a label that does not fit the scheme, if at least 99 of 100 labels do (O included,
  // but not alone) or the scheme was given; and for labels that have prefixes already, if they were said to
  // have none.
  [[nodiscard]] LabelReading reading() const;
  // The same, but of labels that reading() refuses: as if they fitted.
  [[nodiscard]] LabelReading reading_unchecked() const;

  struct Misfit {
    std::string label;
    Place place;
  };
  // The first label that does not fit the others; none if all fit.
  [[nodiscard]] std::optional<Misfit> misfit() const;
  // If the labels follow no scheme, but most labels beside O do: how many labels do not, and the first, for
  // people; else empty.
  [[nodiscard]] std::string doubt() const;
  // The first label but O; none if there is none.
  [[nodiscard]] std::optional<Misfit> first_label() const { return first_but({}); }

 private:
  struct First {
    std::size_t number = 0;  // among all tokens
    Misfit label;
  };
  [[nodiscard]] std::optional<Misfit> first_but(std::optional<LabelShape> shape) const;
  [[nodiscard]] SchemeStyle given_style() const;
  void check() const;
  [[noreturn]] void refuse_misfit(TagScheme scheme) const;

  FromScheme from_;
  SchemeDetector detector_;
  std::size_t tokens_ = 0;
  std::vector<std::optional<First>> first_ = std::vector<std::optional<First>>(4);  // by LabelShape
};

// Reads the labels of a column of sentences for a model of this style: finds their scheme, as CorpusScheme
// does, and gives them the style's separator. Leaves them as they are if the style has no scheme, with
// FromScheme::none, and if they follow no scheme. Throws as CorpusScheme::reading(), and UsageError for
// FromScheme::raw if the style has no scheme.
void read_labels(std::vector<Sentence>& sentences, std::size_t column, FromScheme from, SchemeStyle style);

}  // namespace seqlab::corpus

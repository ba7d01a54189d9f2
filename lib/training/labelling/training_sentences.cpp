// Reads the sentences of one or several corpora for training.
#include <algorithm>
#include <cstddef>
#include <iterator>
#include <set>
#include <utility>

#include "base/errors.h"
#include "corpus/corpus_files.h"
#include "corpus/hold_out.h"
#include "corpus/plausibility.h"
#include "corpus/schemes/relabel.h"
#include "corpus/schemes/tag_scheme.h"
#include "text/tokeniser.h"
#include "training/labelling/label_schemes.h"
#include "training/labelling/training_examples.h"

namespace seqlab::training {

namespace {

using corpus::FromScheme;
using corpus::Sentence;
using options::CorpusOptions;

// The label column of a head that a corpus does not label.
constexpr std::string_view no_column = "-";

// The labels of each column.
std::vector<std::vector<std::string>> labels_of(const std::vector<Sentence>& sentences) {
  std::vector<std::set<std::string>> found(sentences.empty() ? 0 : sentences.front().gold.size());
  for (const Sentence& sentence : sentences) {
    for (std::size_t column = 0; column < found.size(); ++column) {
      found[column].insert(sentence.gold[column].begin(), sentence.gold[column].end());
    }
  }
  std::vector<std::vector<std::string>> labels;
  labels.reserve(found.size());
  for (const std::set<std::string>& column : found) labels.emplace_back(column.begin(), column.end());
  return labels;
}

void refuse_unlearnable_labels(const std::vector<Sentence>& sentences,
                               const options::TrainingOptions& options, bool held_out) {
  for (std::size_t column = 0; column < options.model.label_columns.size(); ++column) {
    const bool spans = scheme_of(sentences, column, options.from_scheme).scheme != corpus::TagScheme::none;
    corpus::refuse_implausible_labels(sentences, column, spans, held_out);
  }
}

// "[tweets] ", or nothing for the only corpus.
std::string prefix_of(const CorpusOptions& corpus) {
  return corpus.name.empty() ? "" : "[" + corpus.name + "] ";
}

// The column of each head in a corpus.
std::vector<std::string> columns_of(const CorpusOptions& corpus, const options::TrainingOptions& options) {
  const std::vector<std::string>& heads = options.model.label_columns;
  if (corpus.input.label_column.empty()) return heads;
  std::vector<std::string> columns = options::split_commas(corpus.input.label_column);
  if (columns.size() == heads.size()) return columns;
  throw UsageError(prefix_of(corpus) + "label-column names " + std::to_string(columns.size()) +
                   (columns.size() == 1 ? " column" : " columns") +
                   ", and label-column before the sections " + std::to_string(heads.size()) +
                   "; name one for each head in both, here " + std::string(no_column) +
                   " for a head without labels");
}

// Gives sentences a list of labels for each head; empty labels where their corpus has no column.
void spread_labels(std::vector<Sentence>& sentences, std::span<const std::string> columns) {
  for (Sentence& sentence : sentences) {
    std::vector<corpus::Labels> all;
    auto next = sentence.gold.begin();
    for (const std::string& column : columns) {
      all.push_back(column == no_column ? corpus::Labels(sentence.size()) : std::move(*next++));
    }
    sentence.gold = std::move(all);
  }
}

void append(std::vector<Sentence> sentences, std::size_t corpus, std::vector<Sentence>& all) {
  for (Sentence& sentence : sentences) sentence.corpus = corpus;
  all.insert(all.end(), std::make_move_iterator(sentences.begin()), std::make_move_iterator(sentences.end()));
}

// Notes the names of the label map that no label of the training data has.
void note_unused_names(const TrainingExamples<Sentence>& examples, const CorpusOptions& corpus,
                       std::span<const corpus::SchemeStyle> styles, const Note& note) {
  for (const auto& name : corpus.input.map_labels) {
    const auto renames = [&](const Sentence& sentence) {
      for (std::size_t head = 0; head < styles.size(); ++head) {
        for (const std::string& label : sentence.gold[head]) {
          if (!label.empty() && corpus::renamed(label, styles[head], {name}) != label) return true;
        }
      }
      return false;
    };
    if (name.first == name.second || std::ranges::any_of(examples.train, renames)) continue;
    note(prefix_of(corpus) + "map-labels: no label of the training data is named " + name.first);
  }
}

// Reads a corpus. styles: receives the scheme of each head's labels.
TrainingExamples<Sentence> read_corpus(const CorpusOptions& corpus, const options::TrainingOptions& options,
                                       const Note& note, std::vector<corpus::SchemeStyle>& styles) {
  const text::Tokeniser tokeniser(options.model.language);
  const std::vector<std::string> columns = columns_of(corpus, options);
  std::vector<std::string> given;
  std::ranges::copy_if(columns, std::back_inserter(given),
                       [](const std::string& column) { return column != no_column; });
  if (given.empty()) throw UsageError(prefix_of(corpus) + "label-column: a corpus needs labels");
  auto reading = options::reader_options(corpus.input, true, options.model.nfc, tokeniser);
  reading.note = [&](const std::string& remark) { note(prefix_of(corpus) + remark); };
  options::read_label_columns(given, feature_columns(options), reading);
  TrainingExamples<Sentence> examples;
  examples.train = corpus::read_sentences(corpus.train, reading);
  if (!corpus.dev.empty()) examples.dev = corpus::read_sentences(corpus.dev, reading);
  examples.test = corpus::read_sentences(corpus.test, reading);
  read_label_schemes(examples, corpus.input.from_scheme, reading.note);
  const std::array parts = {&examples.train, &examples.dev, &examples.test};
  for (std::vector<Sentence>* const part : parts) spread_labels(*part, columns);
  for (std::size_t head = 0; head < columns.size(); ++head) {
    styles.push_back(columns[head] == no_column ? corpus::SchemeStyle{}
                                                : scheme_of(examples.train, head, corpus.input.from_scheme));
  }
  note_unused_names(examples, corpus, styles, note);
  for (std::size_t head = 0; head < columns.size(); ++head) {
    for (std::vector<Sentence>* const part : parts) {
      corpus::relabel(*part, head, styles[head], corpus.input.relabelling());
    }
  }
  return examples;
}

// Converts the labels of a corpus to the schemes of the corpora before it, which it may begin. Throws
// DataError if only one of two has a scheme.
void unify_schemes(TrainingExamples<Sentence>& examples, const CorpusOptions& corpus,
                   std::span<const corpus::SchemeStyle> styles,
                   std::vector<std::optional<corpus::SchemeStyle>>& common) {
  for (std::size_t head = 0; head < styles.size(); ++head) {
    const auto labelled = [&](const Sentence& sentence) {
      return std::ranges::any_of(sentence.gold[head],
                                 [](const std::string& label) { return !label.empty(); });
    };
    if (std::ranges::none_of(examples.train, labelled)) continue;
    if (!common[head]) common[head] = styles[head];
    if (styles[head] == *common[head]) continue;
    const auto none = [](corpus::SchemeStyle style) { return style.scheme == corpus::TagScheme::none; };
    if (none(styles[head]) != none(*common[head])) {
      throw DataError({corpus.train.front(), 0, 0},
                      "its labels " +
                          std::string(none(styles[head]) ? "follow no tag scheme" : "mark spans") +
                          ", unlike those of the corpora before it");
    }
    for (std::vector<Sentence>* const part : {&examples.train, &examples.dev, &examples.test}) {
      for (Sentence& sentence : *part) {
        sentence.gold[head] = corpus::convert_labels(sentence.gold[head], styles[head], *common[head]);
      }
    }
  }
}

// Holds out dev from the training data of the corpora that have none of their own.
void hold_out_dev(TrainingExamples<Sentence>& examples, std::span<const CorpusOptions> corpora,
                  const options::TrainingOptions& options, const Note& note) {
  std::vector<std::vector<Sentence>> of_corpora(corpora.size());
  for (Sentence& sentence : examples.train) of_corpora[sentence.corpus].push_back(std::move(sentence));
  examples.train.clear();
  for (std::size_t i = 0; i < corpora.size(); ++i) {
    TrainingExamples<Sentence> own{std::move(of_corpora[i]), {}, {}};
    if (corpora[i].dev.empty()) {
      hold_out_dev(own, options, corpora[i].dev_every,
                   [&](const std::string& remark) { note(prefix_of(corpora[i]) + remark); });
    }
    append(std::move(own.train), i, examples.train);
    append(std::move(own.dev), i, examples.dev);
  }
  if (examples.dev.empty()) {
    throw UsageError("no sentence is left to choose the best epoch by; give --dev, or another --dev-every");
  }
}

}  // namespace

std::vector<std::string> feature_columns(const options::TrainingOptions& options) {
  std::vector<std::string> columns;
  for (const auto& feature : options.model.features) columns.push_back(feature.column);
  return columns;
}

TrainingExamples<Sentence> read_training_sentences(std::span<const CorpusOptions> corpora,
                                                   const options::TrainingOptions& options,
                                                   const Note& note) {
  TrainingExamples<Sentence> examples;
  std::vector<std::optional<corpus::SchemeStyle>> common(options.model.label_columns.size());
  bool given_dev = false;
  for (std::size_t i = 0; i < corpora.size(); ++i) {
    std::vector<corpus::SchemeStyle> styles;
    TrainingExamples<Sentence> own = read_corpus(corpora[i], options, note, styles);
    unify_schemes(own, corpora[i], styles, common);
    append(std::move(own.train), i, examples.train);
    append(std::move(own.dev), i, examples.dev);
    append(std::move(own.test), i, examples.test);
    given_dev = given_dev || !corpora[i].dev.empty();
    if (!corpora[i].name.empty()) examples.corpora.push_back({corpora[i].name, corpora[i].sampling_rate});
  }
  corpus::refuse_giant_sentences(examples.train);
  refuse_unlearnable_labels(examples.train, options, false);
  const auto known = labels_of(examples.train);
  if (given_dev) corpus::refuse_implausible_gold(examples.dev, known, "the training data");
  if (!examples.test.empty()) corpus::refuse_implausible_gold(examples.test, known, "the training data");
  hold_out_dev(examples, corpora, options, note);
  return examples;
}

void hold_out_dev(TrainingExamples<Sentence>& examples, const options::TrainingOptions& options,
                  std::optional<std::size_t> every, const Note& note) {
  if (every && *every == 0) return;
  corpus::HeldOut parts = every ? corpus::hold_out_every(std::move(examples.train), *every)
                                : corpus::hold_out(std::move(examples.train), options.seed);
  examples.train = std::move(parts.train);
  examples.dev = std::move(parts.dev);
  if (examples.dev.empty()) {
    throw DataError(
        examples.train.empty() ? Place{} : Place{examples.train.front().file, 0, 0},
        "too few sentences to hold out some to choose the best epoch; give --dev, and look whether "
        "blank lines separate the sentences");
  }
  refuse_unlearnable_labels(examples.train, options, true);
  if (every) {
    note(std::string("no --dev: one ") + (parts.by_documents ? "document" : "sentence") + " in " +
         std::to_string(*every) + " of the training data is held out to choose the best epoch");
    return;
  }
  note(std::string("no --dev: a tenth of the training data is held out to choose the best epoch, ") +
       (parts.by_documents ? "in whole documents" : "in single sentences, as there are too few documents"));
}

}  // namespace seqlab::training

#include "training/training_examples.h"

#include <algorithm>
#include <cstddef>
#include <filesystem>
#include <set>
#include <utility>

#include "base/errors.h"
#include "corpus/corpus_files.h"
#include "corpus/hold_out.h"
#include "corpus/plausibility.h"
#include "corpus/reviews/phrases.h"
#include "corpus/reviews/review_files.h"
#include "corpus/tag_scheme.h"
#include "text/tokeniser.h"
#include "training/label_schemes.h"

namespace seqlab::training {

namespace {

// Reads the training data; from parse trees also labelled phrases, if they are trained on.
std::vector<corpus::Review> read_training_texts(const ExampleFiles& files,
                                                const options::TrainingOptions& options,
                                                corpus::ReviewOptions reading, const Note& note) {
  reading.phrases = options.phrases != corpus::PhraseChoice::root;
  std::vector<corpus::Review> reviews = corpus::read_reviews(files.train, reading, note);
  const bool trees = std::any_of(reviews.begin(), reviews.end(), [](const corpus::Review& review) {
    return review.format == corpus::ReviewFormat::trees;
  });
  if (!trees && (reading.phrases || reading.classes != corpus::TreeClasses::all)) {
    throw UsageError(std::string(reading.phrases
                                     ? "--phrases " + std::string(base::name_of(options.phrases))
                                     : "--classes " + std::string(base::name_of(options.model.classes))) +
                     " is for parse trees, and " + files.train.front() + " was read as " +
                     std::string(base::name_of(reviews.front().format)));
  }
  return reviews;
}

// The labels of each column.
std::vector<std::vector<std::string>> labels_of(const std::vector<corpus::Sentence>& sentences) {
  std::vector<std::set<std::string>> found(sentences.empty() ? 0 : sentences.front().gold.size());
  for (const corpus::Sentence& sentence : sentences) {
    for (std::size_t column = 0; column < found.size(); ++column) {
      found[column].insert(sentence.gold[column].begin(), sentence.gold[column].end());
    }
  }
  std::vector<std::vector<std::string>> labels;
  labels.reserve(found.size());
  for (const std::set<std::string>& column : found) labels.emplace_back(column.begin(), column.end());
  return labels;
}

void refuse_unlearnable_labels(const std::vector<corpus::Sentence>& sentences,
                               const options::TrainingOptions& options, bool held_out) {
  for (std::size_t column = 0; column < options.model.label_columns.size(); ++column) {
    const bool spans = scheme_of(sentences, column, options).scheme != corpus::TagScheme::none;
    corpus::refuse_implausible_labels(sentences, column, spans, held_out);
  }
}

}  // namespace

std::vector<std::string> feature_columns(const options::TrainingOptions& options) {
  std::vector<std::string> columns;
  for (const auto& feature : options.model.features) columns.push_back(feature.column);
  return columns;
}

TrainingExamples<corpus::Sentence> read_training_sentences(const ExampleFiles& files,
                                                           const options::InputOptions& input,
                                                           const options::TrainingOptions& options,
                                                           const Note& note) {
  const text::Tokeniser tokeniser(options.model.language);
  auto reading = options::reader_options(input, true, options.model.nfc, tokeniser);
  reading.note = note;
  reading.from_scheme = options.from_scheme;
  options::read_label_columns(options.model.label_columns, feature_columns(options), reading);
  TrainingExamples<corpus::Sentence> examples;
  examples.train = corpus::read_sentences(files.train, reading);
  if (!files.dev.empty()) examples.dev = corpus::read_sentences(files.dev, reading);
  examples.test = corpus::read_sentences(files.test, reading);
  read_label_schemes(examples, options, note);
  corpus::refuse_giant_sentences(examples.train);
  refuse_unlearnable_labels(examples.train, options, false);
  const auto known = labels_of(examples.train);
  if (!files.dev.empty()) corpus::refuse_implausible_gold(examples.dev, known, "the training data");
  if (!files.test.empty()) corpus::refuse_implausible_gold(examples.test, known, "the training data");
  if (files.dev.empty()) hold_out_dev(examples, options, note);
  return examples;
}

TrainingExamples<corpus::Review> read_training_reviews(const ExampleFiles& files,
                                                       const options::ReviewInputOptions& input,
                                                       const options::TrainingOptions& options,
                                                       const Note& note) {
  const text::Tokeniser tokeniser(options.model.language);
  const auto reading = options::review_options(input, true, options.model, tokeniser);
  TrainingExamples<corpus::Review> examples;
  examples.train = read_training_texts(files, options, reading, note);
  if (files.dev.empty()) {
    hold_out_dev(examples, options, note);
  } else {
    examples.dev = corpus::read_reviews(files.dev, reading, note);
  }
  if (options.phrases != corpus::PhraseChoice::root) {
    // After holding out dev, since no phrase of a dev text may be trained on.
    examples.train = corpus::phrases_of(std::move(examples.train), options.phrases);
  }
  examples.test = corpus::read_reviews(files.test, reading, note);
  return examples;
}

void hold_out_dev(TrainingExamples<corpus::Sentence>& examples, const options::TrainingOptions& options,
                  const Note& note) {
  corpus::HeldOut parts = corpus::hold_out(std::move(examples.train), options.seed);
  examples.train = std::move(parts.train);
  examples.dev = std::move(parts.dev);
  if (examples.dev.empty()) {
    throw DataError(
        examples.train.empty() ? Place{} : Place{examples.train.front().file, 0, 0},
        "too few sentences to hold out some to choose the best epoch; give --dev, and look whether "
        "blank lines separate the sentences");
  }
  refuse_unlearnable_labels(examples.train, options, true);
  note(std::string("no --dev: a tenth of the training data is held out to choose the best epoch, ") +
       (parts.by_documents ? "in whole documents" : "in single sentences, as there are too few documents"));
}

void hold_out_dev(TrainingExamples<corpus::Review>& examples, const options::TrainingOptions& options,
                  const Note& note) {
  corpus::HeldOutReviews parts = corpus::hold_out(std::move(examples.train), options.seed);
  examples.train = std::move(parts.train);
  examples.dev = corpus::without_left_out(std::move(parts.dev));
  note("no --dev: a tenth of the training data is held out to choose the best epoch");
}

Provenance provenance_of(const std::vector<std::string>& train, const std::string& licence,
                         const std::string& from) {
  Provenance result;
  for (const auto& file : train) {
    std::filesystem::path path(file);
    if (path.filename().empty()) path = path.parent_path();  // a folder with a trailing slash
    result.data += (result.data.empty() ? "" : ", ") + path.filename().string();
  }
  result.licence = licence;
  result.from = std::filesystem::path(from).filename().string();
  return result;
}

}  // namespace seqlab::training

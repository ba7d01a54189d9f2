#include "sentiment/training_reviews.h"

#include <algorithm>
#include <set>
#include <span>
#include <string>
#include <utility>

#include "base/errors.h"
#include "corpus/hold_out.h"
#include "corpus/reviews/phrases.h"
#include "program/gold_labels.h"

namespace seqlab::programs {

namespace {

std::vector<std::string> labels_of(const std::vector<corpus::Review>& reviews) {
  std::set<std::string> labels;
  for (const auto& review : reviews) labels.insert(review.label);
  return {labels.begin(), labels.end()};
}

// Of trees, also the labels of their phrases, if these are to be learned from. Throws UsageError where an
// option for trees would do nothing.
std::vector<corpus::Review> read_texts_to_learn(const TrainingFiles& files,
                                                const options::TrainingOptions& training,
                                                corpus::ReviewOptions reading, Console& console) {
  reading.phrases = training.phrases != corpus::PhraseChoice::root;
  std::vector<corpus::Review> reviews = read_all_reviews(files.train, reading, console);
  const bool trees = std::any_of(reviews.begin(), reviews.end(), [](const corpus::Review& review) {
    return review.format == corpus::ReviewFormat::trees;
  });
  if (!trees && (reading.phrases || reading.classes != corpus::TreeClasses::all)) {
    throw UsageError(std::string(reading.phrases
                                     ? "--phrases " + std::string(base::name_of(training.phrases))
                                     : "--classes " + std::string(base::name_of(training.model.classes))) +
                     " is for parse trees, and " + files.train.front() + " was read as " +
                     std::string(corpus::to_string(reviews.front().format)));
  }
  return reviews;
}

void remark_unknown(const std::string& what, const std::vector<corpus::Review>& reviews,
                    const std::vector<std::string>& known, Console& console) {
  UnknownLabels unknown(known);
  for (const auto& review : reviews) unknown.add(std::span(&review.label, 1));
  if (const std::string remark = unknown.remark(what); !remark.empty()) console.note(remark);
}

}  // namespace

options::OptionTable<ReviewInputOptions> training_review_table() {
  return review_input_table({"automatic", "tsv", "space", "fasttext", "jsonl", "trees", "csv"});
}

TrainingReviews read_training_reviews(const TrainingFiles& files, const ReviewInputOptions& input,
                                      const options::TrainingOptions& training, Console& console) {
  const text::Tokeniser tokeniser(training.model.language);
  const auto reading = review_options(input, true, std::nullopt, training.model, tokeniser);
  std::vector<corpus::Review> train = read_texts_to_learn(files, training, reading, console);
  std::vector<corpus::Review> dev;
  if (!files.dev.empty()) {
    dev = read_all_reviews(files.dev, reading, console);
  } else {
    corpus::HeldOutReviews parts = corpus::hold_out(std::move(train), training.seed);
    train = std::move(parts.train);
    dev = corpus::without_left_out(std::move(parts.dev));
    console.note("no --dev: a tenth of the training data is held out to choose the best epoch by");
  }
  if (training.phrases != corpus::PhraseChoice::root) {
    // Only now, since no phrase of a text that is held out may be learned from.
    train = corpus::phrases_of(std::move(train), training.phrases);
  }
  auto test = read_all_reviews(files.test, reading, console);

  const auto labels = labels_of(train);
  console.note("train: " + std::to_string(train.size()) + " texts; dev: " + std::to_string(dev.size()) +
               " texts; " + std::to_string(labels.size()) + " labels");
  remark_unknown("dev", dev, labels, console);
  remark_unknown("test", test, labels, console);
  return {std::move(train), std::move(dev), std::move(test)};
}

}  // namespace seqlab::programs

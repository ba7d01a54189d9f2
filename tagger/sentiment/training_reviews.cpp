#include "sentiment/training_reviews.h"

#include <algorithm>
#include <set>
#include <string>
#include <utility>

#include "base/errors.h"
#include "corpus/hold_out.h"
#include "corpus/reviews/phrases.h"

namespace seqlab::programs {

namespace {

std::vector<std::string> labels_of(const std::vector<corpus::Review>& reviews) {
  std::set<std::string> labels;
  for (const auto& review : reviews) labels.insert(review.label);
  return {labels.begin(), labels.end()};
}

// Reads the training data; from parse trees also labelled phrases, if they are trained on.
std::vector<corpus::Review> read_training_texts(const TrainingFiles& files,
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
                     std::string(base::name_of(reviews.front().format)));
  }
  return reviews;
}

}  // namespace

TrainingExamples<corpus::Review> read_training_reviews(const TrainingFiles& files,
                                                       const ReviewInputOptions& input,
                                                       const options::TrainingOptions& training,
                                                       Console& console) {
  const text::Tokeniser tokeniser(training.model.language);
  const auto reading = review_options(input, true, training.model, tokeniser);
  std::vector<corpus::Review> train = read_training_texts(files, training, reading, console);
  std::vector<corpus::Review> dev;
  if (!files.dev.empty()) {
    dev = read_all_reviews(files.dev, reading, console);
  } else {
    corpus::HeldOutReviews parts = corpus::hold_out(std::move(train), training.seed);
    train = std::move(parts.train);
    dev = corpus::without_left_out(std::move(parts.dev));
    console.note("no --dev: a tenth of the training data is held out to choose the best epoch");
  }
  if (training.phrases != corpus::PhraseChoice::root) {
    // After holding out dev, since no phrase of a dev text may be trained on.
    train = corpus::phrases_of(std::move(train), training.phrases);
  }
  auto test = read_all_reviews(files.test, reading, console);

  const auto labels = labels_of(train);
  console.note("train: " + std::to_string(train.size()) + " texts; dev: " + std::to_string(dev.size()) +
               " texts; " + std::to_string(labels.size()) + " labels");
  note_unknown_labels("dev", dev, labels, console);
  note_unknown_labels("test", test, labels, console);
  return {std::move(train), std::move(dev), std::move(test)};
}

}  // namespace seqlab::programs

#include "training/labelling/training_examples.h"

#include <algorithm>
#include <cstddef>
#include <filesystem>
#include <utility>

#include "base/errors.h"
#include "corpus/hold_out.h"
#include "corpus/reviews/phrases.h"
#include "corpus/reviews/review_files.h"
#include "text/tokeniser.h"

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

}  // namespace

TrainingExamples<corpus::Review> read_training_reviews(const ExampleFiles& files,
                                                       const options::ReviewInputOptions& input,
                                                       const options::TrainingOptions& options,
                                                       const Note& note) {
  const text::Tokeniser tokeniser(options.model.language);
  const auto reading = options::review_options(input, true, options.model, tokeniser);
  TrainingExamples<corpus::Review> examples;
  examples.train = read_training_texts(files, options, reading, note);
  if (files.dev.empty()) {
    hold_out_dev(examples, options, files.dev_every, note);
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

void hold_out_dev(TrainingExamples<corpus::Review>& examples, const options::TrainingOptions& options,
                  std::optional<std::size_t> every, const Note& note) {
  if (every && *every == 0) return;
  corpus::HeldOutReviews parts = every ? corpus::hold_out_every(std::move(examples.train), *every)
                                       : corpus::hold_out(std::move(examples.train), options.seed);
  examples.train = std::move(parts.train);
  examples.dev = corpus::without_left_out(std::move(parts.dev));
  note("no --dev: " + (every ? "one text in " + std::to_string(*every) : std::string("a tenth")) +
       " of the training data is held out to choose the best epoch");
}

}  // namespace seqlab::training

#include "sentiment/labelled_reviews.h"

#include <algorithm>
#include <set>
#include <span>

#include "base/errors.h"
#include "corpus/reviews/review_files.h"
#include "program/unknown_labels.h"

namespace seqlab::programs {

namespace {

std::vector<std::string> labels_of(const std::vector<corpus::Review>& reviews) {
  std::set<std::string> labels;
  for (const auto& review : reviews) labels.insert(review.label);
  return {labels.begin(), labels.end()};
}

// "a, b, c", at most ten.
std::string listed(const std::vector<std::string>& labels) {
  constexpr std::size_t most_shown = 10;
  std::string list;
  for (std::size_t i = 0; i < std::min(labels.size(), most_shown); ++i) {
    list += (i == 0 ? "" : ", ") + labels[i];
  }
  return list + (labels.size() > most_shown ? ", ..." : "");
}

}  // namespace

training::TrainingExamples<corpus::Review> read_training_reviews(const TrainingFiles& files,
                                                                 const options::ReviewInputOptions& input,
                                                                 const options::TrainingOptions& training,
                                                                 Console& console) {
  auto examples = training::read_training_reviews(
      example_files(files), input, training, [&console](const std::string& remark) { console.note(remark); });
  const auto& [train, dev, test, corpora] = examples;
  const auto labels = labels_of(train);
  console.note("train: " + std::to_string(train.size()) + " texts; dev: " + std::to_string(dev.size()) +
               " texts; " + std::to_string(labels.size()) + " labels");
  corpus::check_training_labels(train);
  if (dev.empty()) {
    throw DataError({files.train.front(), 0, 0},
                    "no text is left to choose the best epoch by; give more texts, or others with --dev");
  }
  note_unknown_labels("dev", dev, labels, console);
  note_unknown_labels("test", test, labels, console);
  return examples;
}

std::vector<corpus::Review> read_gold_reviews(const std::vector<std::string>& files,
                                              const options::ReviewInputOptions& input,
                                              const model::ClassifierModel& model, Console& console) {
  const text::Tokeniser tokeniser(model.options().language);
  auto reviews = corpus::read_reviews(files, options::review_options(input, true, model.options(), tokeniser),
                                      [&console](const std::string& remark) { console.note(remark); });
  note_unknown_labels("the file", reviews, model.labels(), console);
  return reviews;
}

void note_unknown_labels(const std::string& what, const std::vector<corpus::Review>& reviews,
                         const std::vector<std::string>& known, Console& console) {
  UnknownLabels unknown(known);
  for (const auto& review : reviews) unknown.add(std::span(&review.label, 1));
  const auto labels = labels_of(reviews);
  const bool none_known = std::none_of(labels.begin(), labels.end(), [&known](const std::string& label) {
    return std::find(known.begin(), known.end(), label) != known.end();
  });
  if (!reviews.empty() && none_known) {
    throw DataError({reviews.front().place.file, 0, 0}, "none of its labels (" + listed(labels) +
                                                            ") is a label of the model (" + listed(known) +
                                                            "); the labels of both must have the same names");
  }
  if (const std::string remark = unknown.remark(what); !remark.empty()) console.note(remark);
}

}  // namespace seqlab::programs

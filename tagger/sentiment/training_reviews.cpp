#include "sentiment/training_reviews.h"

#include <set>
#include <span>

#include "program/unknown_labels.h"

namespace seqlab::programs {

namespace {

std::vector<std::string> labels_of(const std::vector<corpus::Review>& reviews) {
  std::set<std::string> labels;
  for (const auto& review : reviews) labels.insert(review.label);
  return {labels.begin(), labels.end()};
}

}  // namespace

training::TrainingExamples<corpus::Review> read_training_reviews(const TrainingFiles& files,
                                                                 const options::ReviewInputOptions& input,
                                                                 const options::TrainingOptions& training,
                                                                 Console& console) {
  auto examples = training::read_training_reviews(
      example_files(files), input, training, [&console](const std::string& remark) { console.note(remark); });
  const auto& [train, dev, test] = examples;
  const auto labels = labels_of(train);
  console.note("train: " + std::to_string(train.size()) + " texts; dev: " + std::to_string(dev.size()) +
               " texts; " + std::to_string(labels.size()) + " labels");
  note_unknown_labels("dev", dev, labels, console);
  note_unknown_labels("test", test, labels, console);
  return examples;
}

void note_unknown_labels(const std::string& what, const std::vector<corpus::Review>& reviews,
                         const std::vector<std::string>& known, Console& console) {
  UnknownLabels unknown(known);
  for (const auto& review : reviews) unknown.add(std::span(&review.label, 1));
  if (const std::string remark = unknown.remark(what); !remark.empty()) console.note(remark);
}

}  // namespace seqlab::programs

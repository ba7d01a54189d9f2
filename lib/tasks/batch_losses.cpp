#include "tasks/batch_losses.h"

#include <algorithm>

#include "io/errors.h"
#include "tasks/named_numbers.h"
#include "tasks/option_table.h"

namespace seqlab::tasks {

namespace {

std::vector<double> balanced_weights(std::size_t labels, const TrainingData& data) {
  std::vector<double> counts(labels, 0.0);
  for (const TrainingSequence& sequence : data.sequences) {
    for (const std::int32_t label : sequence.gold) {
      if (label >= 0) ++counts[static_cast<std::size_t>(label)];
    }
  }
  double all = 0;
  double different = 0;
  for (const double count : counts) {
    all += count;
    different += count > 0 ? 1 : 0;
  }
  std::vector<double> weights;
  for (const double count : counts) weights.push_back(count > 0 ? all / (different * count) : 1.0);
  return weights;
}

std::vector<double> named_weights(const std::string& value, const std::vector<std::string>& labels) {
  std::vector<double> weights(labels.size(), 1.0);
  for (const auto& [label, weight] : parse_named_numbers(value)) {
    const auto found = std::find(labels.begin(), labels.end(), label);
    if (found == labels.end()) {
      throw UsageError("--class-weights: the training data has no label '" + label + "'" +
                       nearest_hint(label, labels));
    }
    weights[static_cast<std::size_t>(found - labels.begin())] = weight;
  }
  return weights;
}

}  // namespace

std::vector<nn::BatchLoss> batch_losses(const TrainingOptions& options, const SequenceModel& model,
                                        const TrainingData& data) {
  nn::BatchLoss loss{nn::parse_batch_loss(options.batch_loss)};
  if (options.class_weights != "none") {
    if (model.task() == Task::tagger && model.options().decoder == "crf") {
      throw UsageError(
          "--class-weights " + options.class_weights +
          ": the loss of a CRF is that of whole sequences, not of labels; give --decoder softmax");
    }
    loss.label_weights = options.class_weights == "balanced"
                             ? balanced_weights(model.labels().size(), data)
                             : named_weights(options.class_weights, model.labels());
  }
  return {std::move(loss)};
}

std::string problem_of_class_weights(const std::string& value) {
  return value == "none" || value == "balanced" ? "" : problem_of_named_numbers(value);
}

}  // namespace seqlab::tasks

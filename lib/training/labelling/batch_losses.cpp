#include "training/labelling/batch_losses.h"

#include <algorithm>

#include "base/errors.h"
#include "options/option_info.h"

namespace seqlab::training {

namespace {

std::vector<double> balanced_weights(std::size_t head, std::size_t labels, const TrainingData& data) {
  std::vector<double> counts(labels, 0.0);
  for (const TrainingSequence& sequence : data.sequences) {
    for (const std::int32_t label : sequence.gold[head]) {
      if (label >= 0) ++counts[static_cast<std::size_t>(label)];
    }
  }
  double all = 0;
  double kinds = 0;
  for (const double count : counts) {
    all += count;
    kinds += count > 0 ? 1 : 0;
  }
  std::vector<double> weights;
  for (const double count : counts) weights.push_back(count > 0 ? all / (kinds * count) : 1.0);
  return weights;
}

// Sets the weight of the label with this name; false if there is none.
bool set_weight(const std::string& name, double weight, const std::vector<std::string>& labels,
                std::vector<double>& weights) {
  const auto found = std::find(labels.begin(), labels.end(), name);
  if (found == labels.end()) return false;
  weights.resize(labels.size(), 1.0);
  weights[static_cast<std::size_t>(found - labels.begin())] = weight;
  return true;
}

}  // namespace

std::vector<nn::BatchLoss> batch_losses(const options::TrainingOptions& options,
                                        const model::SequenceModel& model, const TrainingData& data) {
  const std::vector<model::ModelHead>& heads = model.heads();
  std::vector<nn::BatchLoss> losses(heads.size(), {options.batch_loss});
  const options::ClassWeights& chosen = options.class_weights;
  if (chosen.kind == options::ClassWeights::Kind::none) return losses;
  std::vector<std::size_t> weighted;
  for (std::size_t head = 0; head < heads.size(); ++head) {
    if (heads[head].decoder == nn::HeadKind::softmax) weighted.push_back(head);
  }
  if (weighted.empty()) {
    throw UsageError("--class-weights " + options::OptionValue<options::ClassWeights>::print(chosen) +
                     ": the loss of a CRF covers whole sequences, not labels; give --decoder softmax");
  }
  if (chosen.kind == options::ClassWeights::Kind::balanced) {
    for (const std::size_t head : weighted) {
      losses[head].label_weights = balanced_weights(head, heads[head].labels.names.size(), data);
    }
    return losses;
  }
  for (const auto& [name, weight] : chosen.numbers) {
    bool found = false;
    std::vector<std::string> known;
    for (const std::size_t head : weighted) {
      const std::vector<std::string>& labels = heads[head].labels.names;
      found = set_weight(name, weight, labels, losses[head].label_weights) || found;
      known.insert(known.end(), labels.begin(), labels.end());
    }
    if (!found) {
      throw UsageError("--class-weights: no softmax of the model has the label '" + name + "'" +
                       options::nearest_hint(name, known));
    }
  }
  return losses;
}

}  // namespace seqlab::training

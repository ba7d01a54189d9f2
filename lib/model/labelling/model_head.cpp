#include "model/labelling/model_head.h"

#include <algorithm>

#include "base/errors.h"

namespace seqlab::model {

std::vector<double> head_weights(const options::List<double>& weights, std::size_t heads) {
  if (weights.empty()) return std::vector<double>(heads, 1.0);
  if (weights.size() == heads) return weights;
  throw UsageError("--head-weights has " + std::to_string(weights.size()) +
                   " weights; --label-column names " + std::to_string(heads) + " columns");
}

std::vector<nn::HeadKind> head_decoders(const options::List<nn::HeadKind>& decoders,
                                        std::span<const LabelSet> heads) {
  if (decoders.size() == heads.size()) return decoders;
  if (decoders.size() != 1) {
    throw UsageError("--decoder has " + std::to_string(decoders.size()) + " decoders; --label-column names " +
                     std::to_string(heads.size()) + " columns");
  }
  std::vector<nn::HeadKind> result;
  for (const LabelSet& head : heads) {
    const bool scheme = head.written.scheme != corpus::TagScheme::none;
    result.push_back(scheme ? decoders.front() : nn::HeadKind::softmax);
  }
  return result;
}

bool too_many_labels(const ModelHead& head) {
  const bool chained =
      head.decoder == nn::HeadKind::crf || head.labels.written.scheme != corpus::TagScheme::none;
  return chained && head.labels.names.size() > max_chained_labels;
}

double mean_loss(std::span<const ModelHead> heads, std::span<const nn::LossSum> losses) {
  double sum = 0;
  for (std::size_t head = 0; head < heads.size(); ++head) {
    sum += heads[head].weight * losses[head].mean();
  }
  return sum;
}

}  // namespace seqlab::model

// The heads of a model: which labels each gives, and where data have them.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include "model/label_set.h"
#include "nn/heads/batch_loss.h"
#include "nn/heads/head.h"
#include "options/option_value.h"

namespace seqlab::model {

struct ModelHead {
  std::string name;  // other than those of the other heads
  LabelSet labels;
  nn::HeadKind decoder = nn::HeadKind::softmax;
  double weight = 1;  // of the loss, in training
};

// The weights of so many heads: 1 each where none are given. Throws UsageError for another number of them.
std::vector<double> head_weights(const options::List<double>& weights, std::size_t heads);

// The decoder of each head: one each, or one for all whose labels are a tag scheme. Throws UsageError for
// another number of them.
std::vector<nn::HeadKind> head_decoders(const options::List<nn::HeadKind>& decoders,
                                        std::span<const LabelSet> heads);

// So many labels have a tag scheme or a CRF at most: what these keep grows with the square.
constexpr std::size_t most_chained_labels = 4096;
bool too_many_labels(const ModelHead& head);

// The sum of the heads' mean losses, each times its weight. `losses` has one a head.
double mean_loss(std::span<const ModelHead> heads, std::span<const nn::LossSum> losses);

}  // namespace seqlab::model

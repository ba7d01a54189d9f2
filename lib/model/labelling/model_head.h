// The heads of a model: their labels, decoders and weights.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include "model/labelling/label_set.h"
#include "nn/heads/batch_loss.h"
#include "nn/heads/head.h"
#include "options/option_value.h"

namespace seqlab::model {

struct ModelHead {
  std::string name;  // unique among the heads
  LabelSet labels;
  nn::HeadKind decoder = nn::HeadKind::softmax;
  double weight = 1;  // of its loss, in training
  // Of its probabilities (nn::HeadRequest), fitted on dev so that they say how often the head is right.
  double temperature = 1;
};

// The weight of each of `heads` heads: those given, or 1 each if none are. Throws UsageError for another
// number.
std::vector<double> head_weights(const options::List<double>& weights, std::size_t heads);

// The decoder of each head: those given, one each, or a single one for all whose labels follow a tag scheme
// (others have softmax). Throws UsageError for another number.
std::vector<nn::HeadKind> head_decoders(const options::List<nn::HeadKind>& decoders,
                                        std::span<const LabelSet> heads);

// The temperatures that a model may have.
constexpr double least_temperature = 0.01;
constexpr double largest_temperature = 100;

// The most labels with a tag scheme or a CRF, whose memory grows with their square.
constexpr std::size_t max_chained_labels = 4096;
bool too_many_labels(const ModelHead& head);

// The weighted sum of the heads' mean losses. losses: one per head.
double mean_loss(std::span<const ModelHead> heads, std::span<const nn::LossSum> losses);

}  // namespace seqlab::model

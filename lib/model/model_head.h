// The heads of a model: which labels each gives, and where data have them.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "model/label_set.h"
#include "nn/heads/head.h"
#include "nn/heads/loss_sum.h"

namespace seqlab::model {

struct ModelHead {
  std::string name;  // other than those of the other heads
  LabelSet labels;
  nn::HeadKind decoder = nn::HeadKind::softmax;
  double weight = 1;  // of the loss, in training
};

// The parts of a text between commas; one empty part for an empty text.
std::vector<std::string> split_commas(std::string_view text);

// What a head is called that learns from a column: the column, of MISC:Key the key; "label" where the column
// is the format's default.
std::string head_name(std::string_view label_column);

// A weight as TrainingOptions::head_weights has it; nothing for what is no number above 0.
std::optional<double> parse_head_weight(const std::string& text);

// The weights of so many heads. Throws UsageError where the text has another number of them.
std::vector<double> head_weights(const std::string& text, std::size_t heads);

// What ModelOptions::decoder means for heads with these labels. Throws UsageError where it has another number
// of decoders than 1 and that of the heads.
std::vector<nn::HeadKind> head_decoders(const std::string& text, std::span<const LabelSet> heads);

// So many labels have a tag scheme or a CRF at most: what these keep grows with the square.
constexpr std::size_t most_chained_labels = 4096;
bool too_many_labels(const ModelHead& head);

// The sum of the heads' mean losses, each times its weight. `losses` has one a head.
double mean_loss(std::span<const ModelHead> heads, std::span<const nn::LossSum> losses);

}  // namespace seqlab::model

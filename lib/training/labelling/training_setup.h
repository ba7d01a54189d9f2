// The first steps of training that taggers and classifiers share.
#pragma once

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "model/labelling/sequence_model.h"
#include "options/training_option_table.h"
#include "training/labelling/word_table.h"
#include "training/training.h"

namespace seqlab::training {

// Finds the index of a label. The labels must outlive it.
class LabelIndex {
 public:
  explicit LabelIndex(const std::vector<std::string>& labels);
  // -1 for an empty label (a token that is not annotated) and for one that the model does not have.
  [[nodiscard]] std::int32_t find(std::string_view label) const;

 private:
  std::unordered_map<std::string_view, std::int32_t> index_;
};

// -ln p(gold) from a column of probabilities; a sum of nothing if gold is -1.
nn::LossSum negative_log(Eigen::Ref<const nn::Vector<float>> probabilities, std::int32_t gold);

// A model with vocabulary, alphabet, features, word vectors and initial weights. columns: the value counts of
// each of feature_columns(). `singletons` receives the rows of words that occur once.
model::SequenceModel make_untrained_model(model::Task task, const options::TrainingOptions& options,
                                          std::vector<model::ModelHead> heads,
                                          const model::WordCounts& counts, const model::ColumnCounts& columns,
                                          const embeddings::PretrainedTables& vectors,
                                          const Provenance& provenance,
                                          const std::function<void(const std::string&)>& note,
                                          std::vector<std::uint32_t>& singletons);

}  // namespace seqlab::training

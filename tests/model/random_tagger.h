// Taggers with random weights.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "../training/small_corpus.h"
#include "base/noise.h"
#include "base/pool.h"
#include "corpus/schemes/tag_scheme.h"
#include "model/labelling/sequence_model.h"
#include "model/labelling/tagger_model.h"

namespace seqlab::tests {

// Every label of a scheme over some types; the types if there is no scheme.
inline std::vector<std::string> labels_of_scheme(corpus::TagScheme scheme,
                                                 const std::vector<std::string>& types) {
  if (scheme == corpus::TagScheme::none) return types;
  std::vector<std::string> labels = {"O"};
  for (const std::string& type : types) {
    for (const std::string& label : corpus::labels_of_type(type, {scheme, '-'})) labels.push_back(label);
  }
  return labels;
}

// A tagger with large random weights.
inline model::TaggerModel random_tagger(corpus::TagScheme inner, corpus::TagScheme written,
                                        const std::string& decoder, std::uint64_t seed,
                                        const std::vector<std::string>& types = {"PER", "LOC"}) {
  const options::ModelOptions options = tests::small_options().model;
  const std::vector<std::string_view> words = {"Anna", "Ben", "Rome", "Oslo", "sees"};
  model::ModelHead head;
  head.name = "label";
  head.labels = {labels_of_scheme(inner, types), corpus::SchemeStyle{inner, '-'},
                 corpus::SchemeStyle{written, '-'}};
  head.decoder = base::find_name<nn::HeadKind>(decoder).value();
  auto model = std::make_shared<model::SequenceModel>(
      model::Task::tagger, options, std::vector<model::ModelHead>{std::move(head)},
      std::make_shared<const model::Vocabulary>(words, words.size()), nullptr);
  model->initialise(seed);
  const base::Noise noise = base::Noise(seed).at(9);
  model::ModelWeights& weights = model->edit_weights();
  for (std::size_t i = 0; i < weights.network.size(); ++i) {
    weights.network[i] = static_cast<float>(6 * noise.uniform(i) - 3);
  }
  nn::Matrix<float>& table = weights.tables[0].own();
  for (Eigen::Index i = 0; i < table.size(); ++i) {
    table.data()[i] = static_cast<float>(noise.at(1).uniform(static_cast<std::uint64_t>(i)) - 0.5);
  }
  return model::TaggerModel(model);
}

inline std::vector<corpus::Predicted> tag(const model::TaggerModel& model,
                                          const std::vector<corpus::Sentence>& sentences,
                                          const model::TaggerModel::TagOptions& options,
                                          std::size_t threads = 1) {
  std::vector<const corpus::Sentence*> views;
  for (const corpus::Sentence& sentence : sentences) views.push_back(&sentence);
  base::Pool pool(threads);
  return model.tag(views, options, pool);
}

}  // namespace seqlab::tests

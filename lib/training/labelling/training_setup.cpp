#include "training/labelling/training_setup.h"

#include <algorithm>
#include <limits>

#include "base/errors.h"
#include "options/cell_options.h"
#include "training/labelling/encoder_start.h"

namespace seqlab::training {

LabelIndex::LabelIndex(const std::vector<std::string>& labels) {
  for (const std::string& label : labels) index_.emplace(label, static_cast<std::int32_t>(index_.size()));
}

std::int32_t LabelIndex::find(std::string_view label) const {
  const auto found = index_.find(label);
  return found == index_.end() ? -1 : found->second;
}

nn::LossSum negative_log(Eigen::Ref<const nn::Vector<float>> probabilities, std::int32_t gold) {
  if (gold < 0) return {};
  const float p = probabilities(gold);
  if (std::isnan(p)) return {std::numeric_limits<double>::quiet_NaN(), 1};
  return {-std::log(std::max(static_cast<double>(p), 1e-37)), 1};
}

model::SequenceModel make_untrained_model(model::Task task, const options::TrainingOptions& options,
                                          std::vector<model::ModelHead> heads,
                                          const model::WordCounts& counts, const model::ColumnCounts& columns,
                                          const embeddings::PretrainedTables& vectors,
                                          const Provenance& provenance,
                                          const std::function<void(const std::string&)>& note,
                                          std::vector<std::uint32_t>& singletons) {
  options::check_cell(options);
  std::shared_ptr<const model::ContextVectors> contexts;
  if (!options.language_models.empty()) {
    if (!options.model.cell.kind)
      throw UsageError("--language-models needs a recurrent network, not --cell none");
    contexts = model::ContextVectors::load(options.language_models);
    note("language models: " + std::to_string(contexts->size()) + " numbers for each word");
  }
  const auto vocabulary = make_vocabulary(counts, {options.min_count, options.min_count_without_vector},
                                          vectors, extra_vector_limit(options.extra_vectors));
  options::ModelOptions model_options = options.model;
  std::vector<model::TableKind> tables = model::choose_tables(options, vectors);
  if (tables.size() == 1) model_options.dimension = tables.front().dimension;
  std::shared_ptr<const model::Alphabet> alphabet;
  if (model_options.characters) {
    alphabet = std::make_shared<const model::Alphabet>(
        model::make_alphabet(counts, nullptr, options.min_character_count, text::CharacterUnit::codepoint));
    note("alphabet: " + std::to_string(alphabet->rows() - 1) + " characters");
  }
  const auto features = std::make_shared<const model::FeatureSet>(
      model::make_features(model_options, counts, columns, options.min_feature_count));
  for (std::size_t i = 0; i < features->size(); ++i) {
    note("feature " + features->choice(i).name() + ": " + std::to_string(features->values(i).rows() - 1) +
         " values");
  }
  model::SequenceModel model(task, model_options, std::move(heads), vocabulary, alphabet, features,
                             std::move(tables), std::move(contexts));
  model.initialise(options.seed);
  std::vector<embeddings::Coverage> coverage;
  model.edit_weights().tables = make_tables(*vocabulary, model.table_kinds(), vectors,
                                            base::Noise(options.seed).at(2), counts, coverage);
  start_encoder(options.encoder_from, model, note);
  note("vocabulary: " + std::to_string(vocabulary->trained()) + " words of the training data, " +
       std::to_string(vocabulary->rows() - 1 - vocabulary->trained()) + " further words of the table" +
       (vectors.size() > 1 ? "s" : ""));
  for (const embeddings::Coverage& of_table : coverage) note(coverage_report(of_table));
  singletons = singleton_rows(*vocabulary, counts);
  add_provenance(provenance, model);
  model.training_options = options::training_option_table().values(options, {options::OptionScope::training});
  return model;
}

}  // namespace seqlab::training

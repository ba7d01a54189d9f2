// The training of a language model, as the trainer sees it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "corpus/json/vector_lines.h"
#include "corpus/symbols/symbol_streams.h"
#include "model/language/language_model.h"
#include "options/training_options.h"
#include "training/carried_states.h"
#include "training/training_task.h"

namespace seqlab::training {

// Reads the text in as many streams as a batch has sequences, `bptt` symbols of each a step. A step starts
// from the last states of the step before; the first of an epoch from initial states.
class LanguageTask : public TrainingTask {
 public:
  LanguageTask(const options::TrainingOptions& options, model::LanguageModel model,
               const corpus::TextPart& train, const corpus::TextPart& dev);

  [[nodiscard]] model::LanguageModel& model() override { return model_; }
  std::vector<std::size_t> begin_epoch(const base::Noise& noise) override;
  [[nodiscard]] std::size_t most_steps() const override;
  [[nodiscard]] std::unique_ptr<StepBatch> make_batch(std::size_t step,
                                                      const base::Noise& noise) const override;
  std::vector<nn::LossSum> loss(const StepBatch& batch, const StepNumbers& numbers,
                                base::Pool& pool) override;
  void archive(base::Archive& archive) override;
  [[nodiscard]] std::size_t touchable_rows(std::size_t table) const override;
  [[nodiscard]] DevResult evaluate(const model::Model& model, base::Pool& pool) const override;
  [[nodiscard]] std::string examples_hash() const override;

 private:
  // The streams that have symbols left to predict after `steps` steps.
  [[nodiscard]] std::vector<std::size_t> members(std::size_t steps) const;

  options::TrainingOptions options_;
  model::LanguageModel model_;
  std::string hash_;
  corpus::SymbolStreams train_;
  corpus::SymbolStreams dev_;
  CarriedStates states_;
  nn::Network<float>::Workspace workspace_;
};

// What the model writes, to show in training. conditions: of a model that has a condition, which gets the
// first.
std::string sample_of(const model::LanguageModel& model, std::uint64_t seed,
                      const corpus::LineVectors* conditions = nullptr);

// The number of streams that a text of so many symbols is scored in: a stream begins without context, so that
// short texts are read in one.
std::size_t scoring_streams(std::size_t symbols);

}  // namespace seqlab::training

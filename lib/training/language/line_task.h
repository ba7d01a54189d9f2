// The training of a language model that has a condition, as the trainer sees it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "corpus/json/vector_lines.h"
#include "corpus/symbols/text_lines.h"
#include "model/language/language_model.h"
#include "options/training_options.h"
#include "training/training_task.h"

namespace seqlab::training {

// The lines of a text, and the condition of each.
struct ConditionedLines {
  corpus::TextLines lines;
  corpus::LineVectors conditions;
};

// Some of them.
struct ConditionedPart {
  std::shared_ptr<const ConditionedLines> all;
  std::size_t begin = 0;
  std::size_t end = 0;

  [[nodiscard]] std::size_t size() const { return end - begin; }
};

// Reads each line by itself, from initial states: a line end, the line, and its own end, which is predicted.
// Gradients go back `bptt` symbols.
class LineTask : public TrainingTask {
 public:
  LineTask(const options::TrainingOptions& options, model::LanguageModel model, ConditionedPart train,
           ConditionedPart dev);

  [[nodiscard]] model::LanguageModel& model() override { return model_; }
  std::vector<std::size_t> begin_epoch(const base::Noise& noise) override;
  [[nodiscard]] std::size_t most_steps() const override;
  [[nodiscard]] std::unique_ptr<StepBatch> make_batch(std::size_t step,
                                                      const base::Noise& noise) const override;
  std::vector<nn::LossSum> loss(const StepBatch& batch, const StepNumbers& numbers,
                                base::Pool& pool) override;
  [[nodiscard]] std::size_t touchable_rows(std::size_t table) const override;
  [[nodiscard]] DevResult evaluate(const model::Model& model, base::Pool& pool) const override;
  [[nodiscard]] std::string examples_hash() const override { return hash_; }

 private:
  options::TrainingOptions options_;
  model::LanguageModel model_;
  ConditionedPart train_, dev_;
  std::string hash_;
  std::vector<std::size_t> lengths_;  // symbols that each line of train predicts
  std::vector<std::vector<std::size_t>> batches_;
  nn::Network<float>::Workspace workspace_;
};

// Of all lines of a part together.
evaluation::LanguageScore score_lines(const model::LanguageModel& model, const ConditionedPart& part,
                                      base::Pool& pool);

}  // namespace seqlab::training

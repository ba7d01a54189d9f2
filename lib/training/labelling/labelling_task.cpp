#include "training/labelling/labelling_task.h"

#include <algorithm>
#include <utility>

#include "training/labelling/batch_losses.h"
#include "training/labelling/gradient_flow.h"
#include "training/labelling/training_batch.h"
#include "training/learning_rates.h"

namespace seqlab::training {

namespace {

struct LabelledBatch final : StepBatch {
  nn::Batch batch;
  std::vector<std::size_t> carried;  // EpochStep::carried
  nn::Matrix<float> contexts;        // of each column; none without language models
};

const model::SequenceModel& labeller(const model::Model& model) {
  return dynamic_cast<const model::SequenceModel&>(model);
}

}  // namespace

LabellingTask::LabellingTask(const options::TrainingOptions& options, model::SequenceModel model,
                             TrainingData data, std::vector<std::uint32_t> singletons, LabellingDev dev)
    : options_(options),
      model_(std::move(model)),
      data_(std::move(data)),
      singletons_(std::move(singletons)),
      dev_(std::move(dev)),
      batch_losses_(batch_losses(options_, model_, data_)) {
  const std::vector<model::TableKind>& kinds = model_.table_kinds();
  for (const model::TableKind& kind : kinds) {
    unknown_keeps_.push_back(model::kept_by_unknown_words(kind, kinds));
  }
  if (model_.contexts()) {
    contexts_ = std::make_unique<ContextCache>(model_.contexts(), options.context_memory << 20U);
  }
}

std::vector<std::size_t> LabellingTask::begin_epoch(const base::Noise& noise) {
  steps_ =
      cut_steps(data_.sequences, cut_batches(data_.sequences, options_.batch_size, noise), tokens_of_step());
  std::vector<std::size_t> tokens;
  for (const EpochStep& step : steps_) tokens.push_back(tokens_of(step, data_.sequences));
  return tokens;
}

std::size_t LabellingTask::most_steps() const {
  return training::most_steps(data_.sequences, options_.batch_size, tokens_of_step());
}

std::unique_ptr<StepBatch> LabellingTask::make_batch(std::size_t step, const base::Noise& noise) const {
  auto batch = std::make_unique<LabelledBatch>();
  batch->batch = make_training_batch(
      data_, steps_.at(step), heads(), model::task_traits(model_.task()).pooled,
      {singletons_, options_.unknown_probability, options_.word_dropout, unknown_keeps_, options_.case_noise},
      noise);
  batch->carried = steps_[step].carried;
  if (contexts_) {
    batch->contexts = add_contexts(data_, steps_[step], options_.case_noise, noise, *contexts_, batch->batch);
  }
  return batch;
}

std::vector<nn::LossSum> LabellingTask::loss(const StepBatch& batch, const StepNumbers& numbers,
                                             base::Pool& pool) {
  const auto& own = dynamic_cast<const LabelledBatch&>(batch);
  const std::vector<nn::States<float>> initial = states_.of(own.carried);
  std::vector<nn::LossSum> losses = model_.network().loss(
      {.batch = own.batch,
       .weights = numbers.weights,
       .tables = numbers.tables,
       .sides = contexts_ ? &own.contexts : nullptr,
       .drop_sides = true,
       .noise = numbers.noise,
       .dropout = &numbers.dropout,
       .initial = own.carried.empty() ? nullptr : &initial,
       .through_time = {.cut_every = options_.bptt, .vanishing_penalty = options_.vanishing_penalty},
       .batch_losses = batch_losses_,
       .gradient = numbers.gradient},
      workspace_, pool);
  if (options_.stateful) states_.keep(workspace_.final);
  return losses;
}

void LabellingTask::archive(base::Archive& archive) {
  if (options_.stateful) states_.archive(archive, model_.network(), options_.batch_size);
}

std::size_t LabellingTask::touchable_rows(std::size_t table) const {
  std::uint32_t highest = model::Vocabulary::unknown;
  for (const std::uint32_t row : data_.types.words[table]) highest = std::max(highest, row);
  return std::size_t{highest} + 1;
}

double LabellingTask::table_beta1(const options::TrainingOptions& options) const {
  return word_beta1(options, model_);
}

DevResult LabellingTask::evaluate(const model::Model& model, base::Pool& pool) const {
  return dev_.evaluate(labeller(model), pool);
}

std::shared_ptr<const model::Model> LabellingTask::finished(const std::shared_ptr<const model::Model>& model,
                                                            base::Pool& pool) const {
  return dev_.calibrate(model::as<model::SequenceModel>(model), pool);
}

GradientFlow LabellingTask::measure_gradient_flow(base::Pool& pool) {
  return gradient_flow(model_, data_, contexts_.get(), options_.batch_size, pool);
}

}  // namespace seqlab::training

#include "training/labelling/gradient_flow.h"

#include <algorithm>
#include <numeric>

#include "training/labelling/training_batch.h"

namespace seqlab::training {

namespace {

constexpr std::size_t measured_sequences = 500;

// Of the longest sequences, longest first.
std::vector<std::size_t> longest(const std::vector<TrainingSequence>& sequences) {
  std::vector<std::size_t> order(sequences.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
    return sequences[a].tokens.size() > sequences[b].tokens.size();
  });
  order.resize(std::min(order.size(), measured_sequences));
  return order;
}

// Leaves the label of each sequence's last token alone.
void keep_last_labels(nn::Batch& batch) {
  for (std::vector<std::int32_t>& gold : batch.gold) {
    std::vector<std::int32_t> last(gold.size(), -1);
    for (std::size_t place = 0; place < batch.packing.sequences(); ++place) {
      if (batch.packing.length(place) == 0) continue;
      const std::size_t column = batch.packing.column(place, batch.packing.length(place) - 1);
      last[column] = gold[column];
    }
    gold = std::move(last);
  }
}

}  // namespace

GradientFlow gradient_flow(model::SequenceModel& model, const TrainingData& data, ContextCache* contexts,
                           std::size_t batch_size, base::Pool& pool) {
  model::ModelWeights& weights = model.edit_weights();
  std::vector<nn::TrainingTable<float>> tables;
  for (model::VectorTable& table : weights.tables) tables.push_back({&table.own(), nullptr});
  const std::size_t heads = model.heads().size();
  const bool pooled = model::task_traits(model.task()).pooled;
  // The loss of a batch is the sum of its sequences', so that each has the gradient of its own.
  const std::vector<nn::BatchLoss> sums(heads, {.reduction = nn::LossReduction::sum});
  std::vector<float> gradient(weights.network.size());
  nn::Network<float>::Workspace workspace;
  const std::vector<std::size_t> members = longest(data.sequences);
  GradientFlow flow;
  for (std::size_t begin = 0; begin < members.size(); begin += batch_size) {
    EpochStep step;
    for (std::size_t i = begin; i < std::min(begin + batch_size, members.size()); ++i) {
      step.members.push_back(members[i]);
    }
    nn::Batch batch = make_training_batch(data, step, heads, pooled, {}, base::Noise(0));
    if (!pooled) keep_last_labels(batch);
    nn::Matrix<float> sides;
    if (contexts != nullptr) sides = add_contexts(data, step, 0, base::Noise(0), *contexts, batch);
    model.network().loss({.batch = batch,
                          .weights = weights.network.data(),
                          .tables = tables,
                          .sides = contexts == nullptr ? nullptr : &sides,
                          .noise = base::Noise(0),
                          .through_time = {.keep_dh = true},
                          .batch_losses = sums,
                          .gradient = gradient.data()},
                         workspace, pool);
    flow.layers.resize(workspace.tape.layers.size());
    for (std::size_t layer = 0; layer < flow.layers.size(); ++layer) {
      nn::add_norms(batch.packing, workspace.tape.layers[layer].directions.front().dh, flow.layers[layer]);
    }
  }
  return flow;
}

}  // namespace seqlab::training

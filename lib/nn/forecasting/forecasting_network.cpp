#include "nn/forecasting/forecasting_network.h"

#include <optional>
#include <stdexcept>

#include "nn/recurrent/dropout.h"

namespace seqlab::nn {

namespace {

// Branches of the noise of initial weights. They never change, so that a seed gives the same weights in every
// version.
constexpr std::uint64_t initial_forecasting_layers = 0;
constexpr std::uint64_t initial_forecasting_output = 1;

RecurrentShape forecasting_layers(const ForecastingShape& shape) {
  if (!shape.recurrent.cell.kind) throw std::invalid_argument("a forecasting network needs a cell");
  if (shape.recurrent.directions != 1) {
    throw std::invalid_argument("a forecasting network reads in one direction");
  }
  return shape.recurrent;
}

template <class Scalar>
Packing pack_windows(const WindowBatch<Scalar>& batch) {
  return Packing(std::vector<std::size_t>(batch.windows, batch.steps()));
}

// The columns of the last step.
template <class Scalar>
auto last_step(Activations<Scalar>& columns, std::size_t windows) {
  return columns.matrix().rightCols(index(windows));
}

}  // namespace

template <class Scalar>
ForecastingNetwork<Scalar>::ForecastingNetwork(const ForecastingShape& shape)
    : encoder_(layout_, "encoder", shape.inputs, shape.layers, forecasting_layers(shape), shape.layer_output),
      output_(layout_, "head", encoder_.outputs(), shape.outputs) {}

template <class Scalar>
std::vector<Scalar> ForecastingNetwork<Scalar>::initial_weights(const base::Noise& noise) const {
  std::vector<Scalar> weights(layout_.size(), Scalar{0});
  encoder_.initialise(weights.data(), noise.at(initial_forecasting_layers));
  output_.initialise(weights.data(), noise.at(initial_forecasting_output));
  return weights;
}

template <class Scalar>
void ForecastingNetwork<Scalar>::check(const WindowBatch<Scalar>& batch) const {
  if (batch.steps() == 0 || batch.numbers.rows() != index(inputs()) ||
      batch.numbers.cols() != index(batch.steps() * batch.windows)) {
    throw std::invalid_argument("windows of a forecasting network have another shape");
  }
}

template <class Scalar>
LossSum ForecastingNetwork<Scalar>::loss(const ForecastingStep<Scalar>& step, Workspace& workspace,
                                         base::Pool& pool) const {
  const WindowBatch<Scalar>& batch = step.batch;
  check(batch);
  const ForecastingDropout* const dropout = step.dropout;
  if (step.gold.rows() != index(outputs()) || step.gold.cols() != index(batch.windows) ||
      (dropout != nullptr && step.identities.size() != batch.windows)) {
    throw std::invalid_argument("each window of a training step needs its outputs and an identity");
  }
  Workspace& w = workspace;
  encoder_.prepare_training(step.weights, w.prepared.encoder, pool);
  output_.prepare(step.weights, true, w.prepared.output);
  const Packing packing = pack_windows(batch);
  w.numbers = batch.numbers;
  std::optional<DropoutPlan> between;
  if (dropout != nullptr) {
    apply_dropout<Scalar>(w.numbers, packing, step.identities, step.noise.at(place_input), dropout->input,
                          dropout->kind, pool);
    between = {step.noise, step.identities, dropout->layers, dropout->kind};
  }
  const DropoutPlan* const plan = between ? &*between : nullptr;
  const auto drop_last = [&](Columns<Scalar> columns) {
    if (dropout == nullptr) return;
    apply_dropout<Scalar>(columns, step.identities, step.noise.at(place_output), dropout->output);
  };
  w.tape.through_time = step.through_time;
  const LayerInput<Scalar> input(w.numbers);
  std::vector<States<Scalar>> final;
  encoder_.forward(step.weights, w.prepared.encoder, packing, input, nullptr, plan, w.states, final, &w.tape,
                   pool);
  w.last = last_step(w.states, batch.windows);
  drop_last(w.last);
  output_.forward(step.weights, w.prepared.output, w.last, w.y, pool);
  const LossSum loss = regression_loss(step.loss, w.y, step.gold, w.dy);
  output_.backward(w.prepared.output, w.last, w.dy, step.gradient, w.dlast, pool);
  drop_last(w.dlast.matrix());
  w.dstates.resize(encoder_.outputs(), packing.columns());
  w.dstates.matrix().setZero();
  last_step(w.dstates, batch.windows) = w.dlast.matrix();
  encoder_.backward(w.prepared.encoder, packing, w.tape, input, plan, w.dstates.matrix(), nullptr,
                    step.gradient, nullptr, nullptr, pool);
  return loss;
}

template <class Scalar>
typename ForecastingNetwork<Scalar>::Prepared ForecastingNetwork<Scalar>::prepare(const Scalar* weights,
                                                                                  Precision precision,
                                                                                  base::Pool& pool) const {
  Prepared prepared;
  encoder_.prepare(weights, precision, prepared.encoder, pool);
  output_.prepare(weights, false, prepared.output);
  return prepared;
}

template <class Scalar>
void ForecastingNetwork<Scalar>::predict(const Scalar* weights, const Prepared& prepared,
                                         const WindowBatch<Scalar>& batch, Activations<Scalar>& y,
                                         base::Pool& pool) const {
  check(batch);
  Activations<Scalar> states;
  std::vector<States<Scalar>> final;
  encoder_.forward(weights, prepared.encoder, pack_windows(batch), LayerInput<Scalar>(batch.numbers), nullptr,
                   nullptr, states, final, nullptr, pool);
  output_.forward(weights, prepared.output, last_step(states, batch.windows), y, pool);
}

template class ForecastingNetwork<Number>;

}  // namespace seqlab::nn

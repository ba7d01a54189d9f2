#include "compare/learner.h"

#include <algorithm>
#include <cmath>
#include <string_view>

#include "kernels/softmax.h"
#include "nn/learning/clipping.h"
#include "nn/recurrent/gradient_norms.h"

namespace seqlab::compare {

namespace {

constexpr std::string_view recurrent_group = "recurrent";

nn::RecurrentShape recurrent_shape(const Network& network, const Setup& setup) {
  return {.hidden = setup.hidden, .directions = 1, .cell = network.cell};
}

}  // namespace

Learner::Learner(const Network& network, const Task& task, const Setup& setup, const base::Noise& noise)
    : task_(task),
      setup_(setup),
      pool_(1),
      encoder_(layout_, "encoder", task.inputs, setup.layers, recurrent_shape(network, setup)),
      read_out_(layout_, "read_out", encoder_.outputs(), task.outputs),
      optimizer_({}, layout_.size(), 0, 0),
      weights_(layout_.size()),
      gradient_(layout_.size()),
      training_{.vanishing_penalty = network.penalised ? setup.vanishing_penalty : 0} {
  tape_.through_time = training_;
  initialise(network, noise);
  prepare();
}

void Learner::initialise(const Network& network, const base::Noise& noise) {
  encoder_.initialise(weights_.data(), noise.at(0));
  read_out_.initialise(weights_.data(), noise.at(1));
  if (network.initial == InitialWeights::gaussian) {
    set_gaussian(weights_, layout_, setup_.hidden, setup_.gaussian_scale, noise.at(2));
  }
  if (network.initial == InitialWeights::slow_gates) {
    std::size_t longest = 2;
    for (const Batch& batch : task_.test) longest = std::max(longest, batch.packing.steps());
    set_slow_gates(weights_, layout_, network.cell, setup_.hidden, longest, noise.at(2));
  }
}

void Learner::prepare() {
  encoder_.prepare_training(weights_.data(), prepared_, pool_);
  read_out_.prepare(weights_.data(), true, prepared_read_out_);
}

void Learner::forward(const Batch& batch, nn::Encoder<float>::Tape* tape) {
  encoder_.forward(weights_.data(), prepared_, batch.packing, nn::LayerInput<float>(batch.input.matrix()),
                   nullptr, nullptr, hidden_, final_, tape, pool_);
  read_.resize(hidden_.rows(), batch.columns.size());
  for (std::size_t i = 0; i < batch.columns.size(); ++i) {
    std::copy_n(hidden_.column(batch.columns[i]), hidden_.rows(), read_.column(i));
  }
  read_out_.forward(weights_.data(), prepared_read_out_, read_.matrix(), output_, pool_);
}

Learner::LossSum Learner::differentiate(const Batch& batch, float scale) {
  LossSum sum;
  if (task_.loss == Loss::cross_entropy) {
    kernels::softmax_columns(output_.column(0), output_.stride(), output_.rows(), output_.columns());
  }
  for (std::size_t i = 0; i < batch.targets.size(); ++i) {
    float* const y = output_.column(i);
    if (task_.loss == Loss::cross_entropy) {
      const auto gold = static_cast<std::size_t>(batch.targets[i]);
      sum.loss -= std::log(static_cast<double>(y[gold]));
      sum.score += std::max_element(y, y + output_.rows()) == y + gold ? 1 : 0;
      y[gold] -= 1;
    } else {
      const double error = static_cast<double>(y[0]) - static_cast<double>(batch.targets[i]);
      sum.loss += error * error;
      sum.score += error * error;
      y[0] = static_cast<float>(2 * error);
    }
    std::transform(y, y + output_.rows(), y, [scale](float element) { return scale * element; });
  }
  return sum;
}

void Learner::backward(const Batch& batch) {
  read_out_.backward(prepared_read_out_, read_.matrix(), output_, gradient_.data(), dread_, pool_);
  dhidden_.resize(hidden_.rows(), hidden_.columns());
  dhidden_.matrix().setZero();
  for (std::size_t i = 0; i < batch.columns.size(); ++i) {
    std::copy_n(dread_.column(i), dread_.rows(), dhidden_.column(batch.columns[i]));
  }
  encoder_.backward(prepared_, batch.packing, tape_, nn::LayerInput<float>(batch.input.matrix()), nullptr,
                    dhidden_.matrix(), nullptr, gradient_.data(), nullptr, nullptr, pool_);
}

void Learner::learn(const Batch& batch) {
  forward(batch, &tape_);
  differentiate(batch, 1 / static_cast<float>(batch.targets.size()));
  backward(batch);
  const double scale =
      setup_.clip_norm > 0
          ? nn::clip_scale(nn::squared_norm(std::span<const float>(gradient_)), setup_.clip_norm)
          : 1;
  optimizer_.step(setup_.learning_rate, static_cast<float>(scale), weights_.data(), gradient_.data(), nullptr,
                  nullptr, pool_);
  prepare();
}

TestScore Learner::test() {
  TestScore score;
  std::size_t targets = 0;
  for (const Batch& batch : task_.test) {
    forward(batch, nullptr);
    const LossSum sum = differentiate(batch, 1);
    score.loss += sum.loss;
    score.score += sum.score;
    targets += batch.targets.size();
  }
  return {score.loss / static_cast<double>(targets), score.score / static_cast<double>(targets)};
}

std::vector<double> Learner::gradient_norms() {
  std::vector<nn::NormSum> sums;
  tape_.through_time = {.keep_dh = true};
  for (const Batch& batch : task_.test) {
    forward(batch, &tape_);
    differentiate(batch, 1);
    std::vector<bool> last(batch.packing.columns());
    for (std::size_t packed = 0; packed < batch.packing.sequences(); ++packed) {
      if (batch.packing.length(packed) == 0) continue;
      last[batch.packing.column(packed, batch.packing.length(packed) - 1)] = true;
    }
    for (std::size_t i = 0; i < batch.columns.size(); ++i) {
      if (!last[batch.columns[i]]) std::fill_n(output_.column(i), output_.rows(), 0.0F);
    }
    backward(batch);
    nn::add_norms(batch.packing, tape_.layers.back().directions.front().dh, sums);
  }
  std::vector<double> norms;
  for (const nn::NormSum& sum : sums) norms.push_back(sum.mean());
  tape_.through_time = training_;
  std::fill(gradient_.begin(), gradient_.end(), 0.0F);
  return norms;
}

std::size_t Learner::recurrent_weights() const {
  std::size_t weights = 0;
  for (const nn::Slot& slot : layout_.slots()) {
    if (slot.group == recurrent_group) weights += slot.size();
  }
  return weights;
}

}  // namespace seqlab::compare

// A network that learns a task: one encoder and a linear read-out, the same for all cells.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "base/noise.h"
#include "base/pool.h"
#include "compare/networks.h"
#include "compare/task.h"
#include "nn/learning/optimizer.h"
#include "nn/numbers/affine.h"
#include "nn/recurrent/encoder.h"

namespace seqlab::compare {

// What all networks of a comparison have in common.
struct Setup {
  std::size_t hidden = 64;  // h
  std::size_t layers = 1;
  std::size_t batch_size = 32;  // sequences
  std::size_t steps = 2000;     // of the optimiser
  std::size_t test_every = 100;
  double learning_rate = 0.003;
  double clip_norm = 1;            // 0: no clipping
  double vanishing_penalty = 0.1;  // factor of nn/recurrent/vanishing_penalty.h, for networks that have it
  double gaussian_scale = 1;       // s: a Gaussian U has elements of N(0, s^2 / h)
};

struct TestScore {
  double loss = 0;   // the mean over targets
  double score = 0;  // the share of right classes, or the mean squared error
};

// y_t = V h_t + d over the top layer's h_t, at the tokens that have a target; one direction, ahead. Trained
// by Adam on the mean loss of a batch, whose gradient is clipped by its norm.
class Learner {
 public:
  // Initial weights are a function of the noise. The task must outlive the object.
  Learner(const Network& network, const Task& task, const Setup& setup, const base::Noise& noise);

  // A step of the optimiser.
  void learn(const Batch& batch);
  // Over the test set of the task.
  TestScore test();
  // The mean over the sequences of the test set of |dL/dh_t|, where L is the loss of the last token of a
  // sequence and h_t the top layer's output, by the distance of t from the last token. Sequences that are
  // shorter than a distance do not count there.
  std::vector<double> gradient_norms();
  [[nodiscard]] const nn::Layout& layout() const { return layout_; }
  [[nodiscard]] std::span<const float> weights() const { return weights_; }
  // Of all recurrent layers, without the read-out.
  [[nodiscard]] std::size_t recurrent_weights() const;

 private:
  struct LossSum {
    double loss = 0;
    double score = 0;
  };
  void initialise(const Network& network, const base::Noise& noise);
  void prepare();
  // output_ := the output at each target. tape: null in a test.
  void forward(const Batch& batch, nn::Encoder<float>::Tape* tape);
  // Turns the output into dL/dy of each target's own loss, times `scale`.
  LossSum differentiate(const Batch& batch, float scale);
  // From output_ to gradient_.
  void backward(const Batch& batch);

  const Task& task_;
  Setup setup_;
  base::Pool pool_;
  nn::Layout layout_;
  nn::Encoder<float> encoder_;
  nn::Affine<float> read_out_;
  nn::Optimizer<float> optimizer_;
  std::vector<float> weights_, gradient_;
  nn::ThroughTime training_;
  nn::Encoder<float>::Prepared prepared_;
  nn::Affine<float>::Prepared prepared_read_out_;

  // Of the last batch.
  nn::Encoder<float>::Tape tape_;
  std::vector<nn::States<float>> final_;
  nn::Activations<float> hidden_, dhidden_;  // [h x columns]
  nn::Activations<float> read_, dread_;      // [h x targets]
  nn::Activations<float> output_;            // [outputs x targets]
};

}  // namespace seqlab::compare

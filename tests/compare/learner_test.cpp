#include "compare/learner.h"

#include <algorithm>
#include <cmath>
#include <set>
#include <vector>

#include "../io/temporary_folder.h"
#include "catch.h"
#include "compare/adding_task.h"
#include "compare/copy_task.h"
#include "compare/corpus_task.h"
#include "compare/training.h"

using namespace seqlab;
using namespace seqlab::compare;

namespace {

using Numbers = std::vector<double>;

const nn::Slot& slot_of(const Learner& learner, const std::string& name) {
  for (const nn::Slot& slot : learner.layout().slots()) {
    if (slot.name == name) return slot;
  }
  throw std::out_of_range(name);
}

// M x, or M^T x, of the slot's matrix.
Numbers times(const Learner& learner, const std::string& name, const Numbers& x, bool transposed = false) {
  const nn::Slot& slot = slot_of(learner, name);
  Numbers y(transposed ? slot.columns : slot.rows);
  for (std::size_t row = 0; row < slot.rows; ++row) {
    for (std::size_t column = 0; column < slot.columns; ++column) {
      const auto weight = static_cast<double>(learner.weights()[slot.offset + row * slot.columns + column]);
      if (transposed) {
        y[column] += weight * x[row];
      } else {
        y[row] += weight * x[column];
      }
    }
  }
  return y;
}

Numbers sum(Numbers a, const Numbers& b) {
  for (std::size_t i = 0; i < a.size(); ++i) a[i] += b[i];
  return a;
}

double norm(const Numbers& a) {
  double squares = 0;
  for (const double element : a) squares += element * element;
  return std::sqrt(squares);
}

// dL/dy at a target.
Numbers loss_gradient(const Task& task, Numbers y, double target) {
  if (task.loss == Loss::squared_error) return {2 * (y[0] - target)};
  double all = 0;
  for (double& element : y) all += element = std::exp(element);
  for (double& element : y) element /= all;
  y[static_cast<std::size_t>(target)] -= 1;
  return y;
}

// Learner::gradient_norms() of a plain network, h_t = tanh(W x_t + U h_(t-1) + b) and y_T = V h_T + d, one
// sequence at a time.
Numbers naive_norms(const Learner& learner, const Task& task) {
  Numbers norms;
  Numbers counts;
  for (const Batch& batch : task.test) {
    for (std::size_t packed = 0; packed < batch.packing.sequences(); ++packed) {
      std::vector<Numbers> states;
      for (std::size_t step = 0; step < batch.packing.length(packed); ++step) {
        const float* const x = batch.input.column(batch.packing.column(packed, step));
        Numbers a = sum(times(learner, "encoder.0.ahead.input", Numbers(x, x + task.inputs)),
                        times(learner, "encoder.0.ahead.bias", {1}));
        if (step > 0) a = sum(a, times(learner, "encoder.0.ahead.recurrent", states.back()));
        for (double& element : a) element = std::tanh(element);
        states.push_back(a);
      }
      const std::size_t last = batch.packing.column(packed, states.size() - 1);
      const auto target = static_cast<std::size_t>(
          std::find(batch.columns.begin(), batch.columns.end(), last) - batch.columns.begin());
      const Numbers y =
          sum(times(learner, "read_out.weight", states.back()), times(learner, "read_out.bias", {1}));
      Numbers dh = times(learner, "read_out.weight",
                         loss_gradient(task, y, static_cast<double>(batch.targets[target])), true);
      norms.resize(std::max(norms.size(), states.size()));
      counts.resize(norms.size());
      for (std::size_t distance = 0; distance < states.size(); ++distance) {
        norms[distance] += norm(dh);
        counts[distance] += 1;
        const Numbers& h = states[states.size() - 1 - distance];
        for (std::size_t unit = 0; unit < h.size(); ++unit) dh[unit] *= 1 - h[unit] * h[unit];
        dh = times(learner, "encoder.0.ahead.recurrent", dh, true);
      }
    }
  }
  for (std::size_t distance = 0; distance < norms.size(); ++distance) norms[distance] /= counts[distance];
  return norms;
}

void check_norms(const Task& task) {
  const Setup setup = {.hidden = 8, .batch_size = 4};
  Learner learner({{.kind = nn::CellKind::rnn}}, task, setup, base::Noise(1));
  // Before training and after; that a step came before must not matter.
  for (std::uint64_t step = 0; step < 3; ++step) {
    const Numbers norms = learner.gradient_norms();
    const Numbers naive = naive_norms(learner, task);
    REQUIRE(norms.size() == naive.size());
    for (std::size_t distance = 0; distance < norms.size(); ++distance) {
      CAPTURE(task.name(), step, distance);
      CHECK(norms[distance] == Approx(naive[distance]).epsilon(1e-4));
    }
    learner.learn(task.draw(base::Noise(2).at(step), setup.batch_size));
  }
}

}  // namespace

TEST_CASE("norms of gradients are those of each sequence's loss at its last token") {
  check_norms(adding_task(5));
  check_norms(copy_task(4));
  const tests::TemporaryFolder folder;
  const std::string file = folder.file("train.conll", "the D\ndog N\nruns V\n\na D\n\nthe D\ncat N\n\n");
  check_norms(corpus_task({{file}, {file}, ""}));
}

TEST_CASE("measuring changes nothing that is learnt") {
  const Task task = adding_task(6);
  const Setup setup = {.hidden = 8, .batch_size = 4};
  const auto weights = [&](bool measure) {
    Learner learner({{.kind = nn::CellKind::gru}}, task, setup, base::Noise(1));
    for (std::uint64_t step = 0; step < 3; ++step) {
      if (measure) {
        learner.gradient_norms();
        learner.test();
      }
      learner.learn(task.draw(base::Noise(2).at(step), setup.batch_size));
    }
    return std::vector<float>(learner.weights().begin(), learner.weights().end());
  };
  CHECK(weights(true) == weights(false));
}

TEST_CASE("all networks see the batches of a seed, other seeds others, and none those of the test set") {
  const auto drawn = [](const Network& network, std::uint64_t seed) {
    std::vector<std::vector<float>> targets;
    Task task = copy_task(3);
    task.draw = [&, draw = task.draw](const base::Noise& noise, std::size_t sequences) {
      Batch batch = draw(noise, sequences);
      targets.push_back(batch.targets);
      return batch;
    };
    train(network, task, {.hidden = 8, .batch_size = 50, .steps = 30}, seed, [](std::size_t) {});
    return targets;
  };
  const auto first = drawn({{.kind = nn::CellKind::gru}}, 1);
  CHECK(first.size() == 30);
  CHECK(std::set(first.begin(), first.end()).size() == 30);
  CHECK(drawn({{.kind = nn::CellKind::rnn}}, 1) == first);
  CHECK(drawn({{.kind = nn::CellKind::gru}}, 2) != first);
  for (const Batch& batch : copy_task(3).test) {
    CHECK(std::find(first.begin(), first.end(), batch.targets) == first.end());
  }
}

TEST_CASE("LSTM and GRU learn copy and adding in a small form, and the plain network is shown") {
  const Setup setup = {.hidden = 32, .steps = 1000, .learning_rate = 0.005};
  const Network plain = {{.kind = nn::CellKind::rnn}, InitialWeights::gaussian};
  const auto final_score = [&](const Network& network, const Task& task) {
    return train(network, task, setup, 1, [](std::size_t) {}).curve.back().score.score;
  };
  const Task copy = copy_task(20);
  const Task adding = adding_task(30);
  const double plain_error = final_score(plain, adding);
  INFO("plain network: copy " << final_score(plain, copy) << ", adding " << plain_error);
  for (const nn::CellKind kind : {nn::CellKind::lstm, nn::CellKind::gru}) {
    const Network network = {{.kind = kind}};
    CAPTURE(network.name());
    CHECK(final_score(network, copy) >= Task::solved_accuracy);
    const double error = final_score(network, adding);
    CHECK(error < Task::solved_error);
    CHECK(error < plain_error);
  }
}

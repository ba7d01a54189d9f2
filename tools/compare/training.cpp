#include "compare/training.h"

#include <algorithm>

#include "compare/subnormals.h"
#include "program/console.h"

namespace seqlab::compare {

std::optional<std::size_t> Training::solved_at(const Task& task) const {
  const auto first = std::find_if(curve.begin(), curve.end(),
                                  [&](const Point& point) { return task.solved(point.score.score); });
  return first != curve.end() ? std::optional(first->step) : std::nullopt;
}

Training train(const Network& network, const Task& task, const Setup& setup, std::uint64_t seed,
               const std::function<void(std::size_t steps)>& tell) {
  const FlushSubnormals flush;  // the learner runs in this thread
  const base::Noise noise(seed);
  Training result = {.network = network.name(), .seed = seed};
  Learner learner(network, task, setup, noise.at(0));
  result.weights = learner.recurrent_weights();
  result.norms_before = learner.gradient_norms();
  result.curve.push_back({0, learner.test()});
  for (std::size_t step = 1; step <= setup.steps; ++step) {
    const programs::Stopwatch watch;
    learner.learn(task.draw(noise.at(1).at(step), setup.batch_size));
    result.seconds += watch.seconds();
    if (step % setup.test_every != 0 && step != setup.steps) continue;
    tell(step - result.curve.back().step);
    result.curve.push_back({step, learner.test()});
  }
  result.norms_after = learner.gradient_norms();
  return result;
}

}  // namespace seqlab::compare

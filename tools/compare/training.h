// One training of one network on one task, and what it shows.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "compare/learner.h"
#include "compare/networks.h"
#include "compare/task.h"

namespace seqlab::compare {

struct Training {
  std::string network;
  std::uint64_t seed = 0;
  std::size_t weights = 0;  // of the recurrent layers
  struct Point {
    std::size_t step = 0;
    TestScore score;
  };
  std::vector<Point> curve;                       // before training, and at every test
  std::vector<double> norms_before, norms_after;  // Learner::gradient_norms()
  double seconds = 0;                             // of the steps

  // The first test that counts as a solution.
  [[nodiscard]] std::optional<std::size_t> solved_at(const Task& task) const;
};

// Initial weights and batches are functions of the seed; all networks see the same batches. tell: takes the
// number of steps since its last call.
Training train(const Network& network, const Task& task, const Setup& setup, std::uint64_t seed,
               const std::function<void(std::size_t steps)>& tell);

}  // namespace seqlab::compare

#include "compare/task.h"

namespace seqlab::compare {

namespace {

constexpr std::uint64_t test_seed = 0;  // trainings count from 1
constexpr std::size_t test_batches = 20;
constexpr std::size_t test_sequences = 50;  // a batch: few enough for the memory of long sequences

}  // namespace

std::string Task::name() const {
  const std::string text(base::name_of(kind));
  return length == 0 ? text : text + ", length " + std::to_string(length);
}

std::vector<Batch> draw_test(const Task& task) {
  std::vector<Batch> batches;
  for (std::size_t i = 0; i < test_batches; ++i) {
    batches.push_back(task.draw(base::Noise(test_seed).at(i), test_sequences));
  }
  return batches;
}

}  // namespace seqlab::compare

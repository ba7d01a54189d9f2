#include "compare/adding_task.h"

namespace seqlab::compare {

namespace {

// A place in [first, end).
std::size_t draw_place(const base::Noise& noise, std::uint64_t counter, std::size_t first, std::size_t end) {
  return first + noise.bits(counter) % (end - first);
}

Batch draw_sums(std::size_t length, const base::Noise& noise, std::size_t sequences) {
  Batch batch;
  batch.packing = nn::Packing(std::vector<std::size_t>(sequences, length));
  batch.input.resize(2, batch.packing.columns());
  for (std::size_t sequence = 0; sequence < sequences; ++sequence) {
    const base::Noise own = noise.at(sequence);
    const std::size_t marked[] = {draw_place(own, length, 0, length / 2),
                                  draw_place(own, length + 1, length / 2, length)};
    float sum = 0;
    for (std::size_t step = 0; step < length; ++step) {
      float* const token = batch.input.column(batch.packing.column(sequence, step));
      token[0] = static_cast<float>(own.uniform(step));
      token[1] = step == marked[0] || step == marked[1] ? 1 : 0;
      sum += token[0] * token[1];
    }
    batch.columns.push_back(batch.packing.column(sequence, length - 1));
    batch.targets.push_back(sum);
  }
  return batch;
}

}  // namespace

Task adding_task(std::size_t length) {
  Task task = {.kind = TaskKind::adding,
               .length = length,
               .inputs = 2,
               .outputs = 1,
               .loss = Loss::squared_error,
               .draw = [length](const base::Noise& noise,
                                std::size_t sequences) { return draw_sums(length, noise, sequences); },
               .test = {}};
  task.test = draw_test(task);
  return task;
}

}  // namespace seqlab::compare

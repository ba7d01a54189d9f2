#include "compare/copy_task.h"

namespace seqlab::compare {

namespace {

constexpr std::size_t blank = copy_symbols;

Batch draw_copies(std::size_t length, const base::Noise& noise, std::size_t sequences) {
  Batch batch;
  batch.packing = nn::Packing(std::vector<std::size_t>(sequences, length));
  batch.input.resize(copy_symbols + 1, batch.packing.columns());
  batch.input.matrix().setZero();
  for (std::size_t sequence = 0; sequence < sequences; ++sequence) {
    const std::size_t symbol = noise.bits(sequence) % copy_symbols;
    for (std::size_t step = 0; step < length; ++step) {
      batch.input.column(batch.packing.column(sequence, step))[step == 0 ? symbol : blank] = 1;
    }
    batch.columns.push_back(batch.packing.column(sequence, length - 1));
    batch.targets.push_back(static_cast<float>(symbol));
  }
  return batch;
}

}  // namespace

Task copy_task(std::size_t length) {
  Task task = {.kind = TaskKind::copy,
               .length = length,
               .inputs = copy_symbols + 1,
               .outputs = copy_symbols,
               .loss = Loss::cross_entropy,
               .draw = [length](const base::Noise& noise,
                                std::size_t sequences) { return draw_copies(length, noise, sequences); },
               .test = {}};
  task.test = draw_test(task);
  return task;
}

}  // namespace seqlab::compare

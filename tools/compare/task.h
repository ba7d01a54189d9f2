// What the networks learn.
#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <vector>

#include "base/names.h"
#include "base/noise.h"
#include "nn/numbers/activations.h"
#include "nn/numbers/packing.h"

namespace seqlab::compare {

enum class TaskKind { copy, adding, corpus };
constexpr auto name_table(TaskKind /*kind*/) {
  return base::NameTable<TaskKind, 3>{
      {{"copy", TaskKind::copy}, {"adding", TaskKind::adding}, {"corpus", TaskKind::corpus}}};
}

// Of an output y and its target. cross_entropy: -ln softmax(y) at the class that is the target.
// squared_error: (y - target)^2, one output.
enum class Loss { cross_entropy, squared_error };

// Sequences, and what a network should say at some of their tokens.
struct Batch {
  nn::Packing packing;
  nn::Activations<float> input;      // [inputs x columns of the packing]
  std::vector<std::size_t> columns;  // of the tokens that have a target
  std::vector<float> targets;        // theirs: a number, or the index of a class
};

struct Task {
  TaskKind kind = TaskKind::copy;
  std::size_t length = 0;  // of each sequence; 0: they differ
  std::size_t inputs = 0;
  std::size_t outputs = 0;
  Loss loss = Loss::cross_entropy;
  // A batch of that many sequences for training, a function of the noise.
  std::function<Batch(const base::Noise& noise, std::size_t sequences)> draw;
  std::vector<Batch> test;  // the same for all networks and seeds

  // "copy, length 100"; "corpus".
  [[nodiscard]] std::string name() const;
  // The share of right classes, or the mean squared error.
  [[nodiscard]] bool solved(double score) const {
    return loss == Loss::cross_entropy ? score >= solved_accuracy : score < solved_error;
  }

  static constexpr double solved_accuracy = 0.99;
  static constexpr double solved_error = 0.01;
};

// The test set of a synthetic task, drawn from noise of its own.
std::vector<Batch> draw_test(const Task& task);

}  // namespace seqlab::compare

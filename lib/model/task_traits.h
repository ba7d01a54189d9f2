// How kinds of models differ in network and file. They also differ in their options (OptionInfo::tasks), in
// their answers (TaggerModel, ClassifierModel) and in training (training/tagger_training.cpp,
// classifier_training.cpp).
#pragma once

#include <cstddef>

#include "options/task.h"
#include "options/training_options.h"

namespace seqlab::model {

using options::Task;

struct TaskTraits {
  bool pooled = false;       // the states of a sequence are pooled: one label per sequence, not per token
  bool tag_schemes = false;  // labels can mark spans
  // The number of heads that the options imply.
  std::size_t (*heads)(const options::ModelOptions&) = nullptr;

  // The number of labels per head for a sequence of `tokens` tokens.
  [[nodiscard]] std::size_t labels(std::size_t tokens) const { return pooled ? 1 : tokens; }
};

const TaskTraits& task_traits(Task task);

}  // namespace seqlab::model

// What kinds of models differ in, as far as a network and its file know: the one place that asks which it is.
// Their options say for which kinds they are (OptionInfo::tasks), their answers are those of TaggerModel and
// ClassifierModel, their training is training/tagger_training.cpp and classifier_training.cpp.
#pragma once

#include <cstddef>

#include "options/task.h"
#include "options/training_options.h"

namespace seqlab::model {

using options::Task;

struct TaskTraits {
  bool pooled = false;       // the states of a sequence are pooled: a label per sequence, not one per token
  bool tag_schemes = false;  // labels can write down spans
  // The number of heads that options ask for.
  std::size_t (*heads)(const options::ModelOptions&) = nullptr;

  // Labels per head of a sequence of so many tokens.
  [[nodiscard]] std::size_t labels(std::size_t tokens) const { return pooled ? 1 : tokens; }
};

const TaskTraits& task_traits(Task task);

}  // namespace seqlab::model

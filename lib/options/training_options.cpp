#include "options/training_options.h"

namespace seqlab::options {

TrainingOptions default_options(Task task) {
  TrainingOptions options;
  if (task != Task::language_model) return options;
  options.model.hidden = 256;
  options.model.directions = 1;
  options.model.dimension = 64;
  options.epochs = 10;
  options.learning_rate = 0.002;
  options.bptt = 64;
  options.dropout_input = 0;
  options.dropout_layers = 0;
  options.dropout_output = 0;
  options.select_by = "bits";
  return options;
}

}  // namespace seqlab::options

#include "options/training_options.h"

namespace seqlab::options {

TrainingOptions default_options(Task task) {
  TrainingOptions options;
  if (task == Task::tagger || task == Task::classifier) return options;
  options.model.directions = 1;
  options.dropout_input = 0;
  options.dropout_layers = 0;
  options.dropout_output = 0;
  if (task == Task::language_model) {
    options.model.hidden = 256;
    options.model.dimension = 64;
    options.epochs = 10;
    options.learning_rate = 0.002;
    options.bptt = 64;
    options.select_by = "bits";
  } else {
    options.model.hidden = 32;
    options.model.window = 24;
    options.epochs = 100;
    options.select_by = "mase";
  }
  return options;
}

}  // namespace seqlab::options

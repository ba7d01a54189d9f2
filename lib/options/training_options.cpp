#include "options/training_options.h"

namespace seqlab::options {

namespace {

// Of networks that read ahead and learn without dropout.
TrainingOptions ahead_options() {
  TrainingOptions options;
  options.model.directions = 1;
  options.dropout_input = 0;
  options.dropout_layers = 0;
  options.dropout_output = 0;
  return options;
}

TrainingOptions language_model_options() {
  TrainingOptions options = ahead_options();
  options.model.hidden = 256;
  options.model.dimension = 64;
  options.epochs = 10;
  options.learning_rate = 0.002;
  options.bptt = 64;
  options.select_by = "bits";
  return options;
}

TrainingOptions transducer_options() {
  TrainingOptions options;
  options.model.hidden = 128;
  options.model.dimension = 64;
  options.learning_rate = 0.002;
  options.select_by = "exact_match";
  return options;
}

TrainingOptions forecaster_options() {
  TrainingOptions options = ahead_options();
  options.model.hidden = 32;
  options.model.window = 24;
  options.epochs = 100;
  options.select_by = "mase";
  return options;
}

}  // namespace

TrainingOptions default_options(Task task) {
  switch (task) {
    case Task::language_model:
      return language_model_options();
    case Task::transducer:
      return transducer_options();
    case Task::forecaster:
      return forecaster_options();
    case Task::tagger:
    case Task::classifier:
      break;
  }
  return {};
}

}  // namespace seqlab::options

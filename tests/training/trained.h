// Trained models as files and as what they are inside.
#pragma once

#include <string>
#include <vector>

#include "model/labelling/sequence_model.h"
#include "model/labelling/tagger_model.h"
#include "options/training_options.h"
#include "own_file.h"

namespace seqlab::tests {

template <class Model>
std::string bytes_of(const Model& model) {
  const OwnFile file("training.model");
  model.save(file.path);
  return file.bytes();
}

inline model::SequenceModel inside(const model::TaggerModel& model) {
  const OwnFile file("training.model");
  model.save(file.path);
  return model::SequenceModel::load(file.path, model::Task::tagger);
}

// The model with the network's own probabilities.
inline model::SequenceModel uncalibrated(model::SequenceModel model) {
  model.set_temperatures(std::vector<double>(model.heads().size(), 1.0));
  return model;
}

// Options of a training that changes nothing.
inline options::TrainingOptions without_steps(options::TrainingOptions options) {
  options.epochs = 1;
  options.learning_rate = 1e-30;
  return options;
}

}  // namespace seqlab::tests

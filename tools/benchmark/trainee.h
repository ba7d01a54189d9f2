// A network with its training data.
#pragma once

#include <cstddef>

#include "data.h"
#include "model/labelling/sequence_model.h"
#include "networks.h"
#include "training/labelling/training_data.h"

namespace seqlab::benchmark {

struct Trainee {
  NetworkSetup network;
  model::SequenceModel model;  // untrained: the cost of a step does not depend on the weights
  training::TrainingData data;
};

// A network with the vocabulary and labels of the data.
Trainee make_trainee(const NetworkSetup& network, const Data& data);
// A tagger with a vocabulary of `vocabulary` synthetic words, whose rows are their ranks, and as many labels
// as there are parts of speech.
model::SequenceModel make_synthetic_model(const NetworkSetup& network, std::size_t vocabulary);
constexpr std::size_t synthetic_model_labels = 17;

// Tokens per second in training with Adam, a constant rate and no dropout, after a warm-up that does not
// count. Changes the model's weights.
double training_rate(const NetworkSetup& network, const model::SequenceModel& model,
                     const training::TrainingData& data, std::size_t threads, double seconds);
inline double training_rate(Trainee& trainee, std::size_t threads, double seconds) {
  return training_rate(trainee.network, trainee.model, trainee.data, threads, seconds);
}

}  // namespace seqlab::benchmark

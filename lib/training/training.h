// Training a tagger or a classifier, from data in memory to a model.
#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "corpus/reviews/reviews.h"
#include "corpus/sentence.h"
#include "embeddings/pretrained_tables.h"
#include "model/classifier_model.h"
#include "model/tagger_model.h"
#include "options/training_options.h"

namespace seqlab::training {

class SequenceModel;

// What dev says of a model.
struct DevResult {
  double loss = 0;
  std::vector<std::pair<std::string, double>> scores;  // in [0, 1], higher is better
};

// What one epoch gave.
struct EpochReport {
  std::size_t epoch = 0;  // from 1
  std::size_t epochs = 0;
  double train_loss = 0;  // mean a token (tagger) or a text (classifier), with dropout
  double dev_loss = 0;
  std::vector<std::pair<std::string, double>> dev_scores;  // "accuracy", "f1", ... in [0, 1]
  double learning_rate = 0;
  double tokens_per_second = 0;  // of training alone
  double seconds = 0;            // since the start of training
  double score = 0;              // what chooses the best epoch: the higher, the better
  std::string selected_by;       // the name of that score; of "loss" it is the negative
  bool best = false;             // the best epoch so far; of equal scores the lower dev_loss is better
  // Where weights are averaged: what dev says of them and of their averages. dev_loss and dev_scores are
  // those of the better.
  struct Averaging {
    DevResult raw;
    DevResult averaged;
    bool averaged_is_better = false;
  };
  std::optional<Averaging> averaging;
};

// What a caller of training hears, and may say. Every function is called by the training thread.
template <class Model>
struct TrainingObserver {
  std::function<void(const std::string&)> note = [](const std::string&) {};  // a remark for the user
  std::function<void(std::size_t done, std::size_t all)> progress = [](std::size_t, std::size_t) {
  };  // tokens
  std::function<void(const EpochReport&)> epoch = [](const EpochReport&) {};
  // A new best epoch, after the report of it: the model with its weights, ready to be saved.
  std::function<void(const Model&)> improved = [](const Model&) {};
  // Asked after every step; true ends training, after improved() with what there is if it was never called.
  std::function<bool()> stop = [] { return false; };
};

// What is known about the data and goes into the model file.
struct Provenance {
  std::string data;     // names of the training files, without folders
  std::string licence;  // of data and model, if given
  std::string from;     // name of the model that training goes on from, if any
};

// Trains on `train`, chooses on `dev` and returns the model of the best epoch. `from`, if not null, is the
// model that training goes on from (continued_model.h): all but its vocabulary stays, and the optimiser
// begins anew. Throws UsageError for options out of range, DataError for an empty corpus or an unlabelled
// one, Error for a loss that is not finite, naming the step and the options to lower; what improved() was
// given stays good. With `from` also UsageError for another network, and DataError for labels that it does
// not have.
model::TaggerModel train_tagger(const options::TrainingOptions& options,
                                const std::vector<corpus::Sentence>& train,
                                const std::vector<corpus::Sentence>& dev,
                                const embeddings::PretrainedTables& vectors, const Provenance& provenance,
                                const TrainingObserver<model::TaggerModel>& observer,
                                const model::SequenceModel* from = nullptr);

model::ClassifierModel train_classifier(const options::TrainingOptions& options,
                                        const std::vector<corpus::Review>& train,
                                        const std::vector<corpus::Review>& dev,
                                        const embeddings::PretrainedTables& vectors,
                                        const Provenance& provenance,
                                        const TrainingObserver<model::ClassifierModel>& observer,
                                        const model::SequenceModel* from = nullptr);

}  // namespace seqlab::training

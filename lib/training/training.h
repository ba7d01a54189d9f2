// Trains a tagger or a classifier on data in memory.
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
#include "model/labelling/classifier_model.h"
#include "model/labelling/tagger_model.h"
#include "nn/recurrent/gradient_norms.h"
#include "options/training_options.h"
#include "training/provenance.h"

namespace seqlab::training {

// The evaluation of a model on the dev data.
struct DevResult {
  double loss = 0;
  std::vector<std::pair<std::string, double>> scores;  // as in evaluation/measure.h
  std::string sample = {};                             // what the model writes, if it is one that does
};

// The results of an epoch.
struct EpochReport {
  std::size_t epoch = 0;  // from 1
  std::size_t epochs = 0;
  double train_loss = 0;  // mean per token (tagger) or text (classifier), with dropout
  double dev_loss = 0;
  std::vector<std::pair<std::string, double>> dev_scores;  // "accuracy", "f1", ...
  std::string sample;                                      // DevResult::sample
  double learning_rate = 0;
  double tokens_per_second = 0;  // of training alone
  double seconds = 0;            // since the start of training
  double score = 0;              // chooses the best epoch; higher is better
  std::string selected_by;       // the name of that score; if "loss", the score is the negative loss
  bool best = false;             // the best epoch so far; of equal scores, the lower dev_loss wins
  // If weights are averaged: the results of the raw and of the averaged weights. dev_loss and dev_scores are
  // those of the better ones.
  struct Averaging {
    DevResult raw;
    DevResult averaged;
    bool averaged_is_better = false;
  };
  std::optional<Averaging> averaging;
};

// |dL/dh_t| by the distance of token t from the last token of its sequence, in direction *ahead*: L is the
// loss of that last token's labels, or of the text.
struct GradientFlow {
  std::size_t epoch = 0;                         // 0: before the first
  std::vector<std::vector<nn::NormSum>> layers;  // of each layer, by distance
};

// Remarks for the user: what was held out, what folders contain.
using Note = std::function<void(const std::string&)>;

// Callbacks of training, all on the training thread.
template <class Model>
struct TrainingObserver {
  Note note = [](const std::string&) {};
  // What a model writes before its first epoch, if it is one that does; later samples are in the reports.
  std::function<void(const std::string&)> sample = [](const std::string&) {};
  std::function<void(std::size_t done, std::size_t all)> progress = [](std::size_t, std::size_t) {
  };  // tokens
  std::function<void(const EpochReport&)> epoch = [](const EpochReport&) {};
  // Called with the model of a new best epoch, ready to be saved, before epoch().
  std::function<void(const Model&, const EpochReport&)> improved = [](const Model&, const EpochReport&) {};
  // Called after every step; true ends training. If there is no best model yet, the unfinished epoch is
  // scored and given to improved().
  std::function<bool()> stop = [] { return false; };
  // Called before the first epoch and after each, if it is there.
  std::function<void(const GradientFlow&)> gradient_flow;
};

// Of a training of any task.
using SessionObserver = TrainingObserver<std::shared_ptr<const model::Model>>;

// Trains on `train` and returns the model of the epoch that does best on `dev`. `from`: a model to continue
// (continued_model.h), or null; its vocabulary grows, and the optimiser starts afresh. Throws UsageError for
// invalid options, DataError for a corpus without tokens or labels, Error for a loss that is not finite, with
// the step and the options to lower; models given to improved() remain valid. With `from` also UsageError for
// another network and DataError for labels that `from` does not have.
model::TaggerModel train_tagger(const options::TrainingOptions& options,
                                const std::vector<corpus::Sentence>& train,
                                const std::vector<corpus::Sentence>& dev,
                                const embeddings::PretrainedTables& vectors, const Provenance& provenance,
                                const TrainingObserver<model::TaggerModel>& observer,
                                const model::Model* from = nullptr);

model::ClassifierModel train_classifier(const options::TrainingOptions& options,
                                        const std::vector<corpus::Review>& train,
                                        const std::vector<corpus::Review>& dev,
                                        const embeddings::PretrainedTables& vectors,
                                        const Provenance& provenance,
                                        const TrainingObserver<model::ClassifierModel>& observer,
                                        const model::Model* from = nullptr);

}  // namespace seqlab::training

// The log of trainings: JSON Lines.
#pragma once

#include <cstdint>
#include <fstream>
#include <span>
#include <string>
#include <string_view>

#include "base/archive.h"
#include "program/console.h"
#include "training/training.h"
#include "verbs/seed_scores.h"

namespace seqlab::programs {

// Writes one JSON object per line and flushes each, so that the log can be watched and survives a crash.
class TrainingLog {
 public:
  // With an empty path, nothing is logged.
  TrainingLog(std::string path, Console& console);
  // To be called before the first object is written. goes_on: the file keeps what it has. Throws Error if the
  // file cannot be opened.
  void open(bool goes_on);
  // If the object cannot be written, warns and writes no more: a log is not worth the training.
  void write(const std::string& object);
  // How much has been written. Restoring it cuts off what the file has beyond.
  void archive(base::Archive& archive);

 private:
  // Cuts off what a regular file has beyond what was written.
  void cut_off() const;

  std::string path_;  // empty: nothing is logged
  Console& console_;
  std::ofstream stream_;
  std::uint64_t written_ = 0;  // bytes
};

// Tells several trainings in one log apart: "seed" 3.
struct TrainingName {
  std::string_view kind;  // empty: there is only one training
  std::uint64_t number = 0;
};

// The JSON objects of the log: for an epoch,
std::string json_of_epoch(const TrainingName& training, const training::EpochReport& report);

// for the flow of gradients in one layer, from 1: "norms" and numbers of "sequences" by distance,
std::string json_of_gradient_flow(const TrainingName& training, const training::GradientFlow& flow,
                                  std::size_t layer);

// for the model of one seed, and for the models of all seeds. kept: the seed of the model that was kept.
std::string json_of_seed(const SeedScores& scores);
std::string json_of_seeds(std::span<const SeedScores> seeds, std::uint64_t kept);

}  // namespace seqlab::programs

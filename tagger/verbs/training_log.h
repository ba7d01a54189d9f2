// The log of trainings: JSON Lines.
#pragma once

#include <cstdint>
#include <fstream>
#include <span>
#include <string>
#include <string_view>

#include "training/training.h"
#include "verbs/seed_scores.h"

namespace seqlab::programs {

// Writes one JSON object per line and flushes each, so that the log can be watched and survives a crash.
class TrainingLog {
 public:
  // With an empty path, nothing is logged. Throws Error if the file cannot be opened.
  explicit TrainingLog(const std::string& path);
  // Throws Error if the object cannot be written.
  void write(const std::string& object);

 private:
  std::string path_;
  std::ofstream stream_;
};

// Tells several trainings in one log apart: "seed" 3.
struct TrainingName {
  std::string_view kind;  // empty: there is only one training
  std::uint64_t number = 0;
};

// The JSON objects of the log: for an epoch,
std::string json_of_epoch(const TrainingName& training, const training::EpochReport& report);

// for the model of one seed, and for the models of all seeds. kept: the seed of the model that was kept.
std::string json_of_seed(const SeedScores& scores);
std::string json_of_seeds(std::span<const SeedScores> seeds, std::uint64_t kept);

}  // namespace seqlab::programs

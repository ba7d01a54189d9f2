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

// One JSON object a line, each on disk before training goes on: a log that can be watched, and that survives
// a crash.
class TrainingLog {
 public:
  // An empty path: nothing is logged. Throws Error when the file cannot be opened.
  explicit TrainingLog(const std::string& path);
  // Throws Error when the disk is full.
  void write(const std::string& object);

 private:
  std::string path_;
  std::ofstream stream_;
};

// Where there are several trainings, what they are told apart by: "seed" 3.
struct TrainingName {
  std::string_view kind;  // empty: there is one only
  std::uint64_t number = 0;
};

// A JSON object.
std::string json_of_epoch(const TrainingName& training, const training::EpochReport& report);

// Of the model of one seed, and of those of all seeds.
std::string json_of_seed(const SeedScores& scores);
std::string json_of_seeds(std::span<const SeedScores> seeds, std::uint64_t kept);

}  // namespace seqlab::programs

// What is said of trainings as they go on.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "program/console.h"
#include "program/program.h"
#include "training/training.h"
#include "verbs/seed_scores.h"
#include "verbs/training_log.h"

namespace seqlab::programs {

// Tells of trainings as they go on: on standard error, and a JSON object an epoch in the log. Where there are
// several, the log has also one for each of them, when it has ended, and one for all. Members that write to
// the log throw Error when they cannot.
class TrainingReport {
 public:
  // `seeds`: how many trainings there will be. Throws Error when the log cannot be opened.
  TrainingReport(Console& console, const std::string& log, std::size_t seeds);

  void begin(std::uint64_t seed);
  void progress(std::size_t done, std::size_t all);
  void epoch(const training::EpochReport& report);
  // Whether the epoch of the last report has the best model of all trainings.
  [[nodiscard]] bool best_of_all() const { return best_of_all_; }
  // A training has ended by itself. `test`: what test says of its model; empty without test data.
  void end(NamedScores test);
  // The last remark: which epoch was best, where the model is, and whether training was interrupted.
  Exit finish(const std::string& model);
  // Of the trainings that have ended.
  [[nodiscard]] std::span<const SeedScores> seeds() const { return ended_; }

 private:
  Console& console_;
  TrainingLog log_;
  std::size_t seeds_;
  std::size_t epochs_ = 0;
  SeedScores current_;  // of the present training
  SeedScores kept_;     // of the model that the file has
  std::optional<std::pair<double, double>>
      kept_quality_;  // its score, and of equal ones the loss on dev, negated
  bool best_of_all_ = false;
  std::vector<SeedScores> ended_;
};

}  // namespace seqlab::programs

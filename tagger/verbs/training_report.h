// Reports on trainings as they proceed.
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

// Reports each epoch on standard error and as a JSON object in the log. For several seeds, the log also gets
// an object per finished seed and one for all seeds. The flow of gradients has a log of its own. A log that
// cannot be written is a warning.
class TrainingReport {
 public:
  // seeds: the number of trainings.
  TrainingReport(Console& console, const std::string& log, const std::string& gradient_flow,
                 std::size_t seeds);
  // As in TrainingLog.
  void open_logs(bool goes_on) {
    log_.open(goes_on);
    gradient_flow_.open(goes_on);
  }

  void begin(std::uint64_t seed);
  // What a language model writes, line by line.
  void print_sample(const std::string& sample);
  void progress(std::size_t done, std::size_t all);
  // Takes note of the best epoch so far of a training, before epoch(). Whether its model is the best of all
  // trainings.
  bool improved(const training::EpochReport& report);
  void epoch(const training::EpochReport& report);
  void gradient_flow(const training::GradientFlow& flow);
  // Whether the best model of all so far comes from an earlier training than the current one.
  [[nodiscard]] bool kept_earlier() const { return kept_quality_ && kept_.seed != current_.seed; }
  // Ends a training that was not interrupted. test: the scores of its model; empty without test data.
  void end(NamedScores test);
  // Reports the best epoch, the file of the model, and whether training was interrupted.
  Exit finish(const std::string& model);
  void archive(base::Archive& archive);
  // The scores of the finished trainings.
  [[nodiscard]] std::span<const SeedScores> seeds() const { return ended_; }

 private:
  Console& console_;
  TrainingLog log_;
  TrainingLog gradient_flow_;
  std::size_t seeds_;
  std::size_t epochs_ = 0;
  SeedScores current_;  // of the current training
  SeedScores kept_;     // of the model in the file
  std::optional<std::pair<double, double>>
      kept_quality_;  // its score, and of equal ones the loss on dev, negated
  std::vector<SeedScores> ended_;
};

}  // namespace seqlab::programs

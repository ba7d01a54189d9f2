// Learning rate schedules.
#pragma once

#include <cstddef>
#include <cstdint>

#include "base/archive.h"
#include "nn/choices.h"

namespace seqlab::nn {

struct ScheduleOptions {
  // inverse: r / (1 + k t), t in epochs done. plateau: r *= k after `patience` epochs without improvement.
  // cosine: linear warm-up over `warmup` epochs, then r (1 + cos(pi p)) / 2, p the share of the rest done.
  ScheduleKind kind = ScheduleKind::constant;
  double rate = 0;
  double decay = 0;          // k
  std::size_t patience = 2;  // plateau
  double warmup = 0;         // cosine, in epochs
  double epochs = 1;         // cosine, the whole training
};

class Schedule {
 public:
  explicit Schedule(const ScheduleOptions& options) : options_(options) {}
  // The rate after so many epochs, also fractions of one. `inverse` changes only at whole epochs.
  [[nodiscard]] double rate(double epochs_done) const;
  // To be called at the end of each epoch. improved: whether its score is the best so far.
  void epoch_ended(bool improved);

  void archive(base::Archive& archive);

 private:
  ScheduleOptions options_;
  std::uint64_t waited_ = 0;
  double factor_ = 1;
};

}  // namespace seqlab::nn

#include "nn/learning/schedule.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <stdexcept>
#include <string>

namespace seqlab::nn {

double Schedule::rate(double epochs_done) const {
  switch (options_.kind) {
    case ScheduleKind::constant:
      return options_.rate;
    case ScheduleKind::inverse:
      return options_.rate / (1 + options_.decay * std::floor(epochs_done));
    case ScheduleKind::plateau:
      return options_.rate * factor_;
    case ScheduleKind::cosine: {
      if (epochs_done < options_.warmup) return options_.rate * epochs_done / options_.warmup;
      const double rest = std::max(options_.epochs - options_.warmup, 1e-9);
      const double share = std::min((epochs_done - options_.warmup) / rest, 1.0);
      return options_.rate * (1 + std::cos(std::numbers::pi * share)) / 2;
    }
  }
  return options_.rate;
}

void Schedule::epoch_ended(bool improved) {
  waited_ = improved ? 0 : waited_ + 1;
  if (options_.kind == ScheduleKind::plateau && waited_ >= options_.patience) {
    factor_ *= options_.decay;
    waited_ = 0;
  }
}

void Schedule::archive(base::Archive& archive) {
  archive.number("waited", waited_);
  archive.number("factor", factor_);
}

}  // namespace seqlab::nn

#include "nn/learning/schedule.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <stdexcept>
#include <string>

namespace seqlab::nn {

ScheduleOptions::Kind parse_schedule(std::string_view name) {
  if (name == "constant") return ScheduleOptions::Kind::constant;
  if (name == "inverse") return ScheduleOptions::Kind::inverse;
  if (name == "plateau") return ScheduleOptions::Kind::plateau;
  if (name == "cosine") return ScheduleOptions::Kind::cosine;
  throw std::invalid_argument("no schedule is called " + std::string(name));
}

double Schedule::rate(double epochs_done) const {
  switch (options_.kind) {
    case ScheduleOptions::Kind::constant:
      return options_.rate;
    case ScheduleOptions::Kind::inverse:
      return options_.rate / (1 + options_.decay * std::floor(epochs_done));
    case ScheduleOptions::Kind::plateau:
      return options_.rate * factor_;
    case ScheduleOptions::Kind::cosine: {
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
  if (options_.kind == ScheduleOptions::Kind::plateau && waited_ >= options_.patience) {
    factor_ *= options_.decay;
    waited_ = 0;
  }
}

}  // namespace seqlab::nn

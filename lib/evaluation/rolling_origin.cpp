#include "evaluation/rolling_origin.h"

namespace seqlab::evaluation {

std::vector<std::size_t> rolling_origins(std::size_t rows, const RollingOrigin& plan) {
  std::vector<std::size_t> origins;
  if (plan.test > rows || plan.every == 0) return origins;
  for (std::size_t origin = rows - plan.test; origin + plan.horizon <= rows; origin += plan.every) {
    origins.push_back(origin);
  }
  return origins;
}

}  // namespace seqlab::evaluation

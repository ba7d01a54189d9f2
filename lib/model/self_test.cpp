#include "model/self_test.h"

#include <array>
#include <cmath>
#include <cstdio>

#include "base/errors.h"

namespace seqlab::model {

void check_deviation(double deviation, nn::Precision precision, const std::string& path) {
  const double tolerance = precision == nn::Precision::int8 ? 1e-2 : 1e-5;
  if (deviation <= tolerance) return;
  std::array<char, 64> numbers{};
  std::snprintf(numbers.data(), numbers.size(), "differ by %.1e, more than %.0e", deviation, tolerance);
  throw ModelError(
      path + ": the model does not give the results that its file has to check it by: " +
      (std::isfinite(deviation) ? std::string("results ") + numbers.data() : "some are not finite numbers") +
      "; copy the file again from where it works, or train the model again");
}

}  // namespace seqlab::model

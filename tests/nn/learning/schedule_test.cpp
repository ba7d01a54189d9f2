#include "nn/learning/schedule.h"

#include <cmath>
#include <numbers>
#include <stdexcept>

#include "catch.h"

using seqlab::nn::Schedule;
using seqlab::nn::ScheduleKind;
using seqlab::nn::ScheduleOptions;

namespace {

ScheduleOptions options(ScheduleKind kind) {
  ScheduleOptions result;
  result.kind = kind;
  result.rate = 0.5;
  return result;
}

}  // namespace

TEST_CASE("a constant rate stays") {
  Schedule schedule(options(ScheduleKind::constant));
  for (int epoch = 0; epoch < 10; ++epoch) {
    CHECK(schedule.rate(epoch) == 0.5);
    schedule.epoch_ended(false);
  }
}

TEST_CASE("the inverse rate is r / (1 + k t), t in whole epochs") {
  ScheduleOptions inverse = options(ScheduleKind::inverse);
  inverse.decay = 0.2;
  const Schedule schedule(inverse);
  CHECK(schedule.rate(0) == 0.5);
  CHECK(schedule.rate(0.99) == 0.5);
  CHECK(schedule.rate(1) == Approx(0.5 / 1.2));
  CHECK(schedule.rate(10.5) == Approx(0.5 / 3));
}

TEST_CASE("the plateau rate falls after `patience` epochs without improvement, then counts again from zero") {
  ScheduleOptions plateau = options(ScheduleKind::plateau);
  plateau.decay = 0.1;
  plateau.patience = 2;
  Schedule schedule(plateau);
  const auto ended = [&](bool improved) {
    schedule.epoch_ended(improved);
    return schedule.rate(0);
  };
  CHECK(schedule.rate(0) == 0.5);
  CHECK(ended(false) == 0.5);
  CHECK(ended(true) == 0.5);
  CHECK(ended(false) == 0.5);
  CHECK(ended(false) == Approx(0.05));
  CHECK(ended(false) == Approx(0.05));
  CHECK(ended(false) == Approx(0.005));
  CHECK(ended(true) == Approx(0.005));
}

TEST_CASE("the cosine rate rises linearly over the warm-up and falls to zero at the end") {
  ScheduleOptions cosine = options(ScheduleKind::cosine);
  cosine.warmup = 2;
  cosine.epochs = 10;
  const Schedule schedule(cosine);
  CHECK(schedule.rate(0.5) == Approx(0.125));
  CHECK(schedule.rate(1) == Approx(0.25));
  CHECK(schedule.rate(2) == Approx(0.5));
  CHECK(schedule.rate(4) == Approx(0.25 * (1 + std::cos(std::numbers::pi / 4))));
  CHECK(schedule.rate(6) == Approx(0.25));
  CHECK(schedule.rate(10) == Approx(0).margin(1e-12));
  CHECK(schedule.rate(11) == Approx(0).margin(1e-12));
  for (double t = 2; t < 10; t += 0.25) CHECK(schedule.rate(t) > schedule.rate(t + 0.25));
}

TEST_CASE("without a warm-up the cosine rate starts at its maximum") {
  ScheduleOptions cosine = options(ScheduleKind::cosine);
  cosine.epochs = 4;
  const Schedule schedule(cosine);
  CHECK(schedule.rate(0) == 0.5);
  CHECK(schedule.rate(2) == Approx(0.25));
}

TEST_CASE("a warm-up as long as the training never divides by zero") {
  ScheduleOptions cosine = options(ScheduleKind::cosine);
  cosine.warmup = 3;
  cosine.epochs = 3;
  const Schedule schedule(cosine);
  CHECK(schedule.rate(1.5) == Approx(0.25));
  CHECK(std::isfinite(schedule.rate(3)));
}

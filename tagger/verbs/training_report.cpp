#include "verbs/training_report.h"

#include <algorithm>
#include <array>
#include <cstdio>

#include "verbs/interruption.h"

namespace seqlab::programs {

namespace {

std::string short_number(double value) {
  std::array<char, 64> text{};
  std::snprintf(text.data(), text.size(), "%.4g", value);
  return text.data();
}

std::string in_percent(const NamedScores& scores) {
  std::string text;
  for (const auto& [name, score] : scores) {
    text += (text.empty() ? "" : "  ") + name + " " + decimals(score * 100, 2);
  }
  return text;
}

}  // namespace

TrainingReport::TrainingReport(Console& console, const std::string& log, std::size_t seeds)
    : console_(console), log_(log), seeds_(seeds) {}

void TrainingReport::begin(std::uint64_t seed) {
  epochs_ = 0;
  current_ = {};
  current_.seed = seed;
}

void TrainingReport::progress(std::size_t done, std::size_t all) {
  console_.progress((seeds_ > 1 ? "seed " + std::to_string(current_.seed) + "  " : "") + "epoch " +
                        std::to_string(epochs_ + 1),
                    done, all, "tokens");
}

void TrainingReport::epoch(const training::EpochReport& report) {
  epochs_ = report.epoch;
  const std::pair quality(report.score, -report.dev_loss);
  best_of_all_ = report.best && (!kept_quality_ || quality > *kept_quality_);
  if (report.best) {
    current_.epoch = report.epoch;
    current_.dev = report.dev_scores;
  }
  if (best_of_all_) {
    kept_ = current_;
    kept_quality_ = quality;
  }
  const std::string all = std::to_string(report.epochs);
  std::string number = std::to_string(report.epoch);
  number.insert(0, all.size() - std::min(all.size(), number.size()), ' ');
  console_.note((seeds_ > 1 ? "seed " + std::to_string(current_.seed) + "  " : "") + "epoch " + number + "/" +
                all + "  train loss " + decimals(report.train_loss, 4) + "  dev loss " +
                decimals(report.dev_loss, 4) + "  " + in_percent(report.dev_scores) +
                (report.averaging ? report.averaging->averaged_is_better ? "  averaged" : "  raw" : "") +
                "  rate " + short_number(report.learning_rate) + "  " +
                decimals(report.tokens_per_second, 0) + " tokens/s  " + decimals(report.seconds, 1) + " s" +
                (report.best ? "  best" : ""));
  log_.write(json_of_epoch({seeds_ > 1 ? "seed" : "", current_.seed}, report));
}

void TrainingReport::end(NamedScores test) {
  current_.test = std::move(test);
  ended_.push_back(current_);
  log_.write(json_of_seed(current_));
}

Exit TrainingReport::finish(const std::string& model) {
  if (!ended_.empty()) log_.write(json_of_seeds(ended_, kept_.seed));
  const bool interrupted = Interruption::requested();
  console_.note((interrupted ? "interrupted; " : "") + model + ": the model of " +
                (seeds_ > 1 ? "seed " + std::to_string(kept_.seed) + ", " : "") + "epoch " +
                std::to_string(kept_.epoch) + " (dev " + in_percent(kept_.dev) + ")");
  return interrupted ? Exit::interrupted : Exit::fine;
}

}  // namespace seqlab::programs

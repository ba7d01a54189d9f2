#include "verbs/training_report.h"

#include <algorithm>
#include <array>
#include <cstdio>

#include "evaluation/measure.h"
#include "verbs/interruption.h"

namespace seqlab::programs {

namespace {

std::string short_number(double value) {
  std::array<char, 64> text{};
  std::snprintf(text.data(), text.size(), "%.4g", value);
  return text.data();
}

std::string print(const NamedScores& scores) {
  std::string text;
  for (const auto& [name, score] : scores) {
    text += (text.empty() ? "" : "  ") + name + " " + evaluation::print_score(name, score);
  }
  return text;
}

void archive_scores(base::Archive& archive, std::string_view name, NamedScores& scores) {
  const base::Archive::Scope scope(archive, name);
  constexpr std::uint64_t most = 10'000;
  std::uint64_t size = scores.size();
  archive.count("size", size, most);
  scores.resize(size);
  for (std::size_t i = 0; i < scores.size(); ++i) {
    archive.text("name" + std::to_string(i), scores[i].first);
    archive.number("score" + std::to_string(i), scores[i].second);
  }
}

void archive_scores(base::Archive& archive, const std::string& name, SeedScores& scores) {
  const base::Archive::Scope scope(archive, name);
  archive.number("seed", scores.seed);
  archive.number("epoch", scores.epoch);
  archive_scores(archive, "dev", scores.dev);
  archive_scores(archive, "test", scores.test);
}

}  // namespace

TrainingReport::TrainingReport(Console& console, const std::string& log, const std::string& gradient_flow,
                               std::size_t seeds)
    : console_(console), log_(log, console), gradient_flow_(gradient_flow, console), seeds_(seeds) {}

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

bool TrainingReport::improved(const training::EpochReport& report) {
  current_.epoch = report.epoch;
  current_.dev = report.dev_scores;
  const std::pair quality(report.score, -report.dev_loss);
  if (kept_quality_ && quality <= *kept_quality_) return false;
  kept_ = current_;
  kept_quality_ = quality;
  return true;
}

void TrainingReport::epoch(const training::EpochReport& report) {
  epochs_ = report.epoch;
  const std::string all = std::to_string(report.epochs);
  std::string number = std::to_string(report.epoch);
  number.insert(0, all.size() - std::min(all.size(), number.size()), ' ');
  console_.note((seeds_ > 1 ? "seed " + std::to_string(current_.seed) + "  " : "") + "epoch " + number + "/" +
                all + "  train loss " + decimals(report.train_loss, 4) + "  dev loss " +
                decimals(report.dev_loss, 4) + "  " + print(report.dev_scores) +
                (report.averaging ? report.averaging->averaged_is_better ? "  averaged" : "  raw" : "") +
                "  rate " + short_number(report.learning_rate) + "  " +
                decimals(report.tokens_per_second, 0) + " tokens/s  " + decimals(report.seconds, 1) + " s" +
                (report.best ? "  best" : ""));
  print_sample(report.sample);
  log_.write(json_of_epoch({seeds_ > 1 ? "seed" : "", current_.seed}, report));
}

void TrainingReport::print_sample(const std::string& sample) {
  for (std::size_t begin = 0; begin < sample.size();) {
    const std::size_t end = std::min(sample.find('\n', begin), sample.size());
    console_.note("  | " + sample.substr(begin, end - begin));
    begin = end + 1;
  }
}

void TrainingReport::gradient_flow(const training::GradientFlow& flow) {
  for (std::size_t layer = 1; layer <= flow.layers.size(); ++layer) {
    gradient_flow_.write(json_of_gradient_flow({seeds_ > 1 ? "seed" : "", current_.seed}, flow, layer));
  }
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
                std::to_string(kept_.epoch) + " (dev " + print(kept_.dev) + ")");
  return Interruption::exit();
}

void TrainingReport::archive(base::Archive& archive) {
  const base::Archive::Scope scope(archive, "report");
  log_.archive(archive);
  {
    const base::Archive::Scope flow(archive, "gradient_flow");
    gradient_flow_.archive(archive);
  }
  archive.number("epochs", epochs_);
  archive_scores(archive, "current", current_);
  archive_scores(archive, "kept", kept_);
  bool any = kept_quality_.has_value();
  archive.flag("any", any);
  if (archive.restores()) kept_quality_ = any ? std::optional(std::pair(0.0, 0.0)) : std::nullopt;
  if (any) {
    archive.number("quality", kept_quality_->first);
    archive.number("loss", kept_quality_->second);
  }
  std::uint64_t ended = ended_.size();
  archive.count("ended", ended, seeds_);
  ended_.resize(ended);
  for (std::size_t i = 0; i < ended_.size(); ++i)
    archive_scores(archive, "ended" + std::to_string(i), ended_[i]);
}

}  // namespace seqlab::programs

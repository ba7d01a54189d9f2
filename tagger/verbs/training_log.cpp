#include "verbs/training_log.h"

#include <cerrno>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <ostream>
#include <system_error>
#include <utility>

#include "base/errors.h"

namespace seqlab::programs {

namespace {

using Json = nlohmann::ordered_json;

Json to_json(const training::DevResult& dev) {
  Json json;
  json["dev_loss"] = dev.loss;
  for (const auto& [name, score] : dev.scores) json["dev_" + name] = score;
  return json;
}

Json to_json(const NamedScores& scores) {
  Json json = Json::object();
  for (const auto& [name, score] : scores) json[name] = score;
  return json;
}

// Of the scores on one set of data.
Json spreads(std::span<const SeedScores> seeds, NamedScores SeedScores::*data) {
  Json json = Json::object();
  const NamedScores& names = seeds.front().*data;
  for (std::size_t i = 0; i < names.size(); ++i) {
    std::vector<double> values;
    for (const SeedScores& seed : seeds) values.push_back((seed.*data)[i].second);
    const Spread spread = spread_of(values);
    json[names[i].first] = {{"mean", spread.mean},
                            {"standard_deviation", spread.deviation},  // null for a NaN
                            {"least", spread.least},
                            {"most", spread.most}};
  }
  return json;
}

}  // namespace

TrainingLog::TrainingLog(std::string path, Console& console) : path_(std::move(path)), console_(console) {}

void TrainingLog::open(bool goes_on) {
  if (path_.empty()) return;
  stream_.open(path_, std::ios::binary | (goes_on ? std::ios::app : std::ios::trunc));
  if (!stream_) throw Error(path_ + ": cannot open for writing: " + std::generic_category().message(errno));
}

void TrainingLog::write(const std::string& object) {
  if (path_.empty()) return;
  errno = 0;
  stream_ << object << std::endl;
  if (stream_) {
    written_ += object.size() + 1;
    return;
  }
  const int error = errno;
  // No half line, to which a resumed training would append.
  cut_off();
  console_.warn(path_ + ": cannot write: " + std::generic_category().message(error) +
                "; the training goes on without it");
  path_.clear();
}

void TrainingLog::archive(base::Archive& archive) {
  archive.number("written", written_);
  if (archive.restores() && !path_.empty()) cut_off();
}

void TrainingLog::cut_off() const {
  std::error_code none;
  if (std::filesystem::file_size(path_, none) > written_ && !none) {
    std::filesystem::resize_file(path_, written_, none);
  }
}

std::string json_of_epoch(const TrainingName& training, const training::EpochReport& report) {
  Json line;
  if (!training.kind.empty()) line[std::string(training.kind)] = training.number;
  line["epoch"] = report.epoch;
  line["train_loss"] = report.train_loss;
  line["dev_loss"] = report.dev_loss;
  for (const auto& [name, score] : report.dev_scores) line["dev_" + name] = score;
  if (report.averaging) {
    line["weights"] = report.averaging->averaged_is_better ? "averaged" : "raw";
    line["raw"] = to_json(report.averaging->raw);
    line["averaged"] = to_json(report.averaging->averaged);
  }
  line["learning_rate"] = report.learning_rate;
  line["tokens_per_second"] = report.tokens_per_second;
  line["seconds"] = report.seconds;
  line["best"] = report.best;
  if (!report.sample.empty()) line["sample"] = report.sample;
  return line.dump();
}

std::string json_of_gradient_flow(const TrainingName& training, const training::GradientFlow& flow,
                                  std::size_t layer) {
  Json line;
  if (!training.kind.empty()) line[std::string(training.kind)] = training.number;
  line["epoch"] = flow.epoch;
  line["layer"] = layer;
  Json norms = Json::array();
  Json sequences = Json::array();
  for (const nn::NormSum& norm : flow.layers.at(layer - 1)) {
    norms.push_back(norm.mean());
    sequences.push_back(norm.sequences);
  }
  line["norms"] = std::move(norms);
  line["sequences"] = std::move(sequences);
  return line.dump();
}

std::string json_of_seed(const SeedScores& scores) {
  Json json;
  json["seed"] = scores.seed;
  json["best_epoch"] = scores.epoch;
  json["dev"] = to_json(scores.dev);
  if (!scores.test.empty()) json["test"] = to_json(scores.test);
  return json.dump();
}

std::string json_of_seeds(std::span<const SeedScores> seeds, std::uint64_t kept) {
  Json json;
  json["seeds"] = seeds.size();
  json["kept"] = kept;
  json["dev"] = spreads(seeds, &SeedScores::dev);
  if (!seeds.front().test.empty()) json["test"] = spreads(seeds, &SeedScores::test);
  return json.dump();
}

}  // namespace seqlab::programs

#include "training/training_log.h"

#include <cerrno>
#include <nlohmann/json.hpp>
#include <ostream>
#include <system_error>

#include "base/errors.h"

namespace seqlab::programs {

namespace {

nlohmann::ordered_json to_json(const training::DevResult& dev) {
  nlohmann::ordered_json json;
  json["dev_loss"] = dev.loss;
  for (const auto& [name, score] : dev.scores) json["dev_" + name] = score;
  return json;
}

}  // namespace

TrainingLog::TrainingLog(const std::string& path) : path_(path) {
  if (path.empty()) return;
  stream_.open(path, std::ios::binary | std::ios::trunc);
  if (!stream_) throw Error(path + ": cannot open for writing: " + std::generic_category().message(errno));
}

void TrainingLog::write(const std::string& object) {
  if (path_.empty()) return;
  stream_ << object << std::endl;
  if (!stream_) throw Error(path_ + ": cannot write; is the disk full?");
}

std::string json_of_epoch(const TrainingName& training, const training::EpochReport& report) {
  nlohmann::ordered_json line;
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
  return line.dump();
}

}  // namespace seqlab::programs

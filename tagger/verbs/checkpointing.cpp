#include "verbs/checkpointing.h"

#include <algorithm>
#include <filesystem>
#include <span>
#include <system_error>
#include <utility>

#include "base/errors.h"
#include "kernels/instruction_set.h"
#include "program/data_output.h"

namespace seqlab::programs {

namespace {

// Data that are read once cannot be compared when the training goes on.
void refuse_standard_input(const TrainingFiles& files) {
  for (const std::vector<std::string>* const list : {&files.train, &files.dev}) {
    for (const std::string& file : *list) {
      if (file != "-" && file != "/dev/stdin" && file != "/dev/fd/0" && file != "/proc/self/fd/0") continue;
      throw UsageError(
          "a training that can be resumed has to read its data again, and standard input is gone "
          "then; give a file");
    }
  }
}

// A file that is no checkpoint is not replaced by one.
void check_replaceable(const std::string& path, const std::string& resumed, bool force, Console& console) {
  std::error_code none;
  if (path == resumed || force || !std::filesystem::is_regular_file(path, none)) return;
  try {
    training::Checkpoint::open(path);
  } catch (const ModelError&) {
    refuse_overwriting(path, false);
  }
  console.note(path + ": the checkpoint of an earlier training is replaced; --resume would go on from it");
}

}  // namespace

Checkpointing::Checkpointing(const TrainingFiles& files, const training::Checkpoint::Files& outputs,
                             Console& console)
    : path_(files.checkpoint.empty() ? files.resume : files.checkpoint),
      outputs_(outputs),
      interval_(files.checkpoint_every.seconds),
      console_(console) {
  if (active()) refuse_standard_input(files);
  if (!files.resume.empty()) {
    resumed_ = training::Checkpoint::open(files.resume);
    if (!resumed_) console.note(files.resume + ": no such file; starts anew");
  }
  std::vector<std::string> targets;
  if (active()) {
    check_replaceable(path_, files.resume, files.force, console);
    check_writable(path_);
    targets.push_back(path_);
  }
  for (const auto& [name, path] : outputs_) {
    if (path.empty() || path == "-") continue;
    if (std::find(targets.begin(), targets.end(), path) != targets.end()) {
      throw UsageError(path + ": would be written twice; give two names");
    }
    const bool own = resumed_ && resumed_->file(name) == path;
    refuse_overwriting(path, files.force || own);
    targets.push_back(path);
    // A log is opened once: the reader of a pipe would take a second opening for its end.
    if (name != log_output) check_writable(path);
  }
}

void Checkpointing::identify(std::string kind, const options::TrainingOptions& training,
                             std::vector<std::pair<std::string, std::string>> options,
                             const training::TrainingSession& session) {
  if (!active()) return;
  auto all = training::identifying_options(training);
  all.insert(all.end(), options.begin(), options.end());
  identity_ = {std::move(kind), std::move(all), kernels::instruction_set(), session.data_hash()};
}

void Checkpointing::write(const State& state) {
  if (!active()) return;
  try {
    training::Checkpoint::write(path_, identity_, outputs_, state);
  } catch (const Error& error) {
    console_.warn(std::string(error.what()) + "; the training goes on without this checkpoint");
  }
  since_last_ = {};
}

void Checkpointing::write_if_due(const State& state) {
  if (since_last_.seconds() >= interval_) write(state);
}

}  // namespace seqlab::programs

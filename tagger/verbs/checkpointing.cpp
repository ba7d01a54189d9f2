#include "verbs/checkpointing.h"

#include <filesystem>
#include <system_error>
#include <utility>

#include "base/errors.h"
#include "kernels/instruction_set.h"
#include "program/data_output.h"
#include "verbs/output_files.h"

namespace seqlab::programs {

namespace {

// Data that are read once cannot be compared when the training goes on.
void refuse_standard_input(const TrainingFiles& files) {
  const training::ExampleFiles examples = example_files(files);
  for (const std::vector<std::string>* const list : {&examples.train, &examples.dev}) {
    for (const std::string& file : *list) {
      if (file != "-" && file != "/dev/stdin" && file != "/dev/fd/0" && file != "/proc/self/fd/0") continue;
      throw UsageError(
          "a training that can be resumed has to read its data again, and standard input is gone "
          "then; give a file");
    }
  }
}

// The files that a training reads. What it writes must be others; only a model may take the place of the one
// that it continues, unless the training is to be resumed, which needs that one again.
std::vector<std::string> inputs_of(const TrainingFiles& files, const std::string& checkpoint) {
  std::vector<std::string> inputs;
  const training::ExampleFiles examples = example_files(files);
  for (const auto* const list : {&examples.train, &examples.dev, &examples.test, &files.embeddings}) {
    inputs.insert(inputs.end(), list->begin(), list->end());
  }
  if (checkpoint.empty()) return inputs;
  inputs.push_back(files.from);
  // The state that is resumed may be replaced by later ones.
  if (!files.resume.empty() && real_path(files.resume) != real_path(checkpoint))
    inputs.push_back(files.resume);
  return inputs;
}

// Whether a file holds a checkpoint. One that does not is not replaced by one.
bool is_checkpoint(const std::string& path) {
  try {
    return training::Checkpoint::open(path).has_value();
  } catch (const ModelError&) {
    return false;
  }
}

}  // namespace

Checkpointing::Checkpointing(std::string kind, const TrainingFiles& files,
                             const training::Checkpoint::Files& outputs, Console& console)
    : path_(files.checkpoint.empty() ? files.resume : files.checkpoint),
      interval_(files.checkpoint_every.value_or(Duration{300}).seconds),
      console_(console) {
  identity_.kind = std::move(kind);
  if (active()) refuse_standard_input(files);
  if (files.checkpoint_every && !active()) {
    throw UsageError("--checkpoint-every: no file for the states is given; give one with --checkpoint FILE");
  }
  OutputFiles written(inputs_of(files, path_));
  if (active()) written.add(path_);
  for (const auto& [name, path] : outputs) {
    if (path.empty() || path == "-") continue;
    written.add(path);
    outputs_.emplace_back(name, real_path(path));
  }
  if (!files.resume.empty()) open_resumed(files.resume);
  std::error_code none;
  const bool replaces = active() && path_ != files.resume && std::filesystem::is_regular_file(path_, none);
  if (replaces && !files.force && !is_checkpoint(path_)) refuse_overwriting(path_, false);
  if (active()) check_writable(path_);
  for (const auto& [name, path] : outputs) {
    if (path.empty() || path == "-") continue;
    const bool own = resumed_ && resumed_->file(name) == real_path(path);
    refuse_overwriting(path, files.force || own);
    // A log is opened once: the reader of a pipe would take a second opening for its end.
    if (name != log_output && name != gradient_flow_output) check_writable(path);
  }
  if (replaces) console.note(path_ + ": is replaced; to go on from it, give it with --resume");
}

void Checkpointing::open_resumed(const std::string& path) {
  resumed_ = training::Checkpoint::open(path);
  if (!resumed_) {
    console_.note(path + ": no such file; starts anew");
  } else if (resumed_->kind() != identity_.kind) {
    throw UsageError(path + ": is a checkpoint of " + resumed_->kind() + ", not of " + identity_.kind);
  }
}

void Checkpointing::identify(const options::TrainingOptions& training,
                             std::vector<std::pair<std::string, std::string>> options,
                             const training::TrainingSession& session) {
  if (!active()) return;
  auto all = training::identifying_options(training);
  all.insert(all.end(), options.begin(), options.end());
  identity_ = {std::move(identity_.kind), std::move(all), kernels::instruction_set(), session.data_hash()};
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

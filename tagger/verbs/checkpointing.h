// --checkpoint and --resume.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "base/archive.h"
#include "options/training_options.h"
#include "program/console.h"
#include "training/checkpoint.h"
#include "training/training_session.h"
#include "verbs/training_files.h"

namespace seqlab::programs {

// Writes the state of a training or a search to a file from time to time, and restores it.
class Checkpointing {
 public:
  using State = std::function<void(base::Archive&)>;

  // Opens the file of --resume. kind: what is done, as in "tagger train". outputs: files that will be
  // written; those that exist are overwritten only with --force, or if the resumed process has written them.
  // Throws UsageError for a file that must not be overwritten, is written twice or also read, for data from
  // standard input and for a checkpoint of another kind, Error for a file that cannot be written, ModelError
  // if the file of --resume is damaged or no checkpoint.
  Checkpointing(std::string kind, const TrainingFiles& files, const training::Checkpoint::Files& outputs,
                Console& console);

  // Whether states are written.
  [[nodiscard]] bool active() const { return !path_.empty(); }
  // Whether there is a state to go on from.
  [[nodiscard]] bool resumes() const { return resumed_.has_value(); }
  // Sets what the states belong to. options: of the verb alone.
  void identify(const options::TrainingOptions& training,
                std::vector<std::pair<std::string, std::string>> options,
                const training::TrainingSession& session);
  // Throws UsageError or DataError if the resumed state belongs to something else.
  void check() const { resumed_->check(identity_); }
  // Restores the resumed state, or a part of it. Throws ModelError if it does not fit.
  void restore(const State& state) const { resumed_->restore(state); }
  // Writes a state; a file that cannot be written is a warning.
  void write(const State& state);
  // The same if enough time has passed since the last one.
  void write_if_due(const State& state);

 private:
  void open_resumed(const std::string& path);

  std::string path_;                     // empty: no states are written
  training::Checkpoint::Files outputs_;  // their real paths
  double interval_;                      // seconds
  Console& console_;
  training::CheckpointIdentity identity_;
  std::optional<training::Checkpoint> resumed_;
  Stopwatch since_last_;
};

}  // namespace seqlab::programs

// The state of a training in a file, from which another process can go on.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/archive.h"
#include "io/tensor_file.h"
#include "options/training_options.h"

namespace seqlab::training {

// What a process must have in common with a checkpoint to go on from it.
struct CheckpointIdentity {
  std::string kind;                                          // what was under way: "tagger train"
  std::vector<std::pair<std::string, std::string>> options;  // by name
  std::string instruction_set;                               // results differ in the last bits
  std::string data;                                          // TrainingSession::data_hash()
};

// The options of a training that decide its result.
std::vector<std::pair<std::string, std::string>> identifying_options(const options::TrainingOptions& options);

// A file in the format of io/tensor_file.h, with the parts of an archive as tensors. Numbers are restored to
// the last bit.
class Checkpoint {
 public:
  // Names of files that the training writes, for people and programs: "model", "log".
  using Files = std::vector<std::pair<std::string, std::string>>;

  // Writes whole or not at all; a file that is there is replaced. state: archives what is to be kept. Throws
  // Error if the file cannot be written.
  static void write(const std::string& path, const CheckpointIdentity& identity, const Files& files,
                    const std::function<void(base::Archive&)>& state);

  // Nothing if there is no such file. Throws ModelError if it is damaged, of another version or no
  // checkpoint, Error if it cannot be read.
  static std::optional<Checkpoint> open(const std::string& path);

  // CheckpointIdentity::kind.
  [[nodiscard]] const std::string& kind() const { return kind_; }
  // Throws UsageError for another option, with both values, or another instruction set, and DataError for
  // other data. The kind is that of the checkpoint.
  void check(const CheckpointIdentity& identity) const;
  // The name of a file; empty if there is none.
  [[nodiscard]] std::string file(const std::string& name) const;
  // Throws ModelError if a part is missing or has another size.
  void restore(const std::function<void(base::Archive&)>& state) const;

 private:
  Checkpoint(io::TensorFile file, std::string kind) : file_(std::move(file)), kind_(std::move(kind)) {}

  io::TensorFile file_;
  std::string kind_;
};

}  // namespace seqlab::training

#include "training/checkpoint.h"

#include <algorithm>
#include <cstring>
#include <deque>
#include <filesystem>
#include <map>
#include <stdexcept>
#include <string_view>
#include <system_error>

#include "base/errors.h"
#include "options/training_option_table.h"

namespace seqlab::training {

namespace {

// Keys of the metadata; those of options and files begin with a prefix.
constexpr std::string_view version_key = "seqlab_checkpoint";
constexpr std::string_view version = "2";
constexpr std::string_view kind_key = "kind";
constexpr std::string_view instruction_set_key = "instruction_set";
constexpr std::string_view data_key = "data";
constexpr std::string_view option_prefix = "option.";
constexpr std::string_view file_prefix = "file.";

std::string key_of(std::string_view prefix, const std::string& name) {
  return std::string(prefix) + name;
}

// With the values of a repeated option in one text.
std::map<std::string, std::string> by_name(const std::vector<std::pair<std::string, std::string>>& options) {
  std::map<std::string, std::string> result;
  for (const auto& [name, value] : options) {
    const auto [found, fresh] = result.emplace(name, value);
    if (!fresh) found->second += ", " + value;
  }
  return result;
}

std::string option_text(const std::string& name, const std::string& value) {
  return value.empty() ? "the default of --" + name : "--" + name + " " + value;
}

io::DType dtype_of(base::ArchivedType type) {
  switch (type) {
    case base::ArchivedType::u64:
      return io::DType::u64;
    case base::ArchivedType::f32:
      return io::DType::f32;
    case base::ArchivedType::f64:
      return io::DType::f64;
    case base::ArchivedType::u8:
      break;
  }
  return io::DType::u8;
}

class WritingArchive final : public base::Archive {
 public:
  explicit WritingArchive(io::TensorFileWriter& writer) : writer_(writer) {}
  [[nodiscard]] bool restores() const override { return false; }

 protected:
  void item(std::string name, base::ArchivedType type, std::span<std::byte> bytes) override {
    array(std::move(name), type, copies_.emplace_back(bytes.begin(), bytes.end()));
  }
  void array(std::string name, base::ArchivedType type, std::span<std::byte> bytes) override {
    const io::DType dtype = dtype_of(type);
    writer_.add(std::move(name), dtype, {bytes.size() / io::element_size(dtype)}, bytes);
  }
  [[noreturn]] void refuse(const std::string& name) const override {
    throw std::logic_error("saving refuses nothing: " + name);
  }

 private:
  io::TensorFileWriter& writer_;
  std::deque<std::vector<std::byte>> copies_;
};

class ReadingArchive final : public base::Archive {
 public:
  explicit ReadingArchive(const io::TensorFile& file) : file_(file) {}
  [[nodiscard]] bool restores() const override { return true; }

 protected:
  void item(std::string name, base::ArchivedType type, std::span<std::byte> bytes) override {
    array(std::move(name), type, bytes);
  }
  void array(std::string name, base::ArchivedType type, std::span<std::byte> bytes) override {
    const io::Tensor* const tensor = file_.find(name);
    if (tensor == nullptr || tensor->dtype != dtype_of(type) || tensor->bytes.size() != bytes.size()) {
      refuse(name);
    }
    if (!bytes.empty()) std::memcpy(bytes.data(), tensor->bytes.data(), bytes.size());
  }
  [[noreturn]] void refuse(const std::string& name) const override {
    throw ModelError(file_.path() + ": the part \"" + name +
                     "\" of the checkpoint is missing or does not fit this training");
  }

 private:
  const io::TensorFile& file_;
};

}  // namespace

std::vector<std::pair<std::string, std::string>> identifying_options(
    const options::TrainingOptions& options) {
  return options::training_option_table().values(
      options, {options::OptionScope::model, options::OptionScope::training});
}

void Checkpoint::write(const std::string& path, const CheckpointIdentity& identity, const Files& files,
                       const std::function<void(base::Archive&)>& state) {
  io::TensorFileWriter writer;
  writer.set_metadata(std::string(version_key), std::string(version));
  writer.set_metadata(std::string(kind_key), identity.kind);
  writer.set_metadata(std::string(instruction_set_key), identity.instruction_set);
  writer.set_metadata(std::string(data_key), identity.data);
  for (const auto& [name, value] : by_name(identity.options)) {
    writer.set_metadata(key_of(option_prefix, name), value);
  }
  for (const auto& [name, file] : files) writer.set_metadata(key_of(file_prefix, name), file);
  WritingArchive archive(writer);
  state(archive);
  writer.write(path);
}

std::optional<Checkpoint> Checkpoint::open(const std::string& path) {
  std::error_code none;
  if (std::filesystem::status(path, none).type() == std::filesystem::file_type::not_found)
    return std::nullopt;
  std::optional<io::TensorFile> file;
  try {
    file = io::TensorFile::open(path);
    file->verify();
  } catch (const ModelError&) {
    throw ModelError(path + ": is damaged or no checkpoint");
  }
  const io::Metadata& metadata = file->metadata();
  const auto found = metadata.find(version_key);
  if (found == metadata.end()) throw ModelError(path + ": is not a checkpoint");
  if (found->second != version) {
    throw ModelError(path + ": is a checkpoint of version " + found->second +
                     "; this program reads version " + std::string(version));
  }
  std::string kind = file->metadata(kind_key);
  return Checkpoint(std::move(*file), std::move(kind));
}

void Checkpoint::check(const CheckpointIdentity& identity) const {
  const std::string& path = file_.path();
  std::map<std::string, std::string> known;
  for (const auto& [key, value] : file_.metadata()) {
    if (key.starts_with(option_prefix)) known.emplace(key.substr(option_prefix.size()), value);
  }
  for (const auto& [name, value] : by_name(identity.options)) {
    const auto found = known.find(name);
    const std::string before = found == known.end() ? "" : found->second;
    if (found != known.end()) known.erase(found);
    if (before == value) continue;
    throw UsageError(path + ": was written with " + option_text(name, before) + ", not with " +
                     option_text(name, value) +
                     "; go on with the same options, or begin anew with another file");
  }
  if (!known.empty()) {
    const auto& [name, value] = *known.begin();
    throw UsageError(path + ": was written with " + option_text(name, value) + ", not with " +
                     option_text(name, "") +
                     "; go on with the same options, or begin anew with another file");
  }
  if (const std::string& set = file_.metadata(instruction_set_key); set != identity.instruction_set) {
    throw UsageError(path + ": was written with the instruction set " + set + ", not " +
                     identity.instruction_set +
                     ", and would end with other numbers; set SEQLAB_INSTRUCTION_SET to " + set +
                     " if this processor has it, or begin anew with another file");
  }
  if (file_.metadata(data_key) != identity.data) {
    throw DataError(
        {path, 0, 0},
        "was written by a training on other data (examples for training or dev, word vectors or a "
        "model to continue); go on with the same, or begin anew with another file");
  }
}

std::string Checkpoint::file(const std::string& name) const {
  const auto found = file_.metadata().find(key_of(file_prefix, name));
  return found == file_.metadata().end() ? "" : found->second;
}

void Checkpoint::restore(const std::function<void(base::Archive&)>& state) const {
  ReadingArchive archive(file_);
  state(archive);
}

}  // namespace seqlab::training

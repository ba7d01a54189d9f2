#include "service/served_model.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <nlohmann/json.hpp>
#include <span>
#include <system_error>
#include <utility>
#include <vector>

#include "base/errors.h"
#include "base/names.h"
#include "io/tensor_file.h"
#include "model/model_handle.h"
#include "options/task.h"
#include "streams/label_columns.h"

namespace seqlab::service {

namespace {

// Settings whose labellers are kept. Those of other requests are made anew, which takes microseconds.
constexpr std::size_t most_kept = 256;

// The bytes of a file, read, not mapped, so that nothing that happens to the file later matters.
std::vector<std::byte> bytes_of(const std::string& path) {
  const auto fail = [&](const char* what) {
    throw Error(path + ": " + what + ": " + std::generic_category().message(errno));
  };
  const int file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (file < 0) fail("cannot be opened");
  const auto closing = std::shared_ptr<void>(nullptr, [file](void*) { ::close(file); });
  struct stat status {};
  if (::fstat(file, &status) != 0) fail("cannot be read");
  if (!S_ISREG(status.st_mode)) throw Error(path + ": is not a regular file");
  std::vector<std::byte> bytes(static_cast<std::size_t>(status.st_size));
  std::size_t size = 0;
  while (size < bytes.size()) {
    const ssize_t count = ::read(file, bytes.data() + size, bytes.size() - size);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) fail("cannot be read");
    if (count == 0) break;
    size += static_cast<std::size_t>(count);
  }
  bytes.resize(size);
  return bytes;
}

nlohmann::ordered_json heads_info(const model::TaggerModel& model) {
  corpus::WriterOptions conllu{.format = corpus::OutputFormat::conllu};
  streams::write_label_columns("", model, conllu);
  nlohmann::ordered_json heads = nlohmann::ordered_json::array();
  for (std::size_t head = 0; head < model.heads().size(); ++head) {
    heads.push_back({{"name", model.heads()[head]},
                     {"scheme", std::string(base::name_of(model.scheme(head).scheme))},
                     {"conllu_column", conllu.label_columns[head]},
                     {"labels", model.written_labels(head)}});
  }
  return heads;
}

}  // namespace

ServedModel::ServedModel(AnyModel model)
    : model_(std::move(model)), tokeniser_(std::make_shared<const text::Tokeniser>(options().language)) {
  if (const auto* classifier = std::get_if<model::ClassifierModel>(&model_)) {
    classifier_ = std::make_shared<const ClassifyLabeller>(*classifier, tokeniser_);
  }
}

std::shared_ptr<const ServedModel> ServedModel::load(const std::string& path) {
  const std::vector<std::byte> bytes = bytes_of(path);
  auto file = std::make_shared<const io::TensorFile>(io::TensorFile::from_bytes(bytes, path));
  const std::string task = model::read_model_facts(*file).task;
  if (task == base::name_of(options::Task::tagger)) {
    return std::shared_ptr<const ServedModel>(new ServedModel(model::TaggerModel::load(std::move(file))));
  }
  if (task == base::name_of(options::Task::classifier)) {
    return std::shared_ptr<const ServedModel>(new ServedModel(model::ClassifierModel::load(std::move(file))));
  }
  throw ModelError(path + ": is a " + task + "; the service runs taggers and classifiers");
}

const options::ModelOptions& ServedModel::options() const {
  return std::visit([](const auto& model) -> const options::ModelOptions& { return model.options(); },
                    model_);
}

std::shared_ptr<const TagLabeller> ServedModel::tagger(const TagSettings& settings) const {
  const auto* const model = std::get_if<model::TaggerModel>(&model_);
  if (model == nullptr) throw UsageError("the model is a classifier; /v1/classify runs it");
  const std::lock_guard lock(mutex_);
  if (const auto found = taggers_.find(settings); found != taggers_.end()) return found->second;
  auto labeller = std::make_shared<const TagLabeller>(*model, tokeniser_, settings);
  if (taggers_.size() < most_kept) taggers_.emplace(settings, labeller);
  return labeller;
}

std::shared_ptr<const ClassifyLabeller> ServedModel::classifier() const {
  if (!classifier_) throw UsageError("the model is a tagger; /v1/tag runs it");
  return classifier_;
}

std::string ServedModel::info(const std::string& name) const {
  nlohmann::ordered_json info = {
      {"name", name}, {"task", is_tagger() ? "tagger" : "classifier"}, {"language", options().language}};
  if (const auto* tagger = std::get_if<model::TaggerModel>(&model_)) {
    info["heads"] = heads_info(*tagger);
  } else {
    info["heads"] = nlohmann::ordered_json::array(
        {{{"name", "label"}, {"scheme", "none"}, {"labels", classifier_->labels()}}});
  }
  auto& facts = info["facts"] = nlohmann::ordered_json::object();
  // Lists of labels are above.
  const auto description = std::visit([](const auto& model) { return model.description(0); }, model_);
  for (const auto& [key, value] : description) facts[key] = value;
  return info.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace);
}

}  // namespace seqlab::service

#include "seqlab/models.h"

#include <dlfcn.h>

#include <filesystem>
#include <map>
#include <system_error>
#include <utility>
#include <variant>

#include "base/errors.h"
#include "model/installed_models.h"
#include "model/model_handle.h"
#include "seqlab/facade/access.h"
#include "seqlab/facade/guard.h"

namespace seqlab {

namespace fs = std::filesystem;

namespace {

using AnyModel = std::variant<Tagger, Classifier, LanguageModel, Transducer, Forecaster>;

// Folders between the library, PREFIX/lib/x86_64-linux-gnu/libseqlab.so, and its prefix.
constexpr int most_levels = 3;

// The model folders below the prefixes in which this library may be installed.
std::vector<fs::path> folders_of_library() {
  std::vector<fs::path> folders;
  Dl_info library{};
  if (::dladdr(reinterpret_cast<const void*>(&installed_models), &library) == 0) return folders;
  std::error_code error;
  fs::path above = fs::canonical(library.dli_fname, error);
  for (int level = 0; level < most_levels && above.has_relative_path(); ++level) {
    above = above.parent_path();
    folders.push_back(model::installed_model_folder(above));
  }
  return folders;
}

std::map<std::string, fs::path> known_models() {
  const auto set = model::folders_in_environment();
  return model::find_models(set ? *set : folders_of_library());
}

std::string fact(const model::ModelFacts& facts, std::string_view wanted) {
  for (const auto& [name, value] : facts.facts) {
    if (name == wanted) return value;
  }
  return "";
}

// Throws ModelError for a kind that this library does not know.
Task task_of(const model::ModelFacts& facts) {
  if (facts.task == base::name_of(options::Task::tagger)) return Task::tagger;
  if (facts.task == base::name_of(options::Task::classifier)) return Task::classifier;
  if (facts.task == base::name_of(options::Task::language_model)) return Task::language_model;
  if (facts.task == base::name_of(options::Task::transducer)) return Task::transducer;
  if (facts.task == base::name_of(options::Task::forecaster)) return Task::forecaster;
  throw ModelError("the model is a " + facts.task +
                   "; known are taggers, classifiers, language models, transducers and forecasters");
}

InstalledModel installed_model(const std::string& name, const fs::path& path) {
  InstalledModel result;
  result.name = name;
  result.path = path.string();
  std::error_code error;
  result.bytes = fs::file_size(path, error);
  if (error) result.bytes = 0;
  try {
    const model::ModelFacts facts = model::read_model_facts(path.string());
    result.task = task_of(facts);
    result.licence = fact(facts, "licence");
    result.data = fact(facts, "data");
  } catch (const Error& damage) {
    result.problem = damage.what();
  }
  return result;
}

}  // namespace

std::string path_of_model(const std::string& given) {
  if (model::is_model_path(given)) return given;
  const std::map<std::string, fs::path> models = known_models();
  if (const auto found = models.find(given); found != models.end()) return found->second.string();
  std::string names;
  for (const auto& [name, path] : models) names += (names.empty() ? "" : ", ") + name;
  throw BadInput((given.empty() ? "no model is named" : given + ": no such file, and no model of this name") +
                 (names.empty() ? "; no models are installed" : "; available: " + names));
}

std::shared_ptr<const io::TensorFile> open_model(const std::string& given) {
  return std::make_shared<const io::TensorFile>(io::TensorFile::open(path_of_model(given)));
}

std::shared_ptr<const io::TensorFile> open_model(std::span<const std::byte> bytes) {
  return std::make_shared<const io::TensorFile>(io::TensorFile::from_bytes(bytes, "model in memory"));
}

struct Model::Impl {
  AnyModel model;
};

Model::Model(std::shared_ptr<const Impl> impl) : impl_(std::move(impl)) {}

namespace {

AnyModel model_of(std::shared_ptr<const io::TensorFile> file) {
  switch (task_of(model::read_model_facts(*file))) {
    case Task::tagger:
      return TaggerAccess::make(model::TaggerModel::load(std::move(file)));
    case Task::classifier:
      return ClassifierAccess::make(model::ClassifierModel::load(std::move(file)));
    case Task::language_model:
      return LanguageModelAccess::make(model::LanguageModel::load(std::move(file)));
    case Task::transducer:
      return TransducerAccess::make(model::TransducerModel::load(std::move(file)));
    case Task::forecaster:
      break;
  }
  return ForecasterAccess::make(model::Forecaster::load(std::move(file)));
}

// As messages name it.
std::string kind_of(const ModelInfo& info) {
  switch (info.task) {
    case Task::tagger:
      return "tagger";
    case Task::classifier:
      return "classifier";
    case Task::language_model:
      return "language model";
    case Task::transducer:
      return "transducer";
    case Task::forecaster:
      break;
  }
  return "forecaster";
}

}  // namespace

Model Model::load(const std::string& model) {
  return guarded([&] { return Model(std::make_shared<const Impl>(Impl{model_of(open_model(model))})); });
}

Model Model::from_bytes(std::span<const std::byte> bytes) {
  return guarded([&] { return Model(std::make_shared<const Impl>(Impl{model_of(open_model(bytes))})); });
}

Task Model::task() const {
  return info().task;
}

const ModelInfo& Model::info() const {
  return std::visit([](const auto& model) -> const ModelInfo& { return model.info(); }, impl_->model);
}

const Tagger& Model::tagger() const {
  if (const auto* tagger = std::get_if<Tagger>(&impl_->model)) return *tagger;
  throw BadModel("the model is a " + kind_of(info()) + ", not a tagger");
}

const Classifier& Model::classifier() const {
  if (const auto* classifier = std::get_if<Classifier>(&impl_->model)) return *classifier;
  throw BadModel("the model is a " + kind_of(info()) + ", not a classifier");
}

const LanguageModel& Model::language_model() const {
  if (const auto* model = std::get_if<LanguageModel>(&impl_->model)) return *model;
  throw BadModel("the model is a " + kind_of(info()) + ", not a language model");
}

const Transducer& Model::transducer() const {
  if (const auto* model = std::get_if<Transducer>(&impl_->model)) return *model;
  throw BadModel("the model is a " + kind_of(info()) + ", not a transducer");
}

const Forecaster& Model::forecaster() const {
  if (const auto* model = std::get_if<Forecaster>(&impl_->model)) return *model;
  throw BadModel("the model is a " + kind_of(info()) + ", not a forecaster");
}

std::vector<InstalledModel> installed_models() {
  return guarded([] {
    std::vector<InstalledModel> models;
    for (const auto& [name, path] : known_models()) models.push_back(installed_model(name, path));
    return models;
  });
}

}  // namespace seqlab

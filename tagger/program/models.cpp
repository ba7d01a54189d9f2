#include "program/models.h"

#include <algorithm>
#include <filesystem>
#include <map>
#include <optional>
#include <system_error>
#include <vector>

#include "base/errors.h"
#include "model/installed_models.h"
#include "model/model_handle.h"
#include "program/command_line.h"
#include "program/console.h"
#include "program/data_output.h"

namespace seqlab::programs {

namespace fs = std::filesystem;

namespace {

// Folders between a program in a build folder, build/PRESET/tagger/tagger, and the source folder.
constexpr int most_levels = 4;

// The folders to search for models: those in the environment variable SEQLAB_MODELS; if it is not set,
// share/seqlab/models beside the program's bin folder and, for a program in its build folder, models/ of the
// source.
std::vector<fs::path> model_folders() {
  if (auto folders = model::folders_in_environment()) return *folders;
  std::vector<fs::path> folders;
  std::error_code error;
  const fs::path program = fs::read_symlink("/proc/self/exe", error);
  if (error) return folders;
  folders.push_back(model::installed_model_folder(program.parent_path().parent_path()));
  fs::path above = program.parent_path();
  for (int level = 0; level < most_levels && above.has_relative_path(); ++level) {
    above = above.parent_path();
    if (fs::exists(above / "models" / "FORMAT.md", error)) folders.push_back(above / "models");
  }
  return folders;
}

using Models = std::map<std::string, fs::path>;

Models find_models() {
  return model::find_models(model_folders());
}

// The task of a model file; nothing if the file is no model.
std::optional<std::string> task_of(const fs::path& path) {
  try {
    return model::read_model_facts(path.string()).task;
  } catch (const Error&) {
    return std::nullopt;
  }
}

// "available: A, B": the models that a program can use.
std::string available(const Models& models, const KnownModels& known) {
  std::string names;
  for (const auto& [name, path] : models) {
    if (known.task.empty() || task_of(path) == known.task) names += (names.empty() ? "" : ", ") + name;
  }
  return names.empty() ? "no models for " + std::string(known.program) + " are installed"
                       : "available: " + names;
}

void list_models(const KnownModels& known) {
  DataOutput output;
  output.stream() << "name\tmegabytes\tdata\tlicence\tpath\n";
  std::vector<std::string> damaged;
  for (const auto& [name, path] : find_models()) {
    model::ModelFacts facts;
    try {
      facts = model::read_model_facts(path.string());
    } catch (const Error& error) {
      damaged.emplace_back(error.what());
      continue;
    }
    if (facts.task != known.task) continue;
    const auto fact = [&](std::string_view wanted) -> std::string {
      for (const auto& [key, value] : facts.facts) {
        if (key == wanted) return value;
      }
      return "-";
    };
    std::error_code error;
    const auto tenths = (fs::file_size(path, error) + 50'000) / 100'000;
    output.stream() << name << '\t' << tenths / 10 << '.' << tenths % 10 << '\t' << fact("data") << '\t'
                    << fact("licence") << '\t' << path.string() << '\n';
  }
  output.finish();
  for (const std::string& what : damaged) Console(false).note(what);
}

}  // namespace

std::string find_model(const std::string& given, const KnownModels& known) {
  if (model::is_model_path(given)) return given;
  const Models models = find_models();
  if (!given.empty()) {
    const auto model = models.find(given);
    if (model == models.end()) {
      throw Error(given + ": no such file, and no model of this name; " + available(models, known));
    }
    // The task of a default model is known without reading its file.
    const auto& defaults = known.defaults;
    if (std::find(defaults.begin(), defaults.end(), given) == defaults.end()) {
      const std::optional<std::string> task = task_of(model->second);
      if (task && !known.task.empty() && *task != known.task) {
        throw ModelError(given + ": is a " + *task + ", not a model for " + std::string(known.program) +
                         "; " + available(models, known));
      }
    }
    return model->second.string();
  }
  for (const std::string_view name : known.defaults) {
    if (const auto model = models.find(std::string(name)); model != models.end()) {
      return model->second.string();
    }
  }
  throw UsageError("no model given and none installed; give one with --model FILE");
}

Exit models_verb(const KnownModels& known, const Arguments& arguments) {
  struct NoOptions {};
  const VerbUsage usage = {
      std::string(known.program) + " models",
      "Lists the models that --model accepts by name: those installed with the program, or those in\n"
      "the folders that the environment variable SEQLAB_MODELS names.",
      0,
      false,
      {{"models with size, data, licence and path", std::string(known.program) + " models"}}};
  NoOptions verb;
  if (!parse(usage, options::OptionTable<NoOptions>(), arguments, verb)) return Exit::fine;
  list_models(known);
  return Exit::fine;
}

}  // namespace seqlab::programs

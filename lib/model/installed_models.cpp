#include "model/installed_models.h"

#include <cstdlib>
#include <string_view>
#include <system_error>

namespace seqlab::model {

namespace fs = std::filesystem;

namespace {
constexpr std::string_view ending = ".model";
}

std::optional<std::vector<fs::path>> folders_in_environment() {
  const char* const set = std::getenv("SEQLAB_MODELS");
  if (set == nullptr) return std::nullopt;
  std::vector<fs::path> folders;
  std::string_view rest = set;
  while (!rest.empty()) {
    const std::size_t colon = rest.find(':');
    if (colon != 0) folders.emplace_back(rest.substr(0, colon));
    rest.remove_prefix(colon == std::string_view::npos ? rest.size() : colon + 1);
  }
  return folders;
}

fs::path installed_model_folder(const fs::path& prefix) {
  return prefix / "share" / "seqlab" / "models";
}

std::map<std::string, fs::path> find_models(std::span<const fs::path> folders) {
  std::map<std::string, fs::path> models;
  for (const fs::path& folder : folders) {
    std::error_code error;
    for (fs::directory_iterator i(folder, error); !error && i != fs::directory_iterator();
         i.increment(error)) {
      if (i->path().extension() == ending) models.emplace(i->path().stem().string(), i->path());
    }
  }
  return models;
}

bool is_model_path(const std::string& given) {
  std::error_code error;
  return given.find('/') != std::string::npos || given.ends_with(ending) ||
         (!given.empty() && fs::exists(given, error));
}

}  // namespace seqlab::model

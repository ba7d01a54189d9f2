#include "training/provenance.h"

#include <filesystem>

namespace seqlab::training {

Provenance provenance_of(const std::vector<std::string>& train, const std::string& licence,
                         const std::string& from) {
  Provenance result;
  for (const auto& file : train) {
    std::filesystem::path path(file);
    if (path.filename().empty()) path = path.parent_path();  // a folder with a trailing slash
    result.data += (result.data.empty() ? "" : ", ") + path.filename().string();
  }
  result.licence = licence;
  result.from = std::filesystem::path(from).filename().string();
  return result;
}

void add_provenance(const Provenance& provenance, model::Model& model) {
  if (!provenance.data.empty()) model.facts.emplace_back("data", provenance.data);
  if (!provenance.licence.empty()) model.facts.emplace_back("licence", provenance.licence);
}

}  // namespace seqlab::training

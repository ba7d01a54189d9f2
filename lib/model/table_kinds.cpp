#include "model/table_kinds.h"

#include <algorithm>

#include "base/errors.h"
#include "model/model_head.h"

namespace seqlab::model {

namespace {

// The mode of each of so many tables; empty where none is chosen.
std::vector<std::string> modes_of(const options::TrainingOptions& options, std::size_t tables) {
  if (options.embedding_mode.empty()) return {};
  std::vector<std::string> modes = split_commas(options.embedding_mode);
  if (modes.size() == 1) modes.resize(tables, modes.front());
  if (modes.size() == tables) return modes;
  throw UsageError("--embedding-mode " + options.embedding_mode + " is for " + std::to_string(modes.size()) +
                   " tables of word vectors; there are " + std::to_string(tables));
}

bool any_both(const std::vector<std::string>& modes) {
  return std::find(modes.begin(), modes.end(), "both") != modes.end();
}

}  // namespace

bool any_learns(std::span<const TableKind> tables) {
  return std::any_of(tables.begin(), tables.end(), [](const TableKind& table) { return !table.frozen; });
}

bool kept_by_unknown_words(const TableKind& table, std::span<const TableKind> tables) {
  return table.frozen && any_learns(tables);
}

std::string problem_of_embedding_mode(const std::string& value) {
  if (value.empty()) return "";
  for (const std::string& part : split_commas(value)) {
    if (part != "tuned" && part != "frozen" && part != "both") {
      return "is neither tuned, frozen nor both, nor a list of these between commas";
    }
  }
  return "";
}

std::vector<TableKind> choose_tables(const options::TrainingOptions& options,
                                     const embeddings::PretrainedTables& vectors) {
  if (vectors.size() == 0 && !options.embedding_mode.empty()) {
    throw UsageError("--embedding-mode " + options.embedding_mode +
                     ": there are no pretrained word vectors; name them with --embeddings");
  }
  const std::vector<std::string> modes = modes_of(options, vectors.size());
  std::vector<TableKind> tables;
  for (std::size_t i = 0; i < vectors.size(); ++i) {
    tables.push_back({vectors[i].dimension(), !modes.empty() && modes[i] != "tuned", false});
  }
  if (tables.empty()) tables.push_back({options.model.dimension, false, false});
  if (any_both(modes)) tables.push_back({options.model.dimension, false, true});
  return tables;
}

std::vector<TableKind> continue_tables(const options::TrainingOptions& options,
                                       std::vector<TableKind> tables) {
  const auto own = [](const TableKind& table) { return table.trained_words; };
  const auto count = static_cast<std::size_t>(std::count_if(tables.begin(), tables.end(), own));
  const std::vector<std::string> modes = modes_of(options, tables.size() - count);
  if (modes.empty()) return tables;
  if (any_both(modes) && count == 0) {
    throw UsageError("--embedding-mode " + options.embedding_mode +
                     ": the model to go on from has no vectors of its own beside the pretrained ones, and a "
                     "model keeps its network");
  }
  auto mode = modes.begin();
  for (TableKind& table : tables) {
    if (!own(table)) table.frozen = *mode++ != "tuned";
  }
  return tables;
}

}  // namespace seqlab::model

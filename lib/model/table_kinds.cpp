#include "model/table_kinds.h"

#include <algorithm>

#include "base/errors.h"

namespace seqlab::model {

namespace {

using Modes = options::List<options::EmbeddingMode>;

std::string option_text(const Modes& modes) {
  return "--embedding-mode " + options::OptionValue<Modes>::print(modes);
}

// The mode of each of `tables` tables; empty if none is chosen.
Modes modes_of(const options::TrainingOptions& options, std::size_t tables) {
  Modes modes = options.embedding_modes;
  if (modes.empty() || modes.size() == tables) return modes;
  if (modes.size() == 1) return Modes(tables, modes.front());
  throw UsageError(option_text(modes) + " is for " + std::to_string(modes.size()) +
                   " tables of word vectors; there are " + std::to_string(tables));
}

bool any_both(const Modes& modes) {
  return std::ranges::find(modes, options::EmbeddingMode::both) != modes.end();
}

}  // namespace

bool any_trainable(std::span<const TableKind> tables) {
  return std::any_of(tables.begin(), tables.end(), [](const TableKind& table) { return !table.frozen; });
}

bool kept_by_unknown_words(const TableKind& table, std::span<const TableKind> tables) {
  return table.frozen && any_trainable(tables);
}

std::vector<TableKind> choose_tables(const options::TrainingOptions& options,
                                     const embeddings::PretrainedTables& vectors) {
  if (vectors.size() == 0 && !options.embedding_modes.empty()) {
    throw UsageError(option_text(options.embedding_modes) +
                     ": no pretrained word vectors are given; name them with --embeddings");
  }
  const Modes modes = modes_of(options, vectors.size());
  std::vector<TableKind> tables;
  for (std::size_t i = 0; i < vectors.size(); ++i) {
    tables.push_back(
        {vectors[i].dimension(), !modes.empty() && modes[i] != options::EmbeddingMode::tuned, false});
  }
  if (tables.empty()) tables.push_back({options.model.dimension, false, false});
  if (any_both(modes)) tables.push_back({options.model.dimension, false, true});
  return tables;
}

std::vector<TableKind> continue_tables(const options::TrainingOptions& options,
                                       std::vector<TableKind> tables) {
  const auto own = [](const TableKind& table) { return table.trained_words; };
  const auto count = static_cast<std::size_t>(std::count_if(tables.begin(), tables.end(), own));
  const Modes modes = modes_of(options, tables.size() - count);
  if (modes.empty()) return tables;
  if (any_both(modes) && count == 0) {
    throw UsageError(
        option_text(options.embedding_modes) +
        ": the model to continue has no learned vectors beside the pretrained ones, and it keeps "
        "its network");
  }
  auto mode = modes.begin();
  for (TableKind& table : tables) {
    if (!own(table)) table.frozen = *mode++ != options::EmbeddingMode::tuned;
  }
  return tables;
}

}  // namespace seqlab::model

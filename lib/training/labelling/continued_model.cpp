#include "training/labelling/continued_model.h"

#include <algorithm>
#include <unordered_set>

#include "base/errors.h"
#include "embeddings/lookup.h"
#include "options/training_option_table.h"

namespace seqlab::training {

namespace {

// The words that the model was not trained on and that occur often enough, by descending count, then by
// bytes.
std::vector<std::string_view> new_words(const model::Vocabulary& known, const model::WordCounts& counts,
                                        const LeastCounts& least,
                                        const embeddings::PretrainedTables& vectors) {
  std::vector<std::pair<std::string_view, std::size_t>> kept;
  for (const auto& [word, count] : counts) {
    if (known.in_training_data(word) || !often_enough(word, count, least, vectors)) continue;
    kept.emplace_back(word, count);
  }
  std::sort(kept.begin(), kept.end(), [](const auto& a, const auto& b) {
    return a.second != b.second ? a.second > b.second : a.first < b.first;
  });
  std::vector<std::string_view> words;
  for (const auto& [word, count] : kept) words.push_back(word);
  return words;
}

// The trained words of the model, the new words, and its further words, filled up from the tables to `extra`.
std::shared_ptr<const model::Vocabulary> extend(const model::Vocabulary& known,
                                                std::span<const std::string_view> added,
                                                const embeddings::PretrainedTables& vectors,
                                                std::size_t extra) {
  std::vector<std::string_view> words;
  for (std::size_t row = 1; row <= known.trained(); ++row) words.push_back(known.word(row));
  words.insert(words.end(), added.begin(), added.end());
  const std::size_t trained = words.size();
  const std::unordered_set<std::string_view> new_words(added.begin(), added.end());
  for (std::size_t row = known.trained() + 1; row < known.rows(); ++row) {
    if (!new_words.contains(known.word(row))) words.push_back(known.word(row));
  }
  if (vectors.size() > 0) {
    std::unordered_set<std::string_view> all(words.begin(), words.end());
    each_word(vectors, [&](std::string_view word) {
      if (words.size() - trained >= extra) return false;
      if (all.insert(word).second) words.push_back(word);
      return true;
    });
  }
  return std::make_shared<const model::Vocabulary>(words, trained);
}

// The initial vectors of a vocabulary in one of the model's tables. vectors: the pretrained table, or null.
// Adds the number of vectors copied from it to `found`.
nn::Matrix<float> extend_table(const model::SequenceModel& from, std::size_t place,
                               const model::Vocabulary& vocabulary, const embeddings::WordVectors* vectors,
                               std::size_t& found) {
  const model::TableKind& kind = from.table_kinds()[place];
  const nn::Matrix<float> known = from.weights().tables[place].matrix();
  nn::Matrix<float> table(known.rows(), nn::index(kind.rows(vocabulary)));
  for (std::size_t row = 0; row < kind.rows(vocabulary); ++row) {
    const std::string_view word = vocabulary.word(row);
    const std::uint32_t before =
        row == model::Vocabulary::unknown ? model::Vocabulary::unknown : from.vocabulary().row(word);
    table.col(nn::index(row)) = known.col(nn::index(kind.row(before, from.vocabulary())));
    if (vectors == nullptr || row == model::Vocabulary::unknown || before != model::Vocabulary::unknown)
      continue;
    const auto result = embeddings::look_up(word, [&](std::string_view form) { return vectors->find(form); });
    if (!result.row) continue;
    const std::span<const float> vector = vectors->vector(*result.row);
    std::copy(vector.begin(), vector.end(), table.col(nn::index(row)).data());
    ++found;
  }
  return table;
}

// The pretrained table of each of the model's tables, or null.
std::vector<const embeddings::WordVectors*> match(const model::SequenceModel& from,
                                                  const embeddings::PretrainedTables& vectors) {
  std::vector<const embeddings::WordVectors*> matched(from.table_kinds().size(), nullptr);
  if (vectors.size() == 0) return matched;
  std::size_t next = 0;
  for (std::size_t i = 0; i < matched.size(); ++i) {
    const model::TableKind& kind = from.table_kinds()[i];
    if (kind.trained_words) continue;
    if (next < vectors.size() && vectors[next].dimension() != kind.dimension) {
      throw UsageError("--embeddings has vectors of length " + std::to_string(vectors[next].dimension()) +
                       ", the model to continue of length " + std::to_string(kind.dimension));
    }
    if (next < vectors.size()) matched[i] = &vectors[next];
    ++next;
  }
  if (next == vectors.size()) return matched;
  throw UsageError("--embeddings names " + std::to_string(vectors.size()) +
                   " tables of word vectors, the model to continue has " + std::to_string(next) +
                   "; name these in the same order, or none");
}

// Records the provenance, and that of the model that is continued.
void add_facts(const model::SequenceModel& from, const Provenance& provenance, model::SequenceModel& model) {
  const auto add = [&](const std::string& name, const std::string& value) {
    if (!value.empty()) model.facts.emplace_back(name, value);
  };
  add("data", provenance.data);
  add("licence", provenance.licence);
  add("from", provenance.from);
  for (const std::string name : {"data", "licence"}) {
    std::string all;
    for (const auto& [fact, value] : from.facts) {
      if (fact == name || fact == "from_" + name) all += (all.empty() ? "" : ", ") + value;
    }
    add("from_" + name, all);
  }
}

}  // namespace

model::SequenceModel make_continued_model(const model::SequenceModel& from,
                                          const options::TrainingOptions& options,
                                          const model::WordCounts& counts,
                                          const embeddings::PretrainedTables& vectors,
                                          const Provenance& provenance,
                                          const std::function<void(const std::string&)>& note,
                                          std::vector<std::uint32_t>& singletons) {
  const std::vector<const embeddings::WordVectors*> pretrained = match(from, vectors);
  const std::vector<std::string_view> added =
      new_words(from.vocabulary(), counts, {options.min_count, options.min_count_without_vector}, vectors);
  const auto vocabulary =
      extend(from.vocabulary(), added, vectors, extra_vector_limit(options.extra_vectors));
  std::vector<model::ModelHead> heads = from.heads();
  const std::vector<double> head_weights = model::head_weights(options.head_weights, heads.size());
  for (std::size_t head = 0; head < heads.size(); ++head) {
    heads[head].weight = head_weights[head];
    heads[head].temperature = 1;
  }
  options::ModelOptions model_options = from.options();
  model_options.label_columns = options.model.label_columns;
  model::SequenceModel model(from.task(), model_options, std::move(heads), vocabulary, from.shared_alphabet(),
                             from.shared_features(), model::continue_tables(options, from.table_kinds()),
                             from.contexts());
  model::ModelWeights& weights = model.edit_weights();
  weights.network = from.weights().network;
  std::size_t found = 0;
  for (std::size_t i = 0; i < pretrained.size(); ++i) {
    weights.tables.emplace_back(extend_table(from, i, *vocabulary, pretrained[i], found));
  }
  from.throw_if_changed();
  for (std::size_t i = 0; i < vectors.size(); ++i) vectors[i].throw_if_changed();
  note("vocabulary: " + std::to_string(from.vocabulary().rows() - 1) + " words of the model, " +
       std::to_string(added.size()) + " new words of the training data, " +
       std::to_string(vocabulary->rows() - 1) + " in all" +
       (vectors.size() == 0 ? "" : "; " + std::to_string(found) + " vectors are pretrained"));
  const std::size_t first = from.vocabulary().trained() + 1;
  for (std::size_t i = 0; i < added.size(); ++i) {
    if (counts.at(added[i]) == 1) singletons.push_back(static_cast<std::uint32_t>(first + i));
  }
  add_facts(from, provenance, model);
  model.training_options = options::training_option_table().values(options, {options::OptionScope::training});
  return model;
}

}  // namespace seqlab::training

#include "training/labelling/training_batch.h"

#include <algorithm>
#include <numeric>
#include <optional>

#include "nn/numbers/distinct_rows.h"

namespace seqlab::training {

namespace {

// Branches of the noise of a step.
constexpr std::uint64_t noise_singletons = 0;
constexpr std::uint64_t noise_any = 1;
constexpr std::uint64_t noise_case = 2;

// In which letter case a step reads a member, an index in text::letter_cases; none: as it is.
std::optional<std::size_t> read_case(double letter_case, std::size_t member, const base::Noise& noise) {
  const base::Noise own = noise.at(noise_case).at(member);
  if (letter_case == 0 || own.uniform(0) >= letter_case) return std::nullopt;
  return own.bits(1) % text::letter_cases.size();
}

}  // namespace

nn::Batch make_training_batch(const TrainingData& data, const EpochStep& step, std::size_t heads, bool pooled,
                              const WordNoise& words, const base::Noise& noise) {
  const nn::TokenTypes& types = data.types;
  const auto kept = [&](std::size_t table) { return table < words.kept.size() && words.kept[table]; };
  const bool words_only = types.spellings.words() == 0 && types.features.empty() &&
                          std::find(words.kept.begin(), words.kept.end(), true) == words.kept.end();
  const auto is_singleton = [&](std::uint32_t row) {
    return std::binary_search(words.singletons.begin(), words.singletons.end(), row);
  };
  // The types of this batch: 2 t for type t of the data, 2 t + 1 for the same with the word unknown. If only
  // words are read and no table keeps an unknown word's row, all unknown words are one type.
  std::vector<std::uint32_t> numbers;
  for (const std::size_t member : step.members) {
    const base::Noise singles = noise.at(noise_singletons).at(member);
    const base::Noise any = noise.at(noise_any).at(member);
    const TrainingSequence& sequence = data.sequences[member];
    const std::optional<std::size_t> own_case = read_case(words.letter_case, member, noise);
    const std::vector<std::uint32_t>& tokens = own_case ? sequence.cased[*own_case] : sequence.tokens;
    const std::size_t end = std::min(step.end, tokens.size());
    for (std::size_t token = step.begin; token < end; ++token) {
      const bool as_unknown =
          (words.singleton_probability > 0 && is_singleton(types.words.front()[tokens[token]]) &&
           singles.uniform(token) < words.singleton_probability) ||
          (words.probability > 0 && any.uniform(token) < words.probability);
      numbers.push_back(!as_unknown ? 2 * tokens[token] : words_only ? 1 : 2 * tokens[token] + 1);
    }
  }
  const nn::DistinctRows distinct(numbers);
  std::vector<nn::BatchSequence> sequences;
  std::size_t offset = 0;
  for (const std::size_t member : step.members) {
    const TrainingSequence& sequence = data.sequences[member];
    const std::size_t count = std::min(step.end, sequence.tokens.size()) - step.begin;
    nn::BatchSequence& own = sequences.emplace_back();
    own.tokens = std::span(distinct.columns).subspan(offset, count);
    for (const std::vector<std::int32_t>& gold : sequence.gold) {
      own.gold.push_back(pooled || gold.empty() ? std::span(gold)
                                                : std::span(gold).subspan(step.begin, count));
    }
    own.identity = member;
    offset += count;
  }
  nn::Batch batch = nn::make_batch(sequences, heads, pooled);
  batch.types.features.resize(types.features.size());
  batch.types.words.resize(types.words.size());
  for (const std::uint32_t number : distinct.rows) {
    const std::uint32_t type = number / 2;
    const bool known = number % 2 == 0;
    for (std::size_t table = 0; table < types.words.size(); ++table) {
      batch.types.words[table].push_back(known || kept(table) ? types.words[table][type]
                                                              : model::Vocabulary::unknown);
    }
    if (types.spellings.words() > 0) batch.types.spellings.add(types.spellings.word(type));
    for (std::size_t i = 0; i < types.features.size(); ++i) {
      batch.types.features[i].push_back(types.features[i][type]);
    }
  }
  return batch;
}

nn::Matrix<float> add_contexts(const TrainingData& data, const EpochStep& step, double letter_case,
                               const base::Noise& noise, ContextCache& contexts, nn::Batch& batch) {
  std::vector<ContextCache::Sentence> sentences;
  for (const std::size_t member : step.members) {
    const std::optional<std::size_t> own_case = read_case(letter_case, member, noise);
    const std::size_t version = own_case ? 1 + *own_case : 0;
    sentences.push_back(
        {member * (1 + text::letter_cases.size()) + version, &data.sequences[member].readings.at(version)});
  }
  const auto vectors = contexts.vectors(sentences);
  const nn::Packing& packing = batch.packing;
  nn::Matrix<float> columns(nn::index(contexts.size()), nn::index(packing.columns()));
  for (std::size_t packed = 0; packed < packing.sequences(); ++packed) {
    const nn::Matrix<float>& own = *vectors[packing.order()[packed]];
    for (std::size_t place = 0; place < packing.length(packed); ++place) {
      columns.col(nn::index(packing.column(packed, place))) = own.col(nn::index(step.begin + place));
    }
  }
  batch.sides.resize(packing.columns());
  std::iota(batch.sides.begin(), batch.sides.end(), 0U);
  return columns;
}

}  // namespace seqlab::training

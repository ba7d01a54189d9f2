#include "training/training_data.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <unordered_map>
#include <utility>

#include "nn/numbers/distinct_rows.h"
#include "nn/numbers/pieces.h"

namespace seqlab::training {

namespace {

// Batches are cut from buckets of this many batches, sorted by length: sentences of a batch have similar
// lengths, and batches still differ from epoch to epoch.
constexpr std::size_t bucket_batches = 32;

template <class Item>
void shuffle(std::span<Item> items, const base::Noise& noise) {
  for (std::size_t i = items.size(); i > 1; --i) std::swap(items[i - 1], items[noise.bits(i) % i]);
}

// Branches of the noise of a step.
constexpr std::uint64_t noise_singletons = 0;
constexpr std::uint64_t noise_any = 1;
constexpr std::uint64_t noise_case = 2;

// The token types of a sequence as a step reads it. noise: of the sequence.
const std::vector<std::uint32_t>& read_types(const TrainingSequence& sequence, double letter_case,
                                             const base::Noise& noise) {
  if (letter_case == 0 || noise.uniform(0) >= letter_case) return sequence.tokens;
  return sequence.cased[noise.bits(1) % sequence.cased.size()];
}

}  // namespace

std::array<std::vector<std::string>, text::letter_cases.size()> in_cases(std::span<const std::string> words) {
  std::array<std::vector<std::string>, text::letter_cases.size()> result;
  for (std::size_t i = 0; i < result.size(); ++i) {
    for (const std::string& word : words) result[i].push_back(text::in_case(word, text::letter_cases[i]));
  }
  return result;
}

TrainingData make_training_data(const model::SequenceModel& model, std::span<const model::LookedUp> sequences,
                                const CasedSequences& cased) {
  TrainingData data;
  data.types.words.resize(model.table_kinds().size());
  std::unordered_map<model::TokenType, std::uint32_t, model::TokenTypeHash> numbers;
  const auto types_of = [&](const model::LookedUp& sequence) {
    std::vector<std::uint32_t> types;
    for (std::size_t token = 0; token < sequence.size(); ++token) {
      const model::TokenType type = sequence.type(token);
      const auto [found, fresh] = numbers.emplace(type, static_cast<std::uint32_t>(data.types.size()));
      if (fresh) model.add_type(type, data.types);
      types.push_back(found->second);
    }
    return types;
  };
  for (const model::LookedUp& sequence : sequences) data.sequences.push_back({types_of(sequence), {}});
  for (std::size_t i = 0; i < cased.size(); ++i) {
    for (std::size_t number = 0; number < cased[i].size(); ++number) {
      data.sequences[number].cased[i] = types_of(cased[i][number]);
    }
  }
  return data;
}

std::size_t most_batches(std::span<const TrainingSequence> sequences, std::size_t batch_size) {
  std::size_t most = 0;
  for (const TrainingSequence& sequence : sequences)
    most += static_cast<std::size_t>(std::ceil(sequence.rate));
  return nn::pieces_of(most, batch_size);
}

std::vector<std::vector<std::size_t>> cut_batches(std::span<const TrainingSequence> sequences,
                                                  std::size_t batch_size, const base::Noise& noise) {
  std::vector<std::size_t> order;
  for (std::size_t i = 0; i < sequences.size(); ++i) {
    const auto whole = static_cast<std::size_t>(sequences[i].rate);
    const double rest = sequences[i].rate - static_cast<double>(whole);
    order.insert(order.end(), whole + (noise.at(2).uniform(i) < rest ? 1 : 0), i);
  }
  if (order.empty()) {  // at low rates, of few sequences
    order.resize(sequences.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
  }
  shuffle(std::span(order), noise.at(0));
  std::vector<std::vector<std::size_t>> batches;
  const std::size_t bucket = batch_size * bucket_batches;
  for (std::size_t begin = 0; begin < order.size(); begin += bucket) {
    const std::size_t end = std::min(begin + bucket, order.size());
    std::stable_sort(order.begin() + static_cast<std::ptrdiff_t>(begin),
                     order.begin() + static_cast<std::ptrdiff_t>(end), [&](std::size_t a, std::size_t b) {
                       return sequences[a].tokens.size() > sequences[b].tokens.size();
                     });
    for (std::size_t i = begin; i < end; i += batch_size) {
      batches.emplace_back(order.begin() + static_cast<std::ptrdiff_t>(i),
                           order.begin() + static_cast<std::ptrdiff_t>(std::min(i + batch_size, end)));
    }
  }
  shuffle(std::span(batches), noise.at(1));
  return batches;
}

nn::Batch make_training_batch(const TrainingData& data, std::span<const std::size_t> members,
                              std::size_t heads, bool pooled, const WordNoise& words,
                              const base::Noise& noise) {
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
  for (const std::size_t member : members) {
    const base::Noise singles = noise.at(noise_singletons).at(member);
    const base::Noise any = noise.at(noise_any).at(member);
    const std::vector<std::uint32_t>& tokens =
        read_types(data.sequences[member], words.letter_case, noise.at(noise_case).at(member));
    for (std::size_t token = 0; token < tokens.size(); ++token) {
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
  for (const std::size_t member : members) {
    const TrainingSequence& sequence = data.sequences[member];
    sequences.push_back({std::span(distinct.columns).subspan(offset, sequence.tokens.size()),
                         {sequence.gold.begin(), sequence.gold.end()},
                         member});
    offset += sequence.tokens.size();
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

}  // namespace seqlab::training

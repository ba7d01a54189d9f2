#include "training/labelling/training_data.h"

#include <unordered_map>
#include <utility>

namespace seqlab::training {

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
  for (const model::LookedUp& sequence : sequences) {
    data.sequences.push_back({types_of(sequence), {}});
    if (!sequence.readings.empty()) data.sequences.back().readings.push_back(sequence.readings);
  }
  for (std::size_t i = 0; i < cased.size(); ++i) {
    for (std::size_t number = 0; number < cased[i].size(); ++number) {
      data.sequences[number].cased[i] = types_of(cased[i][number]);
      if (model.contexts()) data.sequences[number].readings.push_back(cased[i][number].readings);
    }
  }
  return data;
}

}  // namespace seqlab::training

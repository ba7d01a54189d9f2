#include "model/vocabulary.h"

#include <algorithm>
#include <stdexcept>
#include <utility>

#include "embeddings/lookup.h"

namespace seqlab::model {

Vocabulary::Vocabulary(std::span<const std::string_view> words, std::size_t trained) : trained_(trained) {
  for (const std::string_view word : words) {
    if (!own_.add(word)) {
      throw std::invalid_argument("the vocabulary contains '" + std::string(word) + "' twice");
    }
  }
  words_ = own_.index();
  check_trained();
}

Vocabulary::Vocabulary(embeddings::WordIndex words, std::size_t trained, std::shared_ptr<const void> memory)
    : memory_(std::move(memory)), words_(words), trained_(trained) {
  check_trained();
}

void Vocabulary::check_trained() const {
  if (trained_ > words_.size()) throw std::invalid_argument("more trained words than words");
}

std::string_view Vocabulary::word(std::size_t row) const {
  return row == unknown ? std::string_view() : words_.word(row - 1);
}

std::uint32_t Vocabulary::row(std::string_view word) const {
  const auto result = embeddings::look_up(word, [this](std::string_view form) { return words_.find(form); });
  return result.row ? static_cast<std::uint32_t>(*result.row + 1) : unknown;
}

bool Vocabulary::in_training_data(std::string_view word) const {
  const auto found = words_.find(word);
  return found && *found < trained_;
}

std::vector<std::string> by_descending_count(const std::map<std::string, std::size_t>& counts) {
  std::vector<std::pair<std::string, std::size_t>> sorted(counts.begin(), counts.end());
  std::stable_sort(sorted.begin(), sorted.end(),
                   [](const auto& a, const auto& b) { return a.second > b.second; });
  std::vector<std::string> names;
  for (auto& [name, count] : sorted) names.push_back(std::move(name));
  return names;
}

std::shared_ptr<const Vocabulary> symbol_vocabulary(const std::map<std::string, std::size_t>& counts,
                                                    std::size_t min_count) {
  std::map<std::string, std::size_t> kept;
  for (const auto& [symbol, count] : counts) {
    if (count >= min_count) kept.emplace(symbol, count);
  }
  const std::vector<std::string> symbols = by_descending_count(kept);
  const std::vector<std::string_view> views(symbols.begin(), symbols.end());
  return std::make_shared<const Vocabulary>(views, views.size());
}

}  // namespace seqlab::model

#include "tasks/vocabulary.h"

#include <optional>
#include <stdexcept>

#include "embeddings/lookup.h"

namespace seqlab::tasks {

Vocabulary::Vocabulary(std::span<const std::string_view> words, std::size_t trained) : trained_(trained) {
  offsets_.push_back(0);
  for (const std::string_view word : words) {
    bytes_ += word;
    offsets_.push_back(bytes_.size());
  }
  index_words();
}

Vocabulary::Vocabulary(std::string_view bytes, std::span<const std::uint64_t> offsets, std::size_t trained)
    : bytes_(bytes), offsets_(offsets.begin(), offsets.end()), trained_(trained) {
  if (offsets_.empty() || offsets_.front() != 0 || offsets_.back() != bytes_.size()) {
    throw std::invalid_argument("the offsets of the vocabulary do not span its bytes");
  }
  for (std::size_t i = 1; i < offsets_.size(); ++i) {
    if (offsets_[i] < offsets_[i - 1]) throw std::invalid_argument("the offsets of the vocabulary fall");
  }
  index_words();
}

void Vocabulary::index_words() {
  if (trained_ >= rows()) throw std::invalid_argument("more trained words than words");
  rows_.reserve(rows());
  for (std::size_t row = 1; row < rows(); ++row) {
    if (!rows_.emplace(word(row), static_cast<std::uint32_t>(row)).second) {
      throw std::invalid_argument("the vocabulary holds '" + std::string(word(row)) + "' twice");
    }
  }
}

std::string_view Vocabulary::word(std::size_t row) const {
  if (row == unknown) return {};
  return std::string_view(bytes_).substr(offsets_[row - 1], offsets_[row] - offsets_[row - 1]);
}

std::uint32_t Vocabulary::row(std::string_view word) const {
  const auto result = embeddings::look_up(word, [this](std::string_view form) -> std::optional<std::size_t> {
    const auto found = rows_.find(form);
    if (found == rows_.end()) return std::nullopt;
    return found->second;
  });
  return result.row ? static_cast<std::uint32_t>(*result.row) : unknown;
}

bool Vocabulary::in_training_data(std::string_view word) const {
  const auto found = rows_.find(word);
  return found != rows_.end() && found->second <= trained_;
}

}  // namespace seqlab::tasks

#include "model/labelling/alphabet.h"

#include <algorithm>
#include <stdexcept>
#include <string>
#include <unordered_map>
#include <utility>

namespace seqlab::model {

namespace {

bool is_ascii(char byte) {
  return static_cast<unsigned char>(byte) < 0x80;
}

// How often each character occurs. The keys are views of the words.
class CharacterCounts {
 public:
  explicit CharacterCounts(text::CharacterUnit unit) : unit_(unit) {}

  void add(std::string_view word, std::size_t times) {
    text::split_characters(word, unit_, characters_);
    for (const std::string_view character : characters_) counts_[character] += times;
  }
  // The characters that occur at least `min_count` times, by descending count, then by bytes.
  [[nodiscard]] std::vector<std::string_view> frequent(std::size_t min_count) const {
    std::vector<std::pair<std::string_view, std::size_t>> kept;
    for (const auto& entry : counts_) {
      if (entry.second >= min_count) kept.push_back(entry);
    }
    std::sort(kept.begin(), kept.end(), [](const auto& a, const auto& b) {
      return a.second != b.second ? a.second > b.second : a.first < b.first;
    });
    std::vector<std::string_view> characters;
    characters.reserve(kept.size());
    for (const auto& entry : kept) characters.push_back(entry.first);
    return characters;
  }

 private:
  text::CharacterUnit unit_;
  std::vector<std::string_view> characters_;
  std::unordered_map<std::string_view, std::size_t> counts_;
};

}  // namespace

Alphabet::Alphabet(std::span<const std::string_view> characters, text::CharacterUnit unit) : unit_(unit) {
  for (const std::string_view character : characters) add(character);
}

Alphabet::Alphabet(std::string_view bytes, std::span<const std::uint64_t> offsets, text::CharacterUnit unit)
    : unit_(unit) {
  if (offsets.empty() || offsets.front() != 0 || offsets.back() != bytes.size()) {
    throw std::invalid_argument("the offsets of the characters do not span their bytes");
  }
  if (!std::is_sorted(offsets.begin(), offsets.end())) {
    throw std::invalid_argument("the offsets of the characters decrease");
  }
  for (std::size_t i = 0; i + 1 < offsets.size(); ++i)
    add(bytes.substr(offsets[i], offsets[i + 1] - offsets[i]));
}

void Alphabet::add(std::string_view character) {
  if (character.empty()) throw std::invalid_argument("the alphabet contains an empty character");
  if (!characters_.add(character)) {
    throw std::invalid_argument("the alphabet contains '" + std::string(character) + "' twice");
  }
  if (character.size() == 1 && is_ascii(character.front())) {
    ascii_[static_cast<unsigned char>(character.front())] = static_cast<std::uint32_t>(characters_.size());
  }
}

std::string_view Alphabet::character(std::size_t row) const {
  return row == unknown ? std::string_view() : characters_.index().word(row - 1);
}

std::uint32_t Alphabet::row(std::string_view character) const {
  if (character.size() == 1 && is_ascii(character.front())) {
    return ascii_[static_cast<unsigned char>(character.front())];
  }
  const auto found = characters_.index().find(character);
  return found ? static_cast<std::uint32_t>(*found + 1) : unknown;
}

std::vector<std::uint32_t> Alphabet::spell(std::string_view word) const {
  std::vector<std::uint32_t> rows;
  rows.reserve(word.size());
  for (const std::string_view character : text::split_characters(word, unit_)) rows.push_back(row(character));
  return rows;
}

Alphabet make_alphabet(const WordCounts& counts, const embeddings::WordVectors* vectors,
                       std::size_t min_count, text::CharacterUnit unit) {
  CharacterCounts characters(unit);
  for (const auto& [word, count] : counts) characters.add(word, count);
  for (std::size_t row = 0; vectors != nullptr && row < vectors->size(); ++row) {
    characters.add(vectors->word(row), 1);
  }
  return Alphabet(characters.frequent(min_count), unit);
}

}  // namespace seqlab::model

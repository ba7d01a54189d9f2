#include "embeddings/word_index.h"

#include <algorithm>
#include <bit>
#include <limits>
#include <stdexcept>

#include "io/hash.h"

namespace seqlab::embeddings {
namespace {

constexpr std::uint64_t number_mask = std::numeric_limits<std::uint32_t>::max();
constexpr std::size_t most_words = number_mask - 1;

// At most two thirds of the slots are full, which keeps runs of full slots far below the longest probe and
// the index of a small model small.
constexpr bool too_full(std::size_t words, std::size_t slots) {
  return 2 * slots < 3 * words;
}

}  // namespace

WordIndex::WordIndex(std::string_view bytes, std::span<const std::uint64_t> offsets,
                     std::span<const std::uint64_t> slots, std::uint64_t seed)
    : bytes_(bytes), offsets_(offsets), slots_(slots), seed_(seed) {
  if (offsets.empty() || offsets.front() != 0 || offsets.back() != bytes.size()) {
    throw std::invalid_argument("the offsets of the words do not span their bytes");
  }
  if (!std::is_sorted(offsets.begin(), offsets.end())) {
    throw std::invalid_argument("the offsets of the words decrease");
  }
  if (size() > most_words) throw std::invalid_argument("there are more words than an index can hold");
  if (!std::has_single_bit(slots.size())) {
    throw std::invalid_argument("the number of slots of the index is not a power of two");
  }
}

std::optional<std::size_t> WordIndex::find(std::string_view word) const {
  return find(word, io::hash64(word, seed_));
}

std::optional<std::size_t> WordIndex::find(std::string_view word, std::uint64_t hash) const {
  if (slots_.empty()) return std::nullopt;
  const std::size_t mask = slots_.size() - 1;
  for (std::size_t probe = 0; probe < longest_probe; ++probe) {
    const std::uint64_t slot = slots_[(hash + probe) & mask];
    if (slot == 0) return std::nullopt;
    if ((slot ^ hash) > number_mask) continue;
    const std::size_t number = (slot & number_mask) - 1;
    if (number < size() && this->word(number) == word) return number;
  }
  return std::nullopt;
}

bool WordList::add(std::string_view word) {
  const std::uint64_t hash = io::hash64(word, seed_);
  if (index().find(word, hash)) return false;
  if (size() == most_words) throw std::length_error("there are more words than an index can hold");
  bytes_.insert(bytes_.end(), word.begin(), word.end());
  offsets_.push_back(bytes_.size());
  if (too_full(size(), slots_.size())) {
    rebuild(2 * slots_.size());
  } else if (!place(hash, size() - 1)) {
    rebuild(slots_.size());
  }
  return true;
}

WordIndex WordList::index() const {
  WordIndex index;
  index.bytes_ = {bytes_.data(), bytes_.size()};
  index.offsets_ = offsets_;
  index.slots_ = slots_;
  index.seed_ = seed_;
  return index;
}

bool WordList::place(std::uint64_t hash, std::size_t number) {
  const std::size_t mask = slots_.size() - 1;
  for (std::size_t probe = 0; probe < WordIndex::longest_probe; ++probe) {
    std::uint64_t& slot = slots_[(hash + probe) & mask];
    if (slot != 0) continue;
    slot = (hash & ~number_mask) | (number + 1);
    return true;
  }
  return false;
}

void WordList::rebuild(std::size_t slots) {
  const WordIndex words = index();
  for (;; ++seed_) {
    slots_.assign(slots, 0);
    std::size_t number = 0;
    while (number < size() && place(io::hash64(words.word(number), seed_), number)) ++number;
    if (number == size()) return;
    // So many words with colliding hashes must be an attack, which is unlikely to work with another seed.
  }
}

}  // namespace seqlab::embeddings

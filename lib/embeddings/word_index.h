// Words and their numbers, in memory or in a mapped file.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace seqlab::embeddings {

// Concatenated words (as bytes), their offsets, and a hash table with open addressing:
//
//   bytes     the words, with nothing between them
//   offsets   one more than there are words: word i is bytes[offsets[i], offsets[i + 1])
//   slots     a power of two of them; 0 is empty, else the low half is 1 + the number of a word and the high
//             half is that of its hash
//
// The hash is 64-bit XXH3 with `seed`. A word is in the first free slot from hash mod slots on, wrapping
// around at the end, at most `longest_probe` slots away.
//
// A view: the caller owns the memory, which must outlive it. The contents are not trusted, nor to stay as
// they are: a wrong slot can only make a word unknown, and an offset that has changed only gives other bytes.
class WordIndex {
 public:
  static constexpr std::size_t longest_probe = 256;

  WordIndex() = default;
  // O(words). Throws std::invalid_argument if the offsets decrease or do not span the bytes, if there are
  // more words than a slot can number, or if the number of slots is not a power of two.
  WordIndex(std::string_view bytes, std::span<const std::uint64_t> offsets,
            std::span<const std::uint64_t> slots, std::uint64_t seed);

  [[nodiscard]] std::size_t size() const { return offsets_.empty() ? 0 : offsets_.size() - 1; }
  // Requires number < size().
  [[nodiscard]] std::string_view word(std::size_t number) const {
    const std::uint64_t begin = offsets_[number];
    return bytes_.substr(std::min<std::uint64_t>(begin, bytes_.size()), offsets_[number + 1] - begin);
  }
  // The number of a word, by its exact bytes. Does not allocate.
  [[nodiscard]] std::optional<std::size_t> find(std::string_view word) const;

  [[nodiscard]] std::string_view bytes() const { return bytes_; }
  [[nodiscard]] std::span<const std::uint64_t> offsets() const { return offsets_; }
  [[nodiscard]] std::span<const std::uint64_t> slots() const { return slots_; }
  [[nodiscard]] std::uint64_t seed() const { return seed_; }

 private:
  friend class WordList;
  [[nodiscard]] std::optional<std::size_t> find(std::string_view word, std::uint64_t hash) const;

  std::string_view bytes_;
  std::span<const std::uint64_t> offsets_;
  std::span<const std::uint64_t> slots_;
  std::uint64_t seed_ = 0;
};

// Words added one by one, with their index. Equal words in equal order give an equal index.
class WordList {
 public:
  // False, without adding, if the word is there already. Throws std::length_error beyond 2^32 - 2 words.
  bool add(std::string_view word);
  [[nodiscard]] std::size_t size() const { return offsets_.size() - 1; }
  // Valid until the next add(), also after the list is moved.
  [[nodiscard]] WordIndex index() const;

 private:
  // Puts all words into `slots` empty slots, with the first seed from seed_ on that keeps each within
  // longest_probe.
  void rebuild(std::size_t slots);
  // False if no slot within longest_probe is free.
  bool place(std::uint64_t hash, std::size_t number);

  std::vector<char> bytes_;
  std::vector<std::uint64_t> offsets_ = {0};
  std::vector<std::uint64_t> slots_ = {0, 0};
  std::uint64_t seed_ = 0;
};

}  // namespace seqlab::embeddings

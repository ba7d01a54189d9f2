// Words and the way from a word to its number, in memory or in a mapped file.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace seqlab::embeddings {

// Words (as bytes) one after the other, where each begins, and a hash table with open addressing:
//
//   bytes     the words, without anything between them
//   offsets   one more than there are words: word i is bytes[offsets[i], offsets[i + 1])
//   slots     a power of two of them; 0 is empty, else the low half is 1 + the number of a word and the high
//             half is that of its hash
//
// The hash is XXH3 of 64 bits with `seed`. A word stands in the first slot that was free from hash mod slots
// on, in rising order with wrapping, and never more than `longest_probe` slots from there.
//
// A view: the memory is the caller's and must outlive it. What stands in the memory is not believed: a wrong
// slot makes a word unknown, and nothing worse.
class WordIndex {
 public:
  static constexpr std::size_t longest_probe = 256;

  WordIndex() = default;
  // O(words). Throws std::invalid_argument when the offsets fall or do not span the bytes, when there are
  // more words than a slot can name, or when the number of slots is no power of two.
  WordIndex(std::string_view bytes, std::span<const std::uint64_t> offsets,
            std::span<const std::uint64_t> slots, std::uint64_t seed);

  [[nodiscard]] std::size_t size() const { return offsets_.empty() ? 0 : offsets_.size() - 1; }
  // Requires number < size().
  [[nodiscard]] std::string_view word(std::size_t number) const {
    return bytes_.substr(offsets_[number], offsets_[number + 1] - offsets_[number]);
  }
  // The number of a word, by its exact bytes. Allocates nothing.
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

// Words that are added one by one, with their index. Equal words in equal order give an equal index.
class WordList {
 public:
  // False, and nothing is added, when the word is there already. Throws std::length_error past 2^32 - 2
  // words.
  bool add(std::string_view word);
  [[nodiscard]] std::size_t size() const { return offsets_.size() - 1; }
  // Good until the next add(), and as long as the list; moving the list keeps it.
  [[nodiscard]] WordIndex index() const;

 private:
  // Puts all words into `slots` empty slots, with the first seed from seed_ on that keeps every word near.
  void rebuild(std::size_t slots);
  // Whether a slot near enough was free.
  bool place(std::uint64_t hash, std::size_t number);

  std::vector<char> bytes_;
  std::vector<std::uint64_t> offsets_ = {0};
  std::vector<std::uint64_t> slots_ = {0, 0};
  std::uint64_t seed_ = 0;
};

}  // namespace seqlab::embeddings

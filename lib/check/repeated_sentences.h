// Finds sentences that occur several times, in one file or in several.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <span>
#include <string>

#include "corpus/sentence.h"

namespace seqlab::check {

// A sentence whose words came before.
struct RepeatedSentence {
  std::size_t file = 0;  // index
  std::size_t line = 0;  // of its first token
  std::size_t first_file = 0;
  std::size_t first_line = 0;
  std::size_t tokens = 0;  // 255: or more
  bool same_labels = true;
};

// Keeps 16 bytes a sentence: a hash of its words, a short one of its labels, and its place.
class RepeatedSentences {
 public:
  static constexpr std::size_t most_files = 1U << 12U;

  // file: below most_files. Files come one after the other.
  void add(const corpus::Sentence& sentence, std::size_t file, std::size_t line);
  // Visits the repetitions, longest sentences first, then by place. One inside a file refers to the first
  // place in that file, and the first one of a file to the first place in the files before it. Needs further
  // 8 bytes a repetition.
  void find(const std::function<void(const RepeatedSentence&)>& visit);

 private:
  struct Entry {
    std::uint64_t words;
    std::uint64_t line : 32;
    std::uint64_t file : 12;
    std::uint64_t tokens : 8;
    std::uint64_t labels : 12;
  };
  static_assert(sizeof(Entry) == 16);

  std::deque<Entry> entries_;
  std::string buffer_;
};

}  // namespace seqlab::check

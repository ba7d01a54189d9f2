#include "check/repeated_sentences.h"

#include <algorithm>
#include <tuple>

#include "io/hash.h"

namespace seqlab::check {
namespace {

// A hash of strings. `buffer` is overwritten.
std::uint64_t hash_of_strings(std::span<const std::string> strings, std::string& buffer) {
  buffer.clear();
  for (const std::string& string : strings) {
    buffer += string;
    buffer += '\n';
  }
  return io::hash64(buffer, 0);
}

}  // namespace

void RepeatedSentences::add(const corpus::Sentence& sentence, std::size_t file, std::size_t line) {
  constexpr std::size_t longest = 255;
  Entry entry{};
  entry.words = hash_of_strings(sentence.words, buffer_);
  entry.line = line & 0xFFFFFFFFU;
  entry.file = file & (most_files - 1);
  entry.tokens = std::min(sentence.size(), longest) & 0xFFU;
  if (!sentence.gold.empty()) entry.labels = hash_of_strings(sentence.gold.front(), buffer_) & 0xFFFU;
  entries_.push_back(entry);
}

std::vector<RepeatedSentence> RepeatedSentences::find() {
  std::sort(entries_.begin(), entries_.end(), [](const Entry& a, const Entry& b) {
    if (a.words != b.words) return a.words < b.words;
    return a.file != b.file ? a.file < b.file : a.line < b.line;
  });
  std::vector<RepeatedSentence> found;
  const Entry* first = nullptr;          // with these words
  const Entry* first_of_file = nullptr;  // with these words in this file
  for (const Entry& entry : entries_) {
    if (first == nullptr || first->words != entry.words) {
      first = first_of_file = &entry;
      continue;
    }
    const Entry& before = first_of_file->file == entry.file ? *first_of_file : *first;
    if (first_of_file->file != entry.file) first_of_file = &entry;
    found.push_back(
        {entry.file, entry.line, before.file, before.line, entry.tokens, before.labels == entry.labels});
  }
  std::sort(found.begin(), found.end(), [](const RepeatedSentence& a, const RepeatedSentence& b) {
    return std::tuple(b.tokens, a.file, a.line) < std::tuple(a.tokens, b.file, b.line);
  });
  return found;
}

}  // namespace seqlab::check

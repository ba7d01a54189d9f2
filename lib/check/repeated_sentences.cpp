#include "check/repeated_sentences.h"

#include <algorithm>
#include <tuple>
#include <utility>

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

void RepeatedSentences::find(const std::function<void(const RepeatedSentence&)>& visit) {
  std::sort(entries_.begin(), entries_.end(), [](const Entry& a, const Entry& b) {
    if (a.words != b.words) return a.words < b.words;
    return a.file != b.file ? a.file < b.file : a.line < b.line;
  });
  // Indices of entries: a repetition and the sentence that it repeats.
  std::deque<std::pair<std::uint32_t, std::uint32_t>> found;
  std::uint32_t first = 0;          // with these words
  std::uint32_t first_of_file = 0;  // with these words in this file
  for (std::uint32_t i = 1; i < entries_.size(); ++i) {
    const Entry& entry = entries_[i];
    if (entries_[first].words != entry.words) {
      first = first_of_file = i;
      continue;
    }
    const bool same_file = entries_[first_of_file].file == entry.file;
    found.emplace_back(i, same_file ? first_of_file : first);
    if (!same_file) first_of_file = i;
  }
  const auto order = [](const Entry& entry) {
    return std::tuple<int, std::size_t, std::size_t>(-static_cast<int>(entry.tokens), entry.file, entry.line);
  };
  std::sort(found.begin(), found.end(), [&](const auto& a, const auto& b) {
    return order(entries_[a.first]) < order(entries_[b.first]);
  });
  for (const auto& [repeated, original] : found) {
    const Entry& entry = entries_[repeated];
    const Entry& before = entries_[original];
    visit({entry.file, entry.line, before.file, before.line, entry.tokens, before.labels == entry.labels});
  }
}

}  // namespace seqlab::check

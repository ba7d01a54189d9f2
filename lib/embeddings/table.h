// A table of pretrained word vectors in memory.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace seqlab::embeddings {

enum class TableFormat { glove, word2vec_text, word2vec_binary, fasttext };
std::string_view to_string(TableFormat format);

// Words (as bytes) with one vector of `dimension` floats each, in the order of the file, which in the common
// tables is by falling frequency.
class WordVectors {
 public:
  explicit WordVectors(std::size_t dimension) : dimension_(dimension) {}

  [[nodiscard]] std::size_t size() const { return words_.size(); }
  [[nodiscard]] std::size_t dimension() const { return dimension_; }
  [[nodiscard]] std::string_view word(std::size_t row) const { return words_[row]; }
  [[nodiscard]] std::span<const float> vector(std::size_t row) const {
    return {values_.data() + row * dimension_, dimension_};
  }
  // The row of a word, by its exact bytes.
  [[nodiscard]] std::optional<std::size_t> find(std::string_view word) const;
  // False, and nothing is added, when the word is there already (the first counts).
  bool add(std::string_view word, std::span<const float> vector);

 private:
  struct Hash {
    using is_transparent = void;
    std::size_t operator()(std::string_view word) const { return std::hash<std::string_view>{}(word); }
  };
  std::size_t dimension_;
  std::vector<std::string> words_;
  std::vector<float> values_;
  std::unordered_map<std::string, std::uint32_t, Hash, std::equal_to<>> rows_;
};

struct LoadedVectors {
  WordVectors vectors;
  TableFormat format;
  std::size_t duplicates = 0;  // rows passed over because their word had come before
};

// Reads a table in any of the formats, plain, .gz or .zst, recognised by content. A wrong dimension, a count
// that is not the header's, a short file and a value that is no finite number are DataErrors with file and
// line (or record).
LoadedVectors read_word_vectors(const std::string& path);

}  // namespace seqlab::embeddings

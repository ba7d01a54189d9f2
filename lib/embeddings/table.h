// A table of pretrained word vectors in memory.
#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "io/input.h"

namespace seqlab::embeddings {

// glove: a line a word, "word v1 ... vD".
// word2vec_text: the same after a line "N D".
// fasttext: as word2vec_text, with a space at the end of each line (word2vec's own program writes one too).
// word2vec_binary: a line "N D", then N times the word, a space, D floats of 4 bytes (little-endian) and
// perhaps a newline.
enum class TableFormat { glove, word2vec_text, word2vec_binary, fasttext };
std::string_view to_string(TableFormat format);

// A header may claim any number; more than this is no word vector.
constexpr std::size_t largest_dimension = 1'000'000;

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
  // False, and nothing is added, when the word is there already (the first counts). Throws
  // std::invalid_argument when the vector is not of this dimension.
  bool add(std::string_view word, std::span<const float> vector);

 private:
  struct Hash {
    using is_transparent = void;
    std::size_t operator()(std::string_view word) const { return std::hash<std::string_view>{}(word); }
  };
  std::size_t dimension_;
  std::vector<std::string> words_;
  std::vector<float> values_;
  std::unordered_map<std::string, std::size_t, Hash, std::equal_to<>> rows_;
};

struct LoadedVectors {
  WordVectors vectors;
  TableFormat format;
  std::size_t duplicates = 0;  // rows passed over because their word had come before
};

// Reads a table in any of the formats, plain, .gz or .zst, recognised by content. A first line of two whole
// numbers is always taken for a header. A line is split on ASCII spaces alone, from the right, so that words
// may hold spaces (but no number after one: that would be a value too many); words are bytes, and need be no
// valid UTF-8. Without a header the first lines vote on the dimension.
//
// A wrong dimension, a count that is not the header's, a short file, an empty line and a value that is no
// finite number are DataErrors with file and line (or, in a binary table, the number of the vector). Memory
// grows with what has been read, whatever a header claims.
LoadedVectors read_word_vectors(const std::string& path);
LoadedVectors read_word_vectors(std::unique_ptr<io::Input> input);

}  // namespace seqlab::embeddings

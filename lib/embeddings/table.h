// A table of pretrained word vectors.
#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/names.h"
#include "embeddings/word_index.h"
#include "io/input.h"

namespace seqlab::base {
class Pool;
}
namespace seqlab::io {
class TensorFile;
}

namespace seqlab::embeddings {

// glove: one line per word, "word v1 ... vD", separated by spaces or tabs.
// word2vec_text: the same after a line "N D".
// fasttext: as word2vec_text, with a space at the end of each line (as word2vec's own program writes it).
// word2vec_binary: a line "N D", then N times the word, a space, D floats of 4 bytes (little-endian) and
// optionally a newline.
// fasttext_model: fastText's binary model, of which the words' vectors are made (fasttext_model.h).
// mapped: this program's own format, used directly from the mapped file (mapped_table.h).
enum class TableFormat { glove, word2vec_text, word2vec_binary, fasttext, fasttext_model, mapped };
constexpr auto name_table(TableFormat /*format*/) {
  return base::NameTable<TableFormat, 7>{{{"glove", TableFormat::glove},
                                          {"word2vec-text", TableFormat::word2vec_text},
                                          {"word2vec", TableFormat::word2vec_text},
                                          {"word2vec-binary", TableFormat::word2vec_binary},
                                          {"fasttext", TableFormat::fasttext},
                                          {"fasttext-model", TableFormat::fasttext_model},
                                          {"mapped", TableFormat::mapped}}};
}

// A header may claim any number; no word vector is longer than this.
constexpr std::size_t largest_dimension = 1'000'000;

// Words (as bytes) with one vector of `dimension` floats each, in the order of the file, which is by
// descending frequency in the common tables. In memory of its own or in a mapped file.
class WordVectors {
 public:
  explicit WordVectors(std::size_t dimension);
  // Vectors row by row, one per word. Throws std::invalid_argument if their number differs.
  WordVectors(WordList words, std::vector<float> values, std::size_t dimension);
  // In a mapped file, whose values are not trusted: vector() checks them. Throws as above.
  WordVectors(WordIndex words, std::span<const float> values, std::size_t dimension,
              std::shared_ptr<const io::TensorFile> file);
  WordVectors(WordVectors&&) noexcept = default;
  WordVectors& operator=(WordVectors&&) noexcept = default;

  [[nodiscard]] std::size_t size() const { return words_.size(); }
  [[nodiscard]] std::size_t dimension() const { return dimension_; }
  [[nodiscard]] std::string_view word(std::size_t row) const { return words_.word(row); }
  // Throws DataError if a mapped file has a value that is not a finite number.
  [[nodiscard]] std::span<const float> vector(std::size_t row) const {
    if (file_) check_finite(row);
    return values_.subspan(row * dimension_, dimension_);
  }
  // All vectors, row by row, checked in the same way.
  [[nodiscard]] std::span<const float> values() const;
  // The row of a word, by its exact bytes.
  [[nodiscard]] std::optional<std::size_t> find(std::string_view word) const { return words_.find(word); }
  // False, without adding, if the table has the word already (the first one counts). Throws
  // std::invalid_argument if the vector has another dimension, and for a mapped table.
  bool add(std::string_view word, std::span<const float> vector);
  // Throws ModelError if the file of a mapped table has been written into or cut short since it was opened.
  // To be called when words and vectors have been read, before what was made of them is used.
  void throw_if_changed() const;

 private:
  void check_finite(std::size_t row) const;

  struct Own {
    WordList words;
    std::vector<float> values;
  };
  std::size_t dimension_;
  std::unique_ptr<Own> own_;                    // null if the table is mapped
  std::shared_ptr<const io::TensorFile> file_;  // null if it is not
  WordIndex words_;
  std::span<const float> values_;
};

struct LoadedVectors {
  WordVectors vectors;
  TableFormat format;
  std::size_t duplicates = 0;  // rows skipped because their word occurred before
  // What a user should know of the file: that its header counts otherwise than it has words. Mostly empty.
  std::string remark = {};
};

// Reads a table in any format, plain, .gz or .zst, recognised by its content. A first line of two whole
// numbers is always a header. A line is split at ASCII spaces and tabs only, from the right, so words may
// contain both. After a header, which settles the dimension, or where a tab is before the first value and
// spaces are between the others, a word may also end in a number; else that is one value too many. Words are
// bytes and need not be valid UTF-8. Without a header, the first lines vote on the dimension.
//
// A header that counts otherwise than the file is a remark. A wrong dimension, a truncated row, bytes behind
// the last vector of a binary table, an empty line and a value that is not a finite number are DataErrors
// with file and line (or, in a binary table, the number of the vector). So is a file of another kind
// (foreign_file.h). Memory grows with what has been read, whatever the header claims.
//
// The pool parses text in pieces; neither table nor errors depend on its threads.
LoadedVectors read_word_vectors(const std::string& path, base::Pool& pool);
LoadedVectors read_word_vectors(std::unique_ptr<io::Input> input, base::Pool& pool);
// The same in the calling thread.
LoadedVectors read_word_vectors(const std::string& path);
LoadedVectors read_word_vectors(std::unique_ptr<io::Input> input);

}  // namespace seqlab::embeddings

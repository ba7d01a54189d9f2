#include "embeddings/binary_reader.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstring>
#include <string>
#include <utility>
#include <vector>

#include "base/errors.h"
#include "embeddings/text_row.h"

namespace seqlab::embeddings {
namespace {

static_assert(std::endian::native == std::endian::little, "floats are read as they lie in memory");

// A word without an end indicates another format; memory must not grow until the file ends.
constexpr std::size_t longest_word = 65'536;
constexpr std::size_t longest_header = 100;

// Bytes of an input, one block at a time.
class ByteReader {
 public:
  explicit ByteReader(std::unique_ptr<io::Input> input) : input_(std::move(input)), block_(1 << 18) {}

  [[nodiscard]] const std::string& name() const { return input_->name(); }
  [[nodiscard]] bool at_end() { return begin_ == end_ && !fill(); }
  // Skips the next byte if it is this one.
  void skip(char byte) {
    if (!at_end() && block_[begin_] == byte) ++begin_;
  }
  // Appends bytes up to the delimiter, which is skipped. False if the input ends or `longest` bytes pass
  // before it.
  bool read_until(char delimiter, std::size_t longest, std::string& text) {
    text.clear();
    while (!at_end()) {
      const char* const begin = block_.data() + begin_;
      const char* const end = block_.data() + end_;
      const char* const found = std::find(begin, end, delimiter);
      text.append(begin, found);
      begin_ += static_cast<std::size_t>(found - begin);
      if (text.size() > longest) return false;
      if (found == end) continue;
      ++begin_;
      return true;
    }
    return false;
  }
  // False if the input ends first.
  bool read(char* bytes, std::size_t count) {
    while (count > 0) {
      if (at_end()) return false;
      const std::size_t part = std::min(count, end_ - begin_);
      std::memcpy(bytes, block_.data() + begin_, part);
      begin_ += part;
      bytes += part;
      count -= part;
    }
    return true;
  }

 private:
  bool fill() {
    begin_ = 0;
    end_ = input_->read(block_.data(), block_.size());
    return end_ != 0;
  }

  std::unique_ptr<io::Input> input_;
  std::vector<char> block_;
  std::size_t begin_ = 0;
  std::size_t end_ = 0;
};

}  // namespace

LoadedVectors read_binary_vectors(std::unique_ptr<io::Input> input) {
  ByteReader reader(std::move(input));
  std::string word;
  const auto fail = [&](const std::string& message) { throw DataError({reader.name(), 0, 0}, message); };

  std::optional<TableHeader> header;
  if (reader.read_until('\n', longest_header, word)) header = parse_header(word);
  if (!header) fail("a header of two whole numbers is expected");
  if (header->dimension == 0 || header->dimension > largest_dimension) {
    fail("vectors of " + std::to_string(header->dimension) + " values are impossible");
  }
  LoadedVectors loaded{WordVectors(header->dimension), TableFormat::word2vec_binary};
  std::vector<float> values(header->dimension);
  for (std::size_t row = 0; row < header->vectors; ++row) {
    const auto fail_here = [&](const std::string& message) {
      fail("vector " + std::to_string(row + 1) + " of " + std::to_string(header->vectors) + ": " + message);
    };
    reader.skip('\n');
    if (reader.at_end()) {
      if (row == 0) fail_here("the file ends before it");
      loaded.remark = remark_on_count(*header, row);
      return loaded;
    }
    if (!reader.read_until(' ', longest_word, word)) {
      fail_here(word.size() > longest_word
                    ? "no space after " + std::to_string(longest_word) + " bytes of a word"
                    : "the file ends inside the word");
    }
    if (word.empty()) fail_here("the word is empty");
    if (!reader.read(reinterpret_cast<char*>(values.data()), values.size() * sizeof(float))) {
      fail_here("the file ends inside the values of " + excerpt(word));
    }
    if (!std::ranges::all_of(values, [](float value) { return std::isfinite(value); })) {
      fail_here("a value of " + excerpt(word) + " is not a finite number");
    }
    if (!loaded.vectors.add(word, values)) ++loaded.duplicates;
  }
  reader.skip('\n');
  if (!reader.at_end()) {
    fail("more bytes follow the last of the " + std::to_string(header->vectors) +
         " vectors that the header announces");
  }
  return loaded;
}

}  // namespace seqlab::embeddings

#include "embeddings/fasttext_model.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdint>
#include <cstring>
#include <span>
#include <utility>
#include <vector>

#include "base/errors.h"
#include "base/pool.h"
#include "embeddings/text_row.h"

namespace seqlab::embeddings {
namespace {

static_assert(std::endian::native == std::endian::little, "numbers are read as they lie in memory");

constexpr std::int32_t magic_number = 793712314;
constexpr std::int32_t oldest_version = 11;
constexpr std::int32_t newest_version = 12;
constexpr std::int32_t supervised = 3;
// The mark of a sentence's end is a word without n-grams.
constexpr std::string_view end_of_sentence = "</s>";

// Numbers and words of a model, in the order in which fastText writes them.
class ModelBytes {
 public:
  ModelBytes(std::string_view bytes, const std::string& name) : rest_(bytes), name_(name) {}

  template <typename Number>
  Number number() {
    Number value{};
    std::memcpy(&value, take(sizeof value).data(), sizeof value);
    return value;
  }
  // A count, which may not be negative.
  template <typename Number>
  std::size_t count(const char* what) {
    const auto value = number<Number>();
    if (value < 0) fail(std::string("a negative number of ") + what);
    return static_cast<std::size_t>(value);
  }
  // A word, which a NUL byte ends.
  std::string_view word() {
    const std::size_t end = rest_.find('\0');
    if (end == std::string_view::npos) fail("the file ends inside a word of the dictionary");
    const std::string_view word = rest_.substr(0, end);
    rest_.remove_prefix(end + 1);
    return word;
  }
  std::string_view take(std::size_t size) {
    if (rest_.size() < size) fail("the file ends too early; it is cut off");
    const std::string_view bytes = rest_.substr(0, size);
    rest_.remove_prefix(size);
    return bytes;
  }
  [[nodiscard]] std::size_t left() const { return rest_.size(); }
  [[noreturn]] void fail(const std::string& message) const {
    throw DataError({name_, 0, 0}, "a model of fastText: " + message);
  }

 private:
  std::string_view rest_;
  const std::string& name_;
};

// What of the training's settings makes vectors of words.
struct Settings {
  std::size_t dimension = 0;
  std::size_t buckets = 0;   // of n-grams
  std::size_t shortest = 0;  // n-gram, in characters
  std::size_t longest = 0;   // 0: there are none
};

Settings read_settings(ModelBytes& bytes, std::int32_t version) {
  Settings settings;
  settings.dimension = bytes.count<std::int32_t>("values");
  // Window, epochs, least count, negative samples, word n-grams, loss.
  for (int skipped = 0; skipped < 6; ++skipped) bytes.number<std::int32_t>();
  const auto model = bytes.number<std::int32_t>();
  settings.buckets = bytes.count<std::int32_t>("buckets");
  settings.shortest = bytes.count<std::int32_t>("characters");
  settings.longest = bytes.count<std::int32_t>("characters");
  bytes.number<std::int32_t>();  // updates between changes of the learning rate
  bytes.number<double>();        // threshold of sampling
  if (settings.dimension == 0 || settings.dimension > largest_dimension) {
    bytes.fail("vectors of " + std::to_string(settings.dimension) + " values are impossible");
  }
  if ((version == oldest_version && model == supervised) || settings.buckets == 0) settings.longest = 0;
  return settings;
}

// The words of the dictionary, without the labels of a classifier, which follow them.
std::vector<std::string_view> read_dictionary(ModelBytes& bytes) {
  constexpr std::size_t shortest_entry = 1 + sizeof(std::int64_t) + 1;
  const std::size_t entries = bytes.count<std::int32_t>("entries");
  const std::size_t words = bytes.count<std::int32_t>("words");
  bytes.number<std::int32_t>();  // labels
  bytes.number<std::int64_t>();  // tokens
  const auto pruned = bytes.number<std::int64_t>();
  if (words > entries) bytes.fail("more words than entries in the dictionary");
  if (entries > bytes.left() / shortest_entry) bytes.fail("the file ends too early; it is cut off");
  std::vector<std::string_view> dictionary;
  dictionary.reserve(words);
  for (std::size_t entry = 0; entry < entries; ++entry) {
    const std::string_view word = bytes.word();
    bytes.number<std::int64_t>();  // its count
    bytes.number<std::int8_t>();   // word or label
    if (entry >= words) continue;
    if (word.empty()) bytes.fail("word " + std::to_string(entry + 1) + " is empty");
    dictionary.push_back(word);
  }
  for (std::int64_t pair = 0; pair < pruned; ++pair) bytes.number<std::int64_t>();
  return dictionary;
}

// FNV-1a in 32 bits, but with signed bytes, as fastText has it.
std::uint32_t hash_of(std::string_view ngram) {
  std::uint32_t hash = 2166136261U;
  for (const char byte : ngram) {
    hash ^= static_cast<std::uint32_t>(static_cast<std::int32_t>(static_cast<signed char>(byte)));
    hash *= 16777619U;
  }
  return hash;
}

bool continues_character(char byte) {
  return (static_cast<unsigned char>(byte) & 0xC0U) == 0x80U;
}

// The buckets of a word's n-grams, in fastText's order. Brackets mark the ends of the word; alone they are no
// n-gram.
void find_ngrams(std::string_view word, const Settings& settings, std::vector<std::size_t>& buckets) {
  buckets.clear();
  if (settings.longest == 0 || word == end_of_sentence) return;
  const std::string marked = "<" + std::string(word) + ">";
  for (std::size_t begin = 0; begin < marked.size(); ++begin) {
    if (continues_character(marked[begin])) continue;
    std::size_t end = begin;
    for (std::size_t length = 1; end < marked.size() && length <= settings.longest; ++length) {
      ++end;
      while (end < marked.size() && continues_character(marked[end])) ++end;
      const bool bracket = length == 1 && (begin == 0 || end == marked.size());
      if (length < settings.shortest || bracket) continue;
      buckets.push_back(hash_of(std::string_view(marked).substr(begin, end - begin)) % settings.buckets);
    }
  }
}

// The input matrix: a row for each word, then one for each bucket. Its floats need not be aligned.
class InputMatrix {
 public:
  InputMatrix(ModelBytes& bytes, const Settings& settings, std::size_t words)
      : dimension_(settings.dimension) {
    const std::size_t rows = bytes.count<std::int64_t>("rows");
    const std::size_t columns = bytes.count<std::int64_t>("columns");
    if (columns != dimension_)
      bytes.fail("the matrix of its vectors has another dimension than its settings");
    if (rows < words || (settings.longest > 0 && rows - words < settings.buckets)) {
      bytes.fail("the matrix of its vectors lacks rows");
    }
    if (rows > bytes.left() / sizeof(float) / columns)
      bytes.fail("the file ends inside its vectors; it is cut off");
    floats_ = bytes.take(rows * columns * sizeof(float));
  }

  void add(std::size_t row, std::span<float> sum) const {
    const char* place = floats_.data() + row * dimension_ * sizeof(float);
    for (float& value : sum) {
      float summand = 0;
      std::memcpy(&summand, place, sizeof summand);
      value += summand;
      place += sizeof summand;
    }
  }

 private:
  std::string_view floats_;
  std::size_t dimension_;
};

}  // namespace

bool looks_like_fasttext_model(std::string_view start) {
  std::int32_t number = 0;
  if (start.size() < sizeof number) return false;
  std::memcpy(&number, start.data(), sizeof number);
  return number == magic_number;
}

LoadedVectors read_fasttext_model(std::string_view file, const std::string& name, base::Pool& pool) {
  ModelBytes bytes(file, name);
  bytes.number<std::int32_t>();  // the magic number
  const auto version = bytes.number<std::int32_t>();
  if (version < oldest_version || version > newest_version) {
    bytes.fail("version " + std::to_string(version) + "; versions 11 and 12 are known");
  }
  const Settings settings = read_settings(bytes, version);
  const std::vector<std::string_view> words = read_dictionary(bytes);
  if (bytes.number<std::uint8_t>() != 0) {
    bytes.fail(
        "it is quantised; write it as text with Python's fasttext: m = fasttext.load_model(...), then "
        "print(w, "
        "*m.get_word_vector(w)) for each w of m.get_words()");
  }
  const InputMatrix matrix(bytes, settings, words.size());

  const std::size_t dimension = settings.dimension;
  std::vector<float> values(words.size() * dimension);
  constexpr std::size_t words_per_piece = 1024;
  pool.run((words.size() + words_per_piece - 1) / words_per_piece, [&](std::size_t piece) {
    std::vector<std::size_t> buckets;
    const std::size_t begin = piece * words_per_piece;
    for (std::size_t i = begin; i < std::min(words.size(), begin + words_per_piece); ++i) {
      const std::span<float> vector = std::span(values).subspan(i * dimension, dimension);
      find_ngrams(words[i], settings, buckets);
      matrix.add(i, vector);
      for (const std::size_t bucket : buckets) matrix.add(words.size() + bucket, vector);
      const auto share = static_cast<float>(1.0 / static_cast<double>(1 + buckets.size()));
      for (float& value : vector) value *= share;
    }
  });

  WordList list;
  for (std::size_t i = 0; i < words.size(); ++i) {
    const std::span<const float> vector = std::span(values).subspan(i * dimension, dimension);
    if (!std::ranges::all_of(vector, [](float value) { return std::isfinite(value); })) {
      bytes.fail("a value of " + excerpt(words[i]) + " is not a finite number");
    }
    if (!list.add(words[i])) bytes.fail("the word " + excerpt(words[i]) + " occurs twice");
  }
  return {WordVectors(std::move(list), std::move(values), dimension), TableFormat::fasttext_model};
}

}  // namespace seqlab::embeddings

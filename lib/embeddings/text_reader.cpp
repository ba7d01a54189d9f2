#include "embeddings/text_reader.h"

#include <algorithm>
#include <map>
#include <optional>
#include <utility>
#include <vector>

#include "base/errors.h"
#include "base/pool.h"
#include "embeddings/text_row.h"

namespace seqlab::embeddings {
namespace {

// How many lines vote on the dimension of a table without a header, so that no single line decides.
constexpr std::size_t most_voters = 100;
constexpr std::size_t voters_bytes = 1'000'000;

// The bytes that one thread parses at a time.
constexpr std::size_t piece_size = std::size_t{1} << 20;

// Removes the next line from a text and returns it without its end, "\n" or "\r\n"; an unterminated last line
// counts.
std::optional<std::string_view> cut_line(std::string_view& text) {
  if (text.empty()) return std::nullopt;
  const std::size_t end = text.find('\n');
  std::string_view line = text.substr(0, end);
  text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
  if (end != std::string_view::npos && line.ends_with('\r')) line.remove_suffix(1);
  return line;
}

// The number of values of most of the first lines; in a tie, that of the first line.
std::size_t vote(std::string_view text) {
  std::map<std::size_t, std::size_t> votes;
  std::size_t winner = 0;
  std::size_t bytes = 0;
  for (std::size_t voters = 0; voters < most_voters && bytes < voters_bytes; ++voters) {
    const auto line = cut_line(text);
    if (!line) break;
    bytes += line->size();
    const std::size_t dimension = count_values(*line);
    if (voters == 0) winner = dimension;
    ++votes[dimension];
  }
  for (const auto& [dimension, count] : votes) {
    if (count > votes[winner]) winner = dimension;
  }
  return winner;
}

// Some lines and their parsed rows.
struct Piece {
  std::string_view text;
  std::size_t most_rows = 0;    // the rows that fit
  std::size_t first_value = 0;  // place of its first row's values
  std::vector<std::string_view> words;
  std::optional<RowProblem> problem;  // of the line after the words
};

std::vector<Piece> cut_pieces(std::string_view block) {
  std::vector<Piece> pieces;
  while (!block.empty()) {
    const std::size_t end = block.find('\n', std::min(block.size(), piece_size) - 1);
    const std::size_t size = end == std::string_view::npos ? block.size() : end + 1;
    pieces.emplace_back().text = block.substr(0, size);
    block.remove_prefix(size);
  }
  return pieces;
}

// A table that grows block by block.
class TextTable {
 public:
  TextTable(std::string name, std::optional<TableHeader> header, std::size_t dimension)
      : name_(std::move(name)), header_(header), dimension_(dimension) {}

  void add(std::string_view block, base::Pool& pool) {
    std::vector<Piece> pieces = cut_pieces(block);
    // A row has at least one byte for the word and two per value. So no line gets memory that it does not pay
    // for in bytes.
    const std::size_t shortest_row = 2 * dimension_ + 1;
    pool.run(pieces.size(), [&](std::size_t i) {
      const std::string_view text = pieces[i].text;
      const auto ends = static_cast<std::size_t>(std::count(text.begin(), text.end(), '\n'));
      const std::size_t lines = ends + (text.ends_with('\n') ? 0 : 1);
      pieces[i].most_rows = std::min(lines, text.size() / shortest_row + 1);
    });
    std::size_t value = values_.size();
    for (Piece& piece : pieces) {
      piece.first_value = value;
      value += piece.most_rows * dimension_;
    }
    values_.resize(value);
    pool.run(pieces.size(), [&](std::size_t i) { parse(pieces[i]); });
    for (const Piece& piece : pieces) join(piece);
    values_.resize(words_.size() * dimension_);
  }

  LoadedVectors finish(TableFormat format) && {
    if (header_ && rows_ < header_->vectors) {
      throw DataError({name_, rows_ + 1, 0}, "the file ends after " + std::to_string(rows_) +
                                                 " vectors; the header announces " +
                                                 std::to_string(header_->vectors));
    }
    return {WordVectors(std::move(words_), std::move(values_), dimension_), format, duplicates_};
  }

 private:
  void parse(Piece& piece) {
    std::string_view rest = piece.text;
    piece.words.reserve(piece.most_rows);
    float* values = values_.data() + piece.first_value;
    while (const auto line = cut_line(rest)) {
      std::string_view word;
      piece.problem = parse_row(*line, {values, dimension_}, word);
      if (piece.problem) return;
      piece.words.push_back(word);
      values += dimension_;
    }
  }

  // Appends the rows of a piece; pieces are joined in order.
  void join(const Piece& piece) {
    const std::size_t rows = rows_ + piece.words.size();
    if (header_ && header_->vectors < rows + (piece.problem ? 1 : 0)) {
      throw DataError(
          {name_, line_number(header_->vectors), 0},
          "the header announces " + std::to_string(header_->vectors) + " vectors; here is one more");
    }
    if (piece.problem) {
      throw DataError({name_, line_number(rows), piece.problem->column}, piece.problem->message);
    }
    const float* values = values_.data() + piece.first_value;
    for (const std::string_view word : piece.words) {
      float* const target = values_.data() + words_.size() * dimension_;
      if (!words_.add(word)) {
        ++duplicates_;
      } else if (target != values) {
        std::copy_n(values, dimension_, target);
      }
      values += dimension_;
    }
    rows_ = rows;
  }

  [[nodiscard]] std::size_t line_number(std::size_t row) const { return row + (header_ ? 2 : 1); }

  std::string name_;
  std::optional<TableHeader> header_;
  std::size_t dimension_;
  WordList words_;
  std::vector<float> values_;
  std::size_t rows_ = 0;  // words and duplicates
  std::size_t duplicates_ = 0;
};

}  // namespace

LoadedVectors read_text_vectors(const TextBlocks& blocks, const std::string& name, TableFormat format,
                                base::Pool& pool) {
  constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";
  std::string_view block = blocks();
  if (block.starts_with(byte_order_mark)) block.remove_prefix(byte_order_mark.size());
  std::optional<TableHeader> header;
  std::size_t dimension = 0;
  if (format == TableFormat::glove) {
    dimension = vote(block);
    if (dimension == 0) {
      throw DataError({name, 1, 0}, "no numbers after the word; this is not a table of word vectors");
    }
  } else {
    if (const auto line = cut_line(block)) header = parse_header(*line);
    if (!header) throw DataError({name, 1, 0}, "a header of two whole numbers is expected");
    dimension = header->dimension;
  }
  if (dimension == 0 || dimension > largest_dimension) {
    throw DataError({name, 1, 0}, "vectors of " + std::to_string(dimension) + " values are impossible");
  }
  TextTable table(name, header, dimension);
  do {
    table.add(block, pool);
    block = blocks();
  } while (!block.empty());
  return std::move(table).finish(format);
}

}  // namespace seqlab::embeddings

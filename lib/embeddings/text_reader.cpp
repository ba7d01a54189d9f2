#include "embeddings/text_reader.h"

#include <algorithm>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/errors.h"
#include "base/pool.h"
#include "embeddings/dimension_vote.h"
#include "embeddings/text_row.h"

namespace seqlab::embeddings {
namespace {

// The rows of so many bytes are counted, to tell a header from a row.
constexpr std::size_t counted_bytes = 1'000'000;

// The bytes that one thread parses at a time.
constexpr std::size_t piece_size = std::size_t{1} << 20;

// The lines of a text that are not blank.
std::size_t count_rows(std::string_view text) {
  std::size_t rows = 0;
  while (const auto line = cut_line(text)) rows += is_blank(*line) ? 0 : 1;
  return rows;
}

// Some lines and their parsed rows.
struct Piece {
  std::string_view text;
  std::size_t most_rows = 0;    // the rows that fit
  std::size_t first_value = 0;  // place of its first row's values
  std::vector<std::string_view> words;
  std::optional<RowProblem> problem;  // of the line after the words
  bool blank_end = false;             // only blank lines come after the words
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
    if (!block.empty()) whole_lines_ = block.ends_with('\n');
  }

  // Blank lines at the end of the file are none of the table's.
  LoadedVectors finish(TableFormat format) && {
    std::string remark;
    if (header_) {
      if (rows_ == 0 && header_->vectors > 0) {
        throw DataError({name_, 1, 0}, "the file ends after 0 vectors; the header announces " +
                                           std::to_string(header_->vectors));
      }
      remark = remark_on_count(*header_, rows_);
      if (rows_ < header_->vectors && !whole_lines_)
        remark += "; its last line has no end, it may be cut off";
    }
    return {WordVectors(std::move(words_), std::move(values_), dimension_), format, duplicates_,
            std::move(remark)};
  }

 private:
  void parse(Piece& piece) {
    std::string_view rest = piece.text;
    piece.words.reserve(piece.most_rows);
    float* values = values_.data() + piece.first_value;
    while (const auto line = cut_line(rest)) {
      if (is_blank(*line) && is_blank(rest)) {
        piece.blank_end = true;
        return;
      }
      // More lines than were counted: the file is being written, which its reader reports.
      if (piece.words.size() == piece.most_rows) return;
      std::string_view word;
      piece.problem =
          parse_row(*line, {values, dimension_}, word, header_ ? WordEnd::any : WordEnd::no_number);
      if (piece.problem) return;
      piece.words.push_back(word);
      values += dimension_;
    }
  }

  // Appends the rows of a piece; pieces are joined in order.
  void join(const Piece& piece) {
    const std::size_t rows = rows_ + piece.words.size();
    if (blank_end_ && (!piece.words.empty() || piece.problem)) {
      throw DataError({name_, line_number(rows_), 0}, std::string(empty_line));
    }
    blank_end_ = blank_end_ || piece.blank_end;
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
  bool whole_lines_ = true;  // the last line has an end
  bool blank_end_ = false;   // blank lines have come after the last row
};

}  // namespace

LoadedVectors read_text_vectors(const TextBlocks& blocks, const std::string& name, TableFormat format,
                                base::Pool& pool) {
  std::string_view block = blocks();
  if (block.starts_with(byte_order_mark)) block.remove_prefix(byte_order_mark.size());
  std::optional<TableHeader> header;
  std::size_t dimension = 0;
  if (format == TableFormat::glove) {
    std::string_view rest = block;
    const std::string_view first = cut_line(rest).value_or("");
    dimension = dimension_by_vote(block, std::nullopt);
    if (dimension == 0) throw DataError({name, 1, 0}, unlike_a_row(first));
    // Only a table that fits into a block has its number of rows in its first line and so few values that
    // the line could be a row.
    header = parse_wide_header(first, dimension, count_rows(rest.substr(0, counted_bytes)));
    if (header) {
      format = TableFormat::word2vec_text;
      block = rest;
    }
  } else {
    if (const auto line = cut_line(block)) header = parse_header(*line);
    if (!header) throw DataError({name, 1, 0}, "a header of two whole numbers is expected");
    dimension = header->dimension;
    const std::size_t values = dimension_by_vote(block, dimension);
    if (values > dimension) {
      throw DataError({name, 2, 0}, "most words have " + std::to_string(values) +
                                        " values; the header says " + std::to_string(dimension));
    }
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

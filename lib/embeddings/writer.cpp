#include "embeddings/writer.h"

#include <algorithm>
#include <array>
#include <bit>
#include <charconv>
#include <stdexcept>
#include <string_view>

#include "base/errors.h"
#include "embeddings/dimension_vote.h"
#include "embeddings/mapped_table.h"
#include "embeddings/text_row.h"
#include "io/atomic_file.h"

namespace seqlab::embeddings {
namespace {

static_assert(std::endian::native == std::endian::little, "floats are written as they lie in memory");

// Why the format cannot hold a word; empty if it can.
std::string_view obstacle(std::string_view word, TableFormat format) {
  if (word.empty()) return "is empty";
  if (word.find('\n') != std::string_view::npos) return "has a line break";
  if (format == TableFormat::word2vec_binary) {
    return word.find(' ') != std::string_view::npos ? "has a space, which ends a word in this format" : "";
  }
  if (word.starts_with(' ') || word.ends_with(' ')) return "has a space at an end";
  if (word.ends_with('\t')) return "has a tab at its end";
  const bool header = format != TableFormat::glove;  // which settles where the values begin
  if (!header && word.starts_with('\t')) return "begins with a tab, behind which it could be read as a value";
  return !header && ends_in_number(word, ' ')
             ? "ends in a number after a space, which would be read as a value"
             : "";
}

// Whether the first line of a table without a header would be read as a header: two whole numbers, or two
// whole numbers before further values. `rows`: those after it.
bool reads_as_header(std::string_view line, std::size_t dimension, std::size_t rows) {
  return parse_header(line).has_value() || parse_wide_header(line, dimension, rows).has_value();
}

// The dimension that a reader of the table will take it to have.
std::size_t read_dimension(std::string_view first_rows, std::size_t dimension, TableFormat format) {
  if (format == TableFormat::glove) return dimension_by_vote(first_rows, std::nullopt);
  return std::max(dimension, dimension_by_vote(first_rows, dimension));
}

void append_float(float value, std::string& text) {
  std::array<char, 32> digits{};
  const auto result = std::to_chars(digits.data(), digits.data() + digits.size(), value);
  text.append(digits.data(), result.ptr);
}

}  // namespace

void write_word_vectors(const WordVectors& vectors, TableFormat format, const std::string& path) {
  if (format == TableFormat::mapped) return write_mapped_table(vectors, path);
  if (format == TableFormat::fasttext_model) throw std::invalid_argument("models of fastText are only read");
  io::AtomicFile file(path);
  if (format != TableFormat::glove) {
    file.write(std::to_string(vectors.size()) + " " + std::to_string(vectors.dimension()) + "\n");
  }
  const auto refuse = [&path](std::string_view word, std::string_view problem) {
    throw Error(path + ": the word " + excerpt(word) + " " + std::string(problem));
  };
  const bool text = format != TableFormat::word2vec_binary;
  std::string voters;  // the rows that vote on the dimension when the table is read
  std::string record;
  for (std::size_t row = 0; row < vectors.size(); ++row) {
    const std::string_view word = vectors.word(row);
    if (const std::string_view problem = obstacle(word, format); !problem.empty()) refuse(word, problem);
    record.assign(word);
    const std::span<const float> values = vectors.vector(row);
    if (!text) {
      record += ' ';
      record.append(reinterpret_cast<const char*>(values.data()), values.size_bytes());
    } else {
      for (const float value : values) {
        record += ' ';
        append_float(value, record);
      }
      if (format == TableFormat::fasttext) record += ' ';
      if (format == TableFormat::glove && row == 0) {
        if (word.starts_with(byte_order_mark))
          refuse(word, "begins with a byte order mark, which is not read");
        const std::size_t others = vectors.size() - 1;
        // A decimal point shows that the second field is a value.
        if (reads_as_header(record, values.size(), others)) {
          record.insert(std::min(record.find(' ', word.size() + 1), record.size()), ".0");
        }
        if (reads_as_header(record, values.size(), others)) {
          refuse(word, "begins with two numbers, which would be read as a header");
        }
      }
    }
    record += '\n';
    if (text && row < most_voters && voters.size() < voters_bytes) voters += record;
    file.write(record);
  }
  if (text && vectors.size() > 0 &&
      read_dimension(voters, vectors.dimension(), format) != vectors.dimension()) {
    throw Error(path + ": too many words end in a number, which would be read as a value");
  }
  vectors.throw_if_changed();
  file.commit();
}

}  // namespace seqlab::embeddings

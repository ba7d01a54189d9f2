#include "embeddings/text_reader.h"

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "embeddings/text_row.h"
#include "io/errors.h"
#include "io/line_reader.h"

namespace seqlab::embeddings {
namespace {

// Lines that vote on the dimension of a table without a header, so that no single odd line decides.
constexpr std::size_t most_voters = 100;
constexpr std::size_t voters_bytes = 1'000'000;

// The number of values that most lines have; of equally many, that of the first line.
std::size_t vote(const std::vector<std::string>& lines) {
  std::map<std::size_t, std::size_t> votes;
  for (const std::string& line : lines) ++votes[count_values(line)];
  std::size_t winner = lines.empty() ? 0 : count_values(lines.front());
  for (const auto& [dimension, count] : votes) {
    if (count > votes[winner]) winner = dimension;
  }
  return winner;
}

}  // namespace

LoadedVectors read_text_vectors(std::unique_ptr<io::Input> input, TableFormat format) {
  io::LineReader reader(std::move(input));
  std::string_view line;
  std::optional<TableHeader> header;
  std::vector<std::string> first_lines;
  std::size_t dimension = 0;
  if (format == TableFormat::glove) {
    std::size_t bytes = 0;
    while (first_lines.size() < most_voters && bytes < voters_bytes && reader.next(line)) {
      bytes += line.size();
      first_lines.emplace_back(line);
    }
    dimension = vote(first_lines);
    if (dimension == 0) {
      throw DataError({reader.name(), 1, 0}, "no numbers after the word; this is no table of word vectors");
    }
  } else {
    if (reader.next(line)) header = parse_header(line);
    if (!header) throw DataError(reader.place(), "a header of two whole numbers is expected");
    dimension = header->dimension;
  }
  if (dimension == 0 || dimension > largest_dimension) {
    throw DataError({reader.name(), 1, 0}, "vectors of " + std::to_string(dimension) + " values cannot be");
  }

  LoadedVectors loaded{WordVectors(dimension), format};
  std::vector<float> values(dimension);
  std::size_t rows = 0;
  const auto add_row = [&](std::string_view text, std::size_t line_number) {
    if (header && rows == header->vectors) {
      throw DataError({reader.name(), line_number, 0},
                      "the header promises " + std::to_string(rows) + " vectors; here is one more");
    }
    std::string_view word;
    if (const auto problem = parse_row(text, values, word)) {
      throw DataError({reader.name(), line_number, problem->column}, problem->message);
    }
    if (!loaded.vectors.add(word, values)) ++loaded.duplicates;
    ++rows;
  };
  for (std::size_t i = 0; i < first_lines.size(); ++i) add_row(first_lines[i], i + 1);
  while (reader.next(line)) add_row(line, reader.line_number());
  if (header && rows < header->vectors) {
    throw DataError(reader.place(), "the file ends after " + std::to_string(rows) +
                                        " vectors; the header promises " + std::to_string(header->vectors));
  }
  return loaded;
}

}  // namespace seqlab::embeddings

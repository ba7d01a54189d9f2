#include <algorithm>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "base/errors.h"
#include "base/pool.h"
#include "embeddings/binary_reader.h"
#include "embeddings/fasttext_model.h"
#include "embeddings/foreign_file.h"
#include "embeddings/mapped_table.h"
#include "embeddings/table.h"
#include "embeddings/text_reader.h"
#include "embeddings/text_row.h"
#include "embeddings/window_input.h"
#include "io/block_reader.h"
#include "io/mapped_file.h"

namespace seqlab::embeddings {
namespace {

constexpr std::size_t window_size = 1'000'000;
// The bytes of a stream that are parsed at a time.
constexpr std::size_t block_size = std::size_t{1} << 23;

// The first line of a text, without its end.
std::string_view first_line(std::string_view text) {
  std::string_view line = text.substr(0, text.find('\n'));
  if (line.ends_with('\r')) line.remove_suffix(1);
  return line;
}

// Whether a field is a number, perhaps written with commas or brackets.
bool is_like_a_number(std::string_view field) {
  return is_number(field) || (field.find_first_not_of("0123456789+-.,eE[]") == std::string_view::npos &&
                              field.find_first_of("0123456789") != std::string_view::npos);
}

// Whether a line is a word followed by numbers: as many values as expected or, so that errors in text are
// reported as such, at least two fields of which half are numbers. The bytes of floats rarely look like that.
bool is_text_row(std::string_view line, std::size_t dimension) {
  const std::size_t values = count_values(line);
  if (values > 0 && values >= dimension) return true;
  std::size_t fields = 0;
  std::size_t numbers = 0;
  constexpr std::string_view separators = " \t";
  for (std::size_t separator = line.find_first_of(separators); separator < line.size();) {
    const std::size_t end = std::min(line.find_first_of(separators, separator + 1), line.size());
    const std::string_view field = line.substr(separator + 1, end - separator - 1);
    separator = end;
    if (field.empty()) continue;
    ++fields;
    if (is_like_a_number(field)) ++numbers;
  }
  return fields >= 2 && 2 * numbers >= fields;
}

// The format of a file that starts like this. Refuses files of other kinds, with the file's `name`.
TableFormat recognise(std::string_view window, const std::string& name) {
  if (looks_mapped(window)) return TableFormat::mapped;
  refuse_foreign_file(window, name);
  if (looks_like_fasttext_model(window)) return TableFormat::fasttext_model;
  if (window.starts_with(byte_order_mark)) window.remove_prefix(byte_order_mark.size());
  const auto header = parse_header(first_line(window));
  if (!header) return TableFormat::glove;
  const std::size_t header_end = window.find('\n');
  const std::string_view rows = header_end == std::string_view::npos ? "" : window.substr(header_end + 1);
  const std::string_view row = first_line(rows);
  if (!rows.empty() && !is_text_row(row, header->dimension)) return TableFormat::word2vec_binary;
  return row.ends_with(' ') ? TableFormat::fasttext : TableFormat::word2vec_text;
}

std::string all_of(io::Input& input) {
  std::string bytes;
  for (std::size_t end = 0;;) {
    bytes.resize(end + block_size);
    const std::size_t count = input.read(bytes.data() + end, block_size);
    end += count;
    if (count > 0) continue;
    bytes.resize(end);
    return bytes;
  }
}

}  // namespace

LoadedVectors read_word_vectors(std::unique_ptr<io::Input> input, base::Pool& pool) {
  auto source = std::make_unique<WindowInput>(std::move(input), window_size);
  const std::string name = source->name();
  if (source->window().empty()) throw DataError({name, 0, 0}, "the file is empty");
  const TableFormat format = recognise(source->window(), name);
  if (format == TableFormat::mapped) {
    throw DataError({name, 0, 0}, "a mapped table can only be read from an uncompressed file; give its path");
  }
  if (format == TableFormat::word2vec_binary) return read_binary_vectors(std::move(source));
  if (format == TableFormat::fasttext_model) return read_fasttext_model(all_of(*source), name, pool);
  io::BlockReader blocks(std::move(source), block_size);
  return read_text_vectors([&] { return blocks.next(); }, name, format, pool);
}

LoadedVectors read_word_vectors(const std::string& path, base::Pool& pool) {
  const std::optional<io::MappedFile> file = io::map_plain_file(path);
  if (!file) return read_word_vectors(io::open_input(path), pool);
  const std::string_view bytes(reinterpret_cast<const char*>(file->bytes().data()), file->bytes().size());
  const TableFormat format = recognise(bytes.substr(0, window_size), path);
  if (format == TableFormat::mapped) return open_mapped_table(path);
  if (format == TableFormat::word2vec_binary) return read_binary_vectors(io::open_input(path));
  std::string_view rest = bytes;
  LoadedVectors loaded = format == TableFormat::fasttext_model
                             ? read_fasttext_model(bytes, path, pool)
                             : read_text_vectors([&] { return std::exchange(rest, {}); }, path, format, pool);
  file->throw_if_changed();
  return loaded;
}

LoadedVectors read_word_vectors(const std::string& path) {
  base::Pool serial(1);
  return read_word_vectors(path, serial);
}

LoadedVectors read_word_vectors(std::unique_ptr<io::Input> input) {
  base::Pool serial(1);
  return read_word_vectors(std::move(input), serial);
}

}  // namespace seqlab::embeddings

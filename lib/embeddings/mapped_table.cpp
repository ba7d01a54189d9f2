#include "embeddings/mapped_table.h"

#include <charconv>
#include <cstdint>
#include <cstring>
#include <memory>
#include <stdexcept>
#include <utility>
#include <vector>

#include "base/errors.h"
#include "embeddings/text_row.h"
#include "io/tensor_file.h"

namespace seqlab::embeddings {
namespace {

constexpr std::string_view format_version = "1";
constexpr std::string_view model_format_name = "seqlab";

[[noreturn]] void fail(const io::TensorFile& file, const std::string& what) {
  throw ModelError(file.path() + ": " + what);
}

void check_format(const io::TensorFile& file) {
  const auto& metadata = file.metadata();
  const auto format = metadata.find("format");
  if (format != metadata.end() && format->second == model_format_name) {
    fail(file, "this is a model; a table of word vectors is needed");
  }
  if (format == metadata.end() || format->second != mapped_format_name) {
    fail(file, "this is not a table of word vectors, but another kind of safetensors file");
  }
  if (file.metadata("format_version") != format_version) {
    fail(file, "the table's format version is not " + std::string(format_version) +
                   ", which this program reads; convert it again");
  }
}

std::uint64_t read_seed(const io::TensorFile& file) {
  const std::string& digits = file.metadata("index_seed");
  std::uint64_t seed = 0;
  const auto [stop, error] = std::from_chars(digits.data(), digits.data() + digits.size(), seed);
  if (error != std::errc() || stop != digits.data() + digits.size()) {
    fail(file, "the seed of the index is not a number");
  }
  return seed;
}

// A file of another kind is bad data, not a bad model.
template <class Open>
WordVectors with_data_errors(const std::string& path, const Open& open) {
  try {
    return open();
  } catch (const ModelError& error) {
    std::string_view message = error.what();
    message.remove_prefix(path.size() + 2);
    throw DataError({path, 0, 0}, std::string(message));
  } catch (const std::invalid_argument& error) {
    throw DataError({path, 0, 0}, error.what());
  }
}

WordVectors look_into(const std::shared_ptr<const io::TensorFile>& file) {
  check_format(*file);
  const auto bytes = file->list<std::uint8_t>("words.bytes");
  const WordIndex words({reinterpret_cast<const char*>(bytes.data()), bytes.size()},
                        file->list<std::uint64_t>("words.offsets"), file->list<std::uint64_t>("words.slots"),
                        read_seed(*file));
  // floats() reports a tensor of another form.
  const io::Tensor* const vectors = file->find("vectors");
  const std::size_t dimension = vectors != nullptr && vectors->shape.size() == 2 ? vectors->shape[1] : 1;
  const auto values = file->floats("vectors", {words.size(), dimension});
  if (dimension == 0 || dimension > largest_dimension) {
    fail(*file, "vectors of " + std::to_string(dimension) + " values are impossible");
  }
  return {words, values, dimension, file};
}

}  // namespace

bool looks_mapped(std::string_view start) {
  constexpr std::uint64_t longest_header = 100'000'000;  // a text has no NUL in these bytes
  std::uint64_t header_length = 0;
  if (start.size() <= sizeof header_length || start[sizeof header_length] != '{') return false;
  std::memcpy(&header_length, start.data(), sizeof header_length);
  return header_length <= longest_header;
}

LoadedVectors open_mapped_table(const std::string& path) {
  return {with_data_errors(
              path,
              [&] { return look_into(std::make_shared<const io::TensorFile>(io::TensorFile::open(path))); }),
          TableFormat::mapped};
}

void verify_mapped_table(const std::string& path) {
  const WordVectors vectors = with_data_errors(path, [&] {
    const auto file = std::make_shared<const io::TensorFile>(io::TensorFile::open(path));
    file->verify();
    return look_into(file);
  });
  static_cast<void>(vectors.values());
  for (std::size_t row = 0; row < vectors.size(); ++row) {
    const std::string_view word = vectors.word(row);
    if (vectors.find(word) != row) throw DataError({path, 0, 0}, "the index does not find " + excerpt(word));
  }
}

void write_mapped_table(const WordVectors& vectors, const std::string& path) {
  WordList words;
  for (std::size_t row = 0; row < vectors.size(); ++row) {
    if (!words.add(vectors.word(row)))
      throw Error(path + ": the word " + excerpt(vectors.word(row)) + " occurs twice");
  }
  const WordIndex index = words.index();
  io::TensorFileWriter writer;
  writer.set_metadata("format", std::string(mapped_format_name));
  writer.set_metadata("format_version", std::string(format_version));
  writer.set_metadata("index_seed", std::to_string(index.seed()));
  writer.add<std::uint8_t>(
      "words.bytes", {index.bytes().size()},
      {reinterpret_cast<const std::uint8_t*>(index.bytes().data()), index.bytes().size()});
  writer.add<std::uint64_t>("words.offsets", {index.offsets().size()}, index.offsets());
  writer.add<std::uint64_t>("words.slots", {index.slots().size()}, index.slots());
  writer.add<float>("vectors", {vectors.size(), vectors.dimension()}, vectors.values());
  writer.write(path, [&] { vectors.throw_if_changed(); });
}

}  // namespace seqlab::embeddings

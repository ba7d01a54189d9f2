#include "embeddings/mapped_table.h"

#include <array>
#include <chrono>
#include <cstdint>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <functional>
#include <limits>
#include <map>
#include <random>
#include <string>
#include <vector>

#include "base/errors.h"
#include "catch.h"
#include "contains.h"
#include "embeddings/nearest.h"
#include "embeddings/writer.h"
#include "io/temporary_folder.h"
#include "io/tensor_file.h"

using seqlab::DataError;
using seqlab::embeddings::LoadedVectors;
using seqlab::embeddings::read_word_vectors;
using seqlab::embeddings::TableFormat;
using seqlab::embeddings::verify_mapped_table;
using seqlab::embeddings::WordVectors;
using seqlab::embeddings::write_word_vectors;
using seqlab::io::DType;
using seqlab::tests::contains;
using seqlab::tests::read_bytes;
using seqlab::tests::TemporaryFolder;

namespace {

WordVectors small_table() {
  WordVectors vectors(2);
  vectors.add("the", std::array{0.1F, -2.5F});
  vectors.add("a\xC2\xA0z", std::array{std::numeric_limits<float>::max(), 0.0F});
  vectors.add("route 66", std::array{std::numeric_limits<float>::denorm_min(), -0.0F});
  vectors.add("two\nlines", std::array{7.0F, 8.0F});
  vectors.add("", std::array{9.0F, 1.0F});
  return vectors;
}

// The file of the small table, taken apart so that one thing in it can be changed before it is written again,
// with a checksum that is right.
class Damaged {
 public:
  Damaged() : path_(folder_.path("table")) {
    write_word_vectors(small_table(), TableFormat::mapped, path_);
    const seqlab::io::TensorFile file = seqlab::io::TensorFile::open(path_);
    metadata = file.metadata();
    metadata.erase("checksum");
    for (const auto& tensor : file.tensors()) {
      tensors[tensor.name] = {tensor.dtype, tensor.shape, {tensor.bytes.begin(), tensor.bytes.end()}};
    }
  }

  struct Part {
    DType dtype = DType::f32;
    std::vector<std::size_t> shape;
    std::vector<std::byte> bytes;
  };
  seqlab::io::Metadata metadata;
  std::map<std::string, Part> tensors;

  template <class T>
  void set(const std::string& tensor, std::size_t element, T value) {
    std::memcpy(tensors[tensor].bytes.data() + element * sizeof value, &value, sizeof value);
  }

  const std::string& write() const {
    seqlab::io::TensorFileWriter writer;
    for (const auto& [key, value] : metadata) writer.set_metadata(key, value);
    for (const auto& [name, tensor] : tensors) writer.add(name, tensor.dtype, tensor.shape, tensor.bytes);
    writer.write(path_);
    return path_;
  }

 private:
  TemporaryFolder folder_;
  std::string path_;
};

// What is wrong, without the path before it; "none" when nothing is.
std::string problem(const std::string& path, const std::function<void()>& work) {
  try {
    work();
    return "none";
  } catch (const DataError& error) {
    CHECK(error.place().file == path);
    const std::string message = error.what();
    REQUIRE(message.starts_with(path + ": "));
    return message.substr(path.size() + 2);
  }
}

std::string opening_problem(const std::string& path) {
  return problem(path, [&] { static_cast<void>(read_word_vectors(path)); });
}

std::string verifying_problem(const std::string& path) {
  return problem(path, [&] { verify_mapped_table(path); });
}

// Uses a table in every way; whatever the file holds, this ends, and well or with a DataError.
void use(const std::string& path) {
  const LoadedVectors loaded = read_word_vectors(path);
  for (const char* word : {"the", "a\xC2\xA0z", "", "unheard"}) {
    const auto row = loaded.vectors.find(word);
    if (row) REQUIRE(loaded.vectors.word(*row) == word);
  }
  for (std::size_t row = 0; row < loaded.vectors.size(); ++row) {
    REQUIRE(loaded.vectors.word(row).size() < 1000);
    const auto vector = loaded.vectors.vector(row);
    REQUIRE(vector.size() == loaded.vectors.dimension());
  }
  static_cast<void>(loaded.vectors.values());
}

}  // namespace

TEST_CASE("a mapped table holds its words and vectors, and is recognised by its content") {
  const TemporaryFolder folder;
  const std::string path = folder.path("table.txt");
  const WordVectors vectors = small_table();
  write_word_vectors(vectors, TableFormat::mapped, path);
  const LoadedVectors loaded = read_word_vectors(path);
  CHECK(loaded.format == TableFormat::mapped);
  CHECK(loaded.duplicates == 0);
  REQUIRE(loaded.vectors.size() == vectors.size());
  REQUIRE(loaded.vectors.dimension() == 2);
  for (std::size_t row = 0; row < vectors.size(); ++row) {
    CHECK(loaded.vectors.word(row) == vectors.word(row));
    CHECK(loaded.vectors.find(vectors.word(row)) == row);
    CHECK(std::memcmp(loaded.vectors.vector(row).data(), vectors.vector(row).data(), 2 * sizeof(float)) == 0);
  }
  CHECK_FALSE(loaded.vectors.find("unheard"));
  CHECK(nearest(loaded.vectors, 3, 2).size() == 2);
  CHECK(verifying_problem(path) == "none");
  // Written again from the mapping, it is the same file.
  write_word_vectors(loaded.vectors, TableFormat::mapped, folder.path("again"));
  CHECK(read_bytes(folder.path("again")) == read_bytes(path));
}

TEST_CASE("a table without words is a table") {
  const TemporaryFolder folder;
  const std::string path = folder.path("table");
  write_word_vectors(WordVectors(3), TableFormat::mapped, path);
  const LoadedVectors loaded = read_word_vectors(path);
  CHECK(loaded.vectors.size() == 0);
  CHECK(loaded.vectors.dimension() == 3);
  CHECK_FALSE(loaded.vectors.find(""));
  CHECK(verifying_problem(path) == "none");
}

TEST_CASE("moving a mapped table keeps its vectors in place, and nothing can be added to it") {
  const TemporaryFolder folder;
  const std::string path = folder.path("table");
  write_word_vectors(small_table(), TableFormat::mapped, path);
  LoadedVectors loaded = read_word_vectors(path);
  const float* const values = loaded.vectors.vector(0).data();
  WordVectors moved = std::move(loaded.vectors);
  CHECK(moved.vector(0).data() == values);
  CHECK(moved.find("the") == 0);
  CHECK_THROWS_AS(moved.add("new", std::array{1.0F, 2.0F}), std::invalid_argument);
}

TEST_CASE("a mapped table cannot come from a pipe") {
  const TemporaryFolder folder;
  const std::string path = folder.path("table");
  write_word_vectors(small_table(), TableFormat::mapped, path);
  CHECK(contains(
      problem(
          "pipe",
          [&] { static_cast<void>(read_word_vectors(seqlab::io::memory_input(read_bytes(path), "pipe"))); }),
      "can only be read from an uncompressed file"));
}

TEST_CASE("a mapped table whose parts do not fit is refused when it is opened") {
  const auto changed = [](const std::function<void(Damaged&)>& change) {
    Damaged damaged;
    change(damaged);
    return opening_problem(damaged.write());
  };
  REQUIRE(changed([](Damaged&) {}) == "none");
  CHECK(contains(changed([](Damaged& d) { d.metadata["format"] = "seqlab"; }), "this is a model"));
  CHECK(contains(changed([](Damaged& d) { d.metadata["format"] = "other"; }), "another kind"));
  CHECK(contains(changed([](Damaged& d) { d.metadata.erase("format"); }), "another kind"));
  CHECK(contains(changed([](Damaged& d) { d.metadata["format_version"] = "2"; }), "format version"));
  CHECK(
      contains(changed([](Damaged& d) { d.metadata.erase("format_version"); }), "lacks \"format_version\""));
  CHECK(contains(changed([](Damaged& d) { d.metadata.erase("index_seed"); }), "lacks \"index_seed\""));
  for (const char* seed : {"", "-1", "x", "1 ", "99999999999999999999999"}) {
    CHECK(contains(changed([&](Damaged& d) { d.metadata["index_seed"] = seed; }), "seed"));
  }
  for (const char* tensor : {"words.bytes", "words.offsets", "words.slots", "vectors"}) {
    CHECK(contains(changed([&](Damaged& d) { d.tensors.erase(tensor); }), "is missing"));
  }
  CHECK(contains(changed([](Damaged& d) { d.tensors["vectors"].dtype = DType::i32; }), "dtype I32"));
  CHECK(contains(changed([](Damaged& d) { d.tensors["words.offsets"].dtype = DType::i64; }), "dtype I64"));
  CHECK(contains(changed([](Damaged& d) { d.tensors["vectors"].shape = {10}; }), "shape [10]"));
  CHECK(contains(changed([](Damaged& d) { d.tensors["vectors"].shape = {2, 5}; }), "shape [2, 5]"));
  CHECK(contains(changed([](Damaged& d) { d.tensors["vectors"] = {DType::f32, {5, 0}, {}}; }), "0 values"));
  CHECK(contains(changed([](Damaged& d) { d.tensors["words.slots"].shape = {2, 4}; }), "one dimension"));
  CHECK(contains(changed([](Damaged& d) {
                   d.tensors["words.slots"] = {DType::u64, {0}, {}};
                 }),
                 "power of two"));
  CHECK(contains(changed([](Damaged& d) {
                   d.tensors["words.slots"] = {DType::u64, {3}, std::vector<std::byte>(24)};
                 }),
                 "power of two"));
  CHECK(contains(changed([](Damaged& d) { d.tensors["words.offsets"] = {DType::u64, {0}, {}}; }), "span"));
  CHECK(contains(changed([](Damaged& d) { d.set("words.offsets", 5, std::uint64_t{1000}); }), "span"));
  CHECK(contains(changed([](Damaged& d) { d.set("words.offsets", 0, std::uint64_t{1}); }), "span"));
  CHECK(contains(changed([](Damaged& d) { d.set("words.offsets", 2, ~std::uint64_t{0}); }), "decrease"));
  CHECK(contains(changed([](Damaged& d) { d.set("words.offsets", 1, std::uint64_t{20}); }), "decrease"));
}

TEST_CASE("a value that is not a finite number is an error where it is used") {
  Damaged damaged;
  damaged.set("vectors", 3, std::numeric_limits<float>::quiet_NaN());
  const std::string& path = damaged.write();
  const LoadedVectors loaded = read_word_vectors(path);
  CHECK(loaded.vectors.vector(0)[0] == 0.1F);
  const std::string expected = "a value of \"a??z\" is not a finite number";
  CHECK(problem(path, [&] { static_cast<void>(loaded.vectors.vector(1)); }) == expected);
  CHECK(problem(path, [&] { static_cast<void>(nearest(loaded.vectors, 0, 1)); }) == expected);
  CHECK(problem(path, [&] { write_word_vectors(loaded.vectors, TableFormat::mapped, path + "2"); }) ==
        expected);
  CHECK(verifying_problem(path) == expected);
}

TEST_CASE("a wrong index is found by verification, and until then only makes words unknown") {
  for (const std::uint64_t slot : {std::uint64_t{0}, ~std::uint64_t{0}, std::uint64_t{1}, std::uint64_t{6}}) {
    Damaged damaged;
    const std::size_t slots = damaged.tensors["words.slots"].shape[0];
    for (std::size_t i = 0; i < slots; ++i) damaged.set("words.slots", i, slot);
    const std::string& path = damaged.write();
    CHECK_FALSE(read_word_vectors(path).vectors.find("the"));
    CHECK(verifying_problem(path) == "the index does not find \"the\"");
  }
}

TEST_CASE("a duplicate word is found by verification, and is not written again") {
  WordVectors vectors(1);
  vectors.add("a", std::array{1.0F});
  vectors.add("b", std::array{2.0F});
  const TemporaryFolder folder;
  const std::string path = folder.path("table");
  write_word_vectors(vectors, TableFormat::mapped, path);
  std::string bytes = read_bytes(path);
  REQUIRE(bytes.ends_with("ab"));
  bytes.back() = 'a';
  static_cast<void>(folder.file("table", bytes));
  const LoadedVectors loaded = read_word_vectors(path);
  CHECK_THROWS_AS(write_word_vectors(loaded.vectors, TableFormat::mapped, folder.path("again")),
                  seqlab::Error);
  CHECK(verifying_problem(path) == "the checksum does not match; the file is damaged");
}

TEST_CASE("a mapped table that is overwritten while it is used is an error, and nothing is made of it") {
  const TemporaryFolder folder;
  const std::string path = folder.path("table");
  write_word_vectors(small_table(), TableFormat::mapped, path);
  // Long enough ago that a change shows in the time.
  std::filesystem::last_write_time(path, std::filesystem::last_write_time(path) - std::chrono::hours(1));
  const std::string bytes = read_bytes(path);
  const LoadedVectors loaded = read_word_vectors(path);
  CHECK_NOTHROW(loaded.vectors.throw_if_changed());
  // A number that is none, which is not the fault of the table as it was opened.
  std::string other = bytes;
  const float value = loaded.vectors.vector(0)[0];
  const std::string_view of_value(reinterpret_cast<const char*>(&value), sizeof value);
  other.replace(other.find(of_value), sizeof value, "\xFF\xFF\xFF\xFF");
  std::fstream(path, std::ios::in | std::ios::out | std::ios::binary) << other;
  CHECK_THROWS_AS(loaded.vectors.throw_if_changed(), seqlab::ModelError);
  CHECK_THROWS_AS(loaded.vectors.values(), seqlab::ModelError);
  std::fstream(path, std::ios::in | std::ios::out | std::ios::binary) << bytes;
  for (const TableFormat format : {TableFormat::mapped, TableFormat::word2vec_binary}) {
    CHECK_THROWS_AS(write_word_vectors(loaded.vectors, format, folder.path("other")), seqlab::Error);
  }
  CHECK(folder.entries() == 1);
}

TEST_CASE("a mapped table truncated anywhere is refused") {
  const TemporaryFolder folder;
  const std::string path = folder.path("table");
  write_word_vectors(small_table(), TableFormat::mapped, path);
  const std::string bytes = read_bytes(path);
  for (std::size_t length = 1; length < bytes.size(); length += 5) {
    static_cast<void>(folder.file("table", bytes.substr(0, length)));
    CAPTURE(length);
    REQUIRE_THROWS_AS(read_word_vectors(path), DataError);
  }
}

TEST_CASE("mutated mapped tables are used correctly or fail cleanly") {
  const TemporaryFolder folder;
  const std::string path = folder.path("table");
  write_word_vectors(small_table(), TableFormat::mapped, path);
  const std::string bytes = read_bytes(path);
  std::uint64_t header_length = 0;
  std::memcpy(&header_length, bytes.data(), sizeof header_length);
  const std::size_t data = sizeof header_length + header_length;
  std::mt19937 random(1);
  const auto below = [&](std::size_t n) { return static_cast<std::size_t>(random()) % n; };
  std::size_t used = 0;
  for (int round = 0; round < 1000; ++round) {
    std::string mutant = bytes;
    for (std::size_t change = 1 + below(3); change > 0; --change) {
      // Nobody looks at the checksum, so that every change is met where it matters.
      const std::size_t at = below(4) == 0 ? below(data) : data + below(mutant.size() - data);
      mutant[at] = static_cast<char>(below(4) == 0 ? 0xFF : below(256));
    }
    try {
      use(folder.file("mutant", mutant));
      ++used;
    } catch (const DataError&) {
    }
  }
  CHECK(used > 0);
}

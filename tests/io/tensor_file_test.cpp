#include "io/tensor_file.h"

#include <array>
#include <cstring>
#include <filesystem>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include "base/errors.h"
#include "catch.h"
#include "contains.h"
#include "io/hash.h"
#include "io/temporary_folder.h"

using seqlab::Error;
using seqlab::ModelError;
using seqlab::io::DType;
using seqlab::io::TensorFile;
using seqlab::io::TensorFileWriter;
using seqlab::tests::contains;
using seqlab::tests::read_bytes;
using seqlab::tests::TemporaryFolder;

namespace {

// What is wrong with a tensor file of this name, or "" when nothing is.
template <typename Open>
std::string problem_of(const std::string& name, const Open& open) {
  try {
    open().verify();
    return "";
  } catch (const ModelError& error) {
    const std::string message = error.what();
    REQUIRE(message.starts_with(name + ": "));
    return message.substr(name.size() + 2);
  }
}

// The same for a file of these bytes, on disk and in memory.
std::string problem(std::string_view bytes) {
  const TemporaryFolder folder;
  const std::string path = folder.file("model", bytes);
  const std::string found = problem_of(path, [&] { return TensorFile::open(path); });
  REQUIRE(problem_of("bytes", [&] {
            return TensorFile::from_bytes(std::as_bytes(std::span(bytes)), "bytes");
          }) == found);
  return found;
}

std::string framed(const std::string& header, std::string_view data) {
  std::string bytes(8, '\0');
  const std::uint64_t length = header.size();
  std::memcpy(bytes.data(), &length, 8);
  return bytes + header + std::string(data);
}

constexpr std::string_view checksum_start = "\"checksum\":\"";

// Puts the right checksum where one is stated, so that a test reaches what it is about.
std::string sealed(std::string bytes) {
  const std::size_t found = bytes.find(checksum_start);
  if (found == std::string::npos || found + checksum_start.size() + 32 > bytes.size()) return bytes;
  const std::size_t at = found + checksum_start.size();
  bytes.replace(at, 32, std::string(32, '0'));
  seqlab::io::Hash128 hash;
  hash.update(std::as_bytes(std::span(bytes)));
  return bytes.replace(at, 32, hash.digits());
}

// A file with the given entries after the metadata and so many bytes of data.
std::string file_of(const std::string& entries, std::size_t data_bytes) {
  const std::string metadata =
      "\"__metadata__\":{" + std::string(checksum_start) + std::string(32, '0') + "\"}";
  return sealed(
      framed("{" + metadata + (entries.empty() ? "" : ",") + entries + "}", std::string(data_bytes, 'x')));
}

std::string example() {
  const std::vector<float> weights = {1.5F, -2.25F, 0.0F, 3.0F, 4.0F, 5.0F};
  const std::vector<std::uint8_t> letters = {'a', 'b', 'c'};
  const std::vector<std::int64_t> offsets = {0, 1, 3};
  const std::vector<double> exact = {0.1};
  TensorFileWriter writer;
  writer.add<std::uint8_t>("words", {3}, letters);
  writer.add<float>("weights", {2, 3}, weights);
  writer.add<float>("bias", {0, 7}, {});
  writer.add<std::int64_t>("offsets", {3}, offsets);
  writer.add<double>("alpha", {}, exact);
  writer.add("half", DType::f16, {2}, std::as_bytes(std::span(weights).first(1)));
  writer.set_metadata("format", "1");
  writer.set_metadata("text", "two\nlines, \"quotes\" and \xC3\xA9");
  const TemporaryFolder folder;
  const std::string path = folder.path("model");
  writer.write(path);
  return read_bytes(path);
}

}  // namespace

TEST_CASE("tensors and metadata come back as they were written") {
  const TemporaryFolder folder;
  const std::string path = folder.file("model", example());
  const TensorFile read = TensorFile::open(path);
  CHECK(read.path() == path);
  CHECK(read.metadata("format") == "1");
  CHECK(read.metadata("text") == "two\nlines, \"quotes\" and \xC3\xA9");
  CHECK(read.metadata().size() == 3);
  const auto weights = read.floats("weights", {2, 3});
  CHECK(std::vector<float>(weights.begin(), weights.end()) == std::vector<float>{1.5F, -2.25F, 0, 3, 4, 5});
  CHECK(read.floats("bias", {0, 7}).empty());
  CHECK(read.values<double>("alpha", {})[0] == 0.1);
  CHECK(read.list<std::int64_t>("offsets")[2] == 3);
  CHECK(read.list<std::uint8_t>("words")[1] == 'b');
  REQUIRE(read.find("half") != nullptr);
  CHECK(read.find("half")->dtype == DType::f16);
  CHECK(read.find("half")->shape == std::vector<std::size_t>{2});
  CHECK(read.find("nothing") == nullptr);
}

TEST_CASE("a file in memory is read from anywhere, and its bytes may go") {
  std::string bytes = "x" + example();  // its tensors are not aligned
  const TensorFile read = TensorFile::from_bytes(std::as_bytes(std::span(bytes).subspan(1)), "bytes");
  bytes.assign(bytes.size(), 'x');
  CHECK(read.path() == "bytes");
  read.verify();
  CHECK(read.floats("weights", {2, 3})[1] == -2.25F);
  CHECK(read.values<double>("alpha", {})[0] == 0.1);
}

TEST_CASE("a file without tensors is a file") {
  const TemporaryFolder folder;
  const std::string path = folder.path("model");
  TensorFileWriter().write(path);
  CHECK(TensorFile::open(path).tensors().empty());
}

TEST_CASE("views outlive a move of the file") {
  const TemporaryFolder folder;
  const std::string path = folder.file("model", example());
  TensorFile first = TensorFile::open(path);
  const std::span<const float> weights = first.floats("weights", {2, 3});
  const TensorFile second = std::move(first);
  CHECK(second.floats("weights", {2, 3}).data() == weights.data());
  CHECK(weights[0] == 1.5F);
}

TEST_CASE(
    "data starts at a multiple of 64, and tensors are sorted by descending element size, then by name") {
  const std::string bytes = example();
  std::uint64_t length = 0;
  std::memcpy(&length, bytes.data(), 8);
  CHECK((8 + length) % 64 == 0);
  CHECK(bytes[8] == '{');
  const TemporaryFolder folder;
  const std::string path = folder.file("model", bytes);
  const TensorFile read = TensorFile::open(path);
  std::vector<std::string> names;
  for (const auto& tensor : read.tensors()) names.push_back(tensor.name);
  CHECK(names == std::vector<std::string>{"alpha", "offsets", "bias", "weights", "half", "words"});
}

TEST_CASE("equal content gives equal bytes, in whatever order it was added") {
  const std::vector<float> a = {1, 2};
  const std::vector<float> b = {3};
  const TemporaryFolder folder;
  TensorFileWriter one;
  one.add<float>("a", {2}, a);
  one.add<float>("b", {1}, b);
  one.set_metadata("x", "1");
  one.set_metadata("a", "2");
  one.write(folder.path("first"));
  TensorFileWriter other;
  other.set_metadata("a", "2");
  other.set_metadata("x", "1");
  other.add<float>("b", {1}, b);
  other.add<float>("a", {2}, a);
  other.write(folder.path("second"));
  CHECK(read_bytes(folder.path("first")) == read_bytes(folder.path("second")));
}

TEST_CASE("the checksum is the hash of the file with its own digits as zeros") {
  const std::string bytes = example();
  CHECK(sealed(bytes) == bytes);
}

TEST_CASE("a metadata value that looks like the checksum's zeros does not mislead it") {
  const std::string zeros(32, '0');
  TensorFileWriter writer;
  writer.set_metadata("a", zeros);
  writer.set_metadata("b\"" + zeros, "\"" + zeros + "\"");
  const TemporaryFolder folder;
  const std::string path = folder.path("model");
  writer.write(path);
  const TensorFile read = TensorFile::open(path);
  CHECK_NOTHROW(read.verify());
  CHECK(read.metadata("a") == zeros);
}

TEST_CASE("a tensor of the wrong name, dtype or shape is a model error") {
  const TemporaryFolder folder;
  const std::string path = folder.file("model", example());
  const TensorFile read = TensorFile::open(path);
  CHECK_THROWS_WITH(read.floats("nothing", {1}), path + ": the tensor \"nothing\" is missing");
  CHECK_THROWS_WITH(read.floats("words", {3}),
                    path + ": the tensor \"words\" has the dtype U8; it should be F32");
  CHECK_THROWS_WITH(read.floats("weights", {3, 2}),
                    path + ": the tensor \"weights\" has the shape [2, 3]; it should be [3, 2]");
  CHECK_THROWS_AS(read.floats("weights", {6}), ModelError);
  CHECK_THROWS_AS(read.list<float>("weights"), ModelError);
  CHECK_THROWS_WITH(read.metadata("nothing"), path + ": the metadata lacks \"nothing\"");
}

TEST_CASE("the writer refuses content that could not be read again") {
  const std::vector<float> three = {1, 2, 3};
  TensorFileWriter writer;
  CHECK_THROWS_AS(writer.add<float>("a", {2}, three), std::invalid_argument);
  CHECK_THROWS_AS(writer.add<float>("__metadata__", {3}, three), std::invalid_argument);
  CHECK_THROWS_AS(writer.add<float>("", {3}, three), std::invalid_argument);
  CHECK_THROWS_AS(writer.set_metadata("checksum", ""), std::invalid_argument);
  writer.add<float>("a", {3}, three);
  CHECK_THROWS_AS(writer.add<float>("a", {3}, three), std::invalid_argument);
  writer.set_metadata("bad", "\xFF");
  const TemporaryFolder folder;
  const std::string path = folder.file("model", "old");
  CHECK_THROWS_AS(writer.write(path), seqlab::Error);
  CHECK(read_bytes(path) == "old");
}

TEST_CASE("a check that fails once all is written leaves the old file as it was") {
  const TemporaryFolder folder;
  const std::string path = folder.file("model", "old");
  const TensorFileWriter writer;
  CHECK_THROWS_AS(writer.write(path, [] { throw Error("what was written has changed"); }), Error);
  CHECK(read_bytes(path) == "old");
  CHECK(folder.entries() == 1);
}

TEST_CASE("an empty file, a short file and a foreign file are model errors") {
  CHECK(contains(problem(""), "too short"));
  CHECK(contains(problem("1234567"), "too short"));
  CHECK(contains(problem("just some text, longer than eight bytes"), "not a model file"));
  CHECK(contains(problem(framed("[1, 2]", "")), "not a JSON object"));
  CHECK(contains(problem(std::string("\x1F\x8B\x08\x00\x00\x00\x00\x00\x00\x00", 10)), "header"));
  CHECK(contains(problem(framed("", "")), "not a JSON object"));
}

TEST_CASE("a header length beyond the file or the limit is a model error") {
  std::string bytes = example();
  for (const std::uint64_t length : {std::uint64_t{1} << 63, ~std::uint64_t{0}, ~std::uint64_t{0} - 7,
                                     std::uint64_t{100'000'001}, std::uint64_t{bytes.size() - 7}}) {
    std::memcpy(bytes.data(), &length, 8);
    CHECK(contains(problem(bytes), "header"));
  }
}

TEST_CASE("hostile JSON is a model error") {
  CHECK(contains(problem(framed("{\"a\":", "")), "not valid JSON"));
  CHECK(contains(problem(framed("{}{}", "")), "not valid JSON"));
  CHECK(contains(problem(framed(std::string("{}\0{}", 5), "")), "not a JSON object"));
  CHECK(contains(problem(framed("{\"\xFF\":{}}", "")), "not valid JSON"));
  // Deep nesting, at each place where a value may stand.
  const std::string deep(1'000'000, '[');
  const std::string deeper = [] {
    std::string text;
    for (int i = 0; i < 200'000; ++i) text += "{\"a\":";
    return text;
  }();
  for (const std::string& nest : {deep, deeper}) {
    CHECK(!problem(framed("{\"a\":" + nest, "")).empty());
    CHECK(!problem(framed("{\"a\":{\"shape\":" + nest, "")).empty());
    CHECK(!problem(framed("{\"__metadata__\":{\"a\":" + nest, "")).empty());
  }
}

TEST_CASE("a duplicate key is a model error") {
  const std::string tensor = R"({"dtype":"F32","shape":[1],"data_offsets":[0,4]})";
  CHECK(contains(problem(file_of("\"a\":" + tensor + ",\"a\":" + tensor, 4)), "\"a\" twice"));
  CHECK(contains(problem(file_of("\"__metadata__\":{}", 0)), "\"__metadata__\" twice"));
  CHECK(contains(problem(file_of(R"("a":{"dtype":"F32","dtype":"F32","shape":[1],"data_offsets":[0,4]})", 4)),
                 "\"dtype\" twice"));
  CHECK(contains(problem(file_of(R"("a":{"dtype":"F32","shape":[1],"shape":[1],"data_offsets":[0,4]})", 4)),
                 "\"shape\" twice"));
  CHECK(contains(problem(framed(R"({"__metadata__":{"a":"1","a":"2"}})", "")), "\"a\" twice"));
}

TEST_CASE("an entry that is not a tensor is a model error") {
  const auto entry_problem = [](const std::string& entry) { return problem(file_of("\"a\":" + entry, 4)); };
  REQUIRE(entry_problem(R"({"dtype":"F32","shape":[1],"data_offsets":[0,4]})").empty());
  CHECK(contains(entry_problem(R"({"dtype":"F32","shape":[1]})"), "lacks its data_offsets"));
  CHECK(contains(entry_problem(R"({"shape":[1],"data_offsets":[0,4]})"), "lacks its dtype"));
  CHECK(contains(entry_problem(R"({"dtype":"F32","data_offsets":[0,4]})"), "lacks its shape"));
  CHECK(contains(entry_problem(R"({"dtype":"F31","shape":[1],"data_offsets":[0,4]})"),
                 "unknown dtype \"F31\""));
  CHECK(contains(entry_problem(R"({"dtype":4,"shape":[1],"data_offsets":[0,4]})"), "wrong kind"));
  CHECK(contains(entry_problem(R"({"dtype":"F32","shape":1,"data_offsets":[0,4]})"), "wrong kind"));
  CHECK(contains(entry_problem(R"({"dtype":"F32","shape":[-1],"data_offsets":[0,4]})"), "wrong kind"));
  CHECK(contains(entry_problem(R"({"dtype":"F32","shape":[1.0],"data_offsets":[0,4]})"), "wrong kind"));
  CHECK(contains(entry_problem(R"({"dtype":"F32","shape":["1"],"data_offsets":[0,4]})"), "wrong kind"));
  CHECK(contains(entry_problem(R"({"dtype":"F32","shape":[1],"data_offsets":[0]})"), "not two numbers"));
  CHECK(contains(entry_problem(R"({"dtype":"F32","shape":[1],"data_offsets":[0,2,4]})"), "not two numbers"));
  CHECK(
      contains(entry_problem(R"({"dtype":"F32","shape":[1],"data_offsets":[0,4],"x":1})"), "unknown field"));
  CHECK(contains(entry_problem(R"({"dtype":"F32","shape":[1],"data_offsets":[18446744073709551616,4]})"),
                 "wrong kind"));
  for (const char* value : {"null", "true", "1", "-1", "1.5", "\"x\"", "[]"}) {
    CHECK(contains(entry_problem(value), "wrong kind"));
  }
  CHECK(contains(problem(framed(R"({"__metadata__":{"a":1}})", "")), "wrong kind"));
  CHECK(contains(problem(framed(R"({"__metadata__":{"a":{}}})", "")), "wrong kind"));
}

TEST_CASE("a shape that does not match the tensor's bytes is a model error") {
  const auto shape_problem = [](const std::string& shape, std::size_t bytes) {
    return problem(file_of("\"a\":{\"dtype\":\"F32\",\"shape\":" + shape + ",\"data_offsets\":[0," +
                               std::to_string(bytes) + "]}",
                           bytes));
  };
  REQUIRE(shape_problem("[]", 4).empty());
  REQUIRE(shape_problem("[0]", 0).empty());
  CHECK(contains(shape_problem("[2]", 4), "has 4 bytes"));
  CHECK(contains(shape_problem("[0]", 4), "has 4 bytes"));
  CHECK(contains(shape_problem("[1]", 3), "has 3 bytes"));
  // Products that overflow to what the offsets say.
  CHECK(contains(shape_problem("[4611686018427387904]", 0), "has 0 bytes"));
  CHECK(contains(shape_problem("[4294967296,4294967296]", 0), "has 0 bytes"));
  CHECK(contains(shape_problem("[0,9223372036854775808,9223372036854775808]", 0), "has 0 bytes"));
}

TEST_CASE("tensors that overlap, leave a hole or do not fill the data are model errors") {
  const auto offsets_problem = [](const std::string& a, const std::string& b, std::size_t data) {
    return problem(file_of("\"a\":{\"dtype\":\"U8\",\"shape\":[4],\"data_offsets\":" + a +
                               "},\"b\":{\"dtype\":\"U8\",\"shape\":[4],\"data_offsets\":" + b + "}",
                           data));
  };
  REQUIRE(offsets_problem("[0,4]", "[4,8]", 8).empty());
  REQUIRE(offsets_problem("[4,8]", "[0,4]", 8).empty());
  CHECK(contains(offsets_problem("[0,4]", "[2,6]", 6), "\"b\" overlaps"));
  CHECK(contains(offsets_problem("[0,4]", "[0,4]", 4), "\"b\" overlaps"));
  CHECK(contains(offsets_problem("[0,4]", "[5,9]", 9), "\"b\" comes after a hole"));
  CHECK(contains(offsets_problem("[1,5]", "[5,9]", 9), "\"a\" comes after a hole"));
  CHECK(contains(offsets_problem("[0,4]", "[4,8]", 9), "data is 9 bytes"));
  CHECK(contains(offsets_problem("[0,4]", "[4,8]", 7), "data is 7 bytes"));
  CHECK(contains(offsets_problem("[4,0]", "[4,8]", 8), "ends before it starts"));
  CHECK(contains(offsets_problem("[0,4]", "[18446744073709551612,18446744073709551616]", 8), "wrong kind"));
  CHECK(contains(offsets_problem("[0,4]", "[18446744073709551610,18446744073709551614]", 8),
                 "data is 8 bytes"));
  CHECK(contains(problem(file_of("", 3)), "data is 3 bytes"));
}

TEST_CASE("unaligned elements are refused when they are accessed") {
  // The two tensors of floats lie five bytes apart, so that one of them at least is not aligned.
  const TemporaryFolder folder;
  const std::string path =
      folder.file("model", file_of(R"("a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},)"
                                   R"("b":{"dtype":"U8","shape":[1],"data_offsets":[4,5]},)"
                                   R"("c":{"dtype":"F32","shape":[1],"data_offsets":[5,9]})",
                                   9));
  const TensorFile read = TensorFile::open(path);
  int refused = 0;
  for (const char* name : {"a", "c"}) {
    const bool aligned =
        reinterpret_cast<std::uintptr_t>(read.find(name)->bytes.data()) % alignof(float) == 0;
    try {
      static_cast<void>(read.floats(name, {1}));
      CHECK(aligned);
    } catch (const ModelError& error) {
      CHECK(contains(error.what(), "not aligned"));
      CHECK_FALSE(aligned);
      ++refused;
    }
  }
  CHECK(refused > 0);
}

TEST_CASE("a file without its checksum is a model error") {
  CHECK(contains(problem(framed("{}", "")), "no checksum"));
  CHECK(contains(problem(framed(R"({"__metadata__":{"checksum":"12"}})", "")), "32 lower-case"));
  const std::string upper(32, 'A');
  CHECK(
      contains(problem(framed("{\"__metadata__\":{\"checksum\":\"" + upper + "\"}}", "")), "32 lower-case"));
  std::string escaped;
  for (int i = 0; i < 32; ++i) escaped += "\\u0030";
  CHECK(contains(problem(framed("{\"__metadata__\":{\"checksum\":\"" + escaped + "\"}}", "")),
                 "32 lower-case"));
  CHECK(contains(problem(framed("{\"__metadata__\":{\"checksum\":\"" + std::string(32, '0') + "\"}}", "")),
                 "checksum does not match"));
}

TEST_CASE("every flipped bit is found") {
  const std::string good = example();
  REQUIRE(problem(good).empty());
  for (std::size_t byte = 0; byte < good.size(); ++byte) {
    std::string bad = good;
    bad[byte] = static_cast<char>(bad[byte] ^ (1 << (byte % 8)));
    CAPTURE(byte);
    REQUIRE(!problem(bad).empty());
  }
  std::string bad = good;
  bad.back() = static_cast<char>(bad.back() ^ 1);
  CHECK(problem(bad) == "the checksum does not match; the file is damaged");
}

TEST_CASE("a file truncated anywhere is a model error") {
  const std::string good = example();
  for (std::size_t part = 0; part < 50; ++part) {
    CAPTURE(part);
    REQUIRE(!problem(std::string_view(good).substr(0, good.size() * part / 50)).empty());
  }
  CHECK(!problem(std::string_view(good).substr(0, good.size() - 1)).empty());
  CHECK(!problem(good + "x").empty());
}

TEST_CASE("a missing file or a directory is an error") {
  CHECK_THROWS_AS(TensorFile::open("/nonexistent/model"), seqlab::Error);
  CHECK_THROWS_AS(TensorFile::open(std::filesystem::temp_directory_path().string()), seqlab::Error);
}

// Mutants of a good file, with the checksum put right again so that it hides nothing: either the file opens
// and all that it says of its tensors is true, or it is a ModelError.
TEST_CASE("mutated files open correctly or fail cleanly") {
  const std::string good = example();
  std::mt19937 random(1);
  const auto below = [&](std::size_t n) { return static_cast<std::size_t>(random()) % n; };
  const std::array<std::string_view, 12> pieces = {
      "[",    "]",       "{",      "}", "\"", ",", "0", "18446744073709551615", "9223372036854775808",
      "null", "\\u0000", "\"F64\""};
  const TemporaryFolder folder;
  const std::string path = folder.path("model");
  std::size_t opened = 0;
  for (int round = 0; round < 4000; ++round) {
    std::string bytes = good;
    const std::size_t changes = 1 + below(3);
    for (std::size_t change = 0; change < changes; ++change) {
      // Most of what can go wrong lies in the header.
      const std::size_t at =
          below(4) == 0 ? below(bytes.size()) : below(std::min<std::size_t>(bytes.size(), 700));
      switch (below(5)) {
        case 0:
          bytes[at] = static_cast<char>(below(256));
          break;
        case 1:
          bytes[at] = static_cast<char>(bytes[at] ^ (1 << below(8)));
          break;
        case 2:
          bytes.insert(at, pieces[below(pieces.size())]);
          break;
        case 3:
          bytes.erase(at, 1 + below(20));
          break;
        default: {
          const std::string_view piece = pieces[below(pieces.size())];
          bytes.replace(at, std::min(piece.size(), bytes.size() - at), piece);
        }
      }
    }
    if (below(2) == 0 && bytes.size() > 8) {
      const std::uint64_t length = bytes.size() - 8 - std::min<std::size_t>(bytes.size() - 8, 63);
      std::memcpy(bytes.data(), &length, 8);
    }
    static_cast<void>(folder.file("model", sealed(bytes)));
    try {
      const TensorFile read = TensorFile::open(path);
      ++opened;
      std::size_t total = 0;
      for (const auto& tensor : read.tensors()) {
        std::size_t count = seqlab::io::element_size(tensor.dtype);
        for (const std::size_t dimension : tensor.shape) count *= dimension;
        REQUIRE(count == tensor.bytes.size());
        for (const std::byte byte : tensor.bytes) total += std::to_integer<std::size_t>(byte);
      }
      REQUIRE(total <= 255 * bytes.size());
    } catch (const ModelError&) {
    }
  }
  CHECK(opened > 0);
}

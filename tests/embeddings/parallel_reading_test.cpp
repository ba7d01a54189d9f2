// A text table is cut into pieces that threads parse side by side: nothing of it may show.
#include <bit>
#include <cstdint>
#include <functional>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "base/errors.h"
#include "base/pool.h"
#include "catch.h"
#include "contains.h"
#include "embeddings/table.h"
#include "embeddings/text_row.h"
#include "io/temporary_folder.h"
#include "sanitized.h"

using seqlab::DataError;
using seqlab::embeddings::LoadedVectors;
using seqlab::embeddings::parse_row;
using seqlab::embeddings::read_word_vectors;
using seqlab::tests::contains;
using seqlab::tests::TemporaryFolder;

namespace {

// All that a table is, or what is wrong with it.
using Content = std::vector<std::string>;
Content content(const std::function<LoadedVectors()>& read) {
  try {
    const LoadedVectors loaded = read();
    Content result{std::string(seqlab::base::name_of(loaded.format)),
                   std::to_string(loaded.vectors.dimension()),
                   std::to_string(loaded.duplicates) + (loaded.remark.empty() ? "" : " " + loaded.remark)};
    bool found = true;
    for (std::size_t row = 0; row < loaded.vectors.size(); ++row) {
      std::string text(loaded.vectors.word(row));
      found = found && loaded.vectors.find(text) == row;
      for (const float value : loaded.vectors.vector(row)) {
        text += " " + std::to_string(std::bit_cast<std::uint32_t>(value));
      }
      result.push_back(std::move(text));
    }
    CHECK(found);
    return result;
  } catch (const DataError& error) {
    return {error.what()};
  }
}

// The table from a stream and from a mapped file, on one thread and on several: all must be the same.
Content read_in_every_way(const std::string& text) {
  const TemporaryFolder folder;
  const std::string path = folder.file("table", text);
  const Content first = content([&] { return read_word_vectors(path); });
  for (const std::size_t threads : {1U, 2U, 3U, 7U}) {
    if (seqlab::tests::sanitized && threads != 3) continue;
    CAPTURE(threads);
    // No CHECK of the tables themselves, which would be printed.
    seqlab::base::Pool pool(threads);
    const bool same_mapped = content([&] { return read_word_vectors(path, pool); }) == first;
    CHECK(same_mapped);
    const bool same_streamed =
        content([&] { return read_word_vectors(seqlab::io::memory_input(text, path), pool); }) == first;
    CHECK(same_streamed);
  }
  if (first.size() == 1) return {first[0].substr(path.size())};
  return first;
}

// Rows of three values with all that a line may be, longer than many pieces and than a block of a stream.
std::string large_text(std::size_t rows) {
  const std::string long_word(70, 'x');
  std::mt19937 random(3);
  std::string text;
  for (std::size_t row = 0; row < rows; ++row) {
    switch (random() % 20) {
      case 0:
        text += "two words" + std::to_string(row);
        break;
      case 1:
        text += "again" + std::to_string(random() % 100);
        break;
      case 2:
        text += "  spaced" + std::to_string(row) + " ";
        break;
      default:
        text += long_word + std::to_string(row);
    }
    for (int value = 0; value < 3; ++value) {
      text += (random() % 50 == 0 ? "  " : " ") + std::to_string(static_cast<int>(random() % 20001) - 10000);
      text += "e-" + std::to_string(random() % 50);
    }
    text += random() % 10 == 0 ? "\r\n" : random() % 10 == 0 ? " \n" : "\n";
  }
  return text;
}

}  // namespace

TEST_CASE("a table is the same from a stream and a file, on any number of threads") {
  const std::size_t rows = 100'000;
  const std::string text = large_text(rows);
  REQUIRE(text.size() > 9'000'000);
  const Content table = read_in_every_way(text);
  CHECK(table.size() > rows * 9 / 10);
  CHECK(std::stoul(table[2]) > 1000);
  CHECK(table.size() - 3 + std::stoul(table[2]) == rows);
  const std::string shorter = large_text(20'000);
  const std::size_t size = read_in_every_way(shorter).size();
  CHECK(read_in_every_way("\xEF\xBB\xBF" + shorter.substr(0, shorter.find_last_not_of("\r\n") + 1)).size() ==
        size);
  CHECK(read_in_every_way("20000 3\r\n" + shorter).size() == size);
}

TEST_CASE("the first error in the file is reported, whichever thread found one first") {
  std::string text;
  std::vector<std::size_t> starts;
  const std::string long_word(30, 'w');
  for (std::size_t row = 0; row < 80'000; ++row) {
    starts.push_back(text.size());
    text += long_word + std::to_string(row) + " 1 0.25\n";
  }
  REQUIRE(text.size() > 3'000'000);
  const auto broken = [&](std::string bytes, std::initializer_list<std::size_t> rows) {
    for (const std::size_t row : rows) bytes[bytes.find(' ', starts[row]) + 1] = 'x';
    return bytes;
  };
  CHECK(read_in_every_way(broken(text, {50'000})) ==
        Content{":50001:37: \"x\" is not a number; 2 values of a word vector are expected"});
  CHECK(read_in_every_way(broken(text, {79'999, 30'000, 30'001, 60'000})) ==
        Content{":30001:37: \"x\" is not a number; 2 values of a word vector are expected"});
  CHECK(read_in_every_way("80001 2\n" + text)[2] == "0 the header says 80001 words, the file has 80000");
  CHECK(read_in_every_way("50000 2\n" + text)[2] == "0 the header says 50000 words, the file has 80000");
  const std::string empty_line = text.substr(0, starts[39'999]) + "\n" + text.substr(starts[39'999]);
  CHECK(read_in_every_way(empty_line) ==
        Content{":40000: the line is empty; a word and its values are expected"});
}

TEST_CASE("rows behind the header's number are read and checked as the others") {
  CHECK(read_in_every_way("2 1\na 1\nb 1\nc x\n") ==
        Content{":4:3: \"x\" is not a number; 1 value of a word vector are expected"});
  CHECK(contains(read_in_every_way("2 1\na 1\nb x\nc 1\n")[0], ":3:3: \"x\" is not a number"));
  CHECK(read_in_every_way("1 1\na 1\na 2\n")[2] == "1 the header says 1 word, the file has 2");
}

TEST_CASE("many empty lines under a wide first one cost no memory") {
  std::string text = "5000000 100000\nw";
  for (int value = 0; value < 100'000; ++value) text += " 1";
  const std::string blank(5'000'000, '\n');
  CHECK(contains(read_in_every_way(text + blank + "x")[0], ":3: the line is empty"));
  CHECK(contains(read_in_every_way(text + blank)[2], "the header says 5000000 words, the file has 1"));
}

TEST_CASE("a line gives the same with and without a leading space") {
  const std::vector<std::string> fields = {
      "1",   "-0.5", "+2", "1e-3", "1e-60", "1e60", "nan",    "inf",   "infinity",     "0x1p3",
      "1,5", "-",    "",   "1e5",  ".5",    "5.",   "00.100", "1e-42", "3.4028235e38", "3.4028236e38",
      "7\t", "word", "--1"};
  std::mt19937 random(1);
  std::size_t rows = 0;
  for (int round = 0; round < 30'000; ++round) {
    std::string line = random() % 20 == 0 ? "two words" : fields[random() % fields.size()];
    for (std::size_t count = 1 + random() % 4; count > 0; --count) {
      // Mostly good ones, so that whole rows come about.
      const std::string& field = fields[random() % (random() % 3 == 0 ? fields.size() : 4)];
      line += " " + field;
    }
    if (random() % 10 == 0) line += " ";
    std::vector<float> values(2);
    std::vector<float> other_values(2);
    std::string_view word;
    std::string_view other_word;
    const auto problem = parse_row(line, values, word);
    const std::string spaced = " " + line;
    const auto other_problem = parse_row(spaced, other_values, other_word);
    CAPTURE(line);
    REQUIRE(problem.has_value() == other_problem.has_value());
    if (problem) {
      REQUIRE(problem->message == other_problem->message);
      REQUIRE(problem->column + (problem->column > 0 ? 1 : 0) == other_problem->column);
      continue;
    }
    ++rows;
    REQUIRE(word == other_word);
    for (std::size_t i = 0; i < values.size(); ++i) {
      REQUIRE(std::bit_cast<std::uint32_t>(values[i]) == std::bit_cast<std::uint32_t>(other_values[i]));
    }
  }
  CHECK(rows > 1000);
}

#include <boost/iostreams/copy.hpp>
#include <boost/iostreams/device/array.hpp>
#include <boost/iostreams/filter/gzip.hpp>
#include <boost/iostreams/filter/zstd.hpp>
#include <boost/iostreams/filtering_stream.hpp>
#include <cstring>
#include <limits>
#include <sstream>
#include <string>
#include <vector>

#include "base/errors.h"
#include "catch.h"
#include "contains.h"
#include "embeddings/table.h"
#include "io/temporary_folder.h"

using seqlab::DataError;
using seqlab::embeddings::LoadedVectors;
using seqlab::embeddings::read_word_vectors;
using seqlab::embeddings::TableFormat;
using seqlab::tests::contains;

namespace {

LoadedVectors read(std::string bytes) {
  return read_word_vectors(seqlab::io::memory_input(std::move(bytes), "table"));
}

// The whole message of the DataError.
std::string problem(std::string bytes) {
  try {
    read(std::move(bytes));
  } catch (const DataError& error) {
    return error.what();
  }
  return "none";
}

std::string floats(const std::vector<float>& values) {
  std::string bytes(values.size() * sizeof(float), '\0');
  std::memcpy(bytes.data(), values.data(), bytes.size());
  return bytes;
}

template <typename Compressor>
std::string compressed(const std::string& bytes) {
  std::ostringstream result;
  boost::iostreams::filtering_ostream stream;
  stream.push(Compressor());
  stream.push(result);
  stream << bytes;
  stream.reset();
  return result.str();
}

std::string ten_megabytes(char byte) {
  std::string bytes;
  bytes.resize(10'000'000, byte);
  return bytes;
}

std::vector<float> row(const LoadedVectors& loaded, std::size_t index) {
  const auto vector = loaded.vectors.vector(index);
  return {vector.begin(), vector.end()};
}

}  // namespace

TEST_CASE("GloVe text has no header") {
  const LoadedVectors loaded = read("the 0.5 -1e-3 2\nof 1 2 3\n");
  CHECK(loaded.format == TableFormat::glove);
  CHECK(loaded.vectors.dimension() == 3);
  REQUIRE(loaded.vectors.size() == 2);
  CHECK(loaded.vectors.word(1) == "of");
  CHECK(row(loaded, 0) == std::vector<float>{0.5F, -1e-3F, 2.0F});
}

TEST_CASE("word2vec text has a header, fastText a space at the end of each line as well") {
  const LoadedVectors word2vec = read("2 3\nthe 1 2 3\nof 4 5 6\n");
  CHECK(word2vec.format == TableFormat::word2vec_text);
  CHECK(word2vec.vectors.size() == 2);
  CHECK(row(word2vec, 1) == std::vector<float>{4, 5, 6});
  const LoadedVectors fasttext = read("2 3\nthe 1 2 3 \nof 4 5 6 \n");
  CHECK(fasttext.format == TableFormat::fasttext);
  CHECK(row(fasttext, 1) == std::vector<float>{4, 5, 6});
}

TEST_CASE("word2vec binary is read with and without a newline after each vector") {
  const std::string the = "the " + floats({0.1F, -0.2F, 0.3F});
  const std::string of = "of " + floats({1.0F, 0.0F, 1e-30F});
  for (const char* newline : {"", "\n"}) {
    const LoadedVectors loaded =
        read(std::string("2 3\n").append(the).append(newline).append(of).append(newline));
    CHECK(loaded.format == TableFormat::word2vec_binary);
    REQUIRE(loaded.vectors.size() == 2);
    CHECK(loaded.vectors.word(0) == "the");
    CHECK(loaded.vectors.word(1) == "of");
    CHECK(row(loaded, 0) == std::vector<float>{0.1F, -0.2F, 0.3F});
    CHECK(row(loaded, 1) == std::vector<float>{1.0F, 0.0F, 1e-30F});
  }
  CHECK(read("1 1\na " + floats({0.7F})).format == TableFormat::word2vec_binary);
}

TEST_CASE("bytes of floats that are spaces or line ends do not mislead the binary reader") {
  float spaces = 0;
  float newlines = 0;
  std::memcpy(&spaces, "    ", 4);
  std::memcpy(&newlines, "\n\n\n\n", 4);
  const std::string bytes =
      "2 3\na " + floats({newlines, spaces, newlines}) + "\nb " + floats({spaces, spaces, newlines}) + "\n";
  const LoadedVectors loaded = read(bytes);
  CHECK(loaded.format == TableFormat::word2vec_binary);
  CHECK(row(loaded, 1) == std::vector<float>{spaces, spaces, newlines});
}

TEST_CASE("compressed tables are recognised by their content, whatever they are called") {
  const seqlab::tests::TemporaryFolder folder;
  const std::string glove = "the 1 2\nof 3 4\n";
  const std::string binary = "1 2\nthe " + floats({1, 2});
  using Gzip = boost::iostreams::gzip_compressor;
  using Zstd = boost::iostreams::zstd_compressor;
  CHECK(read_word_vectors(folder.file("a.txt", compressed<Gzip>(glove))).format == TableFormat::glove);
  CHECK(read_word_vectors(folder.file("b.gz", glove)).format == TableFormat::glove);
  CHECK(read_word_vectors(folder.file("c.vec", compressed<Zstd>(glove))).vectors.size() == 2);
  CHECK(read_word_vectors(folder.file("d.txt", compressed<Zstd>(binary))).format ==
        TableFormat::word2vec_binary);
  CHECK(read_word_vectors(folder.file("e.zst", compressed<Gzip>(binary))).vectors.find("the") == 0);
  const std::string cut = compressed<Gzip>(glove).substr(0, 25);
  CHECK_THROWS_AS(read_word_vectors(folder.file("f.gz", cut)), DataError);
  CHECK_THROWS_AS(read_word_vectors(folder.path("missing")), seqlab::Error);
}

TEST_CASE("a word may contain spaces and any other bytes") {
  const LoadedVectors loaded = read(
      "the 1 2\n"
      ". . . 3 4\n"
      "at name@example.org 5 6\n"
      "a\xC2\xA0z 7 8\n"
      "next\xC2\x85line 9 10\n"
      "\xFF\xFE 11 12\n"
      "to infinity 13 14\n"
      "tab\tbed 15 16\n" +
      std::string("n\0l 17 18\n", 10) + "\xE2\x80\xA8 19 20\n");
  CHECK(loaded.vectors.dimension() == 2);
  CHECK(loaded.vectors.size() == 10);
  CHECK(loaded.vectors.find(". . .") == 1);
  CHECK(loaded.vectors.find("at name@example.org") == 2);
  CHECK(loaded.vectors.find("a\xC2\xA0z") == 3);
  CHECK(loaded.vectors.find("next\xC2\x85line") == 4);
  CHECK(loaded.vectors.find("\xFF\xFE") == 5);
  CHECK(loaded.vectors.find("to infinity") == 6);
  CHECK(loaded.vectors.find("tab\tbed") == 7);
  CHECK(loaded.vectors.find(std::string_view("n\0l", 3)) == 8);
  CHECK(loaded.vectors.find("\xE2\x80\xA8") == 9);
}

TEST_CASE("words may look like numbers") {
  const LoadedVectors loaded = read("5 0.1 0.2\nnan 0.3 0.4\ninf 0.5 0.6\n-1.5 0.7 0.8\n");
  CHECK(loaded.vectors.dimension() == 2);
  CHECK(loaded.vectors.find("5") == 0);
  CHECK(loaded.vectors.find("nan") == 1);
  CHECK(loaded.vectors.find("-1.5") == 3);
}

TEST_CASE("no word is special to a table, not even unk") {
  const LoadedVectors loaded = read("the 1 2\nunk 3 4\n<unk> 5 6\n");
  CHECK(loaded.vectors.find("unk") == 1);
  CHECK(loaded.vectors.find("<unk>") == 2);
}

TEST_CASE("extra spaces at the ends of a line and between values are ignored") {
  const LoadedVectors loaded = read("  the  1   2  \nof 3 4\n");
  CHECK(loaded.vectors.find("the") == 0);
  CHECK(row(loaded, 0) == std::vector<float>{1, 2});
}

TEST_CASE("a byte order mark, line ends of two bytes and a missing last one are accepted") {
  CHECK(read("\xEF\xBB\xBFthe 1 2\r\nof 3 4").vectors.find("the") == 0);
  const LoadedVectors loaded = read(
      "\xEF\xBB\xBF"
      "2 2\r\nthe 1 2\r\nof 3 4");
  CHECK(loaded.format == TableFormat::word2vec_text);
  CHECK(row(loaded, 1) == std::vector<float>{3, 4});
}

TEST_CASE("numbers are read in every usual spelling") {
  const LoadedVectors loaded = read("a +0.5 .25 -1E2 1e-42 1e-60\n");
  CHECK(row(loaded, 0) == std::vector<float>{0.5F, 0.25F, -100.0F, 1e-42F, 0.0F});
}

TEST_CASE("the first of duplicate words counts, and the others are counted") {
  const LoadedVectors text = read("3 1\na 1\na 2\nb 3\n");
  CHECK(text.vectors.size() == 2);
  CHECK(text.duplicates == 1);
  CHECK(row(text, 0) == std::vector<float>{1});
  const LoadedVectors binary = read("2 2\na " + floats({1, 2}) + "a " + floats({3, 4}));
  CHECK(binary.duplicates == 1);
  CHECK(row(binary, 0) == std::vector<float>{1, 2});
}

TEST_CASE("a first line of a word and a number is a table of dimension one") {
  const LoadedVectors loaded = read("the 0.5\nof 7\n");
  CHECK(loaded.format == TableFormat::glove);
  CHECK(loaded.vectors.dimension() == 1);
  CHECK(read("the 5").vectors.size() == 1);
  CHECK(read("5 0.5\n6 7\n").vectors.find("6") == 1);
}

TEST_CASE("a first line of two whole numbers is a header") {
  CHECK(read("1 1\nthe 5\n").format == TableFormat::word2vec_text);
  CHECK(contains(problem("5 3\n"), "table:1: the file ends after 0 vectors; the header announces 5"));
  CHECK(contains(problem("5 3"), "the header announces 5"));
  CHECK(contains(problem("2000 15\nword 5\n"), "table: vector 1 of 2000: the file ends"));
  const LoadedVectors none = read("0 300\n");
  CHECK(none.vectors.size() == 0);
  CHECK(none.vectors.dimension() == 300);
}

TEST_CASE("a wrong dimension is an error with its line") {
  CHECK(problem("a 1 2 3\nb 1 2\nc 1 2 3\n") == "table:2: the word has 2 values; 3 are expected");
  CHECK(problem("a 1 2 3\nb 1 2 3 4\nc 1 2 3\n") == "table:2: the word has 4 values; 3 are expected");
  CHECK(problem("a 1 2\nb 1 2 3\nc 1 2 3\n") == "table:1: the word has 2 values; 3 are expected");
  CHECK(problem("2 3\na 1 2 3\nb 1 2\n") == "table:3: the word has 2 values; 3 are expected");
  CHECK(problem("2 3\na 1 2 3 4\nb 1 2 3 4\n") == "table:2: most words have 4 values; the header says 3");
  CHECK(problem("2 3\na 1 2 3\nb\n") == "table:3: the word has 0 values; 3 are expected");
  CHECK(problem("2 3\na 1 2\nb 1 2 3\n") == "table:2: the word has 2 values; 3 are expected");
  CHECK(problem("a 1 2\n\nb 1 2\n") == "table:2: the line is empty; a word and its values are expected");
}

TEST_CASE("blank lines at the end of a table are none of its rows") {
  for (const std::string end : {"\n", "\n\n\n", "\r\n", " \n", "\t\n \n", " "}) {
    CAPTURE(end);
    CHECK(read("a 1 2\nb 3 4\n" + end).vectors.size() == 2);
    CHECK(read("a 1 2\n" + end).vectors.dimension() == 2);
    CHECK(read("2 2\na 1 2\nb 3 4\n" + end).remark.empty());
    CHECK(read("2 2 x\na 1 2\nb 3 4\n" + end).remark.empty());
  }
  CHECK(problem("a 1 2\n\n\nb 1 2\n\n") == "table:2: the line is empty; a word and its values are expected");
  CHECK(problem("\na 1 2\nb 1 2\n") == "table:1: the line is empty; a word and its values are expected");
}

TEST_CASE("a header that counts otherwise than the file has rows is a remark") {
  const LoadedVectors fewer = read("3 2\nthe 0.1 0.2\ncat 0.3 0.4\n");
  CHECK(fewer.remark == "the header says 3 words, the file has 2");
  CHECK(fewer.vectors.size() == 2);
  const LoadedVectors more = read("1 1\na 1\nb 2\nc 3\n");
  CHECK(more.remark == "the header says 1 word, the file has 3");
  CHECK(more.vectors.size() == 3);
  CHECK(read("0 1\na 1\n").remark == "the header says 0 words, the file has 1");
  CHECK(read("3 1\na 1\na 2\n").remark == "the header says 3 words, the file has 2");
  CHECK(read("2 1\na 1\na 2\n").remark.empty());
  CHECK(read("a 1\nb 2\n").remark.empty());
  // A download that broke off.
  CHECK(read("3 2\nthe 0.1 0.2\ncat 0.3 0.4").remark ==
        "the header says 3 words, the file has 2; its last line has no end, it may be cut off");
  CHECK(problem("3 2\nthe 0.1 0.2\ncat 0.3") == "table:3: the word has 1 value; 2 are expected");
  CHECK(problem("3 2\nthe 0.1 0.2\ncat 0.3 -") ==
        "table:3:9: \"-\" is not a number; 2 values of a word vector are expected");
  CHECK(problem("1 2\nthe 0.1 0.2\ncat 0.3\n") == "table:3: the word has 1 value; 2 are expected");
}

TEST_CASE("a binary table that ends after a whole vector is a remark, and bytes behind the last an error") {
  const std::string rows = "the " + floats({0.1F, -0.2F, 0.3F}) + "\nof " + floats({0.4F, 0.5F, 0.6F}) + "\n";
  const LoadedVectors fewer = read("5 3\n" + rows);
  CHECK(fewer.format == TableFormat::word2vec_binary);
  CHECK(fewer.vectors.size() == 2);
  CHECK(fewer.remark == "the header says 5 words, the file has 2");
  CHECK(contains(problem("1 3\n" + rows), "more bytes follow the last of the 1 vectors"));
}

TEST_CASE("tabs separate as spaces do, after the word or throughout") {
  for (const std::string_view rows :
       {"the\t0.1 0.2 0.3\ncat\t0.4 0.5 0.6\n", "the\t0.1\t0.2\t0.3\ncat\t0.4\t0.5\t0.6\n",
        "the 0.1\t0.2\t0.3\ncat 0.4\t0.5\t0.6\n", "the\t0.1\t0.2\t0.3\t\r\ncat\t0.4 0.5 0.6 \t \r\n"}) {
    for (const std::string header : {"", "2 3\n", "2\t3\n", "2 3 \r\n",
                                     "\xEF\xBB\xBF"
                                     "2\t3\t\n"}) {
      CAPTURE(header, rows);
      const LoadedVectors loaded = read(header + std::string(rows));
      REQUIRE(loaded.vectors.size() == 2);
      CHECK(loaded.vectors.dimension() == 3);
      CHECK(loaded.vectors.find("the") == 0);
      CHECK(row(loaded, 1) == std::vector<float>{0.4F, 0.5F, 0.6F});
      CHECK(loaded.remark.empty());
    }
  }
}

TEST_CASE("a tab after the word settles where it ends") {
  const LoadedVectors loaded = read("R$ 000\t0.5 0.6\nnew york\t1 2\n3 4\t5 6\n7\t8 9\n");
  CHECK(loaded.vectors.dimension() == 2);
  CHECK(loaded.vectors.find("R$ 000") == 0);
  CHECK(loaded.vectors.find("new york") == 1);
  CHECK(loaded.vectors.find("3 4") == 2);
  CHECK(loaded.vectors.find("7") == 3);
  CHECK(read("in 1999\t0.5\t0.6\nof\t1\t2\n").vectors.find("in 1999") == 0);
  CHECK(problem("a\t1\t2\nb\t1\t2\t3\nc\t1\t2\n") == "table:2: the word has 3 values; 2 are expected");
  // A word that has a tab itself, as before.
  CHECK(read("tab\t5 15 16\na 1 2\nb 1 2\n").vectors.find("tab\t5") == 0);
}

TEST_CASE("a header settles the dimension, so words may end in numbers") {
  const LoadedVectors loaded = read("5 2\nde 0.1 0.2\na 0.3 0.4\nR$ 000 0.5 0.6\n1 2 3 4\n10 000 000 7 8\n");
  CHECK(loaded.vectors.dimension() == 2);
  CHECK(loaded.remark.empty());
  CHECK(loaded.vectors.find("R$ 000") == 2);
  CHECK(row(loaded, 2) == std::vector<float>{0.5F, 0.6F});
  CHECK(loaded.vectors.find("1 2") == 3);
  CHECK(loaded.vectors.find("10 000 000") == 4);
  CHECK(read("1 2\nR$ 000 0.5 0.6\n").vectors.find("R$ 000") == 0);
  CHECK(read("3 2\nR$ 000\t0.5\t0.6\na\t1\t2\n5\t6\t7\n").vectors.find("R$ 000") == 0);
  CHECK(problem("de 0.1 0.2\na 0.3 0.4\nR$ 000 0.5 0.6\n") ==
        "table:3: the word has 3 values; 2 are expected");
}

TEST_CASE("a header whose dimension is not that of most words is an error") {
  CHECK(problem("3 2\nthe 1 2 3\nof 1 2 3\nin 1 2 3\n") ==
        "table:2: most words have 3 values; the header says 2");
  CHECK(problem("3 4\nthe 1 2 3\nof 1 2 3\n") == "table:2: the word has 3 values; 4 are expected");
}

TEST_CASE("a header with further fields is a header") {
  const LoadedVectors loaded = read("2 3 1\nthe 1 2 3\nof 4 5 6\n");
  CHECK(loaded.format == TableFormat::word2vec_text);
  CHECK(loaded.vectors.size() == 2);
  CHECK(loaded.remark.empty());
  CHECK(read("7\t3\tskip-gram\nthe 1 2 3\nof 4 5 6\n").remark == "the header says 7 words, the file has 2");
  CHECK(problem("7 4 1\nthe 1 2 3\nof 4 5 6\n") == "table:1: the word has 2 values; 3 are expected");
  // What may be a row is a header only if it counts the other rows.
  CHECK_FALSE(read("2 3 1 5\nthe 1 2 3\nof 4 5 6\n").vectors.find("2"));
  const LoadedVectors narrow = read("3 2 0\na 1 2\nb 1 2\nc 1 2\n");
  CHECK(narrow.format == TableFormat::word2vec_text);
  CHECK(narrow.vectors.size() == 3);
  CHECK(read("3 2 0\na 1 2\nb 1 2\nc 1 2\n\n").vectors.size() == 3);
  CHECK(read("4 2 0\nthe 1 2\n").vectors.find("4") == 0);
  CHECK(read("1 0.5 2\nthe 1 2\n").vectors.find("1") == 0);
}

TEST_CASE("an empty word is an error with its line") {
  CHECK(problem("a\t1\t2\n\t3\t4\n") == "table:2: no word before the values");
  CHECK(problem("2 2\na 1 2\n\t3 4\n") == "table:3: no word before the values");
  CHECK(problem("2 2\na 1 2\n 3 4\n") == "table:3: the word has 1 value; 2 are expected");
}

TEST_CASE("numbers written otherwise are refused with how to write them") {
  CHECK(problem("the 0,1 0,2\nof 0,3 0,4\n") ==
        "table:1: no numbers after the word; write them with decimal points, not commas, and separated by "
        "spaces "
        "or tabs");
  CHECK(
      problem("a 1 2\nb 1 2,5\nc 1 2\n") ==
      "table:2:5: \"2,5\" is not a number; 2 values of a word vector are expected, with decimal points, not "
      "commas");
  CHECK(problem("the [0.1, 0.2]\nof [0.3, 0.4]\n") ==
        "table:1: no numbers after the word; write the values without brackets and commas, separated by "
        "spaces");
  CHECK(problem("the\t[0.1 0.2]\n") ==
        "table:1: no numbers after the word; write the values without brackets and commas, separated by "
        "spaces");
  CHECK(problem("the,0.1,0.2\nof,0.3,0.4\n") ==
        "table:1: no numbers after the word; the commas must be spaces or tabs");
  CHECK(contains(problem("2 2\nthe [0.1, 0.2]\n"),
                 "\"0.2]\" is not a number; 2 values of a word vector are "
                 "expected, without brackets"));
}

TEST_CASE("a value that is not a finite number is an error with line and column") {
  CHECK(problem("a 1 2\nb 1 x\nc 1 2\n") ==
        "table:2:5: \"x\" is not a number; 2 values of a word vector are expected");
  CHECK(contains(problem("a 1 2\nb nan 2\n"), "table:2:3: \"nan\" is not a finite number"));
  CHECK(contains(problem("a 1 2\nb 1 -inf\n"), "table:2:5: \"-inf\" is not a finite number"));
  CHECK(contains(problem("a 1 2\nb 1 1e39\n"), "\"1e39\" is not a finite number"));
  CHECK(contains(problem("a 1 2\nb 1 1e999\n"), "\"1e999\" is not a finite number"));
  CHECK(contains(problem("a 1 2\nb 1 0x10\n"), "\"0x10\" is not a number"));
  CHECK(contains(problem("a 1 2\nb 1 1,5\n"), "\"1,5\" is not a number"));
  CHECK(contains(problem("a 1 2\nb 1 +-5\n"), "\"+-5\" is not a number"));
  CHECK(contains(problem("1 4\nthe 0.1 abc 0.3 0.4\n"), "table:2:9: \"abc\" is not a number"));
  // NBSP separates nothing.
  CHECK(contains(problem("a 1 2\nb 1\xC2\xA0 2\n"), "is not a number"));
}

TEST_CASE("a damaged binary table is an error with the number of the vector") {
  const std::string good =
      "2 3\nthe " + floats({0.1F, -0.2F, 0.3F}) + "\nof " + floats({0.4F, 0.5F, 0.6F}) + "\n";
  REQUIRE(problem(good) == "none");
  // Every cut but that of the last newline, which may be absent, and those behind a whole vector.
  const std::size_t whole = good.find("of ");
  for (std::size_t length = 9; length + 1 < good.size(); ++length) {
    if (length == whole || length + 1 == whole) continue;
    CAPTURE(length);
    CHECK(contains(problem(good.substr(0, length)), "table: vector "));
  }
  CHECK(problem(good.substr(0, good.size() - 5)) ==
        "table: vector 2 of 2: the file ends inside the values of \"of\"");
  CHECK(contains(problem(good + "x"), "more bytes follow"));
  const float infinite = std::numeric_limits<float>::infinity();
  CHECK(contains(problem("1 3\nthe " + floats({0.1F, infinite, 0.3F})), "not a finite number"));
  const float nan = std::numeric_limits<float>::quiet_NaN();
  CHECK(contains(problem("1 3\nthe " + floats({0.1F, nan, 0.3F})), "not a finite number"));
  CHECK(contains(problem("1 3\n " + floats({0.1F, 0.2F, 0.3F})), "the word is empty"));
}

TEST_CASE("a header that claims too much costs no memory") {
  const std::string huge = "1000000000000 1000000\n";
  CHECK(contains(problem(huge + "the " + floats({0.1F, 0.2F, 0.3F})), "file ends inside the values"));
  CHECK(contains(problem(huge + "the 1 2 3\n"), "the word has 3 values; 1000000 are expected"));
  CHECK(contains(problem("5 1000001\nthe " + floats({0.1F, 0.2F, 0.3F})), "1000001 values are impossible"));
  CHECK(contains(problem("5 99999999999999999999999\nthe 1 2 3\n"), "are impossible"));
  CHECK(read("99999999999999999999999 2\nthe 1 2\n").remark ==
        "the header says 18446744073709551615 words, the file has 1");
  CHECK(contains(problem("1 0\nthe " + floats({0.1F})), "0 values are impossible"));
  CHECK(contains(problem("1 0\nthe\n"), "0 values are impossible"));
}

TEST_CASE("a word without an end is an error") {
  CHECK(contains(problem("2 3\n" + std::string(1'000'000, '\x01')), "no space after 65536 bytes"));
  CHECK(contains(problem("2 3\n" + std::string(1'000, '\x01')), "the file ends inside the word"));
}

TEST_CASE("a line of 10 MB is read or refused in linear time") {
  const std::string word = ten_megabytes('w');
  CHECK(read("the 1 2\n" + word + " 3 4\n").vectors.find(word) == 1);
  CHECK(contains(problem("the 1 2\n" + word + "\n"), "table:2: the word has 0 values"));
  CHECK(contains(problem(word), "no numbers after the word"));
  std::string numbers = "the";
  for (int i = 0; i < 5'000'000; ++i) numbers += " 1";
  CHECK(contains(problem(numbers), "5000000 values are impossible"));
  CHECK(contains(problem("the 1 2\n" + numbers), "5000000 values"));
  CHECK(contains(problem("the 1 2\n" + ten_megabytes(' ') + "\nof 1 2\n"), "the line is empty"));
  CHECK(read("the 1 2\n" + ten_megabytes(' ')).vectors.size() == 1);
  CHECK(contains(problem("the 1 2\nthe 1 " + ten_megabytes('9')), "is not a finite number"));
}

TEST_CASE("a file without word vectors is an error") {
  CHECK(problem("") == "table: the file is empty");
  CHECK(contains(problem("\n"), "table:1: "));
  CHECK(contains(problem("\xEF\xBB\xBF"), "this is not a table"));
  CHECK(contains(problem("It was a dark and stormy night.\nThe rain fell.\n"),
                 "table:1: no numbers after the word"));
  CHECK(contains(problem("1\tThe\tthe\tDET\tDT\n"), "table:1: "));
  CHECK(contains(problem(std::string("\x89PNG\r\n\x1a\n\0\0\0\rIHDR", 16)), "table:1: "));
  CHECK(contains(problem(std::string(100'000, '\0')), "table:1: "));
}

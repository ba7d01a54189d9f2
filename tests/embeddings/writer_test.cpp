#include "embeddings/writer.h"

#include <algorithm>
#include <array>
#include <limits>
#include <string>
#include <vector>

#include "base/errors.h"
#include "catch.h"
#include "io/temporary_folder.h"

using seqlab::embeddings::LoadedVectors;
using seqlab::embeddings::read_word_vectors;
using seqlab::embeddings::TableFormat;
using seqlab::embeddings::WordVectors;
using seqlab::embeddings::write_word_vectors;
using seqlab::tests::read_bytes;
using seqlab::tests::TemporaryFolder;

namespace {

WordVectors small_table() {
  WordVectors vectors(3);
  vectors.add("the", std::array{0.1F, -2.5F, 1e-30F});
  vectors.add("a\xC2\xA0z", std::array{std::numeric_limits<float>::max(), 0.0F, 1.0F / 3.0F});
  vectors.add("42", std::array{std::numeric_limits<float>::denorm_min(), -0.0F, 7.0F});
  return vectors;
}

std::string refusal(std::string_view word, TableFormat format) {
  WordVectors vectors(1);
  vectors.add(word, std::array{1.0F});
  const TemporaryFolder folder;
  const std::string path = folder.file("table", "old");
  try {
    write_word_vectors(vectors, format, path);
  } catch (const seqlab::Error& error) {
    CHECK(read_bytes(path) == "old");
    return std::string(error.what()).substr(path.size());
  }
  return "none";
}

}  // namespace

TEST_CASE("every format gives back the same words and the same floats, and is recognised again") {
  const WordVectors vectors = small_table();
  const TemporaryFolder folder;
  for (const TableFormat format : {TableFormat::glove, TableFormat::word2vec_text,
                                   TableFormat::word2vec_binary, TableFormat::fasttext}) {
    const std::string path = folder.path(std::string(seqlab::base::name_of(format)));
    write_word_vectors(vectors, format, path);
    const LoadedVectors loaded = read_word_vectors(path);
    CHECK(loaded.format == format);
    REQUIRE(loaded.vectors.size() == vectors.size());
    for (std::size_t row = 0; row < vectors.size(); ++row) {
      CHECK(loaded.vectors.word(row) == vectors.word(row));
      const auto read = loaded.vectors.vector(row);
      const auto written = vectors.vector(row);
      CHECK(std::vector<float>(read.begin(), read.end()) ==
            std::vector<float>(written.begin(), written.end()));
    }
  }
}

TEST_CASE("tables of few dimensions give back all words, also words that are numbers, in every text format") {
  const std::vector<std::string> words = {"1", "2", "3", "0", "-1", "a", "1e3", "0.5", "4", "5"};
  const TemporaryFolder folder;
  std::size_t tables = 0;
  for (std::size_t dimension = 1; dimension <= 3; ++dimension) {
    for (std::size_t size = 1; size <= 5; ++size) {
      for (std::size_t first = 0; first < words.size(); ++first) {
        for (const float value : {0.0F, 1.0F, 2.0F, 3.0F, 5.0F, -1.0F, 0.5F, 1e20F}) {
          WordVectors vectors(dimension);
          for (std::size_t i = 0; i < size; ++i) {
            std::vector<float> values(dimension, value);
            values.back() += static_cast<float>(i);
            vectors.add(words[(first + i) % words.size()], values);
          }
          const std::string path = folder.path("table");
          for (const TableFormat format :
               {TableFormat::glove, TableFormat::word2vec_text, TableFormat::fasttext}) {
            write_word_vectors(vectors, format, path);
            const LoadedVectors loaded = read_word_vectors(path);
            ++tables;
            INFO(read_bytes(path));
            REQUIRE(loaded.vectors.size() == size);
            REQUIRE(loaded.vectors.dimension() == dimension);
            REQUIRE(loaded.remark.empty());
            for (std::size_t row = 0; row < size; ++row) {
              REQUIRE(loaded.vectors.word(row) == vectors.word(row));
              REQUIRE(std::ranges::equal(loaded.vectors.vector(row), vectors.vector(row)));
            }
          }
        }
      }
    }
  }
  CHECK(tables == std::size_t{3} * 5 * 10 * 8 * 3);
}

TEST_CASE("a first word that would make a header of its row is an error where a table has none") {
  CHECK(refusal("5\t1", TableFormat::glove) ==
        ": the word \"5?1\" begins with two numbers, which would be read as a header");
  CHECK(refusal("5\t1", TableFormat::word2vec_text) == "none");
  CHECK(refusal("5\ta", TableFormat::glove) == "none");
}

TEST_CASE("a table of which most words end in what would be read as a value is refused or read as it was") {
  const std::vector<std::string> words = {"a\t4", "b\t5",    "c\t6", "d 7", "e\t8 9",
                                          "f",    "g\t1\t2", "\t3",  "1\tx"};
  const TemporaryFolder folder;
  std::size_t refused = 0;
  std::size_t same = 0;
  for (std::size_t set = 1; set < std::size_t{1} << words.size(); ++set) {
    for (const std::size_t dimension : {1U, 2U}) {
      WordVectors vectors(dimension);
      for (std::size_t i = 0; i < words.size(); ++i) {
        if ((set >> i & 1U) != 0) vectors.add(words[i], std::vector<float>(dimension, 1.0F));
      }
      for (const TableFormat format :
           {TableFormat::glove, TableFormat::word2vec_text, TableFormat::fasttext}) {
        try {
          write_word_vectors(vectors, format, folder.path("table"));
        } catch (const seqlab::Error&) {
          ++refused;
          continue;
        }
        INFO(read_bytes(folder.path("table")));
        const LoadedVectors loaded = read_word_vectors(folder.path("table"));
        REQUIRE(loaded.vectors.dimension() == dimension);
        REQUIRE(loaded.vectors.size() == vectors.size());
        for (std::size_t row = 0; row < vectors.size(); ++row) {
          REQUIRE(loaded.vectors.word(row) == vectors.word(row));
        }
        ++same;
      }
    }
  }
  CHECK(refused > 0);
  CHECK(same > 0);
}

TEST_CASE("the formats are written as their original programs write them") {
  WordVectors vectors(2);
  vectors.add("a", std::array{0.5F, -1.0F});
  const TemporaryFolder folder;
  const auto written = [&](TableFormat format) {
    write_word_vectors(vectors, format, folder.path("table"));
    return read_bytes(folder.path("table"));
  };
  CHECK(written(TableFormat::glove) == "a 0.5 -1\n");
  CHECK(written(TableFormat::word2vec_text) == "1 2\na 0.5 -1\n");
  CHECK(written(TableFormat::fasttext) == "1 2\na 0.5 -1 \n");
  CHECK(written(TableFormat::word2vec_binary) == std::string("1 2\na \0\0\0\x3F\0\0\x80\xBF\n", 15));
}

TEST_CASE("a word that a format cannot hold is an error, and the old file stays") {
  CHECK(refusal("new york", TableFormat::glove) == "none");
  CHECK(refusal("new york", TableFormat::word2vec_binary) ==
        ": the word \"new york\" has a space, which ends a word in this format");
  CHECK(refusal("route 66", TableFormat::fasttext) == "none");
  CHECK(refusal("route 66", TableFormat::glove) ==
        ": the word \"route 66\" ends in a number after a space, which would be read as a value");
  CHECK(refusal(" a", TableFormat::word2vec_text) == ": the word \" a\" has a space at an end");
  CHECK(refusal("a\t", TableFormat::word2vec_text) == ": the word \"a?\" has a tab at its end");
  // Found by fuzzing: the row "<TAB>01 5.44" is one of two values without a word, unless most others have
  // one.
  CHECK(refusal("\t01", TableFormat::glove) ==
        ": the word \"?01\" begins with a tab, behind which it could be read as a value");
  CHECK(refusal("\t01", TableFormat::fasttext) == "none");
  CHECK(refusal("\xEF\xBB\xBFz", TableFormat::glove) ==
        ": the word \"???z\" begins with a byte order mark, which is not read");
  CHECK(refusal("\xEF\xBB\xBFz", TableFormat::fasttext) == "none");
  CHECK(refusal("a\nb", TableFormat::glove) == ": the word \"a?b\" has a line break");
  CHECK(refusal("a\nb", TableFormat::word2vec_binary) == ": the word \"a?b\" has a line break");
  CHECK(refusal("", TableFormat::word2vec_binary) == ": the word \"\" is empty");
}

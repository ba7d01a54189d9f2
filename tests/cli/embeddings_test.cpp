#include "../io/temporary_folder.h"
#include "catch.h"
#include "run_program.h"

using namespace seqlab::tests;

namespace {

const std::string glove = "north 0 1\nnortheast 1 1\neast 1 0\nsouth 0 -1\nnorth 9 9\n";

}  // namespace

TEST_CASE("info of a table says format, size and duplicates") {
  const TemporaryFolder folder;
  const Outcome outcome = run({tagger, "embeddings", "info", folder.file("glove.txt", glove)});
  CHECK(outcome.code == 0);
  CHECK(outcome.out == "format: glove\nwords: 4\ndimension: 2\nduplicates: 1\n");
}

TEST_CASE("nearest prints neighbours with their cosine") {
  const TemporaryFolder folder;
  const std::string table = folder.file("glove.txt", glove);
  const Outcome outcome = run({tagger, "embeddings", "nearest", "-n", "2", table, "North", "east"});
  CHECK(outcome.code == 0);
  CHECK(outcome.out ==
        "north\tnortheast\t0.7071\nnorth\teast\t0.0000\neast\tnortheast\t0.7071\neast\tnorth\t0.0000\n");
  const Outcome unknown = run({tagger, "embeddings", "nearest", table, "west"});
  CHECK(unknown.code == 1);
  CHECK(unknown.err.find("has no vector for 'west'") != std::string::npos);
  CHECK(run({tagger, "embeddings", "nearest", table}).code == 2);
}

TEST_CASE("a table is converted to every format and back") {
  const TemporaryFolder folder;
  const std::string table = folder.file("glove.txt", "north 0 1\nnortheast 1 1.5\neast 1 0\n");
  for (const std::string format : {"word2vec", "word2vec-binary", "fasttext", "glove"}) {
    const std::string converted = folder.path(format);
    const std::string back = folder.path(format + ".back");
    CAPTURE(format);
    REQUIRE(run({tagger, "embeddings", "convert", table, "--output-format", format, "-o", converted}).code ==
            0);
    REQUIRE(run({tagger, "embeddings", "convert", converted, "--output-format", "glove", "-o", back}).code ==
            0);
    CHECK(read_bytes(back) == read_bytes(table));
    CHECK(run({tagger, "embeddings", "convert", table, "-o", converted}).code == 2);
  }
  CHECK(run({tagger, "embeddings", "convert", table}).code == 2);
}

TEST_CASE("a damaged table is an error with file and line") {
  const TemporaryFolder folder;
  const std::string table = folder.file("glove.txt", "north 0 1\neast 1\n");
  const Outcome outcome = run({tagger, "embeddings", "info", table});
  CHECK(outcome.code == 3);
  CHECK(outcome.err.find(table + ":2") != std::string::npos);
  CHECK(run({tagger, "embeddings", "info", folder.file("empty", "")}).code == 3);
  CHECK(run({tagger, "embeddings", "info", "/no/such/file"}).code == 1);
  CHECK(run({tagger, "embeddings", "info"}).code == 2);
}

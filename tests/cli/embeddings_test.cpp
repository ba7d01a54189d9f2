#include "../io/temporary_folder.h"
#include "catch.h"
#include "run_program.h"
#include "small_models.h"

using namespace seqlab::tests;

namespace {

const std::string glove = "north 0 1\nnortheast 1 1\neast 1 0\nsouth 0 -1\nnorth 9 9\n";

}  // namespace

TEST_CASE("info on a table prints format, size and duplicates") {
  const TemporaryFolder folder;
  const Outcome outcome = run({tagger, "embeddings", "info", folder.file("glove.txt", glove)});
  CHECK(outcome.code == 0);
  CHECK(outcome.out == "format: glove\nwords: 4\ndimension: 2\nduplicates: 1\n");
}

TEST_CASE(
    "a header that counts otherwise is one remark on standard error, in every verb, but not when quiet") {
  const TemporaryFolder folder;
  const std::string table = folder.file("v.vec", "3 2\nthe 0.1 0.2\ncat 0.3 0.4\n");
  const std::string remark = table + ": the header says 3 words, the file has 2\n";
  const Outcome info = run({tagger, "embeddings", "info", table});
  CHECK(info.code == 0);
  CHECK(info.out == "format: word2vec-text\nwords: 2\ndimension: 2\nduplicates: 0\n");
  CHECK(info.err == remark);
  CHECK(run({tagger, "embeddings", "info", "--quiet", table}).err.empty());
  CHECK(run({tagger, "embeddings", "nearest", table, "the"}).err == remark);
  CHECK(run({tagger, "embeddings", "convert", table, "-o", folder.path("v.bin")}).err.starts_with(remark));
  const std::string data = folder.file("data.conll", names_corpus);
  const Outcome train = run({tagger, "train", "--train", data, "--dev", data, "-m", folder.path("model"),
                             "--embeddings", table, "--epochs", "1"});
  CHECK(train.code == 0);
  CHECK(train.err.find(remark) != std::string::npos);
}

TEST_CASE("a file of another kind is exit code 3, with its name and the way out") {
  const TemporaryFolder folder;
  const std::string archive = folder.file("v.bz2", "BZh91AY&SY");
  const Outcome outcome = run({tagger, "embeddings", "info", archive});
  CHECK(outcome.code == 3);
  CHECK(outcome.err.find(archive + ": this is compressed by bzip2") != std::string::npos);
  CHECK(outcome.err.find("unpack it first: bunzip2 " + archive) != std::string::npos);
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
  for (const std::string format : {"word2vec", "word2vec-binary", "fasttext", "mapped", "glove"}) {
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
  const Outcome only_read = run(
      {tagger, "embeddings", "convert", table, "--output-format", "fasttext-model", "-o", folder.path("x")});
  CHECK(only_read.code == 2);
}

TEST_CASE("a mapped table works wherever a table does, and info verifies it") {
  const TemporaryFolder folder;
  const std::string table = folder.file("glove.txt", glove);
  const std::string mapped = folder.path("glove.mapped");
  REQUIRE(run({tagger, "embeddings", "convert", table, "-t", "2", "--output-format", "mapped", "-o", mapped})
              .code == 0);
  const Outcome info = run({tagger, "embeddings", "info", "--threads", "2", mapped});
  CHECK(info.code == 0);
  CHECK(info.out ==
        "format: mapped\nwords: 4\ndimension: 2\nduplicates: 0\nverified: checksum, index, values\n");
  const Outcome no_model = run({tagger, "tag", "-m", mapped});
  CHECK(no_model.code == 4);
  CHECK(no_model.err.find("this is a table of word vectors, not a model") != std::string::npos);
  const Outcome near = run({tagger, "embeddings", "nearest", "-n", "1", mapped, "North"});
  CHECK(near.code == 0);
  CHECK(near.out == "north\tnortheast\t0.7071\n");
  const Outcome pipe = run({tagger, "embeddings", "info", "-"}, read_bytes(mapped));
  CHECK(pipe.code == 3);
  CHECK(pipe.err.find("can only be read from an uncompressed file") != std::string::npos);

  std::string damaged = read_bytes(mapped);
  damaged.back() = 'x';
  const Outcome refused = run({tagger, "embeddings", "info", folder.file("damaged", damaged)});
  CHECK(refused.code == 3);
  CHECK(refused.err.find("damaged: the checksum does not match; the file is damaged") != std::string::npos);
}

TEST_CASE("a mapped table trains the same model as its text form, with any number of threads") {
  const TemporaryFolder folder;
  const std::string data = folder.file("data.conll", names_corpus);
  const std::string table =
      folder.file("vectors.txt", "Anna 0 1 0.5\nin 1 1 0.25\nOslo -1 0 0.125\nextra 7 8 9\n");
  const std::string mapped = folder.path("vectors.mapped");
  REQUIRE(run({tagger, "embeddings", "convert", table, "--output-format", "mapped", "-o", mapped}).code == 0);
  std::vector<std::string> models;
  for (const std::string& embeddings : {table, mapped}) {
    for (const std::string threads : {"1", "2"}) {
      const std::string model = folder.path("model" + std::to_string(models.size()));
      REQUIRE(run({tagger, "train", "--quiet", "--train", data, "--dev", data, "-m", model, "--embeddings",
                   embeddings, "--extra-vectors", "all", "--epochs", "1", "--threads", threads})
                  .code == 0);
      models.push_back(read_bytes(model));
    }
  }
  const bool equal = models[0] == models[1] && models[0] == models[2] && models[0] == models[3];
  CHECK(equal);
  CHECK(run({tagger, "train", "--quiet", "--train", data, "--dev", data, "-m", folder.path("model"),
             "--embeddings", folder.path("model0"), "--epochs", "1"})
            .err.find("this is a model") != std::string::npos);
}

TEST_CASE("tables of several formats are used together, each with its own mode, which info shows") {
  const TemporaryFolder folder;
  const std::string data = folder.file("data.conll", names_corpus);
  const std::vector<std::string> texts{
      folder.file("0.txt", "Anna 0 1 0.5\nin 1 1 0.25\nOslo -1 0 0.125\nextra 7 8 9\n"),
      folder.file("1.txt", "anna 0.5 2\nother 1 -1\n"), folder.file("2.txt", "extra 1\nin 2\n"),
      folder.file("3.txt", "lives 1 2 3 4\n"), folder.file("4.txt", "in 1 2\nOslo 3 4\n")};
  const std::vector<std::string> formats{"glove", "word2vec-binary", "fasttext", "mapped", "word2vec"};
  std::vector<std::string> train{tagger,
                                 "train",
                                 "--quiet",
                                 "--train",
                                 data,
                                 "--dev",
                                 data,
                                 "-m",
                                 "",
                                 "--epochs",
                                 "2",
                                 "--dimension",
                                 "6",
                                 "--embedding-mode",
                                 "tuned,frozen,both,frozen,tuned"};
  for (std::size_t i = 0; i < texts.size(); ++i) {
    const std::string converted = folder.path("table" + std::to_string(i));
    const Outcome outcome =
        run({tagger, "embeddings", "convert", texts[i], "--output-format", formats[i], "-o", converted});
    INFO(outcome.err);
    REQUIRE(outcome.code == 0);
    train.insert(train.end(), {"--embeddings", converted});
  }
  std::vector<std::string> models;
  for (const std::string threads : {"1", "2"}) {
    std::vector<std::string> call = train;
    call[8] = folder.path("model" + threads);
    call.insert(call.end(), {"--threads", threads});
    const Outcome outcome = run(call);
    INFO(outcome.err);
    REQUIRE(outcome.code == 0);
    models.push_back(read_bytes(call[8]));
  }
  const bool equal = models[0] == models[1];
  CHECK(equal);
  const Outcome info = run({tagger, "info", folder.path("model1")});
  CHECK(info.out.find("# word_vectors: 3 + 2 frozen + 1 frozen + 4 frozen + 2 + 6 of training words\n") !=
        std::string::npos);
  CHECK(info.out.find("# further_words: 3\n") != std::string::npos);
  CHECK(info.out.find("embedding-mode = tuned,frozen,both,frozen,tuned\n") != std::string::npos);
  CHECK(run({tagger, "tag", "-m", folder.path("model1")}, "Anna and the other extra live in Oslo.\n").code ==
        0);

  const std::string again = folder.path("again");
  CHECK(run({tagger, "train", "--quiet", "--train", data, "--dev", data, "-m", again, "--epochs", "1",
             "--from", folder.path("model1"), "--dimension", "7"})
            .code == 2);
  CHECK(run({tagger, "train", "--quiet", "--train", data, "--dev", data, "-m", again, "--epochs", "1",
             "--from", folder.path("model1")})
            .code == 0);
  CHECK(run({tagger, "info", again}).out.find("+ 6 of training words\n") != std::string::npos);
}

TEST_CASE("more or fewer modes than tables are a usage error") {
  const TemporaryFolder folder;
  const std::string data = folder.file("data.conll", names_corpus);
  const std::string table = folder.file("vectors.txt", "Anna 0 1\nin 1 1\n");
  const auto train = [&](const std::vector<std::string>& options) {
    return run(command({tagger, "train", "--quiet", "--train", data, "--dev", data, "-m",
                        folder.path("model"), "--epochs", "1"},
                       options));
  };
  CHECK(train({"--embedding-mode", "frozen"}).err.find("--embeddings") != std::string::npos);
  CHECK(train({"--embedding-mode", "frozen"}).code == 2);
  CHECK(train({"--embeddings", table, "--embedding-mode", "frozen,tuned"}).code == 2);
  CHECK(train({"--embeddings", table, "--embedding-mode", "frosen"}).code == 2);
  CHECK(train({"--embeddings", table, "--embeddings", folder.path("none")}).code == 1);
  CHECK(train({"--embeddings", table, "--embeddings", table, "--embedding-mode", "frozen,tuned"}).code == 0);
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

#include "../io/temporary_folder.h"
#include "catch.h"
#include "run_program.h"
#include "small_models.h"

using namespace seqlab::tests;

TEST_CASE("quantize writes a smaller model that tags, and reports the loss on dev") {
  const TemporaryFolder folder;
  const std::string dev = folder.file("dev.conll", names_corpus);
  for (const std::string precision : {"int8", "bf16"}) {
    const std::string target = folder.path(precision + ".model");
    const Outcome outcome =
        run({tagger, "quantize", "-m", names_model(), "-o", target, "--to", precision, "--dev", dev});
    REQUIRE(outcome.code == 0);
    CHECK(outcome.err.find("dev accuracy: f32 100.000, " + precision + " 100.000, lost 0.000 points\n") !=
          std::string::npos);
    CHECK(outcome.err.find("dev f1: f32 100.000, ") != std::string::npos);
    CHECK(run({tagger, "tag", "-m", target}, "Anna lives in Oslo.\n").out ==
          run({tagger, "tag", "-m", names_model()}, "Anna lives in Oslo.\n").out);
    const std::string info = run({tagger, "info", target}).out;
    CHECK(info.find("precision: " + precision) != std::string::npos);
    CHECK(info.find(precision + "_dev_f1_points_lost: 0.000") != std::string::npos);
    CHECK(read_bytes(target).size() < read_bytes(names_model()).size());
    // It cannot be quantised again, and is not overwritten without --force.
    CHECK(run({tagger, "quantize", "-m", target, "-o", folder.path("twice")}).code == 4);
    CHECK(run({tagger, "quantize", "-m", names_model(), "-o", target}).code == 2);
    CHECK(run({tagger, "quantize", "-m", names_model(), "-o", target, "--force"}).code == 0);
  }
}

TEST_CASE("quantize of a classifier does the same") {
  const TemporaryFolder folder;
  const std::string dev = folder.file("dev.tsv", reviews_corpus);
  const std::string target = folder.path("small.model");
  const Outcome outcome = run({sentiment, "quantize", "-m", reviews_model(), "-o", target, "--dev", dev});
  REQUIRE(outcome.code == 0);
  CHECK(outcome.err.find("dev accuracy: f32 ") != std::string::npos);
  CHECK(outcome.err.find("dev macro_f1: f32 ") != std::string::npos);
  CHECK(run({sentiment, "classify", "-m", target}, "a fine film\n").code == 0);
}

TEST_CASE("quantize needs a model, an output file and a known precision") {
  const TemporaryFolder folder;
  CHECK(run({"/usr/bin/env", "SEQLAB_MODELS=/no/such/folder", tagger, "quantize", "-o", folder.path("a")})
            .code == 2);
  CHECK(run({tagger, "quantize", "-m", names_model()}).code == 2);
  CHECK(run({tagger, "quantize", "-m", names_model(), "-o", folder.path("a"), "--to", "int4"}).code == 2);
  CHECK(run({tagger, "quantize", "-m", folder.path("none"), "-o", folder.path("a")}).code == 1);
}

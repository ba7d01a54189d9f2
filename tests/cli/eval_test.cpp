#include "../io/temporary_folder.h"
#include "catch.h"
#include "run_program.h"
#include "small_models.h"

using namespace seqlab::tests;

TEST_CASE("eval prints what conlleval prints, then seen and unseen words") {
  const Outcome outcome = run({tagger, "eval", "-m", names_model()}, names_corpus + "Zzz O\n\n");
  CHECK(outcome.code == 0);
  CHECK(outcome.out.rfind("processed 29 tokens with 10 phrases; found: ", 0) == 0);
  CHECK(outcome.out.find("\nseen words: accuracy: 100.00%; 28 tokens\nunseen words: accuracy: ") !=
        std::string::npos);
  CHECK(outcome.out.find("%; 1 tokens\n") != std::string::npos);
}

TEST_CASE("eval of labels without a scheme prints each label") {
  const TemporaryFolder folder;
  const std::string data = folder.file("parts.conllu", parts_corpus);
  const Outcome outcome = run({tagger, "eval", "-m", parts_model(), data});
  CHECK(outcome.code == 0);
  CHECK(outcome.out.find("PROPN: precision: 100.00%; recall: 100.00%; FB1: 100.00") != std::string::npos);
}

TEST_CASE("predictions of eval are scored the same by score") {
  const TemporaryFolder folder;
  const std::string predictions = folder.path("predictions");
  const Outcome outcome =
      run({tagger, "eval", "-m", names_model(), "--predictions", predictions}, names_corpus);
  REQUIRE(outcome.code == 0);
  CHECK(read_bytes(predictions).rfind("Anna B-PER B-PER\nlives O O\n", 0) == 0);
  const Outcome score = run({tagger, "score", predictions});
  CHECK(score.code == 0);
  CHECK(outcome.out.rfind(score.out, 0) == 0);
  CHECK(run({tagger, "eval", "-m", names_model(), "--predictions", predictions}, names_corpus).code == 2);
  CHECK(run({tagger, "eval", "-m", names_model(), "--predictions", predictions, "--force"}, names_corpus)
            .code == 0);
}

TEST_CASE("score reads gold and predicted columns, also by number") {
  const std::string columns = "a B-X B-X\nb I-X O\n\nc O B-Y\n";
  const Outcome outcome = run({tagger, "score"}, columns);
  CHECK(outcome.code == 0);
  CHECK(outcome.out ==
        "processed 3 tokens with 1 phrases; found: 2 phrases; correct: 0.\n"
        "accuracy:  33.33%; precision:   0.00%; recall:   0.00%; FB1:   0.00\n"
        "                X: precision:   0.00%; recall:   0.00%; FB1:   0.00  1\n"
        "                Y: precision:   0.00%; recall:   0.00%; FB1:   0.00  1\n");
  const std::string swapped =
      run({tagger, "score", "--gold-column", "3", "--predicted-column", "2"}, columns).out;
  CHECK(swapped.rfind("processed 3 tokens with 2 phrases; found: 1 phrases", 0) == 0);
}

TEST_CASE("score prints what the standard script prints for every real example") {
  const std::string folder = shared_data("conlleval");
  if (folder.empty()) return;
  std::size_t compared = 0;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    std::filesystem::path expected = entry.path();
    if (expected.extension() != ".out") continue;
    std::filesystem::path input = expected;
    const Outcome outcome = run({tagger, "score", input.replace_extension(".in").string()});
    CAPTURE(input.string());
    CHECK(outcome.out == read_bytes(expected.string()));
    ++compared;
  }
  CHECK(compared > 0);
}

TEST_CASE("info shows facts as comments and options as a config file") {
  const Outcome outcome = run({tagger, "info", "--model", names_model()});
  CHECK(outcome.code == 0);
  CHECK(outcome.out.rfind("# task: tagger\n", 0) == 0);
  CHECK(outcome.out.find("\ncell = lstm\n") != std::string::npos);
  CHECK(outcome.out.find("\nhidden = 8\n") != std::string::npos);
  CHECK(outcome.out.find("\nlearning-rate = 0.05\n") != std::string::npos);
  CHECK(outcome.out.find("threads") == std::string::npos);
  CHECK(run({sentiment, "info", reviews_model()}).out.find("\npooling = mean\n") != std::string::npos);
  CHECK(run({"/usr/bin/env", "SEQLAB_MODELS=/no/such/folder", tagger, "info"}).code == 2);
}

TEST_CASE("eval reads types without a prefix as spans if that is said, and else says so") {
  const TemporaryFolder folder;
  std::string raw = names_corpus;
  for (const char* prefix : {"B-", "I-"}) {
    for (std::size_t at = 0; (at = raw.find(prefix, at)) != std::string::npos;) raw.erase(at, 2);
  }
  const std::string data = folder.file("raw.conll", raw);
  const Outcome asked = run({tagger, "eval", "-m", names_model(), data});
  CHECK(asked.code == 3);
  CHECK(asked.err.find("raw.conll:1: the label 'PER' has no prefix, and the model's are like 'B-PER'; give "
                       "--from-scheme raw") != std::string::npos);
  const Outcome told = run({tagger, "eval", "-m", names_model(), "--from-scheme", "raw", data});
  CHECK(told.code == 0);
  CHECK(told.out == run({tagger, "eval", "-m", names_model()}, names_corpus).out);
  CHECK(run({tagger, "eval", "-m", parts_model(), "--from-scheme", "raw", data}).code == 2);
}

TEST_CASE("eval reads labels with another separator than the model's") {
  std::string underscores = names_corpus;
  for (std::size_t at = 0; (at = underscores.find('-', at)) != std::string::npos;) underscores[at] = '_';
  CHECK(run({tagger, "eval", "-m", names_model()}, underscores).out ==
        run({tagger, "eval", "-m", names_model()}, names_corpus).out);
}

TEST_CASE("eval and score name a label that does not fit among a hundred that do") {
  std::string gold;
  std::string columns;
  for (int i = 0; i < 60; ++i) {
    gold += "Anna B-PER\nlives O\n\n";
    columns += "Anna B-PER B-PER\nlives O O\n\n";
  }
  const Outcome eval = run({tagger, "eval", "-m", names_model()}, gold + "in 0\n\n");
  CHECK(eval.code == 3);
  CHECK(eval.err.find(
            "<stdin>:181: the label '0' does not fit the tag scheme iob2 that the other labels follow") !=
        std::string::npos);
  const Outcome as_it_is =
      run({tagger, "eval", "-m", names_model(), "--from-scheme", "none"}, gold + "in 0\n\n");
  CHECK(as_it_is.code == 0);
  CHECK(as_it_is.out.find("121 tokens with 60 phrases") != std::string::npos);
  const Outcome score = run({tagger, "score"}, columns + "in O 0\n\n");
  CHECK(score.code == 3);
  CHECK(score.err.find("<stdin>:181: the label '0' does not fit the tag scheme iob2") != std::string::npos);
  const Outcome labels = run({tagger, "score", "--from-scheme", "none"}, columns + "in O 0\n\n");
  CHECK(labels.code == 0);
  CHECK(labels.out.rfind("processed 121 tokens; correct: 120.\n", 0) == 0);
}

TEST_CASE("score reads bare prefixes, mixed schemes and types without a prefix as spans") {
  CHECK(run({tagger, "score"}, "Drug B B\nabuse I I\nwas O O\nfound O B\n\nFever B O\n. O O\n\n").out ==
        "processed 6 tokens with 2 phrases; found: 2 phrases; correct: 1.\n"
        "accuracy:  66.67%; precision:  50.00%; recall:  50.00%; FB1:  50.00\n"
        "                 : precision:  50.00%; recall:  50.00%; FB1:  50.00  2\n");
  CHECK(run({tagger, "score"}, "a B-X B_X\nb E-X L_X\nc S-X O\n")
            .out.rfind("processed 3 tokens with 2 phrases; found: 1 phrases; correct: 1.\naccuracy:  66.67%",
                       0) == 0);
  CHECK(run({tagger, "score", "--from-scheme", "raw"}, "a X X\nb X X\nc Y X\n")
            .out.rfind("processed 3 tokens with 2 phrases; found: 1 phrases; correct: 0.\n", 0) == 0);
}

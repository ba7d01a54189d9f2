// Several corpora from the sections of a config file.
#include <string>
#include <vector>

#include "../io/temporary_folder.h"
#include "catch.h"
#include "contains.h"
#include "run_program.h"
#include "small_models.h"

using namespace seqlab::tests;

namespace {

// Two corpora: names in IOB2, and others in IOB1 with another type, in another column.
struct Corpora {
  TemporaryFolder folder;
  std::string config;

  Corpora() {
    const std::string names = folder.file("names.conll", names_corpus);
    const std::string others = folder.file(
        "others.conll", "Anna x I-person\nBerg x I-person\nsings x O\n\nOslo x I-MISC\nsings x O\n\n");
    config = folder.file("two.conf", "hidden = 8\nepochs = 3\nbatch-size = 2\n\n[names]\ntrain = " + names +
                                         "\ndev = " + names + "\ntest = " + names + "\n\n[others]\ntrain = " +
                                         others + "\ndev = " + others + "\ntest = " + others +
                                         "\nlabel-column = 3\nmap-labels = person=PER,MISC=O\n"
                                         "sampling-rate = 0.5\n");
  }
  [[nodiscard]] std::string model() const { return folder.path("model"); }
};

}  // namespace

TEST_CASE("train reads the corpora of a config file's sections and scores each apart") {
  const Corpora corpora;
  const Outcome outcome = run({tagger, "train", "--config", corpora.config, "-m", corpora.model()});
  CAPTURE(outcome.err);
  REQUIRE(outcome.code == 0);
  CHECK(contains(outcome.err, "[names] train: 6 sentences, 28 tokens; dev: 6 sentences, 28 tokens\n"));
  CHECK(contains(outcome.err, "[others] train: 2 sentences, 5 tokens; dev: 2 sentences, 5 tokens\n"));
  CHECK(contains(outcome.err, "  names_f1 "));
  CHECK(contains(outcome.err, "  others_f1 "));
  CHECK(contains(outcome.err, "  mean "));
  CHECK(outcome.out.rfind("[names]\nprocessed 28 tokens with 10 phrases", 0) == 0);
  CHECK(contains(outcome.out, "\n[others]\nprocessed 5 tokens with 1 phrases"));
  const std::string info = run({tagger, "info", corpora.model()}).out;
  CHECK(contains(info, "# data: names (names.conll), others (others.conll; rate 0.5)\n"));
  CHECK(contains(info, "# dev_others_f1: "));
  const Outcome seeds =
      run({tagger, "train", "--config", corpora.config, "-m", corpora.model(), "--force", "--seeds", "2"});
  CHECK(contains(seeds.out, "names_f1"));
}

TEST_CASE("eval changes gold labels as training does") {
  const TemporaryFolder folder;
  std::string renamed = names_corpus;
  for (std::size_t place = 0; (place = renamed.find("-PER", place)) != std::string::npos;) {
    renamed.replace(place, 4, "-person");
  }
  CHECK(contains(run({tagger, "eval", "-q", "-m", names_model(), "--map-labels", "person=PER"}, renamed).out,
                 "FB1: 100.00\n"));
  CHECK(run({tagger, "eval", "-q", "-m", names_model(), "--unlabelled-words", "Anna:1"}, names_corpus)
            .out.rfind("processed 28 tokens", 0) != 0);
  CHECK(run({tagger, "eval", "-q", "-m", names_model(), "--map-labels", "person"}, renamed).code == 2);
}

TEST_CASE("tune searches over corpora of sections and keeps them in the config file that it writes") {
  const Corpora corpora;
  const std::string best = corpora.folder.path("best.conf");
  const Outcome outcome = run(
      {tagger, "tune", "--config", corpora.config, "--search", "hidden=2,4", "--trials", "2", "-o", best});
  CAPTURE(outcome.err);
  REQUIRE(outcome.code == 0);
  CHECK(contains(read_bytes(best), "# dev_mean: "));
  CHECK(contains(read_bytes(best), "\n[others]\ntrain = "));
  CHECK(run({tagger, "train", "-q", "--config", best, "-m", corpora.model()}).code == 0);
}

TEST_CASE("sections are refused where they have no place, and options of a single corpus beside them") {
  const Corpora corpora;
  const auto refused = [&](const std::vector<std::string>& more) {
    return run(command({tagger, "train", "--config", corpora.config, "-m", corpora.model()}, more));
  };
  for (const std::string option : {"--train", "--dev", "--test"}) {
    CHECK(contains(refused({option, "x"}).err, "the corpora are sections of the config file"));
  }
  CHECK(refused({"--dev-every", "3"}).code == 2);
  CHECK(contains(refused({"--from-scheme", "iob1"}).err, "give it there"));
  CHECK(refused({"--select-by", "f1"}).code == 2);
  // What is read must not be written.
  CHECK(
      run({tagger, "train", "--config", corpora.config, "--force", "-m", corpora.folder.path("names.conll")})
          .code == 2);
  for (const std::string& program : {tagger, sentiment}) {
    const std::string verb = program == tagger ? "tag" : "train";
    const Outcome outcome =
        run({program, verb, "--config", corpora.folder.file("s.conf", "[a]\ntrain = x\n")});
    CHECK(outcome.code == 2);
    CHECK(contains(outcome.err, "s.conf:1: sections describe corpora"));
  }
}

TEST_CASE("dev-every holds out every nth text or document") {
  const TemporaryFolder folder;
  const std::string data = folder.file("data.conll", names_corpus);
  const Outcome outcome = run({tagger, "train", "--train", data, "--dev-every", "3", "--epochs", "1",
                               "--hidden", "4", "-m", folder.path("model")});
  CHECK(outcome.code == 0);
  CHECK(contains(outcome.err, "no --dev: one sentence in 3 of the training data is held out"));
  CHECK(contains(outcome.err, "dev: 2 sentences"));
  const std::string texts = folder.file("texts.tsv", reviews_corpus + reviews_corpus);
  CHECK(contains(run({sentiment, "train", "--train", texts, "--dev-every", "4", "--epochs", "1", "--hidden",
                      "4", "-m", folder.path("texts.model")})
                     .err,
                 "one text in 4 of the training data is held out"));
  CHECK(run({tagger, "train", "--train", data, "--dev-every", "0", "-m", folder.path("none")}).code == 2);
}

#include <cstddef>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "catch.h"
#include "run_program.h"
#include "small_models.h"

using namespace seqlab::tests;

namespace {

const std::string shipped_folder = SEQLAB_SOURCE_DIR "/models";

// Runs a program that finds only the models of the project.
Outcome run_shipped(const std::vector<std::string>& arguments, const std::string& in = "") {
  return run(command({"/usr/bin/env", "SEQLAB_MODELS=" + shipped_folder}, arguments), in);
}

// Sentences of our own, with their names and, for reviews, their sentiment. No model is trained or tuned on
// them.
const std::string page = SEQLAB_SOURCE_DIR "/tests/english/sentences.jsonl";

// The number behind "correct: " in the output of `eval`.
std::size_t correct(const Outcome& outcome) {
  REQUIRE(outcome.code == 0);
  const std::string mark = "correct: ";
  const std::size_t at = outcome.out.find(mark);
  REQUIRE(at != std::string::npos);
  return std::stoul(outcome.out.substr(at + mark.size()));
}

}  // namespace

TEST_CASE("the shipped models work without options") {
  const Outcome names = run_shipped({tagger, "tag", "-q"}, "Apple CEO Tim Cook eats an apple.\n");
  REQUIRE(names.code == 0);
  CHECK(names.out ==
        "Apple\tPROPN\tNNP\tNumber=Sing\tB-ORG\n"
        "CEO\tPROPN\tNNP\tNumber=Sing\tO\n"
        "Tim\tPROPN\tNNP\tNumber=Sing\tB-PER\n"
        "Cook\tPROPN\tNNP\tNumber=Sing\tI-PER\n"
        "eats\tVERB\tVBZ\tMood=Ind|Number=Sing|Person=3|Tense=Pres|VerbForm=Fin\tO\n"
        "an\tDET\tDT\tDefinite=Ind|PronType=Art\tO\n"
        "apple\tNOUN\tNN\tNumber=Sing\tO\n"
        ".\tPUNCT\t.\t_\tO\n\n");
  const Outcome reviews =
      run_shipped({sentiment, "classify", "-q"}, "a warm and clever film\na waste of time and money\n");
  REQUIRE(reviews.code == 0);
  CHECK(reviews.out.rfind("positive\t0.9", 0) == 0);
  CHECK(reviews.out.find("\nnegative\t0.8") != std::string::npos);
}

TEST_CASE("the shipped model shows names and parts of speech on one page") {
  const Outcome page =
      run_shipped({tagger, "tag", "-q", "--output-format", "html"}, "Tim Cook eats an apple.\n");
  REQUIRE(page.code == 0);
  CHECK(page.out.find("<mark style=\"--hue:270\"><span class=\"word\">Tim<bdi>PROPN</bdi><bdi>NNP</bdi>"
                      "<bdi>Number=Sing</bdi></span> ") != std::string::npos);
  CHECK(page.out.find("<bdi> PER</bdi></mark> <span class=\"word\">eats<bdi>VERB</bdi>") !=
        std::string::npos);
}

TEST_CASE("the shipped names are persons, organisations and places") {
  const Outcome names =
      run_shipped({tagger, "tag", "-q", "-m", "en-ner"}, "Apple CEO Tim Cook eats an apple.\n");
  REQUIRE(names.code == 0);
  CHECK(names.out == "Apple\tB-ORG\nCEO\tO\nTim\tB-PER\nCook\tI-PER\neats\tO\nan\tO\napple\tO\n.\tO\n\n");
}

TEST_CASE("the shipped parts of speech are English tags and features") {
  const Outcome parts = run_shipped({tagger, "tag", "-q", "-m", "en-pos"}, "She eats apples.\n");
  REQUIRE(parts.code == 0);
  CHECK(parts.out ==
        "She\tPRON\tPRP\tCase=Nom|Gender=Fem|Number=Sing|Person=3|PronType=Prs\n"
        "eats\tVERB\tVBZ\tMood=Ind|Number=Sing|Person=3|Tense=Pres|VerbForm=Fin\n"
        "apples\tNOUN\tNNS\tNumber=Plur\n"
        ".\tPUNCT\t.\t_\n\n");
}

TEST_CASE("the shipped models are listed with their licences, and none is larger than 8 MB") {
  const Outcome taggers = run_shipped({tagger, "models"});
  REQUIRE(taggers.code == 0);
  CHECK(taggers.out.find("\nen\t") != std::string::npos);
  CHECK(taggers.out.find("en-ner\t") != std::string::npos);
  CHECK(taggers.out.find("en-pos\t") != std::string::npos);
  CHECK(taggers.out.find("CC BY-SA 4.0") != std::string::npos);
  CHECK(run_shipped({sentiment, "models"}).out.find("en-sentiment\t") != std::string::npos);
  for (const char* name : {"en", "en-ner", "en-pos", "en-sentiment"}) {
    CHECK(std::filesystem::file_size(shipped_folder + "/" + name + ".model") <= 8'000'000);
  }
}

TEST_CASE("info counts the labels of a large head, and lists them with --all") {
  const Outcome brief = run_shipped({tagger, "info", "-m", "en"});
  CHECK(brief.out.find("\n# UPOS_labels: 17: NOUN ") != std::string::npos);
  CHECK(brief.out.find("\n# FEATS_labels: 230\n") != std::string::npos);
  const Outcome all = run_shipped({tagger, "info", "--all", "en"});
  CHECK(all.out.find("\n# FEATS_labels: 230: _ Number=Sing ") != std::string::npos);
}

// What the models reach of the page is in their cards; a model that replaces one reaches at least as much.
TEST_CASE("the shipped models find names in sentences of all kinds") {
  const std::vector<std::string> eval = {tagger,     "eval",           "-q",    "--label-column",
                                         "entities", "--input-format", "jsonl", page};
  CHECK(correct(run_shipped(command(eval, {"-m", "en-ner"}))) >= 64);
  CHECK(correct(run_shipped(command(eval, {"-m", "en", "--head", "NER"}))) >= 63);
}

TEST_CASE("the shipped sentiment is right about short reviews") {
  std::ifstream lines(page);
  std::string reviews;
  for (std::string line; std::getline(lines, line);) {
    const nlohmann::json sentence = nlohmann::json::parse(line);
    const std::string label = sentence.value("sentiment", "neutral");
    if (label == "neutral") continue;
    reviews += label + "\t" + sentence.at("text").get<std::string>() + "\n";
  }
  CHECK(correct(run_shipped({sentiment, "eval", "-q", "--input-format", "tsv", "--leave-out", "neutral"},
                            reviews)) >= 10);
}

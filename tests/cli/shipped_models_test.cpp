#include <filesystem>
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
  CHECK(reviews.out.rfind("1\t0.9", 0) == 0);
  CHECK(reviews.out.find("\n0\t0.9") != std::string::npos);
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

// Calibrated probabilities and answers that are withheld, from the command line.
#include <nlohmann/json.hpp>
#include <sstream>
#include <string>
#include <vector>

#include "../io/temporary_folder.h"
#include "catch.h"
#include "contains.h"
#include "run_program.h"
#include "small_models.h"

using namespace seqlab::tests;
using nlohmann::json;

namespace {

const std::string sentence = "Anna lives in Oslo.\n";

std::string tagged(const std::vector<std::string>& more, const std::string& model = names_model()) {
  const Outcome outcome = run(command({tagger, "tag", "-q", "-m", model}, more), sentence);
  CHECK(outcome.code == 0);
  return outcome.out;
}

std::string temperature_of(const std::string& program, const std::string& model) {
  const std::string info = run({program, "info", model}).out;
  const std::size_t place = info.find("# temperature: ");
  return place == std::string::npos ? "" : info.substr(place, info.find('\n', place) - place);
}

}  // namespace

TEST_CASE("train and quantize fit a temperature on dev, by which probabilities change and labels do not") {
  CHECK(!temperature_of(tagger, names_model()).empty());
  CHECK(!temperature_of(sentiment, reviews_model()).empty());
  CHECK(tagged({}) == tagged({"--raw-probabilities"}));
  CHECK(tagged({"--probabilities"}) != tagged({"--probabilities", "--raw-probabilities"}));
  const TemporaryFolder folder;
  // Half of the gold labels are wrong, so that the model is too sure.
  std::string wrong = names_corpus;
  for (std::size_t place = 0; (place = wrong.find("B-LOC", place)) != std::string::npos;) {
    wrong.replace(place, 5, "B-PER");
  }
  const std::string target = folder.path("small.model");
  REQUIRE(
      run({tagger, "quantize", "-m", names_model(), "-o", target, "--dev", folder.file("dev.conll", wrong)})
          .code == 0);
  CHECK(temperature_of(tagger, target) != temperature_of(tagger, names_model()));
  CHECK(tagged({}, target) == tagged({}));
}

TEST_CASE("a least confidence withholds spans and labels") {
  CHECK(contains(tagged({}), "Oslo\tB-LOC"));
  CHECK(tagged({"--min-confidence", "1"}) == "Anna\tO\nlives\tO\nin\tO\nOslo\tO\n.\tO\n\n");
  CHECK(contains(tagged({"--min-confidence", "1", "--output-format", "jsonl"}), "\"spans\": []"));
  const std::string parts = tagged({"--min-confidence", "1", "--output-format", "jsonl"}, parts_model());
  CHECK(contains(parts, "\"label\": null"));
  CHECK(contains(
      run({sentiment, "classify", "-q", "-m", reviews_model(), "--min-confidence", "1"}, "so so\n").out,
      "\tso so\n"));
  CHECK(
      run({sentiment, "classify", "-q", "-m", reviews_model(), "--min-confidence", "1"}, "so so\n").out[0] ==
      '\t');
  CHECK(run({tagger, "tag", "-m", names_model(), "--min-confidence", "0.5", "--n-best", "2",
             "--output-format", "jsonl"},
            sentence)
            .code == 2);
  CHECK(run({tagger, "tag", "-m", names_model(), "--min-confidence", "1.5"}, sentence).code == 2);
}

TEST_CASE("a text without tokens has an empty label and probability, null in JSON") {
  CHECK(run({sentiment, "classify", "-q", "-m", reviews_model()}, "\nfine\n").out.rfind("\t\t\n", 0) == 0);
  const std::string object =
      run({sentiment, "classify", "-q", "-m", reviews_model(), "--input-format", "jsonl", "--probabilities"},
          "{\"text\": \"\"}\n")
          .out;
  CHECK(json::parse(object) ==
        json{{"text", ""}, {"label", nullptr}, {"probability", nullptr}, {"probabilities", nullptr}});
}

TEST_CASE("eval prints how far probabilities say how often answers are right, also as JSON") {
  const Outcome plain = run({tagger, "eval", "-q", "-m", names_model()}, names_corpus);
  CHECK(contains(plain.out, "\nprobabilities of spans: 10; calibration error: "));
  const Outcome table = run({tagger, "eval", "-q", "-m", names_model(), "--reliability"}, names_corpus);
  CHECK(contains(table.out, "\n   lowest  highest     mean    right   number\n"));
  CHECK(table.out.rfind(plain.out, 0) == 0);
  CHECK(plain.out !=
        run({tagger, "eval", "-q", "-m", names_model(), "--raw-probabilities"}, names_corpus).out);

  const json scores =
      json::parse(run({tagger, "eval", "-q", "-m", names_model(), "--json"}, names_corpus).out);
  const json& head = scores.at("heads").at(0);
  CHECK(head.at("spans").at("f1") == 1);
  CHECK(head.at("types").at("PER").at("correct") == head.at("types").at("PER").at("gold"));
  const json& calibration = head.at("calibration");
  CHECK(calibration.at("answers") == 10);
  CHECK(calibration.at("bins").size() == 10);
  CHECK(calibration.at("share_right") == 1);
  CHECK(calibration.at("expected_calibration_error").get<double>() ==
        Approx(1 - calibration.at("mean_probability").get<double>()));

  const Outcome texts = run({sentiment, "eval", "-q", "-m", reviews_model()}, reviews_corpus);
  CHECK(contains(texts.out, "\nprobabilities of labels: "));
  CHECK(contains(run({sentiment, "eval", "-q", "-m", reviews_model(), "--reliability"}, reviews_corpus).out,
                 "number\n"));
  const json classes =
      json::parse(run({sentiment, "eval", "-q", "-m", reviews_model(), "--json"}, reviews_corpus).out);
  CHECK(classes.at("accuracy") == 1);
  CHECK(classes.at("confusion").at("good").at("good").get<std::size_t>() > 0);
  CHECK(classes.at("calibration").at("brier_score").get<double>() < 0.25);
}

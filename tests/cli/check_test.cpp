// The verb check: its report, its options, its exit code.
#include <algorithm>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "../io/temporary_folder.h"
#include "catch.h"
#include "run_program.h"
#include "small_models.h"

using namespace seqlab::tests;
using nlohmann::json;

namespace {

Outcome check(const std::vector<std::string>& arguments, const std::string& in = {}) {
  return run(command({tagger, "check"}, arguments), in);
}

bool has(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

// Five sentences in IOB2 with five examples of each type, and no fault.
const std::string clean =
    "Anna B-PER\nsees O\nOslo B-LOC\n\nBen B-PER\nBerg I-PER\nlikes O\nRome B-LOC\n\nDora B-PER\nin O\nPisa "
    "B-LOC\n\n"
    "Emil B-PER\nleft O\nBern B-LOC\n\nFred B-PER\nat O\nLa B-LOC\nPaz I-LOC\n\n";
const std::string wrong = clean + "Gil I-PER\nx O\n\nHal I-PER\ny O\n\nIda I-PER\nz O\n\n";

}  // namespace

TEST_CASE("check prints the plan of a clean file and that nothing is wrong, and ends with 0") {
  const TemporaryFolder folder;
  const std::string file = folder.file("clean.conll", clean);
  const Outcome outcome = check({file});
  CHECK(outcome.code == 0);
  CHECK(outcome.err.empty());
  CHECK(outcome.out == file +
                           "\n"
                           "  layout: spaces\n"
                           "  words: column 1\n"
                           "  labels: column 2\n"
                           "  5 sentences, 17 tokens\n"
                           "  scheme: iob2\n"
                           "  2 types: LOC 5, PER 5\n"
                           "  5 labels: B-LOC 5, B-PER 5, O 5, I-LOC 1, I-PER 1\n"
                           "nothing wrong\n");
  const Outcome piped = check({"--input-format", "conll"}, clean);
  CHECK(piped.out == "<stdin>" + outcome.out.substr(file.size()));
}

TEST_CASE("check ends with 3 where something must be mended, and with 0 where it is only odd") {
  const TemporaryFolder folder;
  const std::string file = folder.file("wrong.conll", wrong);
  const Outcome errors = check({file});
  CHECK(errors.code == 3);
  CHECK(has(errors.out, "\n" + file + ":23: error: 'I-PER' cannot begin a sentence in iob2 [transition]\n"));
  CHECK_FALSE(has(errors.out, "nothing wrong"));
  const Outcome odd = check({folder.file("odd.conll", "\xEF\xBB\xBF" + clean)});
  CHECK(odd.code == 0);
  CHECK(has(odd.out, ":1:1: warning: a byte order mark"));
  CHECK(check({folder.path("none.conll")}).code == 1);
}

TEST_CASE("a limit shortens the list of each kind and says how many more there are") {
  const TemporaryFolder folder;
  const std::string file = folder.file("wrong.conll", wrong);
  const Outcome one = check({"--limit", "1", file});
  CHECK(one.code == 3);
  CHECK(has(one.out, file + ":23: error"));
  CHECK_FALSE(has(one.out, file + ":26: error"));
  CHECK(has(one.out, file + ": ... 2 more [transition]\n"));
  std::string many;
  for (int i = 0; i < 30; ++i) many += "word" + std::to_string(i) + " I-PER\n\n";
  const std::string longer = folder.file("many.conll", clean + clean + clean + many);
  CHECK(has(check({longer}).out, ": ... 10 more [transition]\n"));
  CHECK_FALSE(has(check({"--limit", "all", longer}).out, "more [transition]"));
  CHECK(check({"--limit", "0", longer}).code == 2);
}

TEST_CASE("the report as JSON has files, plan, counts and as many findings as the limit allows") {
  const TemporaryFolder folder;
  const std::string file = folder.file("wrong.conll", wrong);
  const Outcome outcome = check({"--json", file});
  CHECK(outcome.code == 3);
  const json report = json::parse(outcome.out);
  REQUIRE(report["files"].size() == 1);
  CHECK(report["files"][0]["file"] == file);
  CHECK(report["files"][0]["plan"]["layout"] == "spaces");
  CHECK(report["files"][0]["plan"]["parts"][1] == json({{"what", "labels"}, {"where", "column 2"}}));
  CHECK(report["files"][0]["sentences"] == 8);
  CHECK(report["files"][0]["scheme"] == "iob2");
  CHECK(report["files"][0]["types"] == json({{"PER", 8}, {"LOC", 5}}));
  CHECK(report["files"][0]["counts"]["transition"] == 3);
  CHECK(report["errors"] == 3);
  CHECK(report["warnings"] == 0);
  REQUIRE(report["findings"].size() == 3);
  CHECK(report["findings"][0] == json({{"file", file},
                                       {"line", 23},
                                       {"level", "error"},
                                       {"kind", "transition"},
                                       {"message", "'I-PER' cannot begin a sentence in iob2"}}));
  CHECK(json::parse(check({"--json", "--limit", "2", file}).out)["findings"].size() == 2);
  std::string many;
  for (int i = 0; i < 30; ++i) many += "word" + std::to_string(i) + " I-PER\n\n";
  const std::string longer = folder.file("many.conll", clean + clean + clean + many);
  const auto transitions = [](const json& all) {
    return std::count_if(all["findings"].begin(), all["findings"].end(),
                         [](const json& one) { return one["kind"] == "transition"; });
  };
  const json some = json::parse(check({"--json", longer}).out);
  CHECK(transitions(some) == 20);
  CHECK(some["files"][0]["counts"]["transition"] == 30);
  CHECK(transitions(json::parse(check({"--json", "--limit", "all", longer}).out)) == 30);
  // Also where a word is no valid UTF-8.
  const json invalid = json::parse(check({"--json", folder.file("a.conll", clean + "caf\xE9\xE9 O\n")}).out);
  CHECK(invalid["findings"][0]["kind"] == "encoding");
  CHECK(invalid["findings"][0]["column"] == 4);
}

TEST_CASE("files with roles are compared with the training data, and others with each other") {
  const TemporaryFolder folder;
  const std::string train = folder.file("train.conll", clean);
  const std::string dev = folder.file("dev.conll", "a O\nb B-ORG\n\nAnna B-PER\nsees O\nOslo B-LOC\n\n");
  const std::string test = folder.file("test.conll", "c O\nd S-LOC\n\ne B-PER\nf E-PER\n\ng O\nh O\n\n");
  const Outcome roles = check({"--train", train, "--dev", dev, "--test", test});
  CHECK(has(roles.out, train + " (train)\n"));
  CHECK(has(roles.out, dev + ":2: warning: 'ORG' (1) is not in the training data"));
  CHECK(has(roles.out, dev + ":4: warning: the sentence is also in " + train + ":1 (3 tokens)"));
  CHECK(has(roles.out, test + ": error: its labels are iobes, those of " + train + " iob2"));
  CHECK(roles.code == 3);
  const Outcome plain = check({train, dev});
  CHECK(plain.code == 0);
  CHECK(has(plain.out, dev + ":4: warning: the sentence is also in " + train + ":1 (3 tokens)"));
  CHECK_FALSE(has(plain.out, "training data"));
}

TEST_CASE("options of the input decide what is checked") {
  const TemporaryFolder folder;
  const std::string file = folder.file("three.txt", "a\tO\tx\nb\tI-X\ty\n\n");
  const Outcome chosen =
      check({"--input-format", "conll", "--word-column", "3", "--label-column", "2", "--limit", "5", file});
  CHECK(has(chosen.out, "  words: column 3\n  labels: column 2\n"));
  CHECK(has(check({"--unlabelled", "_"}, clean + "x _\n\n").out, "1 token without a label\n"));
  CHECK(check({"--unlabelled", "_"}, clean + "x _\n\n").code == 0);
  CHECK(check({}, clean + "x _\n\n").code == 3);
  CHECK(check({"--encoding", "windows-1252"}, clean + "caf\xE9 O\n\n").code == 0);
  CHECK(check({}, clean + "caf\xE9 O\n\n").code == 3);
  const Outcome text = check({"--input-format", "text", "--language", "de"}, "Das ist z. B. ein Satz.\n");
  CHECK(text.code == 0);
  CHECK(has(text.out, "nothing wrong\n"));
}

TEST_CASE("fix writes a mended copy, says what it did, and ends with 3 only if something stays wrong") {
  const TemporaryFolder folder;
  const std::string file = folder.file("wrong.conll", "\xEF\xBB\xBF" + wrong);
  const std::string copy = folder.path("mended.conll");
  const Outcome outcome = check({"--fix", "--output", copy, file});
  CHECK(outcome.code == 0);
  CHECK(has(outcome.out, file + ":23: error"));
  CHECK(has(outcome.out, "mended: transition: 3 places\nmended: byte-order-mark: a byte order mark; other"));
  CHECK(read_bytes(copy) == clean + "Gil B-PER\nx O\n\nHal B-PER\ny O\n\nIda B-PER\nz O\n\n");
  CHECK(check({copy}).code == 0);
  // An existing file stays, unless --force is given.
  CHECK(check({"--fix", "--output", copy, file}).code == 2);
  CHECK(check({"--fix", "--output", copy, "--force", file}).code == 0);
  // Without --output, the copy goes to standard output and the report to standard error.
  const Outcome piped = check({"--fix"}, wrong + "j 0\n\n");
  CHECK(piped.code == 3);
  CHECK(piped.out == clean + "Gil B-PER\nx O\n\nHal B-PER\ny O\n\nIda B-PER\nz O\n\nj 0\n\n");
  CHECK(has(piped.err, "<stdin>:32: error: the label '0' does not fit the scheme of the others"));
  CHECK(has(check({"--fix", "--output", folder.path("c"), file, file}).err,
            "--fix mends one file; 2 are given"));
  CHECK(has(check({"--fix"}, clean).err, "mended: nothing; the copy is the input"));
  const Outcome converted = check({"--fix", "--encoding", "windows-1252"}, clean + "caf\xE9 O\n\n");
  CHECK(converted.out == clean + "caf\xC3\xA9 O\n\n");
  CHECK(has(converted.err, "mended: encoding: converted from windows-1252 to UTF-8"));
  const json listed = json::parse(check({"--fix", "--json", "--output", copy, "--force", file}).out);
  CHECK(listed["files"][0]["mended"][0] == json({{"kind", "transition"}, {"where", "3 places"}}));
}

TEST_CASE("a report can go to a file, and control characters of the input do not reach the terminal") {
  const TemporaryFolder folder;
  const std::string report = folder.path("report");
  CHECK(check({"--output", report}, clean + "\x1b[31m I-X\n\n").out.empty());
  const std::string text = read_bytes(report);
  CHECK(has(text, "[transition]"));
  CHECK_FALSE(has(text, "\x1b"));
}

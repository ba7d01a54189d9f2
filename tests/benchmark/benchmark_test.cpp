#include <cmath>
#include <filesystem>
#include <fstream>
#include <map>
#include <nlohmann/json.hpp>
#include <set>
#include <string>
#include <vector>

#include "../cli/run_program.h"
#include "../io/temporary_folder.h"
#include "catch.h"

using namespace seqlab::tests;
using Json = nlohmann::json;

namespace {

const std::string bench = SEQLAB_BENCH;
const std::string source = SEQLAB_SOURCE_DIR;
constexpr double words_of_quick_run = 801;  // in its 50 texts

// The objects of a file of JSON Lines, by part and name.
std::map<std::string, std::map<std::string, Json>> read_rows(const std::string& path) {
  std::map<std::string, std::map<std::string, Json>> rows;
  std::ifstream input(path);
  for (std::string line; std::getline(input, line);) {
    const Json row = Json::parse(line);
    const std::string of = row.value("of", "");  // the part of a goal
    rows[row.at("part")][(of.empty() ? "" : of + ": ") + row.value("name", "")] = row;
  }
  return rows;
}

std::set<std::string> names(const std::map<std::string, Json>& rows) {
  std::set<std::string> result;
  for (const auto& [name, row] : rows) result.insert(name);
  return result;
}

}  // namespace

TEST_CASE("a quick run against a peer measures everything and judges every goal that it can") {
  const TemporaryFolder folder;
  const std::string file = folder.path("rows.jsonl");
  const Outcome outcome = run({bench, "--quick", "--threads", "2", "--only", "1 x 1", "--versus",
                               source + "/tests/benchmark/peer.sh", "--json", file});
  CHECK(outcome.code == 0);
  CHECK(outcome.err.empty());
  auto rows = read_rows(file);
  CHECK(rows["run"][""].at("peer") == "peer");
  CHECK(rows["run"][""].at("threads") == "2");
  for (const auto& [part, figures] : rows) {
    if (part == "run" || part == "goals") continue;
    for (const auto& [name, row] : figures) {
      CAPTURE(part, name);
      CHECK(row.at("values").size() == 1);
      CHECK(std::isfinite(row.at("median").get<double>()));
      CHECK(row.at("median").get<double>() >= 0);
      CHECK(outcome.out.find(name) != std::string::npos);
    }
  }
  CHECK(names(rows["training"]) == std::set<std::string>{"words 100, 1 x 100, batch 32",
                                                         "words 100, 1 x 100, batch 8",
                                                         "sentiment, words 50, 1 x 128, last, batch 32",
                                                         "sentiment, words 50, 1 x 128, mean, batch 32",
                                                         "words 100 + cnn 30, 1 x 100, crf, batch 10"});
  CHECK(rows["training"]["words 100, 1 x 100, batch 32"].at("share").get<double>() > 0);
  CHECK(rows["limits"].size() >= 2);
  CHECK(rows["labelling"].size() == 14);
  CHECK(rows["latency"].size() == 8);
  CHECK(rows["start-up"].size() == 1);
  CHECK(rows["memory"].size() == 11);
  CHECK(rows["memory"]["labelling, words 100, 1 x 100, file to file"].at("median").get<double>() > 1);
  CHECK(rows["growth"]["training, length 10"].at("at").at("length") == 10);
  for (const std::string over : {"length", "vocabulary"}) {
    CHECK(rows["growth"].contains("training, over " + over));
    CHECK(rows["growth"].contains("labelling, over " + over));
  }

  const Json& own = rows["versus"]["training, words 100, 1 x 100, batch 8: Seqlab"];
  const Json& ratio = rows["versus"]["training, words 100, 1 x 100, batch 8 / peer"];
  CHECK(ratio.at("median").get<double>() == Approx(own.at("median").get<double>() / 1000));
  const Json& sentence = rows["versus"]["one sentence of 10 tokens, p50, words 100, 1 x 100: Seqlab"];
  const Json& faster = rows["versus"]["one sentence of 10 tokens, p50, words 100, 1 x 100 / peer"];
  CHECK(faster.at("median").get<double>() == Approx(1000 / sentence.at("median").get<double>()));

  for (const std::string script : {"script", "script, once started"}) {
    const std::string labelling = "labelling file to file, sentiment, words 50, 1 x 128, last";
    const Json& file = rows["versus"][labelling + ": Seqlab"];
    const Json& theirs = rows["versus"][labelling + ": " + script];
    CHECK(theirs.at("median").get<double>() == words_of_quick_run);
    CHECK(rows["versus"][labelling + " / " + script].at("median").get<double>() ==
          Approx(file.at("median").get<double>() / words_of_quick_run));
  }

  // All but those of the wide network, which takes too long here, and that of the full GloVe table.
  CHECK(rows["goals"].size() == 25);
  for (const auto& entry : rows["goals"]) {
    CAPTURE(entry.first);
    const Json& goal = entry.second;
    const bool at_most = goal.at("at_most");
    const double reached = goal.at("reached");
    const auto reaches = [&](const char* wanted) {
      return at_most ? reached <= goal.at(wanted).get<double>() : reached >= goal.at(wanted).get<double>();
    };
    CHECK(goal.at("verdict") == (reaches("goal") ? "goal" : reaches("floor") ? "floor" : "missed"));
  }
}

TEST_CASE("a peer that does not label the whole file is refused") {
  const TemporaryFolder folder;
  const std::string peer =
      folder.file("peer.sh",
                  "#!/bin/sh\n"
                  "while read -r request; do\n"
                  "  case $request in *'\"output\":'*)\n"
                  "    output=${request#*'\"output\":\"'}\n"
                  "    echo 'The D' > \"${output%%'\"'*}\"\n"
                  "  esac\n"
                  "  echo '{\"name\": \"peer\", \"gflops\": 1, \"tokens\": 9, \"seconds\": 1}'\n"
                  "done\n");
  std::filesystem::permissions(peer, std::filesystem::perms::owner_all);
  const Outcome outcome = run({bench, "--quick", "--only", "1 x 100, batch 32", "--versus", peer, "versus"});
  CHECK(outcome.code == 1);
  CHECK(outcome.err.find("holds 1 labels") != std::string::npos);
}

TEST_CASE("parts are measured on the given data, as often and on as many threads as the options say") {
  const TemporaryFolder folder;
  const std::string file = folder.path("rows.jsonl");
  const std::string table = folder.file("table.txt", "one 1 2 3\ntwo 4 5 6\n");
  const std::string corpus = source + "/corpora/news.train.conllu";
  const Outcome outcome = run({bench,
                               "--corpus",
                               corpus,
                               "--reviews",
                               source + "/corpora/reviews.train.tsv",
                               "--embeddings",
                               table,
                               "--embeddings",
                               table,
                               "--threads",
                               "1",
                               "--repeats",
                               "3",
                               "--seconds",
                               "0.001",
                               "--quick",
                               "--json",
                               file,
                               "start-up",
                               "embeddings"});
  CHECK(outcome.code == 0);
  auto rows = read_rows(file);
  CHECK(names(rows["embeddings"]) == std::set<std::string>{"glove, 2 x 3"});
  CHECK(rows["embeddings"]["glove, 2 x 3"].at("values").size() == 3);
  CHECK(rows["start-up"].size() == 1);
  CHECK(!rows.contains("training"));
  CHECK(rows["run"][""].at("sentences") == corpus);
  CHECK(rows["run"][""].at("threads") == "1");
}

TEST_CASE("only the chosen networks are measured, and their goals judged") {
  const TemporaryFolder folder;
  const std::string file = folder.path("rows.jsonl");
  CHECK(run({bench, "--quick", "--only", "2 x 256", "--json", file, "training"}).code == 0);
  auto rows = read_rows(file);
  CHECK(names(rows["training"]) == std::set<std::string>{"words 100, 2 x 256, batch 32"});
  CHECK(names(rows["goals"]) == std::set<std::string>{"training: words 100, 2 x 256, batch 32"});
}

TEST_CASE("networks are measured with each of the chosen cells, and those of the peer compared") {
  const TemporaryFolder folder;
  const std::string file = folder.path("rows.jsonl");
  REQUIRE(run({bench, "--quick", "--cells", "gru,mut2", "--only", "words 100, 1 x 100", "--versus",
               source + "/tests/benchmark/peer.sh", "--json", file, "training", "versus"})
              .code == 0);
  auto rows = read_rows(file);
  CHECK(names(rows["training"]) ==
        std::set<std::string>{"words 100, 1 x 100, gru, batch 32", "words 100, 1 x 100, gru, batch 8",
                              "words 100, 1 x 100, mut2, batch 32", "words 100, 1 x 100, mut2, batch 8"});
  CHECK(rows["versus"].contains("training, words 100, 1 x 100, gru, batch 32 / peer"));
  CHECK_FALSE(rows["versus"].contains("training, words 100, 1 x 100, mut2, batch 32 / peer"));
}

TEST_CASE("the benchmark's help names every part, and unknown parts and options are refused") {
  const Outcome help = run({bench, "--help"});
  CHECK(help.code == 0);
  for (const std::string part : {"limits", "training", "labelling", "latency", "start-up", "memory", "growth",
                                 "embeddings", "versus"}) {
    CHECK(help.out.find("\n  " + part + " ") != std::string::npos);
  }
  const Outcome part = run({bench, "trainign"});
  CHECK(part.code == 2);
  CHECK(part.err.find("the nearest is 'training'") != std::string::npos);
  CHECK(run({bench, "--nothing"}).code == 2);
  CHECK(run({bench, "versus"}).code == 2);
  CHECK(run({bench, "--quick", "--versus", "/nonexistent", "limits"}).code == 1);
  CHECK(run({bench, "--quick", "--json", "/nonexistent/rows", "limits"}).code == 1);
}

#include "service/model_table.h"

#include <filesystem>
#include <fstream>

#include "base/errors.h"
#include "catch.h"
#include "contains.h"
#include "io/temporary_folder.h"
#include "service/client.h"

namespace seqlab::service {

using tests::contains;
using tests::shipped_model;

namespace {

std::string as_given(const std::string& path) {
  return path;
}

}  // namespace

TEST_CASE("models are named by users or by their files") {
  CHECK(named_model("/x/en-ner.model", as_given).name == "en-ner");
  const NamedModel named = named_model("names=/x/y=z.model", as_given);
  CHECK(named.name == "names");
  CHECK(named.path == "/x/y=z.model");
  CHECK(named_model("/x/a=b/c.model", as_given).name == "c");
  for (const char* bad : {"a b=/x", "=/x", "<img>=/x", "/x/a b.model", "..%2f=/x", ""}) {
    CHECK_THROWS_AS(named_model(bad, as_given), UsageError);
  }
  CHECK_THROWS_AS(ModelTable({{"a", "/x"}, {"a", "/y"}}), UsageError);
}

TEST_CASE("a request finds its model, or the only one of its kind") {
  ModelTable table({{"one", shipped_model("en-ner")}, {"mood", shipped_model("en-sentiment")}});
  CHECK_THROWS_AS(table.find("", true), UnknownModel);
  table.load();
  CHECK(table.find("", true) == table.find("one"));
  CHECK(table.default_name(false) == "mood");
  CHECK_THROWS_AS(table.find("two", true), UnknownModel);
  CHECK_THROWS_AS(table.find("../one", true), UnknownModel);
  CHECK(contains(table.find("one")->info("one"), R"("heads":[{"name":)"));
  ModelTable two({{"a", shipped_model("en-ner")}, {"b", shipped_model("en-pos")}});
  two.load();
  CHECK_THROWS_AS(two.find("", true), UsageError);
}

TEST_CASE("a file may be replaced, cut or removed while its model is served") {
  const tests::TemporaryFolder folder;
  const std::string path = folder.path("m.model");
  std::filesystem::copy_file(shipped_model("en-ner"), path);
  ModelTable table({{"m", path}});
  table.load();
  const auto before = table.find("m");
  std::vector<std::string> problems;
  const auto note = [&](const std::string&, const std::string& problem) { problems.push_back(problem); };

  std::ofstream(path) << "no model";
  table.reload(note);
  CHECK(table.find("m") == before);
  std::filesystem::remove(path);
  table.reload(note);
  CHECK(table.find("m") == before);
  std::filesystem::copy_file(shipped_model("en-sentiment"), path);
  table.reload(note);
  CHECK(table.find("m") == before);
  REQUIRE(problems.size() == 3);
  for (const std::string& problem : problems) CHECK(contains(problem, path));

  std::filesystem::remove(path);
  std::filesystem::copy_file(shipped_model("en-pos"), path);
  table.reload(note);
  CHECK(problems.back().empty());
  CHECK(table.find("m") != before);
  CHECK(table.find("m")->tagger_model().heads() != before->tagger_model().heads());
}

TEST_CASE("only taggers and classifiers are served") {
  const tests::TemporaryFolder folder;
  CHECK_THROWS_AS(ServedModel::load(folder.path("absent")), Error);
  CHECK_THROWS_AS(ServedModel::load(folder.file("empty", "")), ModelError);
  CHECK_THROWS_AS(ServedModel::load(std::filesystem::temp_directory_path().string()), Error);
}

}  // namespace seqlab::service

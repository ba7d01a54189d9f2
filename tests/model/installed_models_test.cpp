#include "model/installed_models.h"

#include <cstdlib>

#include "catch.h"
#include "io/temporary_folder.h"

namespace seqlab::model {
namespace {

namespace fs = std::filesystem;

TEST_CASE("the first folder with a name wins, and unreadable folders are skipped") {
  const tests::TemporaryFolder first;
  const tests::TemporaryFolder second;
  const std::string a = first.file("a.model", "");
  static_cast<void>(second.file("a.model", ""));
  const std::string b = second.file("b.model", "");
  static_cast<void>(second.file("notes.txt", ""));
  const fs::path folders[] = {"/no/such/folder", first.path(""), second.path("")};
  CHECK(find_models(folders) == std::map<std::string, fs::path>{{"a", a}, {"b", b}});
}

TEST_CASE("the environment names model folders with colons between them") {
  ::setenv("SEQLAB_MODELS", ":/one::/two:", 1);
  CHECK(folders_in_environment() == std::vector<fs::path>{"/one", "/two"});
  ::setenv("SEQLAB_MODELS", "", 1);
  CHECK(folders_in_environment() == std::vector<fs::path>{});
  ::unsetenv("SEQLAB_MODELS");
  CHECK(folders_in_environment() == std::nullopt);
}

TEST_CASE("a model is given by path or by name") {
  const tests::TemporaryFolder folder;
  CHECK(is_model_path("folder/en"));
  CHECK(is_model_path("en.model"));
  CHECK(is_model_path(folder.path("")));
  CHECK(!is_model_path("en-ner"));
  CHECK(!is_model_path(""));
}

}  // namespace
}  // namespace seqlab::model

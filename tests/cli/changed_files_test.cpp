// Files that change while a program uses them, and descriptors and folders that others have left in some
// state.
#include <fcntl.h>
#include <unistd.h>

#include <csignal>
#include <filesystem>
#include <fstream>

#include "../io/temporary_folder.h"
#include "catch.h"
#include "run_program.h"
#include "sanitized.h"
#include "small_models.h"

using namespace seqlab::tests;

namespace {

constexpr std::string_view message =
    ": was overwritten or cut short while it was in use; replace a model or a table by renaming a new file "
    "over "
    "it\n";

// A copy of a model for a program that tags a line, waits for the next and meets a change meanwhile.
struct Tagging {
  explicit Tagging(const std::string& model = names_model()) {
    std::filesystem::copy_file(model, path);
    // Long enough ago that a change shows in the time.
    std::filesystem::last_write_time(path, std::filesystem::last_write_time(path) - std::chrono::hours(1));
  }

  TemporaryFolder folder;
  std::string path = folder.path("names.model");
};

void overwrite(const std::string& path, const std::string& bytes) {
  std::fstream(path, std::ios::in | std::ios::out | std::ios::binary) << bytes;
}

bool ends_with(const std::string& text, const std::string& end) {
  return text.size() >= end.size() && text.compare(text.size() - end.size(), end.size(), end) == 0;
}

}  // namespace

TEST_CASE("a model that is overwritten or cut short while it tags is an error, and no label comes from it") {
  const Tagging tagging;
  RunningProgram program(
      {tagger, "tag", "-m", tagging.path, "--input-format", "tokens", "--output-format", "conll"});
  program.write("Anna\n\n");
  const std::string answer = program.read_until("\n\n");
  REQUIRE(answer.find("B-PER") != std::string::npos);
  const std::string bytes = read_bytes(tagging.path);
  SECTION("overwritten by another model, in place") {
    overwrite(tagging.path, read_bytes(parts_model()));
  }
  SECTION("overwritten by bytes that are no model") {
    overwrite(tagging.path, std::string(bytes.size(), 'x'));
  }
  SECTION("overwritten in a single byte") {
    overwrite(tagging.path, bytes.substr(0, 1));
  }
  SECTION("cut short") {
    std::filesystem::resize_file(tagging.path, bytes.size() / 2);
  }
  SECTION("emptied") {
    std::filesystem::resize_file(tagging.path, 0);
  }
  SECTION("copied over by another model") {
    std::filesystem::copy_file(parts_model(), tagging.path,
                               std::filesystem::copy_options::overwrite_existing);
  }
  program.write("unheard-of Lisbon\n\n");
  program.close_input();
  CHECK(program.read_until("Lisbon") == answer);
  CHECK(ends_with(program.read_errors_until(message.data()),
                  "tagger tag: error: " + tagging.path + std::string(message)));
  CHECK(program.wait() == 4);
}

TEST_CASE("a model that is replaced by renaming or removed while it tags goes on as it was") {
  const Tagging tagging;
  RunningProgram program(
      {tagger, "tag", "-m", tagging.path, "--input-format", "tokens", "--output-format", "conll"});
  program.write("Anna\n\n");
  const std::string answer = program.read_until("\n\n");
  SECTION("replaced") {
    std::filesystem::copy_file(parts_model(), tagging.folder.path("new"));
    std::filesystem::rename(tagging.folder.path("new"), tagging.path);
  }
  SECTION("removed") {
    std::filesystem::remove(tagging.path);
  }
  program.write("Anna\n\n");
  program.close_input();
  CHECK(program.read_until("no such text") == answer + answer);
  CHECK(program.wait() == 0);
}

TEST_CASE("a model of reviews that is cut short while it classifies is an error") {
  const Tagging tagging(reviews_model());
  RunningProgram program({sentiment, "classify", "-m", tagging.path});
  program.write("good\n");
  REQUIRE_FALSE(program.read_until("\n").empty());
  std::filesystem::resize_file(tagging.path, 0);
  program.write("a word that is not known\n");
  program.close_input();
  CHECK(ends_with(program.read_errors_until(message.data()),
                  "sentiment classify: error: " + tagging.path + std::string(message)));
  CHECK(program.wait() == 4);
}

TEST_CASE("a table of word vectors that is cut short or overwritten while it is searched is an error") {
  const TemporaryFolder folder;
  std::string vectors;
  std::vector<std::string> words;
  for (int i = 0; i < 2000; ++i) vectors += "w" + std::to_string(i) + " 1 " + std::to_string(i + 1) + "\n";
  for (int i = 0; i < 40; ++i) words.push_back("w" + std::to_string(i));
  const std::string table = folder.path("table");
  const Outcome made = run({tagger, "embeddings", "convert", "--output-format", "mapped", "-o", table,
                            folder.file("vectors.txt", vectors)});
  REQUIRE(made.code == 0);
  std::filesystem::last_write_time(table, std::filesystem::last_write_time(table) - std::chrono::hours(1));
  // It prints more than a pipe holds, so it is at work until the rest is read.
  RunningProgram program(command({tagger, "embeddings", "nearest", "-n", "2000", table}, words));
  REQUIRE(program.read_until("w0\t").starts_with("w0\t"));
  SECTION("cut short") {
    std::filesystem::resize_file(table, 0);
  }
  SECTION("overwritten") {
    overwrite(table, read_bytes(folder.path("vectors.txt")));
  }
  CHECK(program.read_until("w39\tw").find("w39\tw") == std::string::npos);
  CHECK(ends_with(program.read_errors_until(message.data()),
                  "tagger embeddings: error: " + table + std::string(message)));
  CHECK(program.wait() == 4);
}

TEST_CASE("a SIGBUS that has nothing to do with a file ends a program as it always did") {
  if (sanitized) {
    std::cout << "SKIPPED: a sanitizer reports this signal itself\n";
    return;
  }
  RunningProgram program({tagger, "tag", "-m", names_model()});
  program.write("Anna\n");
  REQUIRE_FALSE(program.read_until("\n\n").empty());
  program.signal(SIGBUS);
  CHECK(program.wait() == 128 + SIGBUS);
}

TEST_CASE("standard input that another program has made non-blocking is waited for") {
  RunningProgram program({tagger, "tag", "-m", names_model()}, false, true);
  std::string expected;
  for (int i = 1; i <= 3; ++i) {
    program.write("Anna\n");
    expected += "Anna\tB-PER\n\n";
    CHECK(program.read_until(expected) == expected);
  }
  program.close_input();
  CHECK(program.wait() == 0);
}

TEST_CASE("a program that writes into a folder removes what killed ones have left there") {
  const TemporaryFolder folder;
  const std::string left = folder.file(".seqlab-1-0.tmp", "half a model");
  CHECK(run({tagger, "tag", "-m", names_model(), "-o", folder.path("out")}, "Anna\n").code == 0);
  CHECK_FALSE(std::filesystem::exists(left));
  CHECK(folder.entries() == 1);
}

TEST_CASE("an output below /dev/shm is replaced, not appended to") {
  if (!std::filesystem::is_directory("/dev/shm")) return;
  const std::string path = "/dev/shm/seqlab-test-cli-" + std::to_string(::getpid());
  for (const std::string text : {"Anna Anna Anna\n", "Anna\n"}) {
    const auto options = std::vector<std::string>{"-m", names_model(), "--force", "-o", path};
    CHECK(run(command({tagger, "tag"}, options), text).code == 0);
    CHECK(read_bytes(path) == run({tagger, "tag", "-m", names_model()}, text).out);
  }
  std::filesystem::remove(path);
}

#include "io/mapped_file.h"

#include <sys/stat.h>

#include <string_view>
#include <utility>

#include "base/errors.h"
#include "catch.h"
#include "io/temporary_folder.h"

namespace seqlab::io {
namespace {

std::string_view text_of(const MappedFile& file) {
  return {reinterpret_cast<const char*>(file.bytes().data()), file.bytes().size()};
}

TEST_CASE("a mapped file has the bytes of the file") {
  const tests::TemporaryFolder folder;
  const std::string bytes("a\0b\xFF\n", 5);
  MappedFile file(folder.file("file", bytes));
  CHECK(file.path() == folder.path("file"));
  CHECK(text_of(file) == bytes);
  MappedFile moved(std::move(file));
  CHECK(text_of(moved) == bytes);
  MappedFile assigned(folder.file("other", "other"));
  assigned = std::move(moved);
  CHECK(text_of(assigned) == bytes);
  CHECK(assigned.path() == folder.path("file"));
}

TEST_CASE("an empty file maps to no bytes") {
  const tests::TemporaryFolder folder;
  CHECK(MappedFile(folder.file("empty", "")).bytes().empty());
}

TEST_CASE("anything but a regular file cannot be mapped") {
  const tests::TemporaryFolder folder;
  const std::string pipe = folder.path("pipe");
  REQUIRE(::mkfifo(pipe.c_str(), 0600) == 0);
  CHECK_THROWS_AS(MappedFile(pipe), Error);
  CHECK_THROWS_AS(MappedFile(folder.path("")), Error);
  CHECK_THROWS_AS(MappedFile(folder.path("none")), Error);
  CHECK_THROWS_AS(MappedFile("/dev/null"), Error);
}

}  // namespace
}  // namespace seqlab::io

#include "io/mapped_file.h"

#include <sys/stat.h>

#include <cstdint>
#include <span>
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

TEST_CASE("a copy of bytes in memory has a name and outlives them") {
  std::string bytes("a\0b\xFF\n", 5);
  MappedFile copy = MappedFile::copy_of(std::as_bytes(std::span(bytes)), "the model");
  bytes.assign(5, 'x');
  CHECK(copy.path() == "the model");
  CHECK(text_of(copy) == std::string_view("a\0b\xFF\n", 5));
  CHECK(reinterpret_cast<std::uintptr_t>(copy.bytes().data()) % 4096 == 0);
  const MappedFile moved(std::move(copy));
  CHECK(text_of(moved) == std::string_view("a\0b\xFF\n", 5));
  CHECK(MappedFile::copy_of({}, "nothing").bytes().empty());
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

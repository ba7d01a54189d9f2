#include "io/mapped_file.h"

#include <sys/stat.h>

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <fstream>
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

// Long enough ago that a change shows in the time, whose steps are coarse.
std::string old_file(const tests::TemporaryFolder& folder, const std::string& bytes) {
  std::string path = folder.file("file", bytes);
  std::filesystem::last_write_time(path, std::filesystem::last_write_time(path) - std::chrono::hours(1));
  return path;
}

void overwrite(const std::string& path, std::string_view bytes) {
  std::fstream(path, std::ios::in | std::ios::out | std::ios::binary) << bytes;
}

TEST_CASE("a mapped file that is overwritten or cut short is an error, of models or of data") {
  const tests::TemporaryFolder folder;
  const std::string path = old_file(folder, "0123456789");
  MappedFile model(path);
  const MappedFile data(path, MappedUse::data);
  CHECK_NOTHROW(model.throw_if_changed());
  CHECK_NOTHROW(data.throw_if_changed());
  SECTION("overwritten by as many bytes") {
    overwrite(path, "x");
  }
  SECTION("cut short") {
    std::filesystem::resize_file(path, 9);
  }
  SECTION("longer") {
    std::filesystem::resize_file(path, 11);
  }
  const MappedFile moved(std::move(model));
  CHECK_THROWS_AS(moved.throw_if_changed(), ModelError);
  CHECK_THROWS_WITH(moved.throw_if_changed(),
                    path +
                        ": was overwritten or cut short while it was in use; replace a model or a table by "
                        "renaming a new file over it");
  CHECK_THROWS_AS(data.throw_if_changed(), DataError);
  CHECK_THROWS_WITH(data.throw_if_changed(), path + ": was overwritten or cut short while it was being read");
}

TEST_CASE("a mapped file may be replaced by renaming, removed, linked and given other permissions") {
  const tests::TemporaryFolder folder;
  const std::string path = old_file(folder, "0123456789");
  const MappedFile file(path);
  SECTION("replaced") {
    std::filesystem::rename(folder.file("new", "x"), path);
  }
  SECTION("removed") {
    std::filesystem::remove(path);
  }
  SECTION("linked") {
    std::filesystem::create_hard_link(path, folder.path("link"));
  }
  SECTION("other permissions") {
    REQUIRE(::chmod(path.c_str(), 0600) == 0);
  }
  CHECK_NOTHROW(file.throw_if_changed());
  CHECK(text_of(file) == "0123456789");
}

TEST_CASE("a copy in memory and an empty file never change") {
  const tests::TemporaryFolder folder;
  CHECK_NOTHROW(MappedFile::copy_of({}, "nothing").throw_if_changed());
  const std::string path = old_file(folder, "");
  const MappedFile empty(path);
  overwrite(path, "x");
  CHECK_NOTHROW(empty.throw_if_changed());
}

TEST_CASE("the file that is mapped at an address is known as long as it is mapped") {
  const tests::TemporaryFolder folder;
  CHECK(range_of(nullptr) == nullptr);
  CHECK(range_of(&folder) == nullptr);
  const std::byte* first = nullptr;
  const std::byte* last = nullptr;
  {
    MappedFile file(folder.file("file", std::string(10'000, 'x')), MappedUse::data);
    MappedFile other(folder.file("other", "y"));
    first = file.bytes().data();
    last = first + 9'999;
    const MappedFile moved(std::move(file));
    REQUIRE(range_of(first) != nullptr);
    CHECK(range_of(first) == range_of(last));
    CHECK(range_of(first)->path == folder.path("file"));
    CHECK(range_of(first)->use == MappedUse::data);
    REQUIRE(range_of(other.bytes().data()) != nullptr);
    CHECK(range_of(other.bytes().data())->path == folder.path("other"));
    const MappedFile copy = MappedFile::copy_of(moved.bytes(), "copy");
    CHECK(range_of(copy.bytes().data()) == nullptr);
  }
  CHECK(range_of(first) == nullptr);
  CHECK(range_of(last) == nullptr);
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

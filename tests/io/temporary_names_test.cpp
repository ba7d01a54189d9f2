#include "io/temporary_names.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "catch.h"
#include "io/temporary_folder.h"

namespace seqlab::io {
namespace {

using tests::TemporaryFolder;

TEST_CASE("a name of a temporary file is given once and begins with a dot") {
  const std::string first = temporary_name();
  CHECK(first.starts_with(".seqlab-" + std::to_string(::getpid()) + "-"));
  CHECK(first.ends_with(".tmp"));
  CHECK(first != temporary_name());
}

TEST_CASE("a temporary file that nobody holds is removed, whatever process its name has") {
  const TemporaryFolder folder;
  for (const std::string name : {".seqlab-1-0.tmp", ".seqlab-4294967296-17.tmp"}) {
    static_cast<void>(folder.file(name, "left"));
  }
  static_cast<void>(folder.file(".seqlab-" + std::to_string(::getpid()) + "-9999.tmp", "left"));
  remove_left_temporaries(folder.path(""));
  CHECK(folder.entries() == 0);
}

TEST_CASE("a temporary file that is being written is left alone") {
  const TemporaryFolder folder;
  const std::string path = folder.file(temporary_name(), "half");
  const int descriptor = ::open(path.c_str(), O_WRONLY);
  REQUIRE(hold_temporary(descriptor));
  const int other = ::open(path.c_str(), O_WRONLY);
  CHECK_FALSE(hold_temporary(other));
  ::close(other);
  remove_left_temporaries(folder.path(""));
  CHECK(std::filesystem::exists(path));
  ::close(descriptor);
}

TEST_CASE("other files are left alone, whatever they are like") {
  const TemporaryFolder folder;
  for (const std::string name :
       {".seqlab-1.tmp", ".seqlab-1-.tmp", ".seqlab--1.tmp", ".seqlab-1-1.tmp2", ".seqlab-1-1.tmp.tmp",
        "seqlab-1-1.tmp", ".seqlab-1-x.tmp", ".seqlab-1-1-1.tmp", ".seqlab-1-1", "x.seqlab-1-1.tmp"}) {
    static_cast<void>(folder.file(name, "mine"));
  }
  const std::string target = folder.file("target", "mine");
  std::filesystem::create_symlink(target, folder.path(".seqlab-1-1.tmp"));
  std::filesystem::create_directory(folder.path(".seqlab-1-2.tmp"));
  REQUIRE(::mkfifo(folder.path(".seqlab-1-3.tmp").c_str(), 0600) == 0);
  remove_left_temporaries(folder.path(""));
  CHECK(folder.entries() == 14);
  CHECK(std::filesystem::exists(target));
}

TEST_CASE("a folder is looked into once, and one that is not there is no error") {
  const TemporaryFolder folder;
  remove_left_temporaries(folder.path(""));
  static_cast<void>(folder.file(".seqlab-1-0.tmp", "left"));
  remove_left_temporaries(folder.path(""));
  CHECK(folder.entries() == 1);
  remove_left_temporaries(folder.path("none"));
}

}  // namespace
}  // namespace seqlab::io

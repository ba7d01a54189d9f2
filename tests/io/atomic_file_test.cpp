#include "io/atomic_file.h"

#include <fcntl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <csignal>

#include "base/errors.h"
#include "catch.h"
#include "io/temporary_folder.h"

namespace seqlab::io {
namespace {

using tests::read_bytes;
using tests::TemporaryFolder;

mode_t mode_of(const std::string& path) {
  struct stat status {};
  REQUIRE(::stat(path.c_str(), &status) == 0);
  return status.st_mode & 07777U;
}

TEST_CASE("a committed file has all that was written, and no other file is left") {
  const TemporaryFolder folder;
  const std::string large(1'000'000, 'x');
  {
    AtomicFile file(folder.path("file"));
    file.write("head");
    file.write(large);
    file.write("");
    file.write("tail");
    CHECK_FALSE(std::filesystem::exists(folder.path("file")));
    file.commit();
  }
  CHECK(read_bytes(folder.path("file")) == "head" + large + "tail");
  CHECK(folder.entries() == 1);
}

TEST_CASE("until a file is committed its folder has no trace of it, where the file system can do that") {
  const TemporaryFolder folder;
  const int probe = ::open(folder.path("").c_str(), O_TMPFILE | O_WRONLY | O_CLOEXEC, 0600);
  if (probe < 0) return;
  ::close(probe);
  const std::string old = folder.file("old", "old");
  AtomicFile file(folder.path("new"));
  AtomicFile other(old);
  for (AtomicFile* one : {&file, &other}) one->write(std::string(1'000'000, 'x'));
  CHECK(folder.entries() == 1);
  CHECK(read_bytes(old) == "old");
  file.commit();
  other.commit();
  CHECK(folder.entries() == 2);
  CHECK(read_bytes(old).size() == 1'000'000);
  CHECK(read_bytes(folder.path("new")) == read_bytes(old));
}

TEST_CASE("without a commit the old file stays as it was") {
  const TemporaryFolder folder;
  const std::string path = folder.file("file", "old");
  { AtomicFile(path).write(std::string(1'000'000, 'x')); }
  CHECK(read_bytes(path) == "old");
  CHECK(folder.entries() == 1);
}

TEST_CASE("a full disk is an error, and the old file survives") {
  const TemporaryFolder folder;
  const std::string path = folder.file("file", "old");
  struct rlimit before {};
  REQUIRE(::getrlimit(RLIMIT_FSIZE, &before) == 0);
  rlimit small = before;
  small.rlim_cur = 10'000;  // to a writer this looks as a full disk does
  const auto handler = std::signal(SIGXFSZ, SIG_IGN);
  REQUIRE(::setrlimit(RLIMIT_FSIZE, &small) == 0);
  bool failed = false;
  try {
    AtomicFile file(path);
    file.write(std::string(1'000'000, 'x'));
    file.commit();
  } catch (const Error& error) {
    failed = std::string(error.what()).find(path + ": cannot write: ") == 0;
  }
  ::setrlimit(RLIMIT_FSIZE, &before);
  std::signal(SIGXFSZ, handler);
  CHECK(failed);
  CHECK(read_bytes(path) == "old");
  CHECK(folder.entries() == 1);
}

TEST_CASE("a device that is full is an error") {
  AtomicFile file("/dev/full");
  file.write("text");
  CHECK_THROWS_AS(file.commit(), Error);
}

TEST_CASE("the new file keeps the permissions of the old one or gets those of the umask") {
  const TemporaryFolder folder;
  const std::string old = folder.file("old", "old");
  REQUIRE(::chmod(old.c_str(), 0640) == 0);
  const mode_t mask = ::umask(0027);
  for (const std::string& path : {old, folder.path("new")}) {
    AtomicFile file(path);
    file.write("new");
    file.commit();
  }
  ::umask(mask);
  CHECK(mode_of(old) == 0640);
  CHECK(mode_of(folder.path("new")) == 0640);
  CHECK(read_bytes(old) == "new");
}

TEST_CASE("a symbolic link stays, and what it leads to is replaced") {
  const TemporaryFolder folder;
  std::filesystem::create_directory(folder.path("below"));
  const std::string target = folder.file("below/target", "old");
  std::filesystem::create_symlink("below/target", folder.path("link"));
  std::filesystem::create_symlink("below/none", folder.path("dangling"));
  for (const std::string name : {"link", "dangling"}) {
    AtomicFile file(folder.path(name));
    file.write("new");
    file.commit();
    CHECK(std::filesystem::is_symlink(folder.path(name)));
  }
  CHECK(read_bytes(target) == "new");
  CHECK(read_bytes(folder.path("below/none")) == "new");
}

TEST_CASE("anything but a regular file is written directly") {
  const TemporaryFolder folder;
  const std::string path = folder.path("pipe");
  REQUIRE(::mkfifo(path.c_str(), 0600) == 0);
  const int reader = ::open(path.c_str(), O_RDONLY | O_NONBLOCK);
  {
    AtomicFile file(path);
    file.write("text");
    file.commit();
  }
  std::string got(10, '\0');
  got.resize(static_cast<std::size_t>(::read(reader, got.data(), got.size())));
  ::close(reader);
  CHECK(got == "text");
  CHECK(std::filesystem::is_fifo(path));
  AtomicFile null("/dev/null");
  null.write("text");
  null.commit();
  CHECK(std::filesystem::is_character_file("/dev/null"));
}

TEST_CASE("what leads to an open file is appended to, by whatever name") {
  const TemporaryFolder folder;
  const std::string path = folder.file("out", "before");
  std::cout.flush();
  const int saved = ::dup(STDOUT_FILENO);
  const int out = ::open(path.c_str(), O_WRONLY | O_APPEND);
  ::dup2(out, STDOUT_FILENO);
  const std::string number = std::to_string(out);
  std::filesystem::create_symlink("/dev/stdout", folder.path("link"));
  std::filesystem::create_symlink("link", folder.path("second-link"));
  std::filesystem::create_directory_symlink("/dev/fd", folder.path("folder-link"));
  const std::string names[] = {"/dev/stdout",
                               "/dev/fd/" + number,
                               "/proc/self/fd/" + number,
                               "/proc/" + std::to_string(::getpid()) + "/fd/" + number,
                               folder.path("link"),
                               folder.path("second-link"),
                               folder.path("folder-link/" + number)};
  std::string expected = "before";
  std::string error;
  for (const std::string& name : names) {
    try {
      AtomicFile file(name);
      file.write(" " + name);
      file.commit();
    } catch (const Error& failure) {
      error = failure.what();
    }
    expected += " " + name;
  }
  ::dup2(saved, STDOUT_FILENO);
  ::close(saved);
  ::close(out);
  CHECK(error.empty());
  CHECK(read_bytes(path) == expected);
  CHECK(folder.entries() == 4);
}

TEST_CASE("an open file is written where its owner goes on to write") {
  const TemporaryFolder folder;
  const std::string path = folder.path("out");
  const int out = ::open(path.c_str(), O_WRONLY | O_CREAT, 0600);
  REQUIRE(::write(out, "one ", 4) == 4);
  {
    AtomicFile file("/dev/fd/" + std::to_string(out));
    file.write("two ");
    file.commit();
  }
  REQUIRE(::write(out, "three", 5) == 5);
  ::close(out);
  CHECK(read_bytes(path) == "one two three");
}

TEST_CASE("a file below /dev is replaced as any other is") {
  const std::string path = "/dev/shm/seqlab-test-" + std::to_string(::getpid());
  if (!std::filesystem::is_directory("/dev/shm")) return;
  for (const std::string text : {"first", "next", "last"}) {
    AtomicFile file(path);
    file.write(text);
    file.commit();
    CHECK(read_bytes(path) == text);
  }
  std::filesystem::remove(path);
}

TEST_CASE("a path through the folder of a process to a folder is a path to that folder") {
  const TemporaryFolder folder;
  const std::string path = folder.file("file", "a longer text");
  const int opened = ::open(folder.path("").c_str(), O_RDONLY | O_DIRECTORY);
  AtomicFile file("/proc/self/fd/" + std::to_string(opened) + "/file");
  file.write("text");
  file.commit();
  ::close(opened);
  CHECK(read_bytes(path) == "text");
}

TEST_CASE("writing into a folder removes what killed programs left there") {
  const TemporaryFolder folder;
  const std::string left = folder.file(".seqlab-1-0.tmp", "half a model");
  AtomicFile(folder.path("file")).commit();
  CHECK_FALSE(std::filesystem::exists(left));
  CHECK(folder.entries() == 1);
}

TEST_CASE("a target that cannot be is an error with path and reason") {
  const TemporaryFolder folder;
  CHECK_THROWS_WITH(AtomicFile(folder.path("")), folder.path("") + ": is a directory; a file is needed");
  CHECK_THROWS_WITH(AtomicFile(folder.path("no/file")),
                    folder.path("no/file") + ": cannot create: No such file or directory");
  std::filesystem::create_symlink("loop", folder.path("loop"));
  CHECK_THROWS_AS(AtomicFile(folder.path("loop") + "/file"), Error);
  CHECK_THROWS_WITH(AtomicFile(folder.path("loop")),
                    folder.path("loop") + ": cannot open: Too many levels of symbolic links");
  CHECK(std::filesystem::is_symlink(folder.path("loop")));
  if (::geteuid() == 0) return;  // root may write everywhere
  const std::string path = folder.file("protected", "old");
  REQUIRE(::chmod(path.c_str(), 0444) == 0);
  CHECK_THROWS_AS(AtomicFile(path), Error);
}

}  // namespace
}  // namespace seqlab::io

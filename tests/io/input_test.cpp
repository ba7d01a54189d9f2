#include "io/input.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <boost/iostreams/filter/gzip.hpp>
#include <boost/iostreams/filter/zstd.hpp>
#include <boost/iostreams/filtering_stream.hpp>
#include <sstream>
#include <thread>

#include "base/errors.h"
#include "catch.h"
#include "io/temporary_folder.h"

namespace seqlab::io {
namespace {

using tests::TemporaryFolder;

template <typename Compressor>
std::string compressed(const std::string& text, const Compressor& compressor) {
  std::ostringstream out;
  boost::iostreams::filtering_ostream stream;
  stream.push(compressor);
  stream.push(out);
  stream << text;
  stream.reset();
  return out.str();
}

std::string gzipped(const std::string& text) {
  return compressed(text, boost::iostreams::gzip_compressor());
}

std::string zstd_compressed(const std::string& text) {
  return compressed(text, boost::iostreams::zstd_compressor());
}

std::string read_all(Input& input, std::size_t piece = 1000) {
  std::string all;
  std::string buffer(piece, '\0');
  while (const std::size_t count = input.read(buffer.data(), buffer.size())) all.append(buffer, 0, count);
  return all;
}

// Text of which neither compressor makes a few bytes.
std::string noise(std::size_t size) {
  std::string text;
  std::uint64_t state = 1;
  while (text.size() < size) {
    state = state * 6364136223846793005U + 1442695040888963407U;
    text.push_back(static_cast<char>('a' + (state >> 60U)));
  }
  return text;
}

std::string error_of(const std::string& path) {
  try {
    const auto input = open_input(path);
    read_all(*input);
  } catch (const Error& error) {
    return error.what();
  }
  return "no error";
}

TEST_CASE("a plain, a gzip and a zstd file give the same bytes, whatever they are called") {
  const TemporaryFolder folder;
  const std::string text = noise(300'000) + std::string("\0\xFF\r\n", 4);
  for (const std::string& bytes : {text, gzipped(text), zstd_compressed(text)}) {
    const std::string path = folder.file("data.txt", bytes);
    for (const std::size_t piece : {std::size_t{7}, std::size_t{1000}, std::size_t{1} << 20U}) {
      const auto input = open_input(path);
      CHECK(input->name() == path);
      CHECK(read_all(*input, piece) == text);
      char byte = 0;
      CHECK(input->read(&byte, 1) == 0);
    }
  }
}

TEST_CASE("compressed files of several members are read to the end, wherever a member ends") {
  const TemporaryFolder folder;
  for (const std::size_t size : {0U, 1U, 3U, 4096U, 65'536U, 70'000U}) {
    const std::string first = noise(size);
    const auto gzip = open_input(folder.file("two.gz", gzipped(first) + gzipped("tail")));
    CHECK(read_all(*gzip) == first + "tail");
    const auto zstd = open_input(folder.file("two.zst", zstd_compressed(first) + zstd_compressed("tail")));
    CHECK(read_all(*zstd) == first + "tail");
  }
  std::string many;
  std::string expected;
  for (int i = 0; i < 5000; ++i) {
    many += gzipped(std::to_string(i));
    expected += std::to_string(i);
  }
  const auto input = open_input(folder.file("many.gz", many));
  CHECK(read_all(*input) == expected);
}

TEST_CASE("a skippable zstd frame gives no bytes") {
  const TemporaryFolder folder;
  const std::string skippable("\x50\x2A\x4D\x18\x03\0\0\0abc", 11);
  const auto input = open_input(folder.file("a.zst", skippable + zstd_compressed("text")));
  CHECK(read_all(*input) == "text");
}

TEST_CASE("a compressed file cut at any byte is an error that names the file") {
  const TemporaryFolder folder;
  const std::string text = noise(2000);
  for (const std::string& bytes : {gzipped(text), zstd_compressed(text), zstd_compressed("")}) {
    for (std::size_t size = 4; size < bytes.size(); ++size) {
      const std::string path = folder.file("cut", bytes.substr(0, size));
      const auto input = open_input(path);
      CHECK_THROWS_AS(read_all(*input), DataError);
      if (size == bytes.size() / 2) CHECK(error_of(path).find(path + ": ") == 0);
    }
  }
}

TEST_CASE("damage inside a compressed file is an error") {
  const TemporaryFolder folder;
  std::string gzip = gzipped(noise(2000));
  gzip[gzip.size() / 2] = static_cast<char>(~gzip[gzip.size() / 2]);
  std::string zstd = zstd_compressed(noise(2000));
  zstd.replace(6, 3, "\xFF\xFF\xFF");  // the header of the first block
  for (const std::string& bytes :
       {gzip, zstd, gzipped("text") + "garbage", zstd_compressed("x") + "garbage"}) {
    const auto input = open_input(folder.file("damaged", bytes));
    CHECK_THROWS_AS(read_all(*input), DataError);
  }
}

TEST_CASE("text that begins like a compressed file is text") {
  const TemporaryFolder folder;
  for (const std::string text : {"", "(", "\x1F", "\x28\xB5\x2F", "(x)", "P", "P*M", "PER\n", "\x1F\x1F"}) {
    const auto input = open_input(folder.file("text", text));
    CHECK(read_all(*input) == text);
  }
}

TEST_CASE("what cannot be opened is an error that says why") {
  const TemporaryFolder folder;
  CHECK(error_of(folder.path("none")) == folder.path("none") + ": cannot open: No such file or directory");
  CHECK(error_of(folder.path("")) == folder.path("") + ": is a directory; a file is needed");
  CHECK(error_of(folder.file("file", "") + "/below").find("Not a directory") != std::string::npos);
  CHECK(error_of("").find("No such file") != std::string::npos);
  const std::string secret = folder.file("secret", "text");
  REQUIRE(::chmod(secret.c_str(), 0) == 0);
  // Root may read everything.
  if (::geteuid() != 0) CHECK(error_of(secret) == secret + ": cannot open: Permission denied");
}

TEST_CASE("a pipe gives what is there without waiting for more") {
  const TemporaryFolder folder;
  const std::string path = folder.path("pipe");
  REQUIRE(::mkfifo(path.c_str(), 0600) == 0);
  const int keeps_open = ::open(path.c_str(), O_RDWR);
  REQUIRE(keeps_open >= 0);
  std::string buffer(1000, '\0');
  SECTION("plain") {
    REQUIRE(::write(keeps_open, "(one\n", 5) == 5);
    const auto input = open_input(path);
    std::string got;
    while (got.size() < 5) got.append(buffer, 0, input->read(buffer.data(), buffer.size()));
    CHECK(got == "(one\n");
    CHECK_FALSE(input->ready());
    REQUIRE(::write(keeps_open, "two\n", 4) == 4);
    CHECK(input->ready());
  }
  SECTION("compressed") {
    for (const std::string& bytes : {gzipped("one\n"), zstd_compressed("one\n")}) {
      REQUIRE(::write(keeps_open, bytes.data(), bytes.size()) == static_cast<ssize_t>(bytes.size()));
      const auto input = open_input(path);
      CHECK_FALSE(input->ready());  // a compressed byte need not give a byte
      CHECK(input->read(buffer.data(), buffer.size()) == 4);
      CHECK(buffer.substr(0, 4) == "one\n");
    }
  }
  ::close(keeps_open);
}

TEST_CASE("an input that is set not to wait is waited for all the same") {
  std::array<int, 2> ends{};
  REQUIRE(::pipe2(ends.data(), O_CLOEXEC | O_NONBLOCK) == 0);
  const int saved = ::dup(STDIN_FILENO);
  REQUIRE(::dup2(ends[0], STDIN_FILENO) == STDIN_FILENO);
  const std::string bytes = noise(300'000);
  std::thread writer([&] {
    std::string_view rest = bytes;
    while (!rest.empty()) {
      const ssize_t count = ::write(ends[1], rest.data(), std::min<std::size_t>(rest.size(), 1000));
      if (count > 0) rest.remove_prefix(static_cast<std::size_t>(count));
    }
    ::close(ends[1]);
  });
  std::string text;
  std::string error;
  try {
    text = read_all(*open_input("-"));
  } catch (const Error& failure) {
    error = failure.what();
    ::fcntl(ends[0], F_SETFL, 0);
    read_all(*open_input("-"));  // lets the writer end
  }
  writer.join();
  ::dup2(saved, STDIN_FILENO);
  ::close(saved);
  ::close(ends[0]);
  CHECK(error.empty());
  CHECK(text == bytes);
}

TEST_CASE("a file never makes wait, whatever has been read of it") {
  const TemporaryFolder folder;
  for (const std::string& bytes : {std::string("text"), gzipped("text"), zstd_compressed("text")}) {
    const auto input = open_input(folder.file("file", bytes));
    CHECK(input->ready());
    CHECK(read_all(*input) == "text");
    CHECK(input->ready());
  }
}

TEST_CASE("the path - is standard input") {
  const TemporaryFolder folder;
  const int saved = ::dup(STDIN_FILENO);
  const int file = ::open(folder.file("in", gzipped("text")).c_str(), O_RDONLY);
  REQUIRE(::dup2(file, STDIN_FILENO) == STDIN_FILENO);
  std::string text;
  {
    const auto input = open_input("-");
    CHECK(input->name() == "<stdin>");
    text = read_all(*input);
  }
  ::dup2(saved, STDIN_FILENO);
  ::close(saved);
  ::close(file);
  CHECK(text == "text");
}

TEST_CASE("bytes in memory are an input") {
  const auto input = memory_input("some bytes", "memory");
  CHECK(input->name() == "memory");
  CHECK(read_all(*input, 3) == "some bytes");
}

}  // namespace
}  // namespace seqlab::io

#include "io/block_reader.h"

#include <random>
#include <string>
#include <string_view>

#include "catch.h"
#include "io/temporary_folder.h"

using seqlab::io::BlockReader;
using seqlab::io::Input;
using seqlab::io::map_plain_file;
using seqlab::io::memory_input;
using seqlab::tests::TemporaryFolder;

namespace {

// Gives a few bytes at a time, as a pipe may.
class Trickle final : public Input {
 public:
  explicit Trickle(std::string bytes) : Input("trickle"), bytes_(std::move(bytes)) {}
  std::size_t read(char* buffer, std::size_t size) override {
    const std::size_t count = bytes_.copy(buffer, std::min(size, 1 + random_() % 7), position_);
    position_ += count;
    return count;
  }

 private:
  std::string bytes_;
  std::size_t position_ = 0;
  std::mt19937 random_{1};
};

}  // namespace

TEST_CASE("blocks are whole lines that joined are the input") {
  for (const std::string end : {"\n", ""}) {
    std::string text;
    for (int i = 0; i < 500; ++i) text += std::string(static_cast<std::size_t>(i * 7 % 40), 'x') + "\r\n\n";
    text += "last" + end;
    for (const std::size_t size : {std::size_t{1}, std::size_t{100}, std::size_t{5000}, text.size() * 2}) {
      for (const bool trickles : {false, true}) {
        BlockReader reader(trickles ? std::make_unique<Trickle>(text) : memory_input(text, "text"), size);
        std::string joined;
        while (true) {
          const std::string_view block = reader.next();
          if (block.empty()) break;
          joined += block;
          if (joined.size() == text.size()) continue;
          REQUIRE(block.back() == '\n');
          REQUIRE(block.size() >= size);
        }
        CHECK(joined == text);
        CHECK(reader.next().empty());
      }
    }
  }
  CHECK(BlockReader(memory_input("", "nothing"), 10).next().empty());
}

TEST_CASE("a line longer than a block is a block") {
  std::string line;
  line.resize(3'000'000, 'x');
  BlockReader reader(memory_input("a\n" + line + "\nb", "text"), 2);
  CHECK(reader.next().size() == 2);
  CHECK(reader.next().size() == line.size() + 1);
  CHECK(reader.next() == "b");
  CHECK(reader.next().empty());
}

TEST_CASE("a line longer than the bound of a block reader is refused") {
  const std::string line(1'000'000, 'x');
  BlockReader reader(memory_input("a\n" + line + "\n" + line + line, "x"), 2, 1'500'000);
  CHECK(reader.next() == "a\n");
  CHECK(reader.next() == line + "\n");
  CHECK_THROWS_WITH(reader.next(), "x: this line is longer than 1500000 bytes; is this a text file?");
}

TEST_CASE("only a regular file with plain bytes is mapped") {
  const TemporaryFolder folder;
  const auto file = map_plain_file(folder.file("plain", "text"));
  REQUIRE(file);
  CHECK(file->bytes().size() == 4);
  CHECK(map_plain_file(folder.file("short", "\x28")));
  CHECK_FALSE(map_plain_file(folder.file("gzip", "\x1F\x8B and more")));
  CHECK_FALSE(map_plain_file(folder.file("zstd", "\x28\xB5\x2F\xFD and more")));
  CHECK_FALSE(map_plain_file(folder.file("skippable", "\x5A\x2A\x4D\x18 and more")));
  CHECK_FALSE(map_plain_file(folder.file("empty", "")));
  CHECK_FALSE(map_plain_file(folder.path("missing")));
  CHECK_FALSE(map_plain_file(folder.path(".")));
  CHECK_FALSE(map_plain_file("/dev/null"));
  CHECK_FALSE(map_plain_file("-"));
}

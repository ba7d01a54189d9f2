#include "io/line_reader.h"

#include <algorithm>

#include "catch.h"

namespace seqlab::io {
namespace {

// Gives the bytes in the pieces that it was made of, as a pipe does.
class Pieces final : public Input {
 public:
  explicit Pieces(std::vector<std::string> pieces) : Input("pieces"), pieces_(std::move(pieces)) {}
  std::size_t read(char* buffer, std::size_t size) override {
    ++reads_;
    if (next_ == pieces_.size()) return 0;
    std::string& piece = pieces_[next_];
    const std::size_t count = piece.copy(buffer, size);
    piece.erase(0, count);
    if (piece.empty()) ++next_;
    return count;
  }
  [[nodiscard]] int reads() const { return reads_; }

 private:
  std::vector<std::string> pieces_;
  std::size_t next_ = 0;
  int reads_ = 0;
};

std::vector<std::string> lines_of(std::unique_ptr<Input> input) {
  LineReader reader(std::move(input));
  std::vector<std::string> lines;
  std::string_view line;
  while (reader.next(line)) lines.emplace_back(line);
  return lines;
}

using Lines = std::vector<std::string>;

TEST_CASE("a line ends in LF or CR LF and nowhere else") {
  CHECK(lines_of(memory_input("a\nb\r\n\n\r\nc", "x")) == Lines{"a", "b", "", "", "c"});
  CHECK(lines_of(memory_input("a\rb\x0B\x0C\xC2\x85\xE2\x80\xA8\xE2\x80\xA9z\n", "x")) ==
        Lines{"a\rb\x0B\x0C\xC2\x85\xE2\x80\xA8\xE2\x80\xA9z"});
  CHECK(lines_of(memory_input("", "x")).empty());
  CHECK(lines_of(memory_input("\n", "x")) == Lines{""});
  CHECK(lines_of(memory_input("a\r", "x")) == Lines{"a\r"});
  CHECK(lines_of(memory_input("a\r\r\n", "x")) == Lines{"a\r"});
}

TEST_CASE("lines do not depend on how the bytes arrive") {
  const std::string bytes = "\xEF\xBB\xBFone\r\ntwo\n\nthree";
  for (std::size_t size = 1; size <= bytes.size(); ++size) {
    std::vector<std::string> pieces;
    for (std::size_t i = 0; i < bytes.size(); i += size) pieces.push_back(bytes.substr(i, size));
    CHECK(lines_of(std::make_unique<Pieces>(pieces)) == Lines{"one", "two", "", "three"});
  }
}

TEST_CASE("a line that does not end is refused at a bound, with its place") {
  const std::string line(100'000, 'x');
  LineReader reader(memory_input("short\n" + line + "\n" + line + line, "x"), 150'000);
  std::string_view read;
  REQUIRE(reader.next(read));
  REQUIRE(reader.next(read));
  CHECK(read == line);
  CHECK_THROWS_WITH(reader.next(read), "x:3: this line is longer than 150000 bytes; is this a text file?");
}

TEST_CASE("a byte order mark is skipped at the start of the input only") {
  CHECK(lines_of(memory_input("\xEF\xBB\xBF", "x")).empty());
  CHECK(lines_of(memory_input("\xEF\xBB\xBF\n", "x")) == Lines{""});
  CHECK(lines_of(memory_input("a\n\xEF\xBB\xBFz\n", "x")) == Lines{"a", "\xEF\xBB\xBFz"});
  for (const std::string& bytes : {std::string("\xEF\xBB\xBF\na"), std::string("a\n\xEF\xBB\xBF")}) {
    LineReader reader(memory_input(bytes, "x"));
    for (std::string_view line; reader.next(line);)
      CHECK(reader.byte_order_mark() == !bytes.starts_with('a'));
  }
}

TEST_CASE("NUL and invalid bytes are passed on") {
  const std::string bytes("a\0b\xFF\n\0", 6);
  CHECK(lines_of(memory_input(bytes, "x")) == Lines{bytes.substr(0, 4), std::string(1, '\0')});
}

TEST_CASE("the reader knows how the last line ended and where it stood") {
  LineReader reader(memory_input("a\r\nb\nc", "file"));
  std::string_view line;
  REQUIRE(reader.next(line));
  CHECK(reader.ended_in_crlf());
  CHECK(reader.ended());
  REQUIRE(reader.next(line));
  CHECK_FALSE(reader.ended_in_crlf());
  CHECK(reader.ended());
  CHECK(to_string(reader.place(1)) == "file:2:1");
  REQUIRE(reader.next(line));
  CHECK_FALSE(reader.ended());
  CHECK(reader.line_number() == 3);
  CHECK(to_string(reader.place()) == "file:3");
  CHECK_FALSE(reader.next(line));
  CHECK_FALSE(reader.next(line));
}

TEST_CASE("a line counts as buffered if it is complete or the input has ended") {
  auto pieces = std::make_unique<Pieces>(std::vector<std::string>{"a\nb\nc", "d\n", "e"});
  const Pieces& input = *pieces;
  LineReader reader(std::move(pieces));
  std::string_view line;
  CHECK_FALSE(reader.line_buffered());
  REQUIRE(reader.next(line));
  CHECK(reader.line_buffered());
  REQUIRE(reader.next(line));
  CHECK_FALSE(reader.line_buffered());
  REQUIRE(reader.next(line));
  CHECK(line == "cd");
  CHECK(input.reads() == 2);
  CHECK_FALSE(reader.line_buffered());
  REQUIRE(reader.next(line));
  CHECK(line == "e");
  CHECK(reader.line_buffered());
  const int reads = input.reads();
  CHECK_FALSE(reader.next(line));
  // A terminal would wait for another end-of-file key.
  CHECK(input.reads() == reads);
}

TEST_CASE("lines are found anywhere in the buffer") {
  for (const std::size_t piece : {std::size_t{1000}, std::size_t{65536}, std::size_t{100'000}}) {
    std::string bytes;
    Lines expected;
    for (std::size_t i = 0; i < 300; ++i) {
      expected.emplace_back(i * 7919 % 3000 * (i % 50 == 0 ? 90 : 1), static_cast<char>('a' + i % 26));
      bytes += expected.back() + "\n";
    }
    std::vector<std::string> pieces;
    for (std::size_t i = 0; i < bytes.size(); i += piece) pieces.push_back(bytes.substr(i, piece));
    CHECK(lines_of(std::make_unique<Pieces>(pieces)) == expected);
  }
}

TEST_CASE("asking whether a line is buffered reads what is available, and no more") {
  // Pieces of which some lie ready before they are asked for.
  class Ready : public Input {
   public:
    Ready() : Input("ready") {}
    std::size_t read(char* buffer, std::size_t) override {
      --ready_pieces;
      const std::string piece = pieces[next++];
      return piece.copy(buffer, piece.size());
    }
    bool ready() override { return ready_pieces > 0; }
    std::vector<std::string> pieces{"on", "e\ntw", "o\n", ""};
    std::size_t next = 0;
    int ready_pieces = 1;
  };
  auto owned = std::make_unique<Ready>();
  Ready& input = *owned;
  LineReader reader(std::move(owned));
  CHECK_FALSE(reader.line_buffered());
  CHECK(input.next == 1);
  input.ready_pieces = 1;
  CHECK(reader.line_buffered());
  std::string_view line;
  REQUIRE(reader.next(line));
  CHECK(line == "one");
  CHECK_FALSE(reader.line_buffered());
  input.ready_pieces = 2;
  CHECK(reader.line_buffered());
  REQUIRE(reader.next(line));
  CHECK(line == "two");
  CHECK(reader.line_buffered());  // the end
  CHECK_FALSE(reader.next(line));
}

TEST_CASE("a line of 8 MB is one line") {
  const std::string longest(8'000'000, 'x');
  CHECK(lines_of(memory_input("a\n" + longest + "\nb", "x")) == Lines{"a", longest, "b"});
}

}  // namespace
}  // namespace seqlab::io

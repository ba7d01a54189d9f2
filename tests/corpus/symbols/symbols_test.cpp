#include "corpus/symbols/symbols.h"

#include <string>
#include <string_view>
#include <vector>

#include "../../io/temporary_folder.h"
#include "base/errors.h"
#include "catch.h"
#include "corpus/symbols/symbol_streams.h"
#include "corpus/symbols/symbol_text.h"
#include "error_message.h"

namespace {

using namespace seqlab;
using corpus::SymbolUnit;
using Symbols = std::vector<std::string>;

Symbols symbols_of(std::string_view text, SymbolUnit unit) {
  Symbols symbols;
  std::size_t position = 0;
  for (;;) {
    const std::string_view symbol = corpus::next_symbol(text, position, unit);
    if (symbol.empty()) return symbols;
    symbols.emplace_back(symbol);
  }
}

Symbols part_of(const corpus::SymbolText& text, std::size_t begin, std::size_t end) {
  Symbols symbols;
  text.read(begin, end, [&](std::string_view symbol) { symbols.emplace_back(symbol); });
  return symbols;
}

std::shared_ptr<const corpus::SymbolText> in_memory(std::string_view text, SymbolUnit unit) {
  return std::make_shared<const corpus::SymbolText>(corpus::SymbolText::copy_of(text, "memory", unit));
}

}  // namespace

TEST_CASE("characters are code points, and a long line end is one of them") {
  CHECK(symbols_of("a\xC3\xA9 \xF0\x9F\x98\x80\r\n\rb", SymbolUnit::characters) ==
        Symbols{"a", "\xC3\xA9", " ", "\xF0\x9F\x98\x80", "\n", "\r", "b"});
  CHECK(symbols_of("", SymbolUnit::characters).empty());
}

TEST_CASE("words stand between spaces and tabs, and a line end is a symbol") {
  CHECK(symbols_of("  to be,\t\tor\r\n\nnot ", SymbolUnit::words) ==
        Symbols{"to", "be,", "or", "\n", "\n", "not"});
  CHECK(symbols_of(" \t ", SymbolUnit::words).empty());
}

TEST_CASE("any part of a file of symbols is what reading all of it gives") {
  std::string bytes;
  for (std::size_t i = 0; bytes.size() < 100'000; ++i) {
    bytes += (i % 7 == 0 ? "\xC3\xA9t\xC3\xA9 " : "word" + std::to_string(i)) + (i % 11 == 0 ? "\n" : " ");
  }
  const tests::TemporaryFolder folder;
  for (const SymbolUnit unit : {SymbolUnit::characters, SymbolUnit::words}) {
    const corpus::SymbolText text(folder.file("text", bytes), unit);
    const Symbols all = symbols_of(bytes, unit);
    REQUIRE(text.size() == all.size());
    CHECK(part_of(text, 0, all.size()) == all);
    for (const std::size_t begin : {std::size_t{0}, std::size_t{4095}, std::size_t{4096}, all.size() - 3}) {
      const std::size_t end = std::min(begin + 5000, all.size());
      CHECK(part_of(text, begin, end) == Symbols(all.begin() + static_cast<std::ptrdiff_t>(begin),
                                                 all.begin() + static_cast<std::ptrdiff_t>(end)));
    }
    CHECK(text.hash() == in_memory(bytes, unit)->hash());
  }
}

TEST_CASE("a text that is not UTF-8 or is compressed is refused with its place") {
  const tests::TemporaryFolder folder;
  CHECK(tests::error_message<DataError>([&] {
          corpus::SymbolText(folder.file("latin", "one\ntwo \xE9\n"), SymbolUnit::characters);
        }).find("latin:2:5: is not valid UTF-8") != std::string::npos);
  CHECK(tests::error_message<DataError>([&] {
          corpus::SymbolText(folder.file("text.gz", "\x1F\x8B packed"), SymbolUnit::words);
        }).find("compressed") != std::string::npos);
  CHECK_THROWS_AS(corpus::SymbolText(folder.path("absent"), SymbolUnit::words), Error);
  CHECK(corpus::SymbolText(folder.file("empty", ""), SymbolUnit::words).size() == 0);
}

TEST_CASE(
    "streams predict each symbol but the first once, from the one before it in the direction of reading") {
  const std::string letters = "abcdefghijklmnopqrstuvwxyz";
  const auto text = in_memory(letters, SymbolUnit::characters);
  for (const bool back : {false, true}) {
    for (const std::size_t count : {std::size_t{1}, std::size_t{3}, std::size_t{7}, std::size_t{100}}) {
      const corpus::SymbolStreams streams({text, 2, 24}, count, back);
      CHECK(streams.predicted() == 21);
      CHECK(streams.streams() == std::min<std::size_t>(count, 21));
      std::string predicted;
      for (std::size_t stream = 0; stream < streams.streams(); ++stream) {
        CHECK(streams.longest() - streams.predicted(stream) <= 1);
        // In pieces of two.
        for (std::size_t done = 0; done < streams.predicted(stream); done += 2) {
          std::string read;
          const std::size_t size = std::min<std::size_t>(2, streams.predicted(stream) - done);
          streams.read(stream, done, size, [&](std::string_view symbol) { read += symbol; });
          REQUIRE(read.size() == size + 1);
          for (std::size_t i = 1; i < read.size(); ++i) CHECK(read[i] == read[i - 1] + (back ? -1 : 1));
          predicted += read.substr(1);
        }
      }
      std::string expected = letters.substr(2, 22);
      if (back) expected = {expected.rbegin(), expected.rend()};
      CHECK(predicted == expected.substr(1));
    }
  }
  CHECK(corpus::SymbolStreams({text, 5, 6}, 4, false).streams() == 0);
  CHECK(corpus::SymbolStreams({text, 5, 5}, 4, true).streams() == 0);
}

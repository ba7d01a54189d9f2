#include "corpus/symbols/text_lines.h"

#include <memory>
#include <string>
#include <vector>

#include "catch.h"

using namespace seqlab::corpus;

namespace {

TextLines lines_of(const std::string& text, SymbolUnit unit = SymbolUnit::characters) {
  return TextLines(std::make_shared<const SymbolText>(SymbolText::copy_of(text, "text", unit)));
}

using Symbols = std::vector<std::string>;

}  // namespace

TEST_CASE("the lines of a text are found, with and without a last line end") {
  for (const std::string end : {"", "\n"}) {
    const TextLines lines = lines_of("ab\n\nc\r\nd" + end);
    REQUIRE(lines.size() == 4);
    CHECK(lines.symbols(0) == Symbols{"a", "b"});
    CHECK(lines.symbols(1) == Symbols{});
    CHECK(lines.symbols(2) == Symbols{"c"});
    CHECK(lines.symbols(3) == Symbols{"d"});
    CHECK(lines.length(0) == 2);
    CHECK(lines.length(3) == 1);
    CHECK(lines.begin(3) == 6);
  }
  CHECK(lines_of("").size() == 0);
  CHECK(lines_of("to be\nor not\n", SymbolUnit::words).symbols(1) == Symbols{"or", "not"});
}

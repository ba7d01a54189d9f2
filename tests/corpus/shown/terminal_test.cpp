// Running text for a terminal.
#include <algorithm>
#include <string>
#include <vector>

#include "catch.h"
#include "shown_records.h"

using namespace seqlab;
using namespace seqlab::corpus;
using tests::document;
using tests::head;
using tests::plain_head;

namespace {

WriterOptions terminal(bool colour) {
  WriterOptions options;
  options.format = OutputFormat::terminal;
  options.colour = colour;
  return options;
}

std::string plain(const std::string& text, const std::vector<HeadPrediction>& heads,
                  double probability = -1) {
  return document(text, heads, terminal(false), probability);
}

}  // namespace

TEST_CASE("without colour, brackets mark spans and have their type") {
  CHECK(plain("Anna  Berg left.\n\nOslo\n", {head({"B-PER", "I-PER", "O", "O", "B-LOC"})}) ==
        "[Anna  Berg PER] left.\n\n[Oslo LOC]\n");
  CHECK(plain("Anna left.\n", {head({"B-PER"})}, 0.984) == "[Anna PER 0.98] left.\n");
  CHECK(plain("", {}).empty());
}

TEST_CASE("in colour, a type has its colour behind its span") {
  CHECK(document("Anna left Oslo.\n", {head({"B-PER", "O", "B-LOC"})}, terminal(true)) ==
        "\033[1;35mAnna\033[0m\033[35m PER\033[0m left \033[1;32mOslo\033[0m\033[32m LOC\033[0m.\n");
}

TEST_CASE("a span around another goes on in its colour behind it") {
  CHECK(document("a b c\n", {head({"B-PER", "I-PER", "I-PER"}), head({"O", "B-LOC"})}, terminal(true)) ==
        "\033[1;35ma \033[1;32mb\033[0m\033[32m LOC\033[0m\033[1;35m c\033[0m\033[35m PER\033[0m\n");
  CHECK(plain("a b c\n", {head({"B-X", "I-X"}), head({"O", "B-Y", "I-Y"})}) == "[a [b X] c Y]\n");
}

TEST_CASE("labels that mark no spans stand behind the words, if there are no others") {
  CHECK(plain("Anna left\n", {plain_head({"PROPN", ""}), plain_head({"NNP", "VBD"})}) == "Anna/PROPN left\n");
  CHECK(plain("Anna left\n", {plain_head({"PROPN", "VERB"}), head({"B-PER"})}) == "[Anna PER] left\n");
}

TEST_CASE("no control character of a text or a label reaches a terminal") {
  const std::string text =
      std::string("a\0", 2) + "\x1B]0;title\x07 \x1B[31mred\u009B31m\x7F\x08 \xC2\x85x\r\n";
  const std::string shown = plain(text, {head({"B-\x1B[2J", "O"})});
  CHECK(std::none_of(shown.begin(), shown.end(), [](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return (byte < 0x20 && c != '\n') || byte == 0x7F;
  }));
  CHECK(shown.find("\u009B") == std::string::npos);
  CHECK(shown.find("\u0085") == std::string::npos);
  CHECK(std::count(shown.begin(), shown.end(), '\n') == 1);
  CHECK(shown.find("\u241B[2J]") != std::string::npos);
  CHECK(shown.find("\u241B]0;title\u2407") != std::string::npos);
  // In colour, the only escapes are those of colours.
  const std::string coloured = document(text, {head({"B-\x1B[2J"})}, terminal(true));
  CHECK(std::count(coloured.begin(), coloured.end(), '\x1B') == 4);
}

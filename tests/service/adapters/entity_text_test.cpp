#include "service/adapters/entity_text.h"

#include <string>

#include "catch.h"

namespace seqlab::service {

namespace {

std::string written(EntityText::Format format) {
  EntityText text(format);
  text.add({"Anna", "Berg", "<3", "Oslo"}, {" ", "  ", " ", ""}, {{0, 2, "PER"}, {3, 4, "LOC"}});
  text.add({"No"}, {"\n"}, {});
  text.add({"R&D"}, {" "}, {{0, 1, "\"O\""}});
  return text.take("\n");
}

}  // namespace

TEST_CASE("names are written as XML, with the white space of the text") {
  CHECK(written(EntityText::Format::xml) ==
        " <sentence><ne type=\"PER\"><token>Anna</token>  <token>Berg</token></ne> <token>&lt;3</token>"
        "<ne type=\"LOC\"><token>Oslo</token></ne></sentence>\n<sentence><token>No</token></sentence> "
        "<sentence><ne type=\"&quot;O&quot;\"><token>R&amp;D</token></ne></sentence>\n");
}

TEST_CASE("names are written with the numbers of their tokens, which count the ends of sentences too") {
  CHECK(written(EntityText::Format::vertical) == "1,2\tPER\tAnna Berg\n4\tLOC\tOslo\n8\t\"O\"\tR&D\n");
}

TEST_CASE("names are written as labels of tokens") {
  CHECK(written(EntityText::Format::conll) ==
        "Anna\tB-PER\nBerg\tI-PER\n<3\tO\nOslo\tB-LOC\n\nNo\tO\n\nR&D\tB-\"O\"\n\n");
}

}  // namespace seqlab::service

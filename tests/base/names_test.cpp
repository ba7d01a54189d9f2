#include "base/names.h"

#include <string>
#include <vector>

#include "base/errors.h"
#include "catch.h"

namespace seqlab::tests {

enum class Colour { red, green };
constexpr auto name_table(Colour /*colour*/) {
  return base::NameTable<Colour, 3>{
      {{"red", Colour::red}, {"green", Colour::green}, {"verdant", Colour::green}}};
}

}  // namespace seqlab::tests

using namespace seqlab;
using tests::Colour;

TEST_CASE("a value is found by each of its names and printed by the first") {
  CHECK(base::find_name<Colour>("green") == Colour::green);
  CHECK(base::find_name<Colour>("verdant") == Colour::green);
  CHECK_FALSE(base::find_name<Colour>("Red"));
  CHECK(base::name_of(Colour::green) == "green");
  CHECK(base::names_of<Colour>() == std::vector<std::string>{"red", "green"});
  const std::vector<std::string> refused = {"green"};
  CHECK(base::names_of<Colour>(refused) == std::vector<std::string>{"red", "verdant"});
}

TEST_CASE("an unknown name is refused with the nearest one and all names") {
  CHECK(base::parse_name<Colour>("red", "colour") == Colour::red);
  std::string message;
  try {
    base::parse_name<Colour>("gren", "colour");
  } catch (const UsageError& error) {
    message = error.what();
  }
  CHECK(message == "unknown colour 'gren'; did you mean 'green'? Known: red, green, verdant");
}

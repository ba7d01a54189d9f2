#include "options/named_numbers.h"

#include <stdexcept>

#include "catch.h"

using seqlab::options::parse_named_numbers;
using seqlab::options::problem_of_named_numbers;
using Items = std::vector<std::pair<std::string, double>>;

TEST_CASE("names and numbers stand in pairs between commas") {
  CHECK(parse_named_numbers("words=0.1") == Items{{"words", 0.1}});
  CHECK(parse_named_numbers("words=0,crf=10,characters=2e-1") ==
        Items{{"words", 0}, {"crf", 10}, {"characters", 0.2}});
}

TEST_CASE("a name may hold commas and signs of equality, as features of words do") {
  CHECK(parse_named_numbers("Case=Acc,Nom|Number=Sing=2,X=1") ==
        Items{{"Case=Acc,Nom|Number=Sing", 2}, {"X", 1}});
}

TEST_CASE("what is no list of names with numbers is refused, with what is wrong") {
  CHECK(problem_of_named_numbers("a=1").empty());
  CHECK(problem_of_named_numbers("").find("NAME=NUMBER") != std::string::npos);
  CHECK(problem_of_named_numbers("words").find("has 'words'") != std::string::npos);
  CHECK(problem_of_named_numbers("=1").find("has '=1'") != std::string::npos);
  CHECK(problem_of_named_numbers("a=1,b").find("has 'b'") != std::string::npos);
  CHECK(problem_of_named_numbers("a=1,").find("has ''") != std::string::npos);
  CHECK(problem_of_named_numbers("a=0x1p-3").find("has 'a=0x1p-3'") != std::string::npos);
  for (const std::string number : {"-1", "inf", "nan", "1e400", "1e-400", "-1e400"}) {
    CHECK(problem_of_named_numbers("b=1,a=" + number) == "gives 'a' no finite number, 0 or more");
  }
  CHECK(problem_of_named_numbers("a=1,a=2").find("twice") != std::string::npos);
  CHECK_THROWS_AS(parse_named_numbers("a"), std::invalid_argument);
}

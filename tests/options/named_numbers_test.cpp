#include "options/named_numbers.h"

#include <string>
#include <utility>
#include <vector>

#include "base/errors.h"
#include "catch.h"
#include "options/class_weights.h"

namespace {

using namespace seqlab;
using options::ClassWeights;
using options::NamedNumbers;
using Items = std::vector<std::pair<std::string, double>>;

template <class Value>
Value parse(const std::string& text) {
  return options::OptionValue<Value>::parse({.name = "numbers"}, text);
}

// What parse() says is wrong with a text; empty for a valid text.
std::string problem_of(const std::string& text) {
  try {
    parse<NamedNumbers>(text);
  } catch (const UsageError& error) {
    const std::string prefix = "--numbers: '" + text + "' ";
    const std::string message = error.what();
    CHECK(message.starts_with(prefix));
    return message.substr(prefix.size());
  }
  return {};
}

}  // namespace

TEST_CASE("pairs of a name and a number are separated by commas") {
  CHECK(parse<NamedNumbers>("words=0.1") == Items{{"words", 0.1}});
  CHECK(parse<NamedNumbers>("words=0,crf=10,characters=2e-1") ==
        Items{{"words", 0}, {"crf", 10}, {"characters", 0.2}});
  CHECK(parse<NamedNumbers>("").empty());
}

TEST_CASE("a name may contain commas and equals signs, as morphological features do") {
  CHECK(parse<NamedNumbers>("Case=Acc,Nom|Number=Sing=2,X=1") ==
        Items{{"Case=Acc,Nom|Number=Sing", 2}, {"X", 1}});
}

TEST_CASE("a list of names with numbers reads back as it is printed") {
  const Items items{{"Case=Acc,Nom", 0.1}, {"X", 2}};
  const std::string text = options::OptionValue<NamedNumbers>::print(items);
  CHECK(text == "Case=Acc,Nom=0.1,X=2");
  CHECK(parse<NamedNumbers>(text) == items);
}

TEST_CASE("a malformed list of names with numbers is refused with the reason") {
  CHECK(problem_of("a=1").empty());
  CHECK(problem_of("words").find("has 'words'") != std::string::npos);
  CHECK(problem_of("=1").find("has '=1'") != std::string::npos);
  CHECK(problem_of("a=1,b").find("has 'b'") != std::string::npos);
  CHECK(problem_of("a=1,").find("has ''") != std::string::npos);
  CHECK(problem_of("a=0x1p-3").find("has 'a=0x1p-3'") != std::string::npos);
  for (const std::string number : {"-1", "inf", "nan", "1e400", "1e-400", "-1e400"}) {
    CHECK(problem_of("b=1,a=" + number) == "needs a finite number, 0 or more, for 'a'");
  }
  CHECK(problem_of("a=1,a=2") == "names 'a' twice");
}

TEST_CASE("class weights are none, balanced or named") {
  CHECK(parse<ClassWeights>("none").kind == ClassWeights::Kind::none);
  CHECK(parse<ClassWeights>("balanced").kind == ClassWeights::Kind::balanced);
  const auto named = parse<ClassWeights>("B-PER=2");
  CHECK(named.kind == ClassWeights::Kind::named);
  CHECK(named.numbers == Items{{"B-PER", 2}});
  for (const std::string text : {"none", "balanced", "B-PER=2,O=0.5"}) {
    CHECK(options::OptionValue<ClassWeights>::print(parse<ClassWeights>(text)) == text);
  }
  CHECK_THROWS_AS(parse<ClassWeights>("heavy"), UsageError);
  CHECK_THROWS_AS(parse<ClassWeights>(""), UsageError);
}

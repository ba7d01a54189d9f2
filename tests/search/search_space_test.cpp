#include "search/search_space.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <set>
#include <string>
#include <vector>

#include "base/errors.h"
#include "catch.h"
#include "options/training_option_table.h"

namespace {

using namespace seqlab;
using search::Configuration;
using search::ConfigurationSource;
using search::SearchSpace;

SearchSpace make(const std::vector<std::string>& searches) {
  return {searches, options::training_option_table().options(), [](const options::OptionInfo& option) {
            return std::string(option.name == "seed" ? "luck is not a choice" : "");
          }};
}

std::string refusal(const std::vector<std::string>& searches) {
  try {
    make(searches);
  } catch (const UsageError& error) {
    return error.what();
  }
  return "";
}

std::vector<Configuration> draw(const SearchSpace& space, std::size_t count) {
  std::vector<Configuration> drawn;
  for (std::size_t i = 0; i < count; ++i) drawn.push_back(space.draw(base::Noise(3).at(i)));
  return drawn;
}

}  // namespace

TEST_CASE("a list of values gives each of them, as the option prints it") {
  const SearchSpace space = make({"hidden=50,0100,200", "l2=0.10,1e-3", "optimizer=adam,sgd"});
  CHECK(space.names() == std::vector<std::string>{"hidden", "l2", "optimizer"});
  std::vector<std::set<std::string>> seen(3);
  for (const Configuration& values : draw(space, 200)) {
    for (std::size_t i = 0; i < 3; ++i) seen[i].insert(values[i]);
  }
  CHECK(seen[0] == std::set<std::string>{"100", "200", "50"});
  CHECK(seen[1] == std::set<std::string>{"0.001", "0.1"});
  CHECK(seen[2] == std::set<std::string>{"adam", "sgd"});
}

TEST_CASE("values that contain commas are separated by semicolons, and may be empty") {
  std::set<std::string> seen;
  for (const Configuration& values : draw(make({"suffix-lengths=;2,3;1,2,3"}), 100)) seen.insert(values[0]);
  CHECK(seen == std::set<std::string>{"", "1,2,3", "2,3"});
}

TEST_CASE("a range of whole numbers gives whole numbers, including both ends") {
  for (const std::string kind : {"", ":log"}) {
    std::set<std::string> seen;
    for (const Configuration& values : draw(make({"layers=1..4" + kind}), 400)) seen.insert(values[0]);
    CHECK(seen == std::set<std::string>{"1", "2", "3", "4"});
  }
}

TEST_CASE("numbers are drawn uniformly from a range, with four digits") {
  std::size_t lower = 0;
  for (const Configuration& values : draw(make({"dropout-input=0..0.5"}), 1000)) {
    const double value = std::stod(values[0]);
    CHECK((value >= 0 && value <= 0.5));
    CHECK(values[0].size() <= 6);
    lower += value < 0.25 ? 1 : 0;
  }
  CHECK((lower > 430 && lower < 570));
}

TEST_CASE("in a logarithmic range the logarithm is drawn uniformly") {
  std::size_t lower = 0;
  for (const Configuration& values : draw(make({"learning-rate=1e-5..0.1:log"}), 1000)) {
    const double value = std::stod(values[0]);
    CHECK((value >= 1e-5 && value <= 0.1));
    lower += value < 1e-3 ? 1 : 0;
  }
  CHECK((lower > 430 && lower < 570));
}

TEST_CASE("every drawn value is one that the option accepts") {
  for (const std::string range :
       {"learning-rate=4.9406564584124654e-324..1e-323", "learning-rate=1e-300..1.7976931348623157e308:log",
        "learning-rate=1..1.7976931348623157e308", "average-decay=0.999..0.9999999999999999",
        "average-decay=0.9..0.99999:log", "momentum=0..1e-17", "epochs=1..1000000000:log"}) {
    CAPTURE(range);
    const SearchSpace space = make({range});
    const options::OptionInfo& option = *options::training_option_table().find(space.names()[0]);
    const std::size_t sign = range.find("..");
    const double low = std::strtod(range.c_str() + range.find('=') + 1, nullptr);
    const double high = std::strtod(range.c_str() + sign + 2, nullptr);
    for (const Configuration& values : draw(space, 100)) {
      CHECK_NOTHROW(option.check(values[0]));
      const double value = std::strtod(values[0].c_str(), nullptr);
      CHECK((value >= low && value <= high));
    }
  }
}

TEST_CASE("a malformed search is refused with the option and the cure") {
  CHECK(refusal({"hidden"}).find("write NAME=VALUE") != std::string::npos);
  CHECK(refusal({""}).find("write NAME=VALUE") != std::string::npos);
  CHECK(refusal({"=5"}).find("write NAME=VALUE") != std::string::npos);
  CHECK(refusal({"hiden=5,6"}) == "--search hiden=5,6: unknown option 'hiden'; the nearest is 'hidden'");
  CHECK(refusal({"hidden="}).find("--hidden: '' is not a whole number") != std::string::npos);
  CHECK(refusal({"hidden=50,,100"}).find("--hidden: '' is not a whole number") != std::string::npos);
  CHECK(refusal({"hidden=50,many"}).find("--hidden: 'many' is not a whole number") != std::string::npos);
  CHECK(refusal({"hidden=50;100,200"}).find("--hidden: '100,200' is not a whole number") !=
        std::string::npos);
  CHECK(refusal({"hidden=0,50"}).find("--hidden: '0' is out of range; must be 1 to 65536 units") !=
        std::string::npos);
  CHECK(refusal({"hidden=50,50"}).find("'50' occurs twice") != std::string::npos);
  CHECK(refusal({"l2=0.1,1e-1"}).find("'1e-1' occurs twice") != std::string::npos);
  CHECK(refusal({"cell=lstm,gruu"}).find("--cell: 'gruu' is unknown") != std::string::npos);
  CHECK(refusal({"optimizer=adam..sgd"}).find("--optimizer: 'adam..sgd' is unknown") != std::string::npos);
  CHECK(refusal({"nfc=yes"}).find("neither true nor false") != std::string::npos);
  CHECK(refusal({"suffix-lengths=2,3;x"}).find("--suffix-lengths: 'x'") != std::string::npos);
  CHECK(refusal({"hidden=50,100", "hidden=2..3"}).find("--hidden is already searched") != std::string::npos);
  CHECK(refusal({"seed=1,2"}).find("--seed cannot be searched: luck is not a choice") != std::string::npos);
}

TEST_CASE("a malformed range is refused with the option") {
  CHECK(refusal({"hidden=..5"}).find("--hidden: '' is not a whole number") != std::string::npos);
  CHECK(refusal({"hidden=5.."}).find("--hidden: '' is not a whole number") != std::string::npos);
  CHECK(refusal({"hidden=5..6..7"}).find("--hidden: '6..7' is not a whole number") != std::string::npos);
  CHECK(refusal({"hidden=1.5..6"}).find("not a whole number") != std::string::npos);
  CHECK(refusal({"hidden=5..6:exp"}).find("--hidden: '6:exp'") != std::string::npos);
  CHECK(refusal({"hidden=0..5:log"}).find("--hidden: '0' is out of range") != std::string::npos);
  CHECK(refusal({"hidden=1..65537"}).find("out of range") != std::string::npos);
  CHECK(refusal({"hidden=9..3"}).find("--hidden: 9 is not below 3") != std::string::npos);
  CHECK(refusal({"hidden=3..3"}).find("--hidden: 3 is not below 3") != std::string::npos);
  CHECK(refusal({"l2=0..1:log"}).find("--l2: a logarithmic range must begin above 0") != std::string::npos);
  CHECK(refusal({"dropout-input=0..1"}).find("--dropout-input: '1' is out of range") != std::string::npos);
  CHECK(refusal({"l2=nan..1"}).find("--l2: 'nan'") != std::string::npos);
  CHECK(refusal({"l2=0..nan"}).find("--l2: 'nan'") != std::string::npos);
  CHECK(refusal({"l2=0..inf"}).find("--l2: 'inf' is not a finite number; must be 0 or more") !=
        std::string::npos);
  CHECK(refusal({"l2=0.1,inf"}).find("--l2: 'inf' is not a finite number; must be 0 or more") !=
        std::string::npos);
  CHECK(refusal({"l2=0..1e309"}).find("--l2: '1e309' is out of range; must be 0 or more") !=
        std::string::npos);
  CHECK(refusal({"l2=-1e308..1e308"}).find("--l2: '-1e308' is out of range") != std::string::npos);
}

TEST_CASE("a range that is too wide is refused") {
  struct Numbers {
    double any = 0;
    std::uint64_t whole = 0;
  };
  options::OptionTable<Numbers> table;
  table.add({.name = "any"}, &Numbers::any).add({.name = "whole"}, &Numbers::whole);
  const std::vector<const options::OptionInfo*> options = table.options();
  const auto allow_all = [](const options::OptionInfo&) { return std::string(); };
  for (const std::string search : {"any=-1e308..1e308", "whole=0..18446744073709551615"}) {
    CHECK_THROWS_AS(SearchSpace(std::vector<std::string>{search}, options, allow_all), UsageError);
  }
  const SearchSpace negative(std::vector<std::string>{"any=-5..-1"}, options, allow_all);
  for (const Configuration& values : draw(negative, 50)) {
    CHECK((std::stod(values[0]) >= -5 && std::stod(values[0]) <= -1));
  }
}

TEST_CASE("a source starts with the given configuration, repeats none and ends when none is left") {
  ConfigurationSource source(make({"layers=1,2", "hidden=3..5"}), {"2", "4"}, 1);
  std::set<Configuration> seen;
  CHECK(source.next() == Configuration{"2", "4"});
  seen.insert({"2", "4"});
  for (int i = 0; i < 5; ++i) {
    const auto configuration = source.next();
    REQUIRE(configuration);
    CHECK(seen.insert(*configuration).second);
  }
  CHECK(source.next() == std::nullopt);
  CHECK(source.next() == std::nullopt);
}

TEST_CASE("a source's first configuration may lie outside the space") {
  ConfigurationSource source(make({"layers=1,2"}), {"7"}, 1);
  std::set<Configuration> seen;
  while (const auto configuration = source.next()) seen.insert(*configuration);
  CHECK(seen == std::set<Configuration>{{"1"}, {"2"}, {"7"}});
}

TEST_CASE("one seed gives the same configurations, another seed others") {
  const auto ten = [](std::uint64_t seed) {
    ConfigurationSource source(make({"learning-rate=0.001..0.1:log", "hidden=1..1000"}), {"1", "1"}, seed);
    std::vector<Configuration> result;
    for (int i = 0; i < 10; ++i) result.push_back(*source.next());
    return result;
  };
  CHECK(ten(1) == ten(1));
  CHECK(ten(1) != ten(2));
}

#include "options/option_table.h"

#include <sstream>

#include "catch.h"
#include "options/model_option_table.h"
#include "options/training_option_table.h"

namespace {

using namespace seqlab;
using namespace seqlab::options;

enum class Colour { red, green, blue };
constexpr auto name_table(Colour /*colour*/) {
  return base::NameTable<Colour, 3>{{{"red", Colour::red}, {"green", Colour::green}, {"blue", Colour::blue}}};
}

struct Part {
  Colour colour = Colour::red;
};

struct Whole {
  Part part;
  bool loud = false;
  std::size_t steps = 3;
  double rate = 0.25;
  std::string note;
  std::optional<std::string> absent;
  std::vector<std::string> files = {"first"};
};

OptionTable<Whole> whole_table() {
  OptionTable<Part> part;
  part.add({.name = "colour", .help = "colour of the signal", .scope = OptionScope::model}, &Part::colour);
  OptionTable<Whole> table;
  table.include(part, &Whole::part)
      .add({.name = "loud", .short_name = 'l', .help = "say more"}, &Whole::loud)
      .add({.name = "steps", .help = "how far to go", .unit = "steps", .range = {.low = 1, .high = 10}},
           &Whole::steps)
      .add({.name = "rate",
            .help = "how fast",
            .range = {.low = 0, .high = 1, .low_open = true, .high_open = true},
            .scope = OptionScope::training},
           &Whole::rate)
      .add({.name = "note", .help = "what to remember"}, &Whole::note)
      .add({.name = "absent", .help = "what may be missing"}, &Whole::absent)
      .add({.name = "file", .help = "what to read", .value = "FILE"}, &Whole::files);
  return table;
}

std::string message_of(const std::function<void()>& action) {
  try {
    action();
  } catch (const UsageError& error) {
    return error.what();
  }
  return "no error";
}

std::vector<OptionSetting> config(const std::string& text) {
  return read_config(io::memory_input(text, "my.conf")).settings;
}

}  // namespace

TEST_CASE("setting an option sets its field, also in a part of a struct") {
  const auto table = whole_table();
  Whole whole;
  table.set(whole, "colour", "blue");
  table.set(whole, "loud", "true");
  table.set(whole, "steps", "10");
  table.set(whole, "rate", "1e-3");
  table.set(whole, "note", " as it is ");
  table.set(whole, "absent", "");
  table.set(whole, "file", "second");
  CHECK(whole.part.colour == Colour::blue);
  CHECK(whole.loud);
  CHECK(whole.steps == 10);
  CHECK(whole.rate == 0.001);
  CHECK(whole.note == " as it is ");
  CHECK(whole.absent == std::string());
  CHECK(whole.files == std::vector<std::string>{"first", "second"});
}

TEST_CASE("an invalid value is refused with option, value and cure") {
  const auto table = whole_table();
  Whole whole;
  const auto refused = [&](const std::string& name, const std::string& value) {
    return message_of([&] { table.set(whole, name, value); });
  };
  CHECK(refused("steps", "0") == "--steps: '0' is out of range; must be 1 to 10 steps");
  CHECK(refused("steps", "11") == "--steps: '11' is out of range; must be 1 to 10 steps");
  CHECK(refused("steps", "-1") == "--steps: '-1' is out of range; must be 1 to 10 steps");
  CHECK(refused("steps", "99999999999999999999") ==
        "--steps: '99999999999999999999' is out of range; must be 1 to 10 steps");
  CHECK(refused("steps", "3.5") == "--steps: '3.5' is not a whole number; must be 1 to 10 steps");
  CHECK(refused("steps", "") == "--steps: '' is not a whole number; must be 1 to 10 steps");
  CHECK(refused("rate", "0") == "--rate: '0' is out of range; must be above 0 and below 1");
  CHECK(refused("rate", "1") == "--rate: '1' is out of range; must be above 0 and below 1");
  CHECK(refused("rate", "nan") == "--rate: 'nan' is not a finite number; must be above 0 and below 1");
  CHECK(refused("rate", "inf") == "--rate: 'inf' is not a finite number; must be above 0 and below 1");
  CHECK(refused("rate", "0.1x") == "--rate: '0.1x' is not a number; must be above 0 and below 1");
  CHECK(refused("loud", "yes") == "--loud: 'yes' is neither true nor false");
  CHECK(refused("colour", "gren") ==
        "--colour: 'gren' is unknown; give one of red, green, blue; the nearest is 'green'");
  CHECK(refused("colour", "") == "--colour: '' is unknown; give one of red, green, blue");
  CHECK(refused("stpes", "3") == "unknown option 'stpes'; the nearest is 'steps'");
  CHECK(refused("entirely-other", "3") == "unknown option 'entirely-other'");
  CHECK(whole.steps == 3);
  CHECK(whole.rate == 0.25);
}

TEST_CASE("values read back as the same struct") {
  const auto table = whole_table();
  Whole whole;
  whole.part.colour = Colour::green;
  whole.rate = 0.1;
  whole.files = {"a", "b"};
  Whole copy;
  copy.files.clear();
  for (const auto& [name, value] : table.values(whole)) table.set(copy, name, value);
  CHECK(copy.part.colour == Colour::green);
  CHECK(copy.rate == 0.1);
  CHECK(copy.files == whole.files);
  CHECK_FALSE(copy.absent.has_value());
}

TEST_CASE("values can be selected by scope") {
  const auto table = whole_table();
  using Values = std::vector<std::pair<std::string, std::string>>;
  CHECK(table.values(Whole{}, {OptionScope::model}) == Values{{"colour", "red"}});
  CHECK(table.values(Whole{}, {OptionScope::training}) == Values{{"rate", "0.25"}});
}

TEST_CASE("check() refuses a struct with an invalid value") {
  const auto table = whole_table();
  Whole whole;
  CHECK_NOTHROW(table.check(whole));
  whole.steps = 0;
  CHECK_THROWS_AS(table.check(whole), UsageError);
  whole = {};
  whole.steps = 11;
  CHECK_THROWS_AS(table.check(whole), UsageError);
  whole = {};
  whole.rate = std::numeric_limits<double>::quiet_NaN();
  CHECK_THROWS_AS(table.check(whole), UsageError);
}

TEST_CASE("a config file sets options, and comments and blank lines are skipped") {
  const auto table = whole_table();
  Whole whole;
  table.set_all(whole, config("# a comment\r\n\n  steps=7  \n\tnote = a = b # c\nloud = true\n"
                              "file = x\nfile = y\nabsent = \" kept \""));
  CHECK(whole.steps == 7);
  CHECK(whole.note == "a = b # c");
  CHECK(whole.loud);
  CHECK(whole.files == std::vector<std::string>{"x", "y"});
  CHECK(whole.absent == " kept ");
}

TEST_CASE("the command line wins over a config file") {
  const auto table = whole_table();
  Whole whole;
  whole.steps = 2;
  whole.files = {"mine"};
  const std::vector<std::string> given = {"steps", "file"};
  table.set_all(whole, config("steps = 7\nfile = x\nrate = 0.5\n"), given);
  CHECK(whole.steps == 2);
  CHECK(whole.files == std::vector<std::string>{"mine"});
  CHECK(whole.rate == 0.5);
}

TEST_CASE("an error in a config file names file and line, even where the command line wins") {
  const auto table = whole_table();
  Whole whole;
  const auto refused = [&](const std::string& text, const std::vector<std::string>& given = {}) {
    return message_of([&] { table.set_all(whole, config(text), given); });
  };
  CHECK(refused("\nstep = 3\n") == "my.conf:2: unknown option 'step'; the nearest is 'steps'");
  CHECK(refused("steps = 30\n") == "my.conf:1: --steps: '30' is out of range; must be 1 to 10 steps");
  CHECK(refused("steps = 30\n", {"steps"}) ==
        "my.conf:1: --steps: '30' is out of range; must be 1 to 10 steps");
  CHECK(refused("loud = true\nsteps\n") == "my.conf:2: this line sets no option; write 'name = value'");
  CHECK(refused("= 3\n") == "my.conf:1: this line sets no option; write 'name = value'");
  CHECK(refused(std::string("loud = true\nnote = a\0b\n", 23)) ==
        "my.conf:2: NUL byte; a config file must be text");
}

TEST_CASE("a config line reads back as the value that it was written from") {
  for (const std::string value :
       {"", "plain", "a = b", "#no comment", " spaces ", "\"quoted\"", "\"", "tab\t"}) {
    const auto settings = config(config_line("note", value) + "\n");
    REQUIRE(settings.size() == 1);
    CHECK(settings[0].name == "note");
    CHECK(settings[0].value == value);
  }
}

TEST_CASE("a value with a line break becomes a comment in a config file and sets nothing") {
  CHECK(config(config_line("note", "a\nsteps = 7") + "\n").empty());
  CHECK(config_line("note", "a\nsteps = 7") == "# note contains a line break: a steps = 7");
}

TEST_CASE("the nearest name is the one with the fewest edits, or none if all are far") {
  const std::vector<std::string> names = {"train", "tag", "eval", "score", "convert"};
  CHECK(nearest_name("tagg", names) == "tag");
  CHECK(nearest_name("tarin", names) == "train");
  CHECK(nearest_name("evaluate", names) == "eval");
  CHECK(nearest_name("conv", names) == "convert");
  CHECK(nearest_name("zzzzz", names).empty());
  CHECK(nearest_name("", names).empty());
  CHECK(nearest_name(std::string(1'000'000, 'x'), names).empty());
}

TEST_CASE("the help groups options and shows defaults and ranges within 80 columns") {
  const auto table = whole_table();
  const auto options = table.options();
  const std::string help = help_text(options);
  CHECK(help ==
        "Options:\n"
        "  --colour red|green|blue   colour of the signal (default: red)\n"
        "  -l, --loud                say more\n"
        "  --steps N                 how far to go (1 to 10 steps; default: 3)\n"
        "  --rate X                  how fast (above 0 and below 1; default: 0.25)\n"
        "  --note TEXT               what to remember\n"
        "  --absent TEXT             what may be missing\n"
        "  --file FILE               what to read (may be repeated; default: first)\n");
  const auto training = training_option_table().options();
  std::istringstream lines(help_text(training));
  for (std::string line; std::getline(lines, line);) CHECK(line.size() <= 80);
}

TEST_CASE("every option of training has help, a unique name and a default in range") {
  const auto& table = training_option_table();
  CHECK_NOTHROW(table.check(TrainingOptions{}));
  std::vector<std::string> names;
  for (const auto* option : table.options()) {
    CHECK_FALSE(option->help.empty());
    CHECK(std::find(names.begin(), names.end(), option->name) == names.end());
    names.push_back(option->name);
  }
  CHECK(names.size() > 30);
}

TEST_CASE(
    "no option of training takes a number that is not finite, too large, hexadecimal or followed by text") {
  const auto& table = training_option_table();
  std::size_t numbers = 0;
  for (const auto* option : table.options()) {
    if (option->type != OptionType::real) continue;
    ++numbers;
    const std::string range = option->range.to_string();
    CHECK_FALSE(range.empty());
    for (const std::string value :
         {"inf",    "-inf", "INFINITY", "nan",  "NaN",  "nan(1)", "-nan", "1e400", "-1e400", "1e-400",
          "0x1p-3", "0.5x", "0.5 ",     " 0.5", "0.5,", "0,5",    "+0.5", "",      "-",      "."}) {
      TrainingOptions options;
      const std::string message = message_of([&] { table.set(options, option->name, value); });
      CAPTURE(value);
      CHECK(message.starts_with("--" + option->name + ": '" + value + "' is "));
      CHECK(message.ends_with("; must be " + range));
    }
  }
  CHECK(numbers > 15);
}

TEST_CASE("lists of numbers take only finite numbers") {
  const auto& table = training_option_table();
  for (const std::string value : {"inf", "-inf", "nan", "1e400", "1e-400", "0x1p-3", "1x", ""}) {
    TrainingOptions options;
    CAPTURE(value);
    const auto refused = [&](const std::string& name, const std::string& list) {
      return message_of([&] { table.set(options, name, list); });
    };
    CHECK(refused("learning-rate-factors", "words=" + value).starts_with("--learning-rate-factors: 'words="));
    CHECK(refused("class-weights", "O=" + value).starts_with("--class-weights: 'O="));
    CHECK(refused("head-weights", "1," + value).starts_with("--head-weights: '" + value + "' is "));
  }
}

TEST_CASE("the number of threads is not kept with a model") {
  for (const auto& [name, value] :
       training_option_table().values({}, {OptionScope::model, OptionScope::training})) {
    CHECK(name != "threads");
  }
}

TEST_CASE("extra-vectors takes a number or all") {
  const auto& table = training_option_table();
  TrainingOptions options;
  table.set(options, "extra-vectors", "0");
  table.set(options, "extra-vectors", "all");
  for (const std::string value : {"", "some", "-1", "1e5", "10000000000"}) {
    CHECK_THROWS_AS(table.set(options, "extra-vectors", value), UsageError);
  }
  CHECK(!options.extra_vectors);
}

namespace {

enum class Size { small, large };
constexpr auto name_table(Size /*size*/) {
  return base::NameTable<Size, 2>{{{"small", Size::small}, {"large", Size::large}}};
}

struct Typed {
  Size size = Size::small;
  std::optional<Size> limit;
  List<Size> sizes;
  List<std::size_t> lengths = {2, 3};
  List<std::string> names = {""};
  std::optional<std::size_t> most = 5;
};

OptionTable<Typed> typed_table() {
  OptionTable<Typed> table;
  table.add({.name = "size", .tasks = {Task::tagger}}, &Typed::size)
      .add({.name = "limit", .absent = "none", .refused = {"small"}}, &Typed::limit)
      .add({.name = "sizes", .tasks = {Task::classifier}}, &Typed::sizes)
      .add({.name = "lengths", .range = {.low = 1, .high = 9}}, &Typed::lengths,
           [](const List<std::size_t>& lengths) {
             return lengths.size() > 3 ? std::string("has more than three") : std::string();
           })
      .add({.name = "names"}, &Typed::names)
      .add({.name = "most", .absent = "all"}, &Typed::most);
  return table;
}

}  // namespace

TEST_CASE("an option has the type of its field: enumerations, lists, and values that may be absent") {
  const auto table = typed_table();
  Typed typed;
  table.set(typed, "size", "large");
  table.set(typed, "limit", "large");
  table.set(typed, "sizes", "large,small,large");
  table.set(typed, "lengths", "");
  table.set(typed, "names", "a,,b");
  table.set(typed, "most", "all");
  CHECK(typed.size == Size::large);
  CHECK(typed.limit == Size::large);
  CHECK(typed.sizes == List<Size>{Size::large, Size::small, Size::large});
  CHECK(typed.lengths.empty());
  CHECK(typed.names == List<std::string>{"a", "", "b"});
  CHECK(!typed.most);
  table.set(typed, "limit", "none");
  CHECK(!typed.limit);
  Typed copy;
  for (const auto& [name, value] : table.values(typed)) table.set(copy, name, value);
  CHECK(table.values(copy) == table.values(typed));
  CHECK(table.find("size")->choices == std::vector<std::string>{"small", "large"});
  CHECK(table.find("limit")->choices == std::vector<std::string>{"none", "large"});
  CHECK(table.find("sizes")->choices == std::vector<std::string>{"small", "large"});
}

TEST_CASE("an error in a list quotes the element if one is wrong, else the list") {
  const auto table = typed_table();
  Typed typed;
  const auto refused = [&](const std::string& name, const std::string& value) {
    return message_of([&] { table.set(typed, name, value); });
  };
  CHECK(refused("lengths", "2,10") == "--lengths: '10' is out of range; must be 1 to 9");
  CHECK(refused("lengths", "1,2,3,4") == "--lengths: '1,2,3,4' has more than three");
  CHECK(refused("sizes", "small,huge") == "--sizes: 'huge' is unknown; give one of small, large");
  CHECK(refused("limit", "small").starts_with("--limit: 'small' is unknown; give one of none, large"));
  CHECK(refused("size", "").starts_with("--size: '' is unknown"));
  CHECK(typed.lengths == List<std::size_t>{2, 3});
}

TEST_CASE("the table for a kind of model has the options that apply to it") {
  const auto taggers = typed_table().of(Task::tagger);
  CHECK(taggers.find("size") != nullptr);
  CHECK(taggers.find("sizes") == nullptr);
  CHECK(taggers.find("names") != nullptr);
}

TEST_CASE("a table without some options refuses them") {
  constexpr std::string_view names[] = {"pooling"};
  const auto table = model_option_table().without(names);
  ModelOptions options;
  CHECK(table.find("pooling") == nullptr);
  CHECK(table.find("hidden") != nullptr);
  CHECK_THROWS_AS(table.set(options, "pooling", "max"), UsageError);
}

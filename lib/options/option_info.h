// The description of an option: name, help, range, default.
#pragma once

#include <limits>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "options/task.h"

namespace seqlab::options {

class FieldType;

enum class OptionType { flag, text, list, repeated, integer, real, choice };

// How long an option's value matters. model: it shapes what a model computes; kept in the model file.
// training: it shaped the weights; kept too. run: it concerns one run of a program (paths, threads, logging);
// never kept.
enum class OptionScope { model, training, run };

// The numbers that an option accepts, all of them finite.
struct OptionRange {
  double low = -std::numeric_limits<double>::infinity();
  double high = std::numeric_limits<double>::infinity();
  bool low_open = false;   // `low` itself is outside
  bool high_open = false;  // `high` itself is outside

  [[nodiscard]] bool contains(double value) const;
  // "1 to 10", "at least 0 and below 1", "1 or more"; empty without limits.
  [[nodiscard]] std::string to_string() const;
};

struct OptionInfo {
  std::string name = {};                  // long form, without dashes
  char short_name = 0;                    // 0: none
  std::string group = "Options";          // its heading in the help
  std::string help = {};                  // one sentence without a full stop
  std::string value = {};                 // the value's name in the help: FILE, N; empty: from the type
  std::string unit = {};                  // of a number: "epochs"
  OptionRange range = {};                 // of a number, or of each number of a list
  std::string absent = {};                // of a std::optional: the text for no value, such as "all"
  std::vector<std::string> refused = {};  // of an enumeration: names that this option does not accept
  std::vector<Task> tasks = {};           // the kinds of model that it applies to; none: all
  std::string default_text = {};          // describes the default if its value alone does not
  OptionScope scope = OptionScope::run;

  OptionType type = OptionType::text;      // set by OptionTable::add from the type of the field
  std::vector<std::string> choices = {};   // set by OptionTable::add, for an enumeration or a list of one
  std::vector<std::string> defaults = {};  // set by OptionTable::add from the initial value of the field
  const FieldType* field_type = nullptr;   // set by OptionTable::add: reads and prints the field
  void (*problem)() = nullptr;             // set by OptionTable::add: a Problem (field_type.h), or null

  // Throws UsageError, with option, value and cure, unless the text is a value of the option. Only for an
  // option in a table.
  void check(const std::string& text) const;
  [[nodiscard]] bool applies_to(Task task) const;
};

// Throws the UsageError "--name: 'value' problem".
[[noreturn]] void refuse(const OptionInfo& option, const std::string& value, const std::string& problem);

// The known name that was probably meant: a longer one that begins with `name`, or the one with the smallest
// edit distance. Empty if none is near.
std::string nearest_name(std::string_view name, std::span<const std::string> names);

// "; the nearest is 'x'", or an empty string if no name is near.
std::string nearest_hint(std::string_view name, std::span<const std::string> names);

// What stands for the value in the help: "FILE", "lstm|gru"; empty for a flag.
std::string value_name(const OptionInfo& option);

// The help of an option with its range and default: "number of layers (1 to 64; default: 1)".
std::string help_with_notes(const OptionInfo& option);

// The help text of options, with ranges and defaults: groups and options in the order given, 80 columns wide.
std::string help_text(std::span<const OptionInfo* const> options);

}  // namespace seqlab::options

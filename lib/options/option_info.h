// What is known of one option: its name, help, range and default.
#pragma once

#include <limits>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "options/task.h"

namespace seqlab::options {

class FieldType;

enum class OptionType { flag, text, repeated, integer, real, choice };

// Where the value of an option lives on: `model` is kept in the model file because it shapes what a model
// computes, `training` because it shaped the weights, `run` belongs to one run of a program (paths, threads,
// logging) and is never kept.
enum class OptionScope { model, training, run };

// The numbers an option may take, all of them finite.
struct OptionRange {
  double low = -std::numeric_limits<double>::infinity();
  double high = std::numeric_limits<double>::infinity();
  bool low_open = false;   // `low` itself is outside
  bool high_open = false;  // `high` itself is outside

  [[nodiscard]] bool contains(double value) const;
  [[nodiscard]] std::string to_string() const;  // "0 to below 1", "1 or more"; empty without limits
};

struct OptionInfo {
  std::string name = {};                  // long form, without dashes
  char short_name = 0;                    // 0: none
  std::string group = "Options";          // the heading in the help
  std::string help = {};                  // one sentence without a full stop
  std::string value = {};                 // what the help calls the value: FILE, N; empty: from the type
  std::string unit = {};                  // of a number: "epochs"
  OptionRange range = {};                 // of a number, or of each number of a list
  std::string absent = {};                // of a std::optional: the text for no value, such as "all"
  std::vector<std::string> refused = {};  // of an enumeration: names that the option does not take
  std::vector<Task> tasks = {};           // the kinds of model that it applies to; none: all
  std::string default_text = {};          // describes the default where the value alone does not
  OptionScope scope = OptionScope::run;

  OptionType type = OptionType::text;      // set by OptionTable::add from the type of the field
  std::vector<std::string> choices = {};   // of an enumeration: set by OptionTable::add
  std::vector<std::string> defaults = {};  // set by OptionTable::add from the initial value of the field
  const FieldType* field_type = nullptr;   // set by OptionTable::add: reads and prints the field
  void (*problem)() = nullptr;             // set by OptionTable::add: a Problem (field_type.h), or null

  // Throws UsageError, naming option, value and what would be right, for a text that is no value of the
  // option. Of an option in a table.
  void check(const std::string& text) const;
  [[nodiscard]] bool applies_to(Task task) const;
};

// Throws the UsageError "--name: 'value' right".
[[noreturn]] void refuse(const OptionInfo& option, const std::string& value, const std::string& right);

// The name with the smallest edit distance (insert, delete, replace, swap neighbours), or an empty string
// when none is near enough to be what was meant.
std::string nearest_name(std::string_view name, std::span<const std::string> names);

// "; the nearest is 'x'", or an empty string.
std::string nearest_hint(std::string_view name, std::span<const std::string> names);

// The options as a help text: grouped in the order given, with defaults and ranges, 80 columns wide.
std::string help_text(std::span<const OptionInfo* const> options);

}  // namespace seqlab::options

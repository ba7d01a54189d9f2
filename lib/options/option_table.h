// Options, each declared once: what the command line, the config file, the help texts and the model's
// metadata all read.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <initializer_list>
#include <limits>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "base/errors.h"
#include "io/input.h"

namespace seqlab::options {

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
  OptionRange range = {};                 // numbers only
  std::vector<std::string> choices = {};  // text that must be one of these
  std::string default_text = {};          // says what happens by default where the value alone does not
  OptionScope scope = OptionScope::run;
  // For text with a form of its own: what is wrong with a value, empty when nothing is.
  std::function<std::string(const std::string&)> problem = nullptr;

  OptionType type = OptionType::text;      // set by OptionTable::add from the field's type
  std::vector<std::string> defaults = {};  // set by OptionTable::add from the struct's own initial value
};

// One line of a config file, or one value of anything else that names its options.
struct OptionSetting {
  std::string name;
  std::string value;
  Place place = {};  // of the line in a config file
};

// Throws UsageError, naming option, value and what would be right, when the value does not fit the option.
void check_option(const OptionInfo& option, const std::string& value);

// The name with the smallest edit distance (insert, delete, replace, swap neighbours), or an empty string
// when none is near enough to be what was meant.
std::string nearest_name(std::string_view name, std::span<const std::string> names);

// "; the nearest is 'x'", or an empty string.
std::string nearest_hint(std::string_view name, std::span<const std::string> names);

// `name = value` lines; blank lines and lines that begin with # are passed over; white space around name and
// value does not count unless the value stands in double quotes. Throws UsageError with file and line.
std::vector<OptionSetting> read_config(std::unique_ptr<io::Input> input);

// The line of a config file that read_config() reads back as this; a comment for a value with a line end in
// it, which no line can hold.
std::string config_line(const std::string& name, const std::string& value);

// The options as a help text: grouped in the order given, with defaults and ranges, 80 columns wide.
std::string help_text(std::span<const OptionInfo* const> options);

// What the typed bindings of OptionTable are made of.
namespace option_values {
std::uint64_t parse_integer(const OptionInfo& option, const std::string& value);
double parse_real(const OptionInfo& option, const std::string& value);
bool parse_flag(const OptionInfo& option, const std::string& value);
std::string print_real(double value);  // the shortest form that reads back as the same number
}  // namespace option_values

// The options whose values are the fields of a struct T.
template <class T>
class OptionTable {
 public:
  // The type of the option is that of the field: bool is a flag, std::string (std::optional too) a text or a
  // choice, std::vector<std::string> a text that may be repeated, std::size_t and std::uint64_t an integer,
  // double a real. The default is what a T has when it is made.
  template <class Field>
  OptionTable& add(OptionInfo info, Field T::*field) {
    info.type = type_of<Field>(info);
    info.defaults = print(T{}.*field);
    auto option = std::make_shared<const OptionInfo>(info);
    auto get = [field](const T& options) { return print(options.*field); };
    auto set = [field, option](T& options, const std::string& value) {
      check_option(*option, value);
      parse(*option, value, options.*field);
    };
    std::function<void(T&)> clear = [](T&) {};
    if constexpr (std::is_same_v<Field, std::vector<std::string>>) {
      clear = [field](T& options) { (options.*field).clear(); };
    }
    return add_entry({std::move(info), std::move(get), std::move(set), std::move(clear)});
  }

  // Takes over the options of a part of T.
  template <class Part>
  OptionTable& include(const OptionTable<Part>& table, Part T::*part) {
    for (const auto& entry : table.entries_) {
      add_entry({entry.info, [get = entry.get, part](const T& options) { return get(options.*part); },
                 [set = entry.set, part](T& options, const std::string& value) { set(options.*part, value); },
                 [clear = entry.clear, part](T& options) { clear(options.*part); }});
    }
    return *this;
  }

  // The table without some options, for a program to which they do not apply.
  [[nodiscard]] OptionTable without(std::span<const std::string_view> names) const {
    OptionTable result;
    for (const auto& entry : entries_) {
      bool drop = false;
      for (const auto& name : names) drop = drop || entry.info.name == name;
      if (!drop) result.entries_.push_back(entry);
    }
    return result;
  }

  // The options in the order in which they were declared; the pointers live as long as the table.
  [[nodiscard]] std::vector<const OptionInfo*> options() const {
    std::vector<const OptionInfo*> result;
    for (const auto& entry : entries_) result.push_back(&entry.info);
    return result;
  }
  // Null when there is none.
  [[nodiscard]] const OptionInfo* find(std::string_view name) const {
    const Entry* entry = find_entry(name);
    return entry ? &entry->info : nullptr;
  }

  // Sets one option; a value of a repeated option is added to those before. Throws UsageError for an unknown
  // name, naming the nearest, and for a value that does not fit.
  void set(T& options, std::string_view name, const std::string& value) const {
    const Entry* entry = find_entry(name);
    if (!entry) throw UsageError(unknown(name));
    entry->set(options, value);
  }

  // Sets what a config file says, but for the options in `except`, which the command line has set. A repeated
  // option loses its default first. Throws UsageError with file and line.
  void set_all(T& options, std::span<const OptionSetting> settings,
               std::span<const std::string> except = {}) const {
    std::vector<const Entry*> begun;
    for (const auto& setting : settings) {
      const Entry* entry = find_entry(setting.name);
      if (!entry) throw UsageError(at(setting.place) + unknown(setting.name));
      bool skip = false;
      for (const auto& name : except) skip = skip || name == setting.name;
      bool first = true;
      for (const auto* other : begun) first = first && other != entry;
      if (first) begun.push_back(entry);
      try {
        if (skip) {
          check_option(entry->info, setting.value);
          continue;
        }
        if (first) entry->clear(options);
        entry->set(options, setting.value);
      } catch (const UsageError& error) {
        throw UsageError(at(setting.place) + error.what());
      }
    }
  }

  // Names and values of the options of these scopes, in order; a repeated option comes once a value. What
  // set() reads back.
  [[nodiscard]] std::vector<std::pair<std::string, std::string>> values(
      const T& options, std::initializer_list<OptionScope> scopes = {
                            OptionScope::model, OptionScope::training, OptionScope::run}) const {
    std::vector<std::pair<std::string, std::string>> result;
    for (const auto& entry : entries_) {
      for (const OptionScope scope : scopes) {
        if (entry.info.scope != scope) continue;
        for (auto& value : entry.get(options)) result.emplace_back(entry.info.name, std::move(value));
      }
    }
    return result;
  }

  // Throws UsageError for the first field whose value does not fit: for options that a program filled in.
  void check(const T& options) const {
    for (const auto& entry : entries_) {
      for (const auto& value : entry.get(options)) check_option(entry.info, value);
    }
  }

 private:
  template <class Other>
  friend class OptionTable;

  struct Entry {
    OptionInfo info;
    std::function<std::vector<std::string>(const T&)> get;
    std::function<void(T&, const std::string&)> set;
    std::function<void(T&)> clear;
  };

  OptionTable& add_entry(Entry entry) {
    entry.info.defaults = entry.get(T{});
    entries_.push_back(std::move(entry));
    return *this;
  }

  const Entry* find_entry(std::string_view name) const {
    for (const auto& entry : entries_) {
      if (entry.info.name == name) return &entry;
    }
    return nullptr;
  }

  std::string unknown(std::string_view name) const {
    std::vector<std::string> names;
    for (const auto& entry : entries_) names.push_back(entry.info.name);
    return "unknown option '" + std::string(name) + "'" + nearest_hint(name, names);
  }

  static std::string at(const Place& place) {
    return place.file.empty() ? std::string() : seqlab::to_string(place) + ": ";
  }

  template <class Field>
  static OptionType type_of(const OptionInfo& info) {
    if constexpr (std::is_same_v<Field, bool>) {
      return OptionType::flag;
    } else if constexpr (std::is_same_v<Field, double>) {
      return OptionType::real;
    } else if constexpr (std::is_same_v<Field, std::vector<std::string>>) {
      return OptionType::repeated;
    } else if constexpr (std::is_integral_v<Field>) {
      static_assert(std::is_same_v<Field, std::size_t> || std::is_same_v<Field, std::uint64_t>);
      return OptionType::integer;
    } else {
      static_assert(std::is_same_v<Field, std::string> || std::is_same_v<Field, std::optional<std::string>>);
      return info.choices.empty() ? OptionType::text : OptionType::choice;
    }
  }

  static std::vector<std::string> print(bool value) { return {value ? "true" : "false"}; }
  static std::vector<std::string> print(std::uint64_t value) { return {std::to_string(value)}; }
  static std::vector<std::string> print(double value) { return {option_values::print_real(value)}; }
  static std::vector<std::string> print(const std::string& value) { return {value}; }
  static std::vector<std::string> print(const std::vector<std::string>& values) { return values; }
  static std::vector<std::string> print(const std::optional<std::string>& value) {
    return value ? std::vector<std::string>{*value} : std::vector<std::string>{};
  }

  template <class Field>
  static void parse(const OptionInfo& info, const std::string& value, Field& field) {
    if constexpr (std::is_same_v<Field, bool>) {
      field = option_values::parse_flag(info, value);
    } else if constexpr (std::is_same_v<Field, double>) {
      field = option_values::parse_real(info, value);
    } else if constexpr (std::is_same_v<Field, std::vector<std::string>>) {
      field.push_back(value);
    } else if constexpr (std::is_integral_v<Field>) {
      field = option_values::parse_integer(info, value);
    } else {
      field = value;
    }
  }

  std::vector<Entry> entries_;
};

}  // namespace seqlab::options

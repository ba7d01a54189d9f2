// Reads and prints the values of options; one specialisation per type.
#pragma once

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "base/names.h"
#include "options/option_info.h"

namespace seqlab::options {

// A list given as one text, with commas between its elements. (A std::vector<std::string> is an option that
// may be repeated.)
template <class Element>
struct List : std::vector<Element> {
  using std::vector<Element>::vector;
};

// The parts of a text between its commas; an empty text has one empty part.
List<std::string> split_commas(std::string_view text);
std::string join_commas(const std::vector<std::string>& parts);

// The shortest text that reads back as the same number.
std::string print_real(double value);

// type: decides how help and search treat the option. parse(): throws UsageError, by refuse(). print():
// parse() reads its text back. To add a type of option, specialise this beside the type.
template <class Value>
struct OptionValue;

template <>
struct OptionValue<bool> {
  static constexpr OptionType type = OptionType::flag;
  static bool parse(const OptionInfo& option, const std::string& text);
  static std::string print(bool value) { return value ? "true" : "false"; }
};

template <>
struct OptionValue<std::uint64_t> {
  static_assert(std::is_same_v<std::size_t, std::uint64_t>);
  static constexpr OptionType type = OptionType::integer;
  static std::uint64_t parse(const OptionInfo& option, const std::string& text);
  static std::string print(std::uint64_t value) { return std::to_string(value); }
};

template <>
struct OptionValue<double> {
  static constexpr OptionType type = OptionType::real;
  static double parse(const OptionInfo& option, const std::string& text);
  static std::string print(double value) { return print_real(value); }
};

template <>
struct OptionValue<std::string> {
  static constexpr OptionType type = OptionType::text;
  static std::string parse(const OptionInfo& option, const std::string& text);
  static std::string print(const std::string& value) { return value; }
};

// Throws UsageError unless the text is one of the option's choices.
void check_choice(const OptionInfo& option, const std::string& text);

template <base::Named Enum>
struct OptionValue<Enum> {
  static constexpr OptionType type = OptionType::choice;
  static Enum parse(const OptionInfo& option, const std::string& text) {
    check_choice(option, text);
    return base::find_name<Enum>(text).value();
  }
  static std::string print(Enum value) { return std::string(base::name_of(value)); }
};

// OptionInfo::absent is read as no value.
template <class Value>
struct OptionValue<std::optional<Value>> {
  static constexpr OptionType type =
      OptionValue<Value>::type == OptionType::choice ? OptionType::choice : OptionType::text;
  static std::optional<Value> parse(const OptionInfo& option, const std::string& text) {
    if (!option.absent.empty() && text == option.absent) return std::nullopt;
    return OptionValue<Value>::parse(option, text);
  }
};

template <class Element>
struct OptionValue<List<Element>> {
  static constexpr OptionType type = OptionType::list;
  static List<Element> parse(const OptionInfo& option, const std::string& text) {
    List<Element> list;
    // An empty text is an empty list, or, in a list of texts, one empty element.
    if (text.empty() && !std::is_same_v<Element, std::string>) return list;
    for (const std::string& part : split_commas(text)) {
      list.push_back(OptionValue<Element>::parse(option, part));
    }
    return list;
  }
  static std::string print(const List<Element>& list) {
    std::vector<std::string> parts;
    for (const Element& element : list) parts.push_back(OptionValue<Element>::print(element));
    return join_commas(parts);
  }
};

}  // namespace seqlab::options

#include "options/option_value.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <system_error>

namespace seqlab::options {

namespace {

// "; must be 1 to 10 steps"; `any` describes the values of an option without a range.
std::string requirement(const OptionInfo& option, const std::string& any) {
  const std::string range = option.range.to_string();
  return "; must be " + (range.empty() ? any : range) + (option.unit.empty() ? "" : " " + option.unit);
}

void check_range(const OptionInfo& option, const std::string& text, double value) {
  if (!option.range.contains(value)) refuse(option, text, "is out of range" + requirement(option, ""));
}

}  // namespace

List<std::string> split_commas(std::string_view text) {
  List<std::string> parts;
  for (std::size_t begin = 0;;) {
    const std::size_t end = std::min(text.find(',', begin), text.size());
    parts.emplace_back(text.substr(begin, end - begin));
    if (end == text.size()) return parts;
    begin = end + 1;
  }
}

std::string join_commas(const std::vector<std::string>& parts) {
  std::string text;
  for (std::size_t i = 0; i < parts.size(); ++i) text += (i == 0 ? "" : ",") + parts[i];
  return text;
}

std::string print_real(double value) {
  std::array<char, 32> text{};
  const bool whole = std::abs(value) < 1e15 && std::floor(value) == value;
  const auto [end, error] = whole ? std::to_chars(text.begin(), text.end(), static_cast<long long>(value))
                                  : std::to_chars(text.begin(), text.end(), value);
  return {text.begin(), end};
}

bool OptionValue<bool>::parse(const OptionInfo& option, const std::string& text) {
  if (text == "true") return true;
  if (text == "false") return false;
  refuse(option, text, "is neither true nor false");
}

std::uint64_t OptionValue<std::uint64_t>::parse(const OptionInfo& option, const std::string& text) {
  std::uint64_t value = 0;
  const char* const end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, value);
  if (error == std::errc() && stop == end) {
    check_range(option, text, static_cast<double>(value));
    return value;
  }
  const bool digits = !text.empty() &&
                      text.find_first_not_of("0123456789", text[0] == '-') == std::string::npos &&
                      text != "-";
  refuse(option, text,
         (digits ? "is out of range" : "is not a whole number") +
             requirement(option, "a whole number, 0 or more"));
}

double OptionValue<double>::parse(const OptionInfo& option, const std::string& text) {
  double value = 0;
  const char* const end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, value);
  const bool whole = stop == end;
  if (error == std::errc() && whole && std::isfinite(value)) {
    check_range(option, text, value);
    return value;
  }
  const bool too_far = error == std::errc::result_out_of_range && whole;
  refuse(option, text,
         std::string(too_far                         ? "is out of range"
                     : error == std::errc() && whole ? "is not a finite number"
                                                     : "is not a number") +
             requirement(option, "a finite number"));
}

void check_choice(const OptionInfo& option, const std::string& text) {
  if (std::ranges::find(option.choices, text) != option.choices.end()) return;
  std::string all;
  for (const std::string& choice : option.choices) all += (all.empty() ? "" : ", ") + choice;
  refuse(option, text, "is unknown; give one of " + all + nearest_hint(text, option.choices));
}

std::string OptionValue<std::string>::parse(const OptionInfo& /*option*/, const std::string& text) {
  return text;
}

}  // namespace seqlab::options

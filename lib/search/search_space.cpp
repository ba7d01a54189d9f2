#include "search/search_space.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <utility>

#include "base/errors.h"

namespace seqlab::search {

namespace {

constexpr std::string_view range_sign = "..";
constexpr std::string_view logarithm_sign = ":log";
constexpr double significant_digits = 4;
constexpr double largest_exact_integer =
    9007199254740992;  // 2^53: a double holds every whole number up to it
constexpr int max_repeated_draws = 100000;

bool is_number(const options::OptionInfo& option) {
  return option.type == options::OptionType::integer || option.type == options::OptionType::real;
}

double parse_number(const options::OptionInfo& option, const std::string& value) {
  option.check(value);
  return option.type == options::OptionType::integer
             ? static_cast<double>(options::OptionValue<std::uint64_t>::parse(option, value))
             : options::OptionValue<double>::parse(option, value);
}

// The value as OptionTable prints it. Throws UsageError for an invalid value.
std::string normalised(const options::OptionInfo& option, const std::string& value) {
  option.check(value);
  if (option.type == options::OptionType::integer)
    return std::to_string(options::OptionValue<std::uint64_t>::parse(option, value));
  if (option.type == options::OptionType::real) return options::print_real(parse_number(option, value));
  return value;
}

std::vector<std::string> split(std::string_view text, char separator) {
  std::vector<std::string> parts;
  for (;;) {
    const std::size_t end = text.find(separator);
    parts.emplace_back(text.substr(0, end));
    if (end == std::string_view::npos) return parts;
    text.remove_prefix(end + 1);
  }
}

double decimal_exponent(double positive) {
  return std::floor(std::log10(positive));
}

// Rounds to four significant digits of the range's width or, in a logarithmic range, of the value if that is
// finer.
double rounded(double value, double low, double high, bool logarithmic) {
  if (value == 0) return value;
  const double exponent = decimal_exponent(std::abs(value));
  double last = decimal_exponent(high - low) - significant_digits + 1;
  if (logarithmic) last = std::min(last, exponent - significant_digits + 1);
  const int digits = static_cast<int>(std::clamp(exponent - last, 0.0, 16.0));  // after the first
  std::array<char, 64> text{};
  const auto [end, error] =
      std::to_chars(text.begin(), text.end(), value, std::chars_format::scientific, digits);
  double result = value;
  if (error == std::errc()) std::from_chars(text.begin(), end, result);
  return std::clamp(result, low, high);
}

}  // namespace

SearchSpace::SearchSpace(std::span<const std::string> searches,
                         std::span<const options::OptionInfo* const> options, const Refusal& refusal) {
  std::vector<std::string> known;
  for (const options::OptionInfo* option : options) known.push_back(option->name);
  for (const std::string& text : searches) {
    const std::string where = "--search " + text + ": ";
    const std::size_t sign = text.find('=');
    if (sign == std::string::npos || sign == 0) {
      throw UsageError(where + "write NAME=VALUE,VALUE,... or NAME=LOW..HIGH");
    }
    const std::string name = text.substr(0, sign);
    const auto found = std::find(known.begin(), known.end(), name);
    if (found == known.end()) {
      throw UsageError(where + "unknown option '" + name + "'" + options::nearest_hint(name, known));
    }
    const options::OptionInfo& option = *options[static_cast<std::size_t>(found - known.begin())];
    if (const std::string reason = refusal(option); !reason.empty()) {
      throw UsageError(where + "--" + name + " cannot be searched: " + reason);
    }
    for (const SearchedOption& other : searched_) {
      if (other.name == name) throw UsageError(where + "--" + name + " is already searched");
    }
    try {
      searched_.push_back(parse(option, text.substr(sign + 1)));
    } catch (const UsageError& error) {
      throw UsageError(where + error.what());
    }
  }
}

SearchSpace::SearchedOption SearchSpace::parse(const options::OptionInfo& option, const std::string& values) {
  SearchedOption searched;
  searched.name = option.name;
  if (is_number(option) && values.find(range_sign) != std::string::npos) {
    parse_range(option, values, searched);
    return searched;
  }
  for (const std::string& value : split(values, values.find(';') == std::string::npos ? ',' : ';')) {
    searched.values.push_back(normalised(option, value));
    if (std::count(searched.values.begin(), searched.values.end(), searched.values.back()) > 1) {
      throw UsageError("--" + option.name + ": '" + value + "' occurs twice");
    }
  }
  return searched;
}

void SearchSpace::parse_range(const options::OptionInfo& option, std::string_view range,
                              SearchedOption& searched) {
  searched.whole = option.type == options::OptionType::integer;
  searched.logarithmic = range.ends_with(logarithm_sign);
  if (searched.logarithmic) range.remove_suffix(logarithm_sign.size());
  const std::size_t sign = range.find(range_sign);
  const std::string low(range.substr(0, sign));
  const std::string high(range.substr(sign + range_sign.size()));
  searched.low = parse_number(option, low);
  searched.high = parse_number(option, high);
  const auto refuse = [&option](const std::string& what) {
    throw UsageError("--" + option.name + ": " + what);
  };
  if (searched.low >= searched.high) refuse(low + " is not below " + high);
  if (searched.logarithmic && searched.low <= 0) refuse("a logarithmic range must begin above 0");
  if (!std::isfinite(searched.high - searched.low) ||
      (searched.whole && searched.high > largest_exact_integer)) {
    refuse("the range is too wide");
  }
}

std::vector<std::string> SearchSpace::names() const {
  std::vector<std::string> names;
  for (const SearchedOption& searched : searched_) names.push_back(searched.name);
  return names;
}

Configuration SearchSpace::draw(const base::Noise& noise) const {
  Configuration configuration;
  for (std::size_t i = 0; i < searched_.size(); ++i) {
    configuration.push_back(draw(searched_[i], noise.uniform(i)));
  }
  return configuration;
}

std::string SearchSpace::draw(const SearchedOption& searched, double uniform) {
  if (!searched.values.empty()) {
    const auto count = static_cast<double>(searched.values.size());
    const auto chosen = static_cast<std::size_t>(uniform * count);
    return searched.values[std::min(chosen, searched.values.size() - 1)];
  }
  // Each whole number owns the interval up to the next.
  const double end = searched.whole ? searched.high + 1 : searched.high;
  double value = searched.low + uniform * (end - searched.low);
  if (searched.logarithmic) {
    const double low = std::log(searched.low);
    value = std::exp(low + uniform * (std::log(end) - low));
  }
  value = std::clamp(searched.whole ? std::floor(value) : value, searched.low, searched.high);
  if (searched.whole) return std::to_string(static_cast<std::uint64_t>(value));
  return options::print_real(rounded(value, searched.low, searched.high, searched.logarithmic));
}

ConfigurationSource::ConfigurationSource(SearchSpace space, Configuration first, std::uint64_t seed)
    : space_(std::move(space)), first_(std::move(first)), noise_(seed) {}

std::optional<Configuration> ConfigurationSource::next() {
  if (given_.insert(first_).second) return first_;
  for (int i = 0; i < max_repeated_draws; ++i) {
    Configuration configuration = space_.draw(noise_.at(draws_++));
    if (given_.insert(configuration).second) return configuration;
  }
  return std::nullopt;
}

}  // namespace seqlab::search

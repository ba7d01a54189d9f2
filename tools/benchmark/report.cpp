#include "report.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <nlohmann/json.hpp>
#include <stdexcept>
#include <string_view>

namespace seqlab::benchmark {

namespace {

using Json = nlohmann::ordered_json;

constexpr std::size_t name_width = 82;
constexpr std::size_t value_width = 11;
constexpr std::size_t share_width = 9;

// The width on the screen of UTF-8 text without wide or combining characters.
std::size_t columns(std::string_view text) {
  return static_cast<std::size_t>(
      std::count_if(text.begin(), text.end(), [](char c) { return (c & 0xC0) != 0x80; }));
}

std::string left(const std::string& text, std::size_t width) {
  return text + std::string(width - std::min(width, columns(text)), ' ');
}

std::string right(const std::string& text, std::size_t width) {
  return std::string(width - std::min(width, columns(text)), ' ') + text;
}

// Three significant digits, or all digits before the point.
std::string number(double value) {
  const double size = std::abs(value);
  const int decimals = size >= 99.95 || size == 0 ? 0 : size >= 9.995 ? 1 : size >= 0.9995 ? 2 : 3;
  char text[64];
  std::snprintf(text, sizeof text, "%.*f", decimals, value);
  return text;
}

std::string percent(double share) {
  char text[64];
  std::snprintf(text, sizeof text, "%.1f %%", 100 * share);
  return text;
}

}  // namespace

Spread spread_of(std::vector<double> values) {
  if (values.empty()) throw std::invalid_argument("no value");
  std::sort(values.begin(), values.end());
  const std::size_t half = values.size() / 2;
  const double median = values.size() % 2 == 1 ? values[half] : (values[half - 1] + values[half]) / 2;
  return {median, values.front(), values.back()};
}

Report::Report(std::ostream& table, std::unique_ptr<std::ostream> json)
    : table_(table), json_(std::move(json)) {}

void Report::begin(const std::vector<std::pair<std::string, std::string>>& facts) {
  Json line = {{"part", "run"}};
  for (const auto& [name, value] : facts) {
    table_ << name << ": " << value << '\n';
    line[name] = value;
  }
  table_.flush();
  if (json_) *json_ << line.dump() << std::endl;
}

void Report::add(const Row& row) {
  const Spread spread = spread_of(row.values);
  if (rows_.empty() || rows_.back().part != row.part) {
    table_ << '\n'
           << left(row.part, name_width) << right("median", value_width) << right("least", value_width)
           << right("most", value_width) << "  " << left("unit", 10) << right("of limit", share_width)
           << '\n';
  }
  table_ << left(row.name, name_width) << right(number(spread.median), value_width)
         << right(number(spread.least), value_width) << right(number(spread.most), value_width) << "  "
         << left(row.unit, 10);
  Json line = {{"part", row.part},        {"name", row.name},      {"unit", row.unit},
               {"median", spread.median}, {"least", spread.least}, {"most", spread.most},
               {"values", row.values}};
  if (!row.shares.empty()) {
    const double share = spread_of(row.shares).median;
    table_ << right(percent(share), share_width);
    line["share"] = share;
    line["shares"] = row.shares;
  }
  for (const auto& [name, value] : row.at) line["at"][name] = value;
  if (!row.note.empty()) {
    table_ << (row.shares.empty() ? std::string(share_width, ' ') : "") << "  " << row.note;
    line["note"] = row.note;
  }
  table_ << std::endl;
  if (json_) *json_ << line.dump() << std::endl;
  rows_.push_back(row);
}

void Report::judge(const std::vector<Goal>& goals) {
  bool header_printed = false;
  for (const Goal& goal : goals) {
    const auto row = std::find_if(rows_.begin(), rows_.end(), [&](const Row& candidate) {
      return candidate.part == goal.part && candidate.name == goal.name;
    });
    if (row == rows_.end()) continue;
    const bool share = goal.unit == "%" && row->unit != "%";
    if (share && row->shares.empty()) continue;
    const double reached = share ? 100 * spread_of(row->shares).median : spread_of(row->values).median;
    const std::string unit = goal.unit.empty() ? row->unit : share ? "% of limit" : goal.unit;
    const auto holds = [&](double wanted) { return goal.at_most ? reached <= wanted : reached >= wanted; };
    const std::string verdict = holds(goal.goal) ? "goal" : holds(goal.floor) ? "floor" : "missed";
    if (!header_printed) {
      table_ << '\n'
             << left("goals", name_width + 12) << right("reached", value_width) << right("floor", value_width)
             << right("goal", value_width) << "  " << left("unit", 12) << "verdict\n";
      header_printed = true;
    }
    const std::string name = goal.part + ": " + goal.name;
    table_ << left(name, name_width + 12) << right(number(reached), value_width)
           << right(number(goal.floor), value_width) << right(number(goal.goal), value_width) << "  "
           << left(unit, 12) << verdict << '\n';
    if (json_) {
      const Json line = {{"part", "goals"},   {"of", goal.part},         {"name", goal.name},
                         {"unit", unit},      {"reached", reached},      {"floor", goal.floor},
                         {"goal", goal.goal}, {"at_most", goal.at_most}, {"verdict", verdict}};
      *json_ << line.dump() << std::endl;
    }
  }
  table_.flush();
}

}  // namespace seqlab::benchmark

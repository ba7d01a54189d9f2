// The results: a table for people, JSON Lines for programs.
#pragma once

#include <cstddef>
#include <memory>
#include <ostream>
#include <string>
#include <utility>
#include <vector>

namespace seqlab::benchmark {

// One figure, measured once per repeat.
struct Row {
  std::string part;  // of the benchmark: "training"
  std::string name;  // unique within the part: "words 100, 1 x 100, batch 32"
  std::string unit;  // "tokens/s"
  std::vector<double> values;
  std::vector<double> shares = {};  // of the machine's limit at that moment, in [0, 1]; may be empty
  std::vector<std::pair<std::string, double>> at = {};  // the varied quantity: {"length", 100}
  std::string note = {};                                // the settings that were chosen for it, if any
};

// A figure's median and its range.
struct Spread {
  double median = 0;
  double least = 0;
  double most = 0;
};
// Throws std::invalid_argument if there is no value.
Spread spread_of(std::vector<double> values);

// What a figure has to reach.
struct Goal {
  std::string part;
  std::string name;  // of the row
  std::string unit;  // "" for the row's own; "%": the share of the limit
  double floor = 0;
  double goal = 0;
  bool at_most = false;  // small is good: a time
};

class Report {
 public:
  // Prints to `table` as it goes; `json` may be null.
  Report(std::ostream& table, std::unique_ptr<std::ostream> json);

  // Reports the facts of the whole run, in the order given.
  void begin(const std::vector<std::pair<std::string, std::string>>& facts);
  void add(const Row& row);
  // Prints the goals whose figures were measured, with the values reached.
  void judge(const std::vector<Goal>& goals);

 private:
  std::ostream& table_;
  std::unique_ptr<std::ostream> json_;
  std::vector<Row> rows_;
};

}  // namespace seqlab::benchmark

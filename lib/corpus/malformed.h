// Records that cannot be read.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "base/names.h"

namespace seqlab::corpus {

// What to do with a record whose content is wrong: stop with an error, or skip it.
enum class Malformed { error, skip };
constexpr auto name_table(Malformed /*malformed*/) {
  return base::NameTable<Malformed, 2>{{{"error", Malformed::error}, {"skip", Malformed::skip}}};
}

// Counts the records of an input that were skipped, and keeps the first few reasons.
class SkippedRecords {
 public:
  // `problem`: file, line and what is wrong.
  void add(const std::string& problem);
  [[nodiscard]] std::size_t count() const { return count_; }
  // A line for each of the first problems, then one with the number of all if there are more; none if nothing
  // was skipped.
  [[nodiscard]] std::vector<std::string> remarks() const;

 private:
  static constexpr std::size_t most_problems = 5;
  std::size_t count_ = 0;
  std::vector<std::string> problems_;
};

}  // namespace seqlab::corpus

// Reports gold labels that a model cannot predict.
#pragma once

#include <cstddef>
#include <map>
#include <span>
#include <string>
#include <vector>

namespace seqlab::programs {

// Counts labels that are not in `known`; empty labels are ignored. remark() is "WHAT: labels that are not in
// the training data count as wrong: X (2), Y (1)", or empty if there are none.
class UnknownLabels {
 public:
  explicit UnknownLabels(std::vector<std::string> known);
  void add(std::span<const std::string> labels);
  [[nodiscard]] std::string remark(const std::string& what) const;

 private:
  std::vector<std::string> known_;  // sorted
  std::map<std::string, std::size_t> unknown_;
};

}  // namespace seqlab::programs

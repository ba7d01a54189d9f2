// Remarks on gold labels that a model cannot predict.
#pragma once

#include <cstddef>
#include <map>
#include <span>
#include <string>
#include <vector>

namespace seqlab::programs {

// Counts labels (empty ones are none) that are not among `known`: remark() is "WHAT has 3 labels that the
// training data does not have, and that count as wrong: X (2), Y (1)", or an empty string.
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

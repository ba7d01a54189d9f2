#include "corpus/malformed.h"

namespace seqlab::corpus {

void SkippedRecords::add(const std::string& problem) {
  if (++count_ <= most_problems) problems_.push_back(problem);
}

std::vector<std::string> SkippedRecords::remarks() const {
  std::vector<std::string> remarks;
  for (const std::string& problem : problems_) remarks.push_back("skipped: " + problem);
  if (count_ > problems_.size()) remarks.push_back("skipped: " + std::to_string(count_) + " records in all");
  return remarks;
}

}  // namespace seqlab::corpus

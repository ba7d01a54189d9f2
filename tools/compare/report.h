// Tables of what trainings show: two files, and a summary for people.
#pragma once

#include <fstream>
#include <ostream>
#include <span>
#include <string>

#include "compare/task.h"
#include "compare/training.h"

namespace seqlab::compare {

// Files of columns separated by tabs, with a header, and "-" for the length of sentences:
//
//   learning.tsv    task, length, network, seed, step, loss, score: those of the test set (TestScore)
//   gradients.tsv   task, length, network, seed, step, distance, norm: Learner::gradient_norms(), before the
//                   first step and after the last
class Report {
 public:
  // Makes the folder. summary: must outlive the object. Throws Error if a file cannot be written.
  Report(const std::string& folder, std::ostream& summary);
  // The trainings of one task.
  void add(const Task& task, std::span<const Training> trainings);
  // Throws Error if a file could not be written completely.
  void close();

 private:
  void summarise(const Task& task, std::span<const Training> trainings);

  std::string folder_;
  std::ofstream learning_, gradients_;
  std::ostream& summary_;
};

}  // namespace seqlab::compare

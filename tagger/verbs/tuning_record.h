// What the trials of a search gave. A search that goes on from a checkpoint first repeats the decisions of
// the earlier process with these results, without training: its decisions depend on nothing else.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "base/archive.h"
#include "search/successive_halving.h"

namespace seqlab::programs {

// The beginning of a trial, or its training to the end of a round.
struct TuningStep {
  std::uint64_t trial = 0;
  search::RunState state = {};  // after it
  bool failed = false;
  std::string failure = {};
  double seconds = 0;  // that it took
};

class TuningRecord {
 public:
  // Whether steps are left to repeat.
  [[nodiscard]] bool repeats() const { return next_ < steps_.size(); }
  // The next step to repeat, a step of this trial. Throws ModelError for one of another trial: the record is
  // of another search.
  const TuningStep& repeat(std::size_t trial);
  // Adds a step that has been made.
  void add(TuningStep step);
  void archive(base::Archive& archive);

 private:
  std::vector<TuningStep> steps_;
  std::size_t next_ = 0;
};

// Archives the progress of a run.
void archive_state(base::Archive& archive, search::RunState& state);

}  // namespace seqlab::programs

// The options of the comparison.
#pragma once

#include <algorithm>
#include <cstddef>
#include <string>
#include <thread>

#include "compare/corpus_task.h"
#include "compare/learner.h"
#include "compare/task.h"
#include "options/option_table.h"
#include "options/option_value.h"

namespace seqlab::compare {

struct Options {
  options::List<TaskKind> tasks = {TaskKind::copy, TaskKind::adding};
  options::List<std::size_t> lengths = {10, 100, 500};
  options::List<std::string> cells;
  Setup setup;
  std::size_t seeds = 1;
  std::size_t threads = std::max(1U, std::thread::hardware_concurrency());
  std::string output;
  CorpusFiles corpus;
};

const options::OptionTable<Options>& option_table();

// Throws UsageError for what goes together with nothing that was given.
void check(const Options& options);

}  // namespace seqlab::compare

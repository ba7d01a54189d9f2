// The whole comparison: every network on every task.
#pragma once

#include <iosfwd>

#include "compare/options.h"

namespace seqlab::compare {

// Trains, writes the tables and prints the summary, task by task. Throws UsageError for an unknown network,
// and the errors of files.
void compare(const Options& options, std::ostream& summary);

}  // namespace seqlab::compare

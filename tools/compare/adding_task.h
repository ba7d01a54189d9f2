// The adding problem: the sum of two marked numbers among many.
#pragma once

#include <cstddef>

#include "compare/task.h"

namespace seqlab::compare {

// A token is a number, uniform in [0, 1), and a mark, 0 or 1: [2 x 1]. Two are marked, one in each half; the
// target at the last token is their sum. Hochreiter and Schmidhuber 1997, in the form of Arjovsky, Shah and
// Bengio 2016. Always saying 1 has a squared error of 1/6.
//
// length: at least 2.
Task adding_task(std::size_t length);

}  // namespace seqlab::compare

// Tasks that run alongside a model's batches.
#pragma once

#include <functional>
#include <span>

namespace seqlab::base {

// Tasks of the caller, such as reading the next window of a stream, that a pool runs alongside the batches of
// a model. Each runs once, on any thread; all have ended when the model's call returns. An exception ends the
// call, and tasks that have not started by then never do, so a task that must not be lost catches its own.
using SideTasks = std::span<const std::function<void()>>;

}  // namespace seqlab::base

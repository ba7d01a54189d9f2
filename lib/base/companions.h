// Work that a model lets run beside its own.
#pragma once

#include <functional>
#include <span>

namespace seqlab::base {

// Pieces of the caller's work, such as reading what is tagged next, that a pool runs beside the batches of a
// model: a thread that has nothing else to do takes one, and without a second thread they run in turn. Each
// runs once, on any thread, and all have ended when the model's call returns. An exception ends the call, and
// then not every piece need have run: who cares catches it inside.
using Companions = std::span<const std::function<void()>>;

}  // namespace seqlab::base

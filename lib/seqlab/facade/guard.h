// Errors of the library's insides become those of its face.
#pragma once

#include <utility>

namespace seqlab {

// Throws the exception that is being handled as one of seqlab/errors.h; std::bad_alloc passes unchanged.
[[noreturn]] void rethrow_for_callers();

// Calls a function; its exceptions are those of seqlab/errors.h.
template <typename Function>
decltype(auto) guarded(Function&& function) {
  try {
    return std::forward<Function>(function)();
  } catch (...) {
    rethrow_for_callers();
  }
}

}  // namespace seqlab

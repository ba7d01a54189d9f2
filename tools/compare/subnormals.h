// Numbers too small for a normal float.
#pragma once

#if defined(__SSE__)
#include <xmmintrin.h>
#endif

namespace seqlab::compare {

// While an object lives, its thread takes numbers below 2^-126 for 0, where the machine can (x86). Gradients
// that vanish get there, and processors compute with such numbers many times slower.
class FlushSubnormals {
 public:
  FlushSubnormals(const FlushSubnormals&) = delete;
  FlushSubnormals& operator=(const FlushSubnormals&) = delete;
#if defined(__SSE__)
  FlushSubnormals() : before_(_mm_getcsr()) {
    _mm_setcsr(before_ | results_and_operands);
  }
  ~FlushSubnormals() {
    _mm_setcsr(before_);
  }

 private:
  static constexpr unsigned results_and_operands = 0x8040;
  unsigned before_;
#else
  FlushSubnormals() {}
#endif
};

}  // namespace seqlab::compare

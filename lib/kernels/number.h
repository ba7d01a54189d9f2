// The type of number that templates are instantiated for.
#pragma once

namespace seqlab::kernels {

// float in the library. The tests compile the NUMBER_SOURCES of a module a second time with
// SEQLAB_NUMBER=double, for gradient checks, and link both: what such a source defines with external linkage
// must be a template or have Number in its signature.
#ifndef SEQLAB_NUMBER
#define SEQLAB_NUMBER float
#endif
using Number = SEQLAB_NUMBER;

}  // namespace seqlab::kernels

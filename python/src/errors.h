// Errors of the library as exceptions of Python (seqlab/errors.py).
#pragma once

#include <nanobind/nanobind.h>

namespace seqlab::python {

// Registers the translation: BadInput becomes DataError, BadModel ModelError, Failure Error.
void register_errors();

}  // namespace seqlab::python

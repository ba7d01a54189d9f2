// Arrays of numbers of Python.
#pragma once

#include <nanobind/nanobind.h>

#include <vector>

namespace seqlab::python {

// The bytes of doubles as numbers.
std::vector<double> numbers(const nanobind::bytes& bytes);

}  // namespace seqlab::python

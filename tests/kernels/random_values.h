// Random numbers for tests of kernels.
#pragma once

#include <cstddef>
#include <random>
#include <vector>

namespace seqlab::tests {

// Uniform over [-limit, limit), the same on every machine.
template <class T>
std::vector<T> random_values(std::size_t size, unsigned seed, double limit = 1) {
  std::mt19937_64 engine(seed);
  std::vector<T> values(size);
  for (T& value : values) {
    value = static_cast<T>((static_cast<double>(engine() >> 11) * 0x1.0p-52 - 1) * limit);
  }
  return values;
}

}  // namespace seqlab::tests

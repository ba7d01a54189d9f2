// Random numbers for tests, the same on every machine.
#pragma once

#include <cstddef>
#include <cstdint>
#include <random>
#include <vector>

#include "nn/recurrent/recurrent.h"

namespace seqlab::tests {

class RandomNumbers {
 public:
  explicit RandomNumbers(std::uint64_t seed) : engine_(seed) {}

  // In [-limit, limit).
  double number(double limit = 1) { return (static_cast<double>(engine_() >> 11) * 0x1.0p-52 - 1) * limit; }
  // In [0, end).
  std::size_t below(std::size_t end) { return static_cast<std::size_t>(engine_() % end); }

  template <class Scalar>
  std::vector<Scalar> vector(std::size_t size, double limit = 1) {
    std::vector<Scalar> numbers(size);
    for (Scalar& value : numbers) value = static_cast<Scalar>(number(limit));
    return numbers;
  }

  template <class Scalar>
  nn::Matrix<Scalar> matrix(std::size_t rows, std::size_t columns, double limit = 1) {
    nn::Matrix<Scalar> numbers(nn::index(rows), nn::index(columns));
    for (Eigen::Index i = 0; i < numbers.size(); ++i) numbers.data()[i] = static_cast<Scalar>(number(limit));
    return numbers;
  }

  template <class Scalar>
  nn::States<Scalar> states(std::size_t count, std::size_t rows, std::size_t columns, double limit = 1) {
    nn::States<Scalar> numbers;
    for (std::size_t i = 0; i < count; ++i) numbers.push_back(matrix<Scalar>(rows, columns, limit));
    return numbers;
  }

 private:
  std::mt19937_64 engine_;
};

}  // namespace seqlab::tests

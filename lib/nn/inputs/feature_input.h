// Vectors for the values of a category, such as a word's shape, its last letters, a character, or an extra
// column of a corpus.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>

#include "base/noise.h"
#include "nn/numbers/layout.h"
#include "nn/numbers/matrix.h"

namespace seqlab::nn {

// A table [values x dimension] in the flat vector of weights; row 0 is the unknown value.
//
// Both passes run in the calling thread and sum in the order of the rows given.
template <class Scalar>
class FeatureInput {
 public:
  // Throws std::invalid_argument if there are no values or the dimension is 0.
  FeatureInput(Layout& layout, const std::string& name, std::size_t values, std::size_t dimension,
               const std::string& group = "features");

  [[nodiscard]] std::size_t values() const { return table_.rows; }
  [[nodiscard]] std::size_t outputs() const { return table_.columns; }
  [[nodiscard]] const Slot& slot() const { return table_; }
  // Uniform within +-sqrt(3 / dimension), so that the expected squared norm of a vector is 1.
  void initialise(Scalar* weights, const base::Noise& noise) const;

  // All vectors, [dimension x values].
  [[nodiscard]] Eigen::Map<const Matrix<Scalar>> vectors(const Scalar* weights) const;

  // Column i of the output [dimension x rows] := the vector of rows[i] < values().
  void forward(const Scalar* weights, std::span<const std::uint32_t> rows, Columns<Scalar> output) const;
  // doutput: [dimension x rows]. Adds to the gradient of the weights.
  void backward(std::span<const std::uint32_t> rows, ConstColumns<Scalar> doutput, Scalar* gradient) const;

 private:
  Slot table_;
};

}  // namespace seqlab::nn

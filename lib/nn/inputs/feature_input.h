// Columns for values of a category: an extra column of a corpus, a word's shape, its last letters, a
// character.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>

#include "base/noise.h"
#include "nn/numbers/layout.h"
#include "nn/numbers/matrix.h"

namespace seqlab::nn {

// A vector for each of a small number of values, all of them in the flat vector of weights. Row 0 of the
// table [values x dimension] is that of an unknown value.
//
// Both passes run in the thread that calls them, and sum in the order of the list of values.
template <class Scalar>
class FeatureInput {
 public:
  // Throws std::invalid_argument when there is no value or the dimension is 0.
  FeatureInput(Layout& layout, const std::string& name, std::size_t values, std::size_t dimension,
               const std::string& group = "features");

  [[nodiscard]] std::size_t values() const { return table_.rows; }
  [[nodiscard]] std::size_t outputs() const { return table_.columns; }
  // Evenly from +-sqrt(3 / dimension), so that a vector's expected squared norm is 1.
  void initialise(Scalar* weights, const base::Noise& noise) const;

  // The vectors of all values, [dimension x values].
  [[nodiscard]] Eigen::Map<const Matrix<Scalar>> vectors(const Scalar* weights) const;

  // Column i of the output [dimension x rows] becomes the vector of rows[i], each below values().
  void forward(const Scalar* weights, std::span<const std::uint32_t> rows, Columns<Scalar> output) const;
  // doutput: [dimension x rows]. Adds to the gradient of the weights.
  void backward(std::span<const std::uint32_t> rows, ConstColumns<Scalar> doutput, Scalar* gradient) const;

 private:
  Slot table_;
};

}  // namespace seqlab::nn

#include "nn/inputs/feature_input.h"

#include <cassert>
#include <cmath>
#include <stdexcept>

namespace seqlab::nn {

template <class Scalar>
FeatureInput<Scalar>::FeatureInput(Layout& layout, const std::string& name, std::size_t values,
                                   std::size_t dimension, const std::string& group)
    : table_(layout.add(name + ".table", values, dimension, group)) {
  if (values == 0 || dimension == 0) {
    throw std::invalid_argument("a table of features needs a value and a dimension");
  }
}

template <class Scalar>
void FeatureInput<Scalar>::initialise(Scalar* weights, const base::Noise& noise) const {
  const double limit = std::sqrt(3.0 / static_cast<double>(outputs()));
  for (std::size_t element = 0; element < table_.size(); ++element) {
    weights[table_.offset + element] = static_cast<Scalar>((2 * noise.uniform(element) - 1) * limit);
  }
}

template <class Scalar>
Eigen::Map<const Matrix<Scalar>> FeatureInput<Scalar>::vectors(const Scalar* weights) const {
  return {weights + table_.offset, index(outputs()), index(values())};
}

template <class Scalar>
void FeatureInput<Scalar>::forward(const Scalar* weights, std::span<const std::uint32_t> rows,
                                   Columns<Scalar> output) const {
  const Eigen::Map<const Matrix<Scalar>> from = vectors(weights);
  for (std::size_t column = 0; column < rows.size(); ++column) {
    assert(rows[column] < values());
    output.col(index(column)) = from.col(index(rows[column]));
  }
}

template <class Scalar>
void FeatureInput<Scalar>::backward(std::span<const std::uint32_t> rows, ConstColumns<Scalar> doutput,
                                    Scalar* gradient) const {
  Eigen::Map<Matrix<Scalar>> to(gradient + table_.offset, index(outputs()), index(values()));
  for (std::size_t column = 0; column < rows.size(); ++column) {
    assert(rows[column] < values());
    to.col(index(rows[column])) += doutput.col(index(column));
  }
}

template class FeatureInput<Number>;

}  // namespace seqlab::nn

// Layer normalisation (Ba, Kiros and Hinton 2016).
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "base/pool.h"
#include "nn/numbers/activations.h"
#include "nn/numbers/layout.h"
#include "nn/numbers/matrix.h"

namespace seqlab::nn {

// For each column y of n numbers, with n gains g and biases b that are learned:
//
//   mu = mean of y   s^2 = mean of (y - mu)^2   z = (y - mu) / sqrt(s^2 + 1e-5)   normalised = g z + b
//
// Immutable, and holds no weights.
template <class Scalar>
class LayerNormalisation {
 public:
  // Slots name.gain and name.bias in group "recurrent".
  LayerNormalisation(Layout& layout, const std::string& name, std::size_t size);
  // g = 1, b = 0.
  void initialise(Scalar* weights) const;

  struct Prepared {
    std::vector<Scalar> gain, bias;
  };
  void prepare(const Scalar* weights, Prepared& prepared) const;

  struct Tape {
    Activations<Scalar> standard;    // z, [size x columns]
    std::vector<Scalar> deviations;  // 1 / sqrt(s^2 + 1e-5), per column
    Activations<Scalar> dy;          // by backward(), [size x columns]
  };
  // Normalises a column y [size] in place.
  void apply(const Prepared& prepared, Scalar* y) const;
  // Normalises y [size x columns] in place. tape: null in inference.
  void forward(const Prepared& prepared, Activations<Scalar>& y, Tape* tape, base::Pool& pool) const;
  // dnormalised: [size x columns]. Adds to the gradient of the weights and writes dy of the tape.
  void backward(const Prepared& prepared, Tape& tape, ConstColumns<Scalar> dnormalised, Scalar* gradient,
                base::Pool& pool) const;

 private:
  // y := z. Returns 1 / sqrt(s^2 + 1e-5).
  Scalar standardise(Scalar* y) const;
  // z := g z + b.
  void scale(const Prepared& prepared, Scalar* z) const;

  std::size_t size_;
  Slot gain_, bias_;
};

}  // namespace seqlab::nn

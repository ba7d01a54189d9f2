// Highway connections (Srivastava, Greff and Schmidhuber 2015).
#pragma once

#include <cstddef>
#include <string>

#include "nn/choices.h"
#include "nn/numbers/affine.h"

namespace seqlab::nn {

// What is read of a layer that wrote H(x), as wide as what it read, x:
//
//   t = sigma(W x + b)   y = t H(x) + (1 - t) x
//
// Const and without memory.
template <class Scalar>
class Highway {
 public:
  // Slots name.weight [size x size] and name.bias in group "recurrent".
  Highway(Layout& layout, const std::string& name, std::size_t size);
  // Glorot-uniform W; b of -1, so that a layer at first carries more of what it read than it adds.
  void initialise(Scalar* weights, const base::Noise& noise) const;

  using Prepared = typename Affine<Scalar>::Prepared;
  void prepare(const Scalar* weights, Precision precision, Prepared& prepared) const;
  void prepare_training(const Scalar* weights, Prepared& prepared) const;

  struct Tape {
    Activations<Scalar> gate;        // t, [size x columns]
    Activations<Scalar> difference;  // H(x) - x; after backward() the gradient of W x + b
    Activations<Scalar> dlayer;      // what backward() finds, [size x columns] each: of H(x)
    Activations<Scalar> dx;          // and of x, but for what passes through the layer
  };
  // x: [size x columns]; y: H(x) on entry, the same on return as above. tape: null for inference.
  void forward(const Scalar* weights, const Prepared& prepared, ConstColumns<Scalar> x,
               Activations<Scalar>& y, Tape* tape, base::Pool& pool) const;
  // dy: [size x columns]. Adds to the gradient of the weights, leaves dlayer and dx on the tape.
  void backward(const Prepared& prepared, ConstColumns<Scalar> x, Tape& tape, ConstColumns<Scalar> dy,
                Scalar* gradient, base::Pool& pool) const;

 private:
  std::size_t size_;
  Affine<Scalar> gate_;
};

}  // namespace seqlab::nn

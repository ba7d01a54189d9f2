// Highway connections (Srivastava, Greff and Schmidhuber 2015).
#pragma once

#include <cstddef>
#include <string>

#include "nn/choices.h"
#include "nn/numbers/affine.h"

namespace seqlab::nn {

// Mixes the output H(x) of a layer with its input x, which must be equally wide:
//
//   t = sigma(W x + b)   y = t H(x) + (1 - t) x
//
// Immutable, and holds no weights.
template <class Scalar>
class Highway {
 public:
  // Slots name.weight [size x size] and name.bias in group "recurrent".
  Highway(Layout& layout, const std::string& name, std::size_t size);
  // Glorot-uniform W; b = -1, so that initially layers pass on more of their input than they add.
  void initialise(Scalar* weights, const base::Noise& noise) const;

  using Prepared = typename Affine<Scalar>::Prepared;
  void prepare(const Scalar* weights, Precision precision, Prepared& prepared) const;
  void prepare_training(const Scalar* weights, Prepared& prepared) const;

  struct Tape {
    Activations<Scalar> gate;        // t, [size x columns]
    Activations<Scalar> difference;  // H(x) - x; after backward() the gradient of W x + b
    Activations<Scalar> dlayer;      // by backward(): the gradient of H(x), [size x columns]
    Activations<Scalar> dx;          // by backward(): that of x, except for the part through H
  };
  // x: [size x columns]; y: H(x) on entry, y on return. tape: null in inference.
  void forward(const Scalar* weights, const Prepared& prepared, ConstColumns<Scalar> x,
               Activations<Scalar>& y, Tape* tape, base::Pool& pool) const;
  // The same without a tape, in the calling thread; gates: memory [size x columns].
  void apply(const Scalar* weights, const Prepared& prepared, const Strided<const Scalar>& x,
             std::size_t columns, const Strided<Scalar>& y, const Strided<Scalar>& gates) const;
  // dy: [size x columns]. Adds to the gradient of the weights and writes dlayer and dx of the tape.
  void backward(const Prepared& prepared, ConstColumns<Scalar> x, Tape& tape, ConstColumns<Scalar> dy,
                Scalar* gradient, base::Pool& pool) const;

 private:
  std::size_t size_;
  Affine<Scalar> gate_;
};

}  // namespace seqlab::nn

// Long short-term memory (Hochreiter and Schmidhuber 1997) with forget gate (Gers et al. 2000).
#pragma once

#include "nn/recurrent/cell.h"

namespace seqlab::nn {

// Rows of the gates: i (input), f (forget), o (output), g (candidate).
//
//   i = sigma(a_i)   f = sigma(a_f)   o = sigma(a_o)   g = tanh(a_g)
//   c = f * c' + i * g
//   h = o * tanh(c)
//
// The bias of f is 1 initially (Jozefowicz et al. 2015), the others 0.
template <class Scalar>
class Lstm final : public Cell<Scalar> {
 public:
  [[nodiscard]] std::vector<std::string> states() const override { return {"h", "c"}; }
  [[nodiscard]] std::vector<std::string> gates() const override { return {"i", "f", "o", "g"}; }
  [[nodiscard]] std::size_t kept() const override { return 1; }  // tanh(c)
  void initialise_bias(Eigen::Ref<Vector<Scalar>> bias, Eigen::Index hidden) const override;
  void forward(const CellForward<Scalar>& step) const override;
  void backward(const CellBackward<Scalar>& step) const override;
};

}  // namespace seqlab::nn

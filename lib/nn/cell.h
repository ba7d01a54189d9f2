// What a recurrent cell tells the time loop.
#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "nn/matrix.h"

namespace seqlab::nn {

// A cell declares its states and its blocks of gate rows and gives the element-wise functions between the
// products; the loop over time and every product belong to RecurrentLayer. With hidden size h, a step of n
// sequences goes
//
//   a = W x + U h' + b     [gates*h x n]   (the loop; h' is the first of the previous states)
//   forward(a, states)                     (the cell: a becomes the activated gates, states the next states)
//
// and its gradient
//
//   backward(gates, ..., dstates, da)      (the cell: da = dL/da, dstates = dL/d previous states, direct
//   part) dh' += U^T da                          (the loop)
//
// To add a cell: a file pair, a row in make_cell and a naive reference in tests/nn.
template <class Scalar>
class Cell {
 public:
  virtual ~Cell() = default;

  // The name of each state, the output first; of each gate, in the order of the rows.
  [[nodiscard]] virtual std::vector<std::string> states() const = 0;
  [[nodiscard]] virtual std::vector<std::string> gates() const = 0;
  // How many blocks of h rows, beside gates and previous states, backward() needs from forward().
  [[nodiscard]] virtual std::size_t kept() const = 0;
  // Sets the bias [gates*h] before training.
  virtual void initialise_bias(Eigen::Ref<Vector<Scalar>> bias, Eigen::Index hidden) const = 0;

  // gates: [gates*h x n]; states: one [h x >= n] each, of which the first n columns are read as the previous
  // and written as the next states; kept: [kept*h x n], or null when no gradient will be asked for.
  virtual void forward(Columns<Scalar> gates, std::span<Matrix<Scalar>> states,
                       Columns<Scalar>* kept) const = 0;

  // gates, kept: as forward() left them; previous: the states before the step, [h x n] each. dstates: one
  // [h x >= n] each; on entry the first n columns hold the gradient of the next states, on return the part of
  // the gradient of the previous states that does not pass through a. da: [gates*h x n], written.
  virtual void backward(ConstColumns<Scalar> gates, ConstColumns<Scalar> kept,
                        std::span<const ConstColumns<Scalar>> previous, std::span<Matrix<Scalar>> dstates,
                        Columns<Scalar> da) const = 0;
};

// The registry: "lstm". Throws std::invalid_argument for another name.
template <class Scalar>
std::shared_ptr<const Cell<Scalar>> make_cell(std::string_view name);

}  // namespace seqlab::nn

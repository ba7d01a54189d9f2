// The interface between recurrent cells and the time loop.
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <vector>

#include "nn/choices.h"
#include "nn/numbers/matrix.h"

namespace seqlab::nn {

// Columns of numbers, `stride` numbers apart.
template <class Scalar>
struct Strided {
  Scalar* data = nullptr;
  std::size_t stride = 0;
};

// The most gates, states and kept blocks of a cell.
constexpr std::size_t most_cell_blocks = 8;

// One forward step of `columns` sequences with `hidden` units. Arrays have one entry per state of the cell.
template <class Scalar>
struct CellForward {
  std::size_t hidden = 0;
  std::size_t columns = 0;
  Strided<Scalar> gates;                     // [gates*h]: a on entry, the activated gates on return
  Strided<Scalar> states[most_cell_blocks];  // [h]: the previous on entry, the next on return
  Strided<Scalar> output;                    // [h], written: the first of the next states
  // Written for the gradient pass; null in inference.
  Strided<Scalar> kept;                        // [kept*h]
  Strided<Scalar> previous[most_cell_blocks];  // [h]: the previous states
};

// The same step in the backward pass.
template <class Scalar>
struct CellBackward {
  std::size_t hidden = 0;
  std::size_t columns = 0;
  Strided<const Scalar> kept;
  Strided<const Scalar> previous[most_cell_blocks];
  Strided<const Scalar> doutput;  // [h]: to be added to the gradient of the first state
  Strided<Scalar> gates;          // the activated gates on entry, da = dL/da on return
  // [h]: the gradient of the next states on entry; on return that of the previous states, except for the part
  // that passes through a.
  Strided<Scalar> dstates[most_cell_blocks];
};

// A cell declares its states and gates and provides the element-wise functions between the products; the loop
// over time and all products belong to RecurrentLayer. With hidden size h, a forward step of n sequences is
//
//   a = W x + U h' + b     [gates*h x n]   the loop; h' is the first of the previous states
//   forward()                              the cell: turns a into activated gates, states into the next
//   states
//
// and its backward step
//
//   backward()                             the cell: turns gates into da, dstates into those of the previous
//                                          states, except for the part that passes through a
//   dh' += U^T da                          the loop
//
// To add a cell: a file pair whose formulas cell_loop-inl.h runs over vectors, its name in CellKind, a row in
// make_cell() and a naive reference in tests/nn.
template <class Scalar>
class Cell {
 public:
  virtual ~Cell() = default;

  // The names of the states, output first, and of the gates, in the order of their rows.
  [[nodiscard]] virtual std::vector<std::string> states() const = 0;
  [[nodiscard]] virtual std::vector<std::string> gates() const = 0;
  // How many blocks of h rows backward() needs from forward(), besides gates and previous states.
  [[nodiscard]] virtual std::size_t kept() const = 0;
  // The initial bias [gates*h].
  virtual void initialise_bias(Eigen::Ref<Vector<Scalar>> bias, Eigen::Index hidden) const = 0;

  virtual void forward(const CellForward<Scalar>& step) const = 0;
  virtual void backward(const CellBackward<Scalar>& step) const = 0;
};

// The registry: "lstm". Throws std::invalid_argument for another name.
template <class Scalar>
std::shared_ptr<const Cell<Scalar>> make_cell(CellKind kind);

}  // namespace seqlab::nn

// What a recurrent cell tells the time loop.
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "nn/choices.h"
#include "nn/numbers/matrix.h"

namespace seqlab::nn {

// Columns of numbers, one `stride` after the other.
template <class Scalar>
struct Strided {
  Scalar* data = nullptr;
  std::size_t stride = 0;
};

// At most so many gates, states and kept blocks has a cell.
constexpr std::size_t most_cell_blocks = 8;

// One step forward of `columns` sequences with `hidden` units. Arrays hold one entry a state of the cell.
template <class Scalar>
struct CellForward {
  std::size_t hidden = 0;
  std::size_t columns = 0;
  Strided<Scalar> gates;                     // [gates*h]: a on entry, the activated gates on return
  Strided<Scalar> states[most_cell_blocks];  // [h]: the previous on entry, the next on return
  Strided<Scalar> output;                    // [h], written: the first of the next states
  // For the gradient, written; null when none will be asked for.
  Strided<Scalar> kept;                        // [kept*h]
  Strided<Scalar> previous[most_cell_blocks];  // [h]: the previous states
};

// The same step in the gradient pass.
template <class Scalar>
struct CellBackward {
  std::size_t hidden = 0;
  std::size_t columns = 0;
  Strided<const Scalar> kept;
  Strided<const Scalar> previous[most_cell_blocks];
  Strided<const Scalar> doutput;  // [h]: is added to the gradient of the first state
  Strided<Scalar> gates;          // the activated gates on entry, da = dL/da on return
  // [h]: the gradient of the next states on entry; on return the part of the gradient of the previous states
  // that does not pass through a.
  Strided<Scalar> dstates[most_cell_blocks];
};

// A cell declares its states and its blocks of gate rows and gives the element-wise functions between the
// products; the loop over time and every product belong to RecurrentLayer. With hidden size h, a step of n
// sequences goes
//
//   a = W x + U h' + b     [gates*h x n]   (the loop; h' is the first of the previous states)
//   forward                                (the cell: a becomes the activated gates, states the next states)
//
// and its gradient
//
//   backward                               (the cell: the gates become da, dstates those of the previous
//   dh' += U^T da           (the loop)      states, direct part)
//
// To add a cell: a file pair whose formulas cell_loop-inl.h runs over vectors, a row in make_cell and a naive
// reference in tests/nn.
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

  virtual void forward(const CellForward<Scalar>& step) const = 0;
  virtual void backward(const CellBackward<Scalar>& step) const = 0;
};

// The registry: "lstm". Throws std::invalid_argument for another name.
template <class Scalar>
std::shared_ptr<const Cell<Scalar>> make_cell(CellKind kind);

}  // namespace seqlab::nn

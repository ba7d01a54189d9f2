// The interface between recurrent cells and the time loop.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "nn/choices.h"
#include "nn/numbers/strided.h"

namespace seqlab::nn {

// Which cell, and its options. Each option belongs to one cell; others do not read it.
struct CellShape {
  std::optional<CellKind> kind = CellKind::lstm;  // none: no recurrence (window_layer.h)
  ForgetGate forget_gate = ForgetGate::learned;   // lstm
  bool peepholes = false;                         // lstm
  std::size_t block_size = 1;                     // lstm: states that share their gates
  ResetGate reset_gate = ResetGate::after;        // gru
  Activation activation = Activation::tanh;       // rnn, none
  std::size_t context = 0;                        // none: tokens on either side that the first layer reads
};

// The most states of a cell.
constexpr std::size_t most_cell_states = 2;

// One stage of a forward step of `columns` sequences with `hidden` units.
template <class Scalar>
struct CellForward {
  std::size_t hidden = 0;
  std::size_t columns = 0;
  std::size_t block_size = 1;
  const Scalar* peepholes = nullptr;         // [peepholes*h]
  Strided<Scalar> gates;                     // a on entry of the stage that has their product
  Strided<Scalar> states[most_cell_states];  // [h]: the previous; the last stage writes the next
  Strided<Scalar> operands;                  // [operands*h]: what later stages multiply
  Strided<Scalar> output;                    // [h], written by the last stage: the first of the next states
  // Written for the gradient pass if `taped`, with the activated gates.
  bool taped = false;
  Strided<Scalar> kept;                        // [kept*h]
  Strided<Scalar> previous[most_cell_states];  // [h]: the previous states
};

// The same stage in the backward pass, which runs the stages from the last to the first.
template <class Scalar>
struct CellBackward {
  std::size_t hidden = 0;
  std::size_t columns = 0;
  std::size_t block_size = 1;
  const Scalar* peepholes = nullptr;
  Strided<const Scalar> kept;
  Strided<const Scalar> previous[most_cell_states];
  Strided<const Scalar> operands;
  Strided<const Scalar> doperands;  // [operands*h]: the gradients of operands of later stages
  Strided<const Scalar> doutput;    // [h]: to be added to the gradient of the first state
  Strided<Scalar> gates;  // the activated gates on entry; da = dL/da after the stage of their product
  // [h]: the gradients of the next states on entry of the last stage; on return of the first those of the
  // previous states, except for the part that passes through products with h'.
  Strided<Scalar> dstates[most_cell_states];
};

// What the rows of a gate start from: nothing, W x, or the input itself (P x if its width is not h).
enum class GateInput { none, weights, raw };

// Rows that a step computes before the formulas read them: input + bias + U operand.
struct CellGate {
  std::string name;
  GateInput input = GateInput::weights;
  bool bias = true;
  double initial_bias = 0;
  bool shared = false;  // by the states of a block: h / block size rows instead of h
};

// A product U y, added to the gates [first, end), and the formulas that follow it.
struct CellStage {
  std::size_t first = 0;
  std::size_t end = 0;
  std::size_t operand = 0;  // y: 0: h'; n: operand n - 1, which an earlier stage writes
};

// A diagonal product, a += p * s with a vector p [h] of weights (Gers and Schmidhuber 2000). The formulas
// compute it; its gradient is one sum over all steps after the loop. A shared gate gains the sum over its
// block.
struct CellPeephole {
  std::size_t gate = 0;
  bool next = false;       // s: a state before the step, or a kept block, which holds a state after it
  std::size_t source = 0;  // the state or the kept block
};

// A cell is a declaration and the element-wise formulas between the products; the loop over time and all
// products belong to RecurrentLayer. With hidden size h and the previous state h', a step of n sequences is
//
//   a = W x + b, x + b, b or 0             [gates*h x n]   the loop
//   for each stage:  a += U y              the loop: for the stage's gates; y is h' or an operand
//                    forward()             the formulas: activated gates; operands of later stages; the last
//                                          writes the next states
//
// and its backward step
//
//   for each stage, from the last:
//                    backward()            the formulas: da of the stage's gates, gradients of states
//                    dy = U^T da           the loop: to the gradient of h', or of the operand
//
// A product is left out where states are zero, so operands must be zero with h'.
//
// Gates are in this order: one with raw input, those with W, those without input. Only the first may lack a
// bias. Stages are in the order of their gates, and a gate belongs to at most one.
//
// To add a cell: a row in SEQLAB_CELLS (choices.h), a file pair in cells/ and a naive reference in tests/nn.
template <class Scalar>
struct Cell {
  std::vector<std::string> states;  // output first
  std::vector<CellGate> gates;
  std::vector<CellStage> stages;
  std::vector<CellPeephole> peepholes;
  std::size_t operands = 0;  // blocks of h rows
  std::size_t kept = 0;      // blocks of h rows that backward() needs, besides gates, operands, states
  std::size_t block_size = 1;
  void (*forward)(std::size_t stage, const CellForward<Scalar>& step) = nullptr;
  void (*backward)(std::size_t stage, const CellBackward<Scalar>& step) = nullptr;
};

// Throws std::invalid_argument without a cell.
template <class Scalar>
Cell<Scalar> make_cell(const CellShape& shape);

}  // namespace seqlab::nn

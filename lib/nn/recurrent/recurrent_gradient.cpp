// The backward pass of a recurrent layer.
#include <algorithm>

#include "kernels/outer_product.h"
#include "kernels/product.h"
#include "kernels/shared_columns.h"
#include "nn/numbers/pieces.h"
#include "nn/recurrent/recurrent.h"

namespace seqlab::nn {

template <class Scalar>
void RecurrentLayer<Scalar>::backward_block(const Prepared& prepared, const Packing& packing,
                                            typename Tape::Direction& tape, ConstColumns<Scalar> doutput,
                                            std::size_t direction, const SequenceBlock& block,
                                            bool to_initial,
                                            std::vector<Activations<Scalar>>& dstates) const {
  for (std::size_t done = packing.steps(); done-- > 0;) {
    const std::size_t step = step_after(done, packing, direction);
    CellBackward<Scalar> cell;
    cell.columns = block.active(packing, step);
    if (cell.columns == 0) continue;
    cell.hidden = shape_.hidden;
    const std::size_t column = packing.offset(step) + block.begin;
    cell.gates = {tape.gates.column(column), tape.gates.stride()};
    cell.kept = {tape.kept.column(column), tape.kept.stride()};
    for (std::size_t state = 0; state < states_; ++state) {
      cell.previous[state] = {tape.previous[state].column(column), tape.previous[state].stride()};
      cell.dstates[state] = {dstates[state].column(0), dstates[state].stride()};
    }
    const auto doutput_stride = static_cast<std::size_t>(doutput.outerStride());
    cell.doutput = {doutput.data() + column * doutput_stride + direction * shape_.hidden, doutput_stride};
    cell_->backward(cell);
    const std::size_t with_state = to_initial ? cell.columns : block.started(packing, direction, step);
    kernels::multiply_add(prepared.directions[direction].recurrent_transposed, cell.gates.data,
                          cell.gates.stride, with_state, dstates[0].column(0), dstates[0].stride());
  }
}

// Cut by rows, so that each sum has one order.
template <class Scalar>
void RecurrentLayer<Scalar>::sum_shared(const LayerInput<Scalar>& input, Tape& tape, base::Pool& pool) const {
  for (typename Tape::Direction& own : tape.directions) {
    own.shared.resize(gates_ * shape_.hidden, input.width);
  }
  pool.run(shape_.directions * gates_, [&](std::size_t piece) {
    typename Tape::Direction& own = tape.directions[piece / gates_];
    const std::size_t row = piece % gates_ * shape_.hidden;
    kernels::sum_shared_columns<Scalar>(own.gates.column(0) + row, own.gates.stride(), shape_.hidden,
                                        input.columns, own.shared.column(0) + row, own.shared.stride(),
                                        input.width);
  });
}

template <class Scalar>
void RecurrentLayer<Scalar>::add_weight_gradients(const Packing& packing, const Tape& tape,
                                                  const LayerInput<Scalar>& input, std::size_t direction,
                                                  std::size_t row, std::size_t count,
                                                  Scalar* gradient) const {
  const Parameters& parameters = parameters_[direction];
  const typename Tape::Direction& own = tape.directions[direction];
  const Activations<Scalar>& da = own.gates;
  const Activations<Scalar>& h = own.previous[0];
  using Target = kernels::OuterTarget<Scalar>;
  const Target targets[] = {
      {h.column(0), h.stride(), shape_.hidden, gradient + parameters.recurrent.offset + row * shape_.hidden},
      {input.x.data, input.x.stride, inputs_, gradient + parameters.input.offset + row * inputs_}};
  const std::span<const Target> both(targets);
  Scalar* const bias = gradient + parameters.bias.offset + row;
  kernels::Buffer<Scalar> scratch;
  if (input.columns.empty()) {
    kernels::add_outer_products<Scalar>(da.column(0) + row, da.stride(), count, packing.columns(), both, bias,
                                        scratch);
    return;
  }
  kernels::add_outer_products<Scalar>(da.column(0) + row, da.stride(), count, packing.columns(),
                                      both.first(1), bias, scratch);
  kernels::add_outer_products<Scalar>(own.shared.column(0) + row, own.shared.stride(), count, input.width,
                                      both.last(1), nullptr, scratch);
}

template <class Scalar>
void RecurrentLayer<Scalar>::input_gradient(const Prepared& prepared, const Tape& tape,
                                            const LayerInput<Scalar>& input, std::size_t first,
                                            std::size_t count, Activations<Scalar>& dinput) const {
  for (std::size_t direction = 0; direction < shape_.directions; ++direction) {
    const typename Tape::Direction& own = tape.directions[direction];
    const Activations<Scalar>& da = input.columns.empty() ? own.gates : own.shared;
    const kernels::PackedMatrix<Scalar>& w = prepared.directions[direction].input_transposed;
    if (direction == 0) {
      kernels::multiply<Scalar>(w, da.column(first), da.stride(), count, nullptr, dinput.column(first),
                                dinput.stride());
    } else {
      kernels::multiply_add(w, da.column(first), da.stride(), count, dinput.column(first), dinput.stride());
    }
  }
}

template <class Scalar>
void RecurrentLayer<Scalar>::backward(const Prepared& prepared, const Packing& packing, Tape& tape,
                                      const LayerInput<Scalar>& input, ConstColumns<Scalar> doutput,
                                      const States<Scalar>* dfinal, Scalar* gradient,
                                      Activations<Scalar>* dinput, States<Scalar>* dinitial,
                                      base::Pool& pool) const {
  const bool learned = shape_.initial == InitialState::learned && !tape.given;
  States<Scalar> own_dinitial;
  States<Scalar>* const dfirst = dinitial != nullptr ? dinitial : learned ? &own_dinitial : nullptr;
  if (dfirst != nullptr) {
    dfirst->assign(shape_.directions * states_,
                   Matrix<Scalar>(index(shape_.hidden), index(packing.sequences())));
  }
  const std::vector<SequenceBlock> blocks = cut_sequences(packing, true);
  pool.run(shape_.directions * blocks.size(), [&](std::size_t piece) {
    const SequenceBlock& block = blocks[piece / shape_.directions];
    const std::size_t direction = piece % shape_.directions;
    std::vector<Activations<Scalar>> dstates;
    read_states(nullptr, packing, dfinal, direction, block, dstates);
    backward_block(prepared, packing, tape.directions[direction], doutput, direction, block,
                   dfirst != nullptr, dstates);
    if (dfirst != nullptr) write_states(packing, direction, block, dstates, *dfirst);
  });
  for (std::size_t i = 0; learned && i < dfirst->size(); ++i) {
    window(gradient, parameters_[i / states_].initial[i % states_]) += (*dfirst)[i].rowwise().sum();
  }

  if (!input.columns.empty()) sum_shared(input, tape, pool);
  // The gradient of each weight is one product over all steps, cut by panels of its rows; that of the input
  // is cut by columns.
  const std::size_t rows = gates_ * shape_.hidden;
  const std::size_t panel = kernels::panel_rows<Scalar>();
  const std::size_t row_pieces = pieces_of(rows, panel);
  const std::size_t column_pieces = dinput == nullptr ? 0 : pieces_of(input.width, piece_columns);
  if (dinput != nullptr) dinput->resize(inputs_, input.width);
  pool.run(column_pieces + shape_.directions * row_pieces, [&](std::size_t piece) {
    if (piece < column_pieces) {
      const std::size_t first = piece * piece_columns;
      const std::size_t count = std::min(piece_columns, input.width - first);
      return input_gradient(prepared, tape, input, first, count, *dinput);
    }
    // The narrow last panels of both directions come last: small pieces at the end balance the threads.
    const std::size_t direction = (piece - column_pieces) % shape_.directions;
    const std::size_t row = (piece - column_pieces) / shape_.directions * panel;
    add_weight_gradients(packing, tape, input, direction, row, std::min(panel, rows - row), gradient);
  });
}

template void RecurrentLayer<Number>::backward(const Prepared&, const Packing&, Tape&,
                                               const LayerInput<Number>&, ConstColumns<Number>,
                                               const States<Number>*, Number*, Activations<Number>*,
                                               States<Number>*, base::Pool&) const;

}  // namespace seqlab::nn

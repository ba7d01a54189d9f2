// The backward pass of a recurrent layer.
#include <algorithm>
#include <functional>
#include <vector>

#include "kernels/outer_product.h"
#include "kernels/product.h"
#include "kernels/shared_columns.h"
#include "nn/numbers/pieces.h"
#include "nn/recurrent/recurrent.h"
#include "nn/recurrent/vanishing_penalty.h"

namespace seqlab::nn {

template <class Scalar>
void RecurrentLayer<Scalar>::backward_block(const Prepared& prepared, const Packing& packing,
                                            typename Tape::Direction& tape, ConstColumns<Scalar> doutput,
                                            std::size_t direction, const SequenceBlock& block,
                                            std::size_t cut_every, bool from_zero, bool to_initial,
                                            std::vector<Activations<Scalar>>& dstates) const {
  const std::size_t h = shape_.hidden;
  const auto doutput_stride = static_cast<std::size_t>(doutput.outerStride());
  const bool keep_dh = tape.dh.columns() > 0;
  Activations<Scalar> doperands(cell_.operands * h, block.end - block.begin);
  for (std::size_t done = packing.steps(); done-- > 0;) {
    const std::size_t step = step_after(done, packing, direction);
    CellBackward<Scalar> cell;
    cell.columns = block.active(packing, step);
    if (cell.columns == 0) continue;
    cell.hidden = h;
    cell.block_size = cell_.block_size;
    if (!cell_.peepholes.empty()) cell.peepholes = prepared.directions[direction].peepholes.data();
    const std::size_t column = packing.offset(step) + block.begin;
    cell.gates = {tape.gates.column(column), tape.gates.stride()};
    cell.kept = {tape.kept.column(column), tape.kept.stride()};
    cell.operands = {tape.operands.column(column), tape.operands.stride()};
    cell.doperands = {doperands.column(0), doperands.stride()};
    for (std::size_t state = 0; state < states_; ++state) {
      cell.previous[state] = {tape.previous[state].column(column), tape.previous[state].stride()};
      cell.dstates[state] = {dstates[state].column(0), dstates[state].stride()};
    }
    cell.doutput = {doutput.data() + column * doutput_stride + direction * h, doutput_stride};
    for (std::size_t own = 0; keep_dh && own < cell.columns; ++own) {
      const Scalar* const above = cell.doutput.data + own * doutput_stride;
      std::transform(dstates[0].column(own), dstates[0].column(own) + h, above, tape.dh.column(column + own),
                     std::plus<>());
    }
    // Those whose previous state has a gradient that is asked for, and those whose operands may be other than
    // zero.
    const std::size_t started = block.started(packing, direction, step);
    const std::size_t with_state = to_initial ? cell.columns : started;
    const std::size_t with_operand = from_zero ? started : cell.columns;
    for (std::size_t i = rows_.stages.size(); i-- > 0;) {
      cell_.backward(i, cell);
      const CellRows::Stage& stage = rows_.stages[i];
      const kernels::PackedMatrix<Scalar>& u = prepared.directions[direction].recurrent_transposed[i];
      const Scalar* const da = cell.gates.data + stage.first;
      if (stage.operand == 0) {
        kernels::multiply_add(u, da, cell.gates.stride, with_state, dstates[0].column(0),
                              dstates[0].stride());
        continue;
      }
      Scalar* const dy = doperands.column(0) + (stage.operand - 1) * h;
      kernels::multiply<Scalar>(u, da, cell.gates.stride, with_operand, nullptr, dy, doperands.stride());
      for (std::size_t rest = with_operand; rest < cell.columns; ++rest) {
        std::fill_n(dy + rest * doperands.stride(), h, Scalar{0});
      }
    }
    for (std::size_t own = 0; cut_every > 0 && own < cell.columns; ++own) {
      const std::size_t before = direction == 0 ? step : packing.length(block.begin + own) - 1 - step;
      if (before == 0 || before % cut_every != 0) continue;
      for (Activations<Scalar>& dstate : dstates) std::fill_n(dstate.column(own), h, Scalar{0});
    }
  }
}

// Cut by rows, so that each sum has one order.
template <class Scalar>
void RecurrentLayer<Scalar>::sum_shared(const LayerInput<Scalar>& input, Tape& tape, base::Pool& pool) const {
  const std::size_t pieces = pieces_of(rows_.projected, shape_.hidden);
  const auto sum = [&](std::span<const std::uint32_t> columns, std::size_t width,
                       Activations<Scalar> Tape::Direction::*sums) {
    for (typename Tape::Direction& own : tape.directions) (own.*sums).resize(rows_.projected, width);
    pool.run(shape_.directions * pieces, [&](std::size_t piece) {
      typename Tape::Direction& own = tape.directions[piece / pieces];
      const std::size_t row = piece % pieces * shape_.hidden;
      kernels::sum_shared_columns<Scalar>(own.gates.column(0) + row, own.gates.stride(),
                                          std::min(shape_.hidden, rows_.projected - row), columns,
                                          (own.*sums).column(0) + row, (own.*sums).stride(), width);
    });
  };
  if (!input.columns.empty()) sum(input.columns, input.width, &Tape::Direction::shared);
  if (!input.side.empty()) sum(input.side.columns, input.side.width, &Tape::Direction::shared_side);
}

template <class Scalar>
std::vector<typename RecurrentLayer<Scalar>::BandPiece> RecurrentLayer<Scalar>::cut_bands() const {
  std::vector<BandPiece> pieces;
  const std::size_t panel = kernels::panel_rows<Scalar>();
  for (const CellRows::Band& band : rows_.bands) {
    for (std::size_t row = band.first; row < band.end; row += panel) {
      pieces.push_back({&band, row, std::min(panel, band.end - row)});
    }
  }
  return pieces;
}

template <class Scalar>
void RecurrentLayer<Scalar>::add_weight_gradients(const Packing& packing, const Tape& tape,
                                                  const LayerInput<Scalar>& input, std::size_t direction,
                                                  const BandPiece& piece, Scalar* gradient) const {
  const Parameters& parameters = parameters_[direction];
  const typename Tape::Direction& own = tape.directions[direction];
  const CellRows::Band& band = *piece.band;
  using Target = kernels::OuterTarget<Scalar>;
  std::vector<Target> of_states;
  std::vector<Target> of_input;
  if (band.stage) {
    const CellRows::Stage& stage = rows_.stages[*band.stage];
    const std::size_t row = stage.recurrent + piece.row - stage.first;
    Scalar* const target = gradient + parameters.recurrent.offset + row * shape_.hidden;
    const bool of_h = stage.operand == 0;
    const Activations<Scalar>& y = of_h ? own.previous[0] : own.operands;
    of_states.push_back(
        {y.column(0) + (of_h ? 0 : (stage.operand - 1) * shape_.hidden), y.stride(), shape_.hidden, target});
  }
  if (band.input == GateInput::weights || (band.input == GateInput::raw && rows_.raw_weights)) {
    Scalar* const target = band.input == GateInput::raw
                               ? gradient + parameters.raw.offset + piece.row * inputs_
                               : gradient + parameters.input.offset + (piece.row - rows_.raw) * inputs_;
    of_input.push_back({input.x.data, input.x.stride, inputs_, target});
  }
  Scalar* const bias = band.bias ? gradient + parameters.bias.offset + piece.row - rows_.biased : nullptr;
  kernels::Buffer<Scalar> scratch;
  const bool shared = !input.columns.empty();
  if (!shared) of_states.insert(of_states.end(), of_input.begin(), of_input.end());
  kernels::add_outer_products<Scalar>(own.gates.column(0) + piece.row, own.gates.stride(), piece.rows,
                                      packing.columns(), of_states, bias, scratch);
  if (!shared || of_input.empty()) return;
  kernels::add_outer_products<Scalar>(own.shared.column(0) + piece.row, own.shared.stride(), piece.rows,
                                      input.width, of_input, nullptr, scratch);
}

template <class Scalar>
void RecurrentLayer<Scalar>::add_side_gradients(const Tape& tape, const SideInput<Scalar>& side,
                                                std::size_t direction, std::size_t row,
                                                Scalar* gradient) const {
  const Activations<Scalar>& da = tape.directions[direction].shared_side;
  Scalar* const target = gradient + parameters_[direction].side.offset + row * shape_.side;
  const kernels::OuterTarget<Scalar> of_side{side.s.data, side.s.stride, shape_.side, target};
  kernels::Buffer<Scalar> scratch;
  kernels::add_outer_products<Scalar>(da.column(0) + row, da.stride(),
                                      std::min(kernels::panel_rows<Scalar>(), rows_.projected - row),
                                      side.width, {&of_side, 1}, nullptr, scratch);
}

template <class Scalar>
void RecurrentLayer<Scalar>::add_peephole_gradients(const Tape& tape, std::size_t direction,
                                                    std::size_t columns, Scalar* gradient) const {
  const typename Tape::Direction& own = tape.directions[direction];
  for (std::size_t i = 0; i < cell_.peepholes.size(); ++i) {
    const CellPeephole& peephole = cell_.peepholes[i];
    Scalar* const target = gradient + parameters_[direction].peepholes.offset + i * shape_.hidden;
    const std::size_t height = rows_.height(peephole.gate);
    for (std::size_t column = 0; column < columns; ++column) {
      const Scalar* const da = own.gates.column(column) + rows_.gates[peephole.gate];
      const Scalar* const s = peephole.next ? own.kept.column(column) + peephole.source * shape_.hidden
                                            : own.previous[peephole.source].column(column);
      for (std::size_t part = 0; part < shape_.hidden; part += height) {
        for (std::size_t row = 0; row < height; ++row) target[part + row] += da[row] * s[part + row];
      }
    }
  }
}

template <class Scalar>
void RecurrentLayer<Scalar>::input_gradient(const Prepared& prepared, const Tape& tape,
                                            const LayerInput<Scalar>& input, std::size_t first,
                                            std::size_t count, Activations<Scalar>& dinput) const {
  for (std::size_t direction = 0; direction < shape_.directions; ++direction) {
    const typename Tape::Direction& own = tape.directions[direction];
    const typename Prepared::Direction& weights = prepared.directions[direction];
    const Activations<Scalar>& da = input.columns.empty() ? own.gates : own.shared;
    const Scalar* const of_weights = da.column(first) + rows_.raw;
    if (direction == 0) {
      kernels::multiply<Scalar>(weights.input_transposed, of_weights, da.stride(), count, nullptr,
                                dinput.column(first), dinput.stride());
    } else {
      kernels::multiply_add(weights.input_transposed, of_weights, da.stride(), count, dinput.column(first),
                            dinput.stride());
    }
    if (rows_.raw_weights) {
      kernels::multiply_add(weights.raw_transposed, da.column(first), da.stride(), count,
                            dinput.column(first), dinput.stride());
    }
    for (std::size_t column = first; rows_.raw > 0 && !rows_.raw_weights && column < first + count;
         ++column) {
      for (std::size_t row = 0; row < rows_.raw; ++row) dinput.column(column)[row] += da.column(column)[row];
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
  for (typename Tape::Direction& own : tape.directions) {
    const bool keep = tape.through_time.keep_dh || tape.through_time.vanishing_penalty > 0;
    own.dh.resize(shape_.hidden, keep ? packing.columns() : 0);
  }
  pool.run(shape_.directions * blocks.size(), [&](std::size_t piece) {
    const SequenceBlock& block = blocks[piece / shape_.directions];
    const std::size_t direction = piece % shape_.directions;
    std::vector<Activations<Scalar>> dstates;
    read_states(nullptr, packing, dfinal, direction, block, dstates);
    backward_block(prepared, packing, tape.directions[direction], doutput, direction, block,
                   tape.through_time.cut_every, !tape.given && dfirst == nullptr, dfirst != nullptr, dstates);
    if (dfirst != nullptr) write_states(packing, direction, block, dstates, *dfirst);
  });
  for (std::size_t i = 0; learned && i < dfirst->size(); ++i) {
    window(gradient, parameters_[i / states_].initial[i % states_]) += (*dfirst)[i].rowwise().sum();
  }

  for (std::size_t direction = 0; tape.through_time.vanishing_penalty > 0 && direction < shape_.directions;
       ++direction) {
    const typename Tape::Direction& own = tape.directions[direction];
    add_vanishing_penalty<Scalar>(
        tape.through_time.vanishing_penalty, packing, direction,
        {prepared.directions[direction].recurrent_transposed.front(), own.gates, own.dh},
        gradient + parameters_[direction].recurrent.offset, pool);
  }
  sum_shared(input, tape, pool);
  // The gradient of each weight is one product over all steps, cut by panels of its rows; that of the input
  // is cut by columns.
  const std::vector<BandPiece> bands = cut_bands();
  const std::size_t column_pieces = dinput == nullptr ? 0 : pieces_of(input.width, piece_columns);
  const std::size_t peephole_pieces = cell_.peepholes.empty() ? 0 : shape_.directions;
  if (dinput != nullptr) dinput->resize(inputs_, input.width);
  const std::size_t side_panels =
      input.side.empty() ? 0 : pieces_of(rows_.projected, kernels::panel_rows<Scalar>());
  const std::size_t side_pieces = shape_.directions * side_panels;
  pool.run(column_pieces + peephole_pieces + side_pieces + shape_.directions * bands.size(),
           [&](std::size_t piece) {
             if (piece < column_pieces) {
               const std::size_t first = piece * piece_columns;
               const std::size_t count = std::min(piece_columns, input.width - first);
               return input_gradient(prepared, tape, input, first, count, *dinput);
             }
             piece -= column_pieces;
             if (piece < peephole_pieces)
               return add_peephole_gradients(tape, piece, packing.columns(), gradient);
             piece -= peephole_pieces;
             if (piece < side_pieces) {
               return add_side_gradients(tape, input.side, piece / side_panels,
                                         piece % side_panels * kernels::panel_rows<Scalar>(), gradient);
             }
             piece -= side_pieces;
             // The narrow last panels of both directions come last: small pieces at the end balance the
             // threads.
             const std::size_t direction = piece % shape_.directions;
             add_weight_gradients(packing, tape, input, direction, bands[piece / shape_.directions],
                                  gradient);
           });
}

template void RecurrentLayer<Number>::backward(const Prepared&, const Packing&, Tape&,
                                               const LayerInput<Number>&, ConstColumns<Number>,
                                               const States<Number>*, Number*, Activations<Number>*,
                                               States<Number>*, base::Pool&) const;

}  // namespace seqlab::nn

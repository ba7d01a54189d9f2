// The forward pass of a recurrent layer.
#include <algorithm>
#include <vector>

#include "nn/numbers/pieces.h"
#include "nn/recurrent/recurrent.h"

namespace seqlab::nn {

namespace {

// Columns that are projected at a time if there is no tape.
constexpr std::size_t projected_columns = 512;

}  // namespace

template <class Scalar>
CellForward<Scalar> RecurrentLayer<Scalar>::forward_step(const Prepared& prepared, std::size_t direction,
                                                         std::size_t columns,
                                                         std::vector<Activations<Scalar>>& states,
                                                         Activations<Scalar>& operands) const {
  CellForward<Scalar> cell;
  cell.hidden = shape_.hidden;
  cell.columns = columns;
  cell.block_size = cell_.block_size;
  if (!cell_.peepholes.empty()) cell.peepholes = prepared.directions[direction].peepholes.data();
  for (std::size_t state = 0; state < states_; ++state) {
    cell.states[state] = {states[state].column(0), states[state].stride()};
  }
  if (cell_.operands > 0) cell.operands = {operands.column(0), operands.stride()};
  return cell;
}

template <class Scalar>
void RecurrentLayer<Scalar>::run_stages(const Scalar* weights, const Prepared& prepared,
                                        std::size_t direction, std::size_t with_state,
                                        const Scalar* const* projected, CellForward<Scalar>& cell,
                                        std::vector<const Scalar*>& starts) const {
  const typename Prepared::Direction& own = prepared.directions[direction];
  const Strided<Scalar>& gates = cell.gates;
  const Scalar* const bias = weights + parameters_[direction].bias.offset + rows_.projected - rows_.biased;
  // A product copies what it adds itself to, unless that is in two places or already there.
  const auto copies = [&](const CellRows::Stage& stage) {
    return stage.first >= rows_.projected || (projected != nullptr && stage.end <= rows_.projected);
  };
  for (std::size_t column = 0; column < cell.columns; ++column) {
    Scalar* const to = gates.data + column * gates.stride;
    const auto copy = [&](std::size_t first, std::size_t end) {
      const std::size_t middle = std::clamp(rows_.projected, first, end);
      if (first < middle) std::copy(projected[column] + first, projected[column] + middle, to + first);
      if (middle < end) std::copy_n(bias + middle - rows_.projected, end - middle, to + middle);
    };
    std::size_t done = projected == nullptr ? rows_.projected : 0;
    for (const CellRows::Stage& stage : rows_.stages) {
      if (column >= with_state || !copies(stage)) continue;
      copy(done, stage.first);
      done = stage.end;
    }
    copy(done, rows_.rows);
  }
  for (std::size_t i = 0; i < rows_.stages.size(); ++i) {
    const CellRows::Stage& stage = rows_.stages[i];
    const Strided<Scalar>& y = stage.operand == 0 ? cell.states[0] : cell.operands;
    const Scalar* const from = y.data + (stage.operand == 0 ? 0 : (stage.operand - 1) * shape_.hidden);
    if (copies(stage)) {
      starts.resize(with_state);
      for (std::size_t column = 0; column < with_state; ++column) {
        starts[column] = stage.first < rows_.projected ? projected[column] + stage.first
                                                       : bias + stage.first - rows_.projected;
      }
      own.recurrent[i].multiply_from(from, y.stride, with_state, starts.data(), gates.data + stage.first,
                                     gates.stride);
    } else {
      own.recurrent[i].multiply_add(from, y.stride, with_state, gates.data + stage.first, gates.stride);
    }
    cell_.forward(i, cell);
  }
}

template <class Scalar>
void RecurrentLayer<Scalar>::run_projected(const Scalar* weights, const Prepared& prepared,
                                           const Packing& packing, const LayerInput<Scalar>& input,
                                           std::size_t direction, const SequenceBlock& block, bool from_zero,
                                           std::vector<Activations<Scalar>>& states,
                                           Activations<Scalar>& output,
                                           typename Tape::Direction* tape) const {
  const std::size_t sequences = block.end - block.begin;
  Activations<Scalar> gates;  // of a step, if there is no tape
  Activations<Scalar> operands;
  Activations<Scalar> sums;  // of projected input and side input
  if (!input.projected.empty() && !input.side.empty()) sums.resize(rows_.projected, sequences);
  if (tape == nullptr) gates.resize(rows_.rows, sequences);
  if (tape == nullptr) operands.resize(cell_.operands * shape_.hidden, sequences);
  std::vector<const Scalar*> projected(input.projected.empty() ? 0 : sequences);
  std::vector<const Scalar*> starts;
  for (std::size_t done = 0; done < packing.steps(); ++done) {
    const std::size_t step = step_after(done, packing, direction);
    const std::size_t count = block.active(packing, step);
    if (count == 0) continue;
    const std::size_t column = packing.offset(step) + block.begin;
    for (std::size_t i = 0; i < count && !projected.empty(); ++i) {
      projected[i] = input.projected[input.columns[column + i]] + direction * rows_.projected;
    }
    for (std::size_t i = 0; i < count && sums.columns() > 0; ++i) {
      std::copy_n(projected[i], rows_.projected, sums.column(i));
      projected[i] = sums.column(i);
    }
    if (sums.columns() > 0) {
      add_side(input.side, direction, column, count, {sums.column(0), sums.stride()});
    }
    CellForward<Scalar> cell = forward_step(prepared, direction, count, states, operands);
    cell.gates = {gates.column(0), gates.stride()};
    cell.output = {output.column(column) + direction * shape_.hidden, output.stride()};
    if (tape != nullptr) {
      cell.taped = true;
      cell.gates = {tape->gates.column(column), tape->gates.stride()};
      cell.operands = {tape->operands.column(column), tape->operands.stride()};
      cell.kept = {tape->kept.column(column), tape->kept.stride()};
      for (std::size_t state = 0; state < states_; ++state) {
        cell.previous[state] = {tape->previous[state].column(column), tape->previous[state].stride()};
      }
    }
    const std::size_t with_state = from_zero ? block.started(packing, direction, step) : count;
    run_stages(weights, prepared, direction, with_state, projected.empty() ? nullptr : projected.data(), cell,
               starts);
  }
}

template <class Scalar>
void RecurrentLayer<Scalar>::run_in_chunks(const Scalar* weights, const Prepared& prepared,
                                           const Packing& packing, const LayerInput<Scalar>& input,
                                           std::size_t direction, const SequenceBlock& block, bool from_zero,
                                           std::vector<Activations<Scalar>>& states,
                                           Activations<Scalar>& output) const {
  const bool back = direction == 1;
  const std::size_t steps = packing.steps();
  // How many columns the first steps of this direction have.
  const auto columns_of = [&](std::size_t first) {
    return back ? packing.columns() - packing.offset(steps - first) : packing.offset(first);
  };
  Activations<Scalar> gates;
  Activations<Scalar> operands(cell_.operands * shape_.hidden, block.end - block.begin);
  std::vector<const Scalar*> starts;
  for (std::size_t done = 0; done < steps;) {
    std::size_t end = done + 1;  // of the chunk
    while (end < steps && columns_of(end + 1) - columns_of(done) <= projected_columns) ++end;
    const std::size_t first = packing.offset(back ? steps - end : done);
    const std::size_t columns = columns_of(end) - columns_of(done);
    gates.resize(rows_.rows, columns);
    project_columns(weights, prepared, direction, {input.x.data + first * input.x.stride, input.x.stride},
                    columns, {gates.column(0), gates.stride()});
    add_side(input.side, direction, first, columns, {gates.column(0), gates.stride()});
    for (; done < end; ++done) {
      const std::size_t step = step_after(done, packing, direction);
      const std::size_t column = packing.offset(step);
      const std::size_t count = block.active(packing, step);
      CellForward<Scalar> cell = forward_step(prepared, direction, count, states, operands);
      cell.gates = {gates.column(column - first), gates.stride()};
      cell.output = {output.column(column) + direction * shape_.hidden, output.stride()};
      const std::size_t with_state = from_zero ? block.started(packing, direction, step) : count;
      run_stages(weights, prepared, direction, with_state, nullptr, cell, starts);
    }
  }
}

template <class Scalar>
void RecurrentLayer<Scalar>::resize_tape(const Packing& packing, Tape& tape) const {
  tape.directions.resize(shape_.directions);
  for (typename Tape::Direction& own : tape.directions) {
    own.gates.resize(rows_.rows, packing.columns());
    own.kept.resize(cell_.kept * shape_.hidden, packing.columns());
    own.operands.resize(cell_.operands * shape_.hidden, packing.columns());
    own.previous.resize(states_);
    for (Activations<Scalar>& previous : own.previous) previous.resize(shape_.hidden, packing.columns());
  }
}

template <class Scalar>
void RecurrentLayer<Scalar>::project_onto_tape(const Scalar* weights, const Prepared& prepared,
                                               const LayerInput<Scalar>& input, Tape& tape,
                                               base::Pool& pool) const {
  const std::size_t column_pieces = pieces_of(input.width, piece_columns);
  pool.run(shape_.directions * column_pieces, [&](std::size_t piece) {
    const std::size_t direction = piece / column_pieces;
    const std::size_t first = piece % column_pieces * piece_columns;
    const std::size_t count = std::min(piece_columns, input.width - first);
    Activations<Scalar>& gates = tape.directions[direction].gates;
    const Strided<Scalar> own{gates.column(first), gates.stride()};
    project_columns(weights, prepared, direction, {input.x.data + first * input.x.stride, input.x.stride},
                    count, own);
    add_side(input.side, direction, first, count, own);
  });
}

template <class Scalar>
void RecurrentLayer<Scalar>::add_side(const SideInput<Scalar>& side, std::size_t direction, std::size_t first,
                                      std::size_t count, const Strided<Scalar>& gates) const {
  for (std::size_t column = 0; column < count && !side.empty(); ++column) {
    const Scalar* const own = side.projected[side.columns[first + column]] + direction * rows_.projected;
    Scalar* const to = gates.data + column * gates.stride;
    for (std::size_t row = 0; row < rows_.projected; ++row) to[row] += own[row];
  }
}

template <class Scalar>
void RecurrentLayer<Scalar>::forward(const Scalar* weights, const Prepared& prepared, const Packing& packing,
                                     const LayerInput<Scalar>& input, const States<Scalar>* initial,
                                     Activations<Scalar>& output, States<Scalar>& final, Tape* tape,
                                     base::Pool& pool) const {
  output.resize(outputs(), packing.columns());
  final.resize(shape_.directions * states_);
  for (Matrix<Scalar>& state : final) state.resize(index(shape_.hidden), index(packing.sequences()));
  if (tape != nullptr) {
    resize_tape(packing, *tape);
    tape->given = initial != nullptr;
  }
  LayerInput<Scalar> source = input;
  Activations<Scalar> untaped_side;
  std::vector<const Scalar*> side_columns;
  if (!input.side.empty() && input.side.projected.empty()) {
    Activations<Scalar>& projected = tape != nullptr ? tape->side : untaped_side;
    project_side(prepared, input.side, projected, pool);
    for (std::size_t column = 0; column < input.side.width; ++column) {
      side_columns.push_back(projected.column(column));
    }
    source.side.projected = side_columns;
  }
  Activations<Scalar> untaped;
  std::vector<const Scalar*> projected_columns;
  if (input.projected.empty() && !input.columns.empty()) {
    Activations<Scalar>& projected = tape != nullptr ? tape->projected : untaped;
    project(weights, prepared, input, projected, pool);
    for (std::size_t column = 0; column < input.width; ++column) {
      projected_columns.push_back(projected.column(column));
    }
    source.projected = projected_columns;
  } else if (input.projected.empty() && tape != nullptr) {
    project_onto_tape(weights, prepared, source, *tape, pool);
  }
  const bool from_zero = initial == nullptr && shape_.initial != InitialState::learned;
  const std::vector<SequenceBlock> blocks = cut_sequences(packing, tape != nullptr);
  pool.run(shape_.directions * blocks.size(), [&](std::size_t piece) {
    const SequenceBlock& block = blocks[piece / shape_.directions];
    const std::size_t direction = piece % shape_.directions;
    std::vector<Activations<Scalar>> states;
    read_states(weights, packing, initial, direction, block, states);
    if (tape != nullptr || !source.projected.empty()) {
      run_projected(weights, prepared, packing, source, direction, block, from_zero, states, output,
                    tape == nullptr ? nullptr : &tape->directions[direction]);
    } else {
      run_in_chunks(weights, prepared, packing, source, direction, block, from_zero, states, output);
    }
    write_states(packing, direction, block, states, final);
  });
}

template void RecurrentLayer<Number>::forward(const Number*, const Prepared&, const Packing&,
                                              const LayerInput<Number>&, const States<Number>*,
                                              Activations<Number>&, States<Number>&, Tape*,
                                              base::Pool&) const;
template void RecurrentLayer<Number>::run_stages(const Number*, const Prepared&, std::size_t, std::size_t,
                                                 const Number* const*, CellForward<Number>&,
                                                 std::vector<const Number*>&) const;
template CellForward<Number> RecurrentLayer<Number>::forward_step(const Prepared&, std::size_t, std::size_t,
                                                                  std::vector<Activations<Number>>&,
                                                                  Activations<Number>&) const;

}  // namespace seqlab::nn

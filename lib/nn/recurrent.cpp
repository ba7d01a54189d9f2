#include "nn/recurrent.h"

#include <Eigen/QR>
#include <algorithm>
#include <cmath>
#include <numbers>
#include <stdexcept>

namespace seqlab::nn {

namespace {

// Columns of input that are projected at a time. The cut depends on the batch alone.
constexpr std::size_t projected_columns = 512;

// A block of steps [begin, end), in the order in which a direction meets them.
struct StepBlock {
  std::size_t begin = 0;
  std::size_t end = 0;
};

std::vector<StepBlock> cut_steps(const Packing& packing, bool back) {
  std::vector<StepBlock> blocks;
  for (std::size_t begin = 0; begin < packing.steps();) {
    std::size_t end = begin + 1;
    while (end < packing.steps() && packing.offset(end + 1) - packing.offset(begin) <= projected_columns)
      ++end;
    blocks.push_back({begin, end});
    begin = end;
  }
  if (back) std::reverse(blocks.begin(), blocks.end());
  return blocks;
}

}  // namespace

template <class Scalar>
RecurrentLayer<Scalar>::RecurrentLayer(Layout& layout, const std::string& name, std::size_t inputs,
                                       const RecurrentShape& shape, std::shared_ptr<const Cell<Scalar>> cell)
    : inputs_(inputs),
      shape_(shape),
      cell_(std::move(cell)),
      gates_(cell_->gates().size()),
      states_(cell_->states().size()) {
  if (shape.hidden == 0 || shape.directions < 1 || shape.directions > 2) {
    throw std::invalid_argument("a recurrent layer needs units and one or two directions");
  }
  for (std::size_t direction = 0; direction < shape.directions; ++direction) {
    const std::string prefix = name + (direction == 0 ? ".ahead." : ".back.");
    Parameters parameters;
    parameters.input = layout.add(prefix + "input", gates_ * shape.hidden, inputs, "recurrent");
    parameters.recurrent = layout.add(prefix + "recurrent", gates_ * shape.hidden, shape.hidden, "recurrent");
    parameters.bias = layout.add(prefix + "bias", gates_ * shape.hidden, 1, "recurrent");
    if (shape.initial == InitialState::learned) {
      for (const std::string& state : cell_->states()) {
        parameters.initial.push_back(layout.add(prefix + "initial." + state, shape.hidden, 1, "recurrent"));
      }
    }
    parameters_.push_back(std::move(parameters));
  }
}

template <class Scalar>
void RecurrentLayer<Scalar>::initialise(Scalar* weights, const Noise& noise) const {
  const Eigen::Index h = index(shape_.hidden);
  for (std::size_t direction = 0; direction < shape_.directions; ++direction) {
    const Parameters& parameters = parameters_[direction];
    auto input = window(weights, parameters.input);
    const double limit = std::sqrt(6.0 / static_cast<double>(inputs_ + shape_.hidden));
    const Noise input_noise = noise.at(2 * direction);
    for (Eigen::Index element = 0; element < input.size(); ++element) {
      const double uniform = input_noise.uniform(static_cast<std::uint64_t>(element));
      input.data()[element] = static_cast<Scalar>((2 * uniform - 1) * limit);
    }
    auto recurrent = window(weights, parameters.recurrent);
    for (std::size_t gate = 0; gate < gates_; ++gate) {
      // The Q of a Gaussian matrix, its columns signed by R's diagonal, is uniform over the orthogonal ones.
      const Noise gate_noise = noise.at(2 * direction + 1).at(gate);
      Matrix<double> gaussian(h, h);
      for (Eigen::Index element = 0; element < gaussian.size(); ++element) {
        const auto counter = static_cast<std::uint64_t>(2 * element);
        const double radius = std::sqrt(-2 * std::log(1 - gate_noise.uniform(counter)));
        gaussian.data()[element] = radius * std::cos(2 * std::numbers::pi * gate_noise.uniform(counter + 1));
      }
      const Eigen::HouseholderQR<Matrix<double>> qr(gaussian);
      Matrix<double> q = qr.householderQ();
      for (Eigen::Index column = 0; column < h; ++column) {
        if (qr.matrixQR()(column, column) < 0) q.col(column) *= -1;
      }
      recurrent.middleRows(index(gate) * h, h) = q.template cast<Scalar>();
    }
    Eigen::Map<Vector<Scalar>> bias(weights + parameters.bias.offset, index(parameters.bias.size()));
    cell_->initialise_bias(bias, h);
    for (const Slot& slot : parameters.initial) window(weights, slot).setZero();
  }
}

template <class Scalar>
States<Scalar> RecurrentLayer<Scalar>::initial_states(const Scalar* weights, const Packing& packing,
                                                      const States<Scalar>* given,
                                                      std::size_t direction) const {
  const Eigen::Index h = index(shape_.hidden);
  const Eigen::Index n = index(packing.sequences());
  States<Scalar> states;
  for (std::size_t state = 0; state < states_; ++state) {
    Matrix<Scalar> values = Matrix<Scalar>::Zero(h, n);
    if (given != nullptr) {
      const Matrix<Scalar>& source = (*given)[direction * states_ + state];
      for (Eigen::Index packed = 0; packed < n; ++packed) {
        values.col(packed) = source.col(index(packing.order()[static_cast<std::size_t>(packed)]));
      }
    } else if (shape_.initial == InitialState::learned) {
      values.colwise() = Vector<Scalar>(window(weights, parameters_[direction].initial[state]));
    }
    states.push_back(std::move(values));
  }
  return states;
}

template <class Scalar>
void RecurrentLayer<Scalar>::run_direction(const Scalar* weights, const Packing& packing,
                                           const Matrix<Scalar>& input, States<Scalar>& states,
                                           std::size_t direction, Matrix<Scalar>& output,
                                           typename Tape::Direction* tape) const {
  const bool back = direction == 1;
  const Eigen::Index h = index(shape_.hidden);
  const auto w = window(weights, parameters_[direction].input);
  const auto u = window(weights, parameters_[direction].recurrent);
  const Vector<Scalar> b = window(weights, parameters_[direction].bias);
  Matrix<Scalar> scratch;
  for (const StepBlock& block : cut_steps(packing, back)) {
    const Eigen::Index first = index(packing.offset(block.begin));
    const Eigen::Index columns = index(packing.offset(block.end)) - first;
    if (tape == nullptr && scratch.cols() < columns) scratch.resize(w.rows(), columns);
    Eigen::Block<Matrix<Scalar>> gates = tape != nullptr ? tape->gates.block(0, first, w.rows(), columns)
                                                         : scratch.block(0, 0, w.rows(), columns);
    gates.colwise() = b;
    gates.noalias() += w * input.middleCols(first, columns);
    for (std::size_t met = block.begin; met < block.end; ++met) {
      const std::size_t step = back ? block.end - 1 - (met - block.begin) : met;
      const Eigen::Index offset = index(packing.offset(step));
      const Eigen::Index n = index(packing.active(step));
      auto a = gates.middleCols(offset - first, n);
      a.noalias() += u * states[0].leftCols(n);
      if (tape != nullptr) {
        for (std::size_t state = 0; state < states_; ++state) {
          tape->previous[state].middleCols(offset, n) = states[state].leftCols(n);
        }
        Columns<Scalar> kept(tape->kept.middleCols(offset, n));
        cell_->forward(a, states, &kept);
      } else {
        cell_->forward(a, states, nullptr);
      }
      output.block(index(direction) * h, offset, h, n) = states[0].leftCols(n);
    }
  }
}

template <class Scalar>
void RecurrentLayer<Scalar>::forward(const Scalar* weights, const Packing& packing,
                                     const Matrix<Scalar>& input, const States<Scalar>* initial,
                                     Matrix<Scalar>& output, States<Scalar>& final, Tape* tape,
                                     Pool& pool) const {
  const Eigen::Index h = index(shape_.hidden);
  const Eigen::Index columns = index(packing.columns());
  output.resize(index(outputs()), columns);
  final.assign(shape_.directions * states_, Matrix<Scalar>(h, index(packing.sequences())));
  if (tape != nullptr) {
    tape->directions.resize(shape_.directions);
    tape->given = initial != nullptr;
  }
  pool.run(shape_.directions, [&](std::size_t direction) {
    States<Scalar> states = initial_states(weights, packing, initial, direction);
    typename Tape::Direction* own = nullptr;
    if (tape != nullptr) {
      own = &tape->directions[direction];
      own->gates.resize(index(gates_) * h, columns);
      own->kept.resize(index(cell_->kept()) * h, columns);
      own->previous.resize(states_);
      for (Matrix<Scalar>& previous : own->previous) previous.resize(h, columns);
    }
    run_direction(weights, packing, input, states, direction, output, own);
    for (std::size_t state = 0; state < states_; ++state) {
      Matrix<Scalar>& target = final[direction * states_ + state];
      for (std::size_t packed = 0; packed < packing.sequences(); ++packed) {
        target.col(index(packing.order()[packed])) = states[state].col(index(packed));
      }
    }
  });
}

template <class Scalar>
void RecurrentLayer<Scalar>::return_direction(const Scalar* weights, const Packing& packing,
                                              const typename Tape::Direction& tape,
                                              const Matrix<Scalar>& doutput, std::size_t direction,
                                              States<Scalar>& dstates, Matrix<Scalar>& da) const {
  const bool back = direction == 1;
  const Eigen::Index h = index(shape_.hidden);
  const auto u = window(weights, parameters_[direction].recurrent);
  da.resize(index(gates_) * h, index(packing.columns()));
  for (std::size_t met = packing.steps(); met-- > 0;) {
    const std::size_t step = back ? packing.steps() - 1 - met : met;
    const Eigen::Index offset = index(packing.offset(step));
    const Eigen::Index n = index(packing.active(step));
    dstates[0].leftCols(n) += doutput.block(index(direction) * h, offset, h, n);
    std::vector<ConstColumns<Scalar>> previous;
    previous.reserve(states_);
    for (const Matrix<Scalar>& state : tape.previous) previous.emplace_back(state.middleCols(offset, n));
    auto da_step = da.middleCols(offset, n);
    cell_->backward(tape.gates.middleCols(offset, n), tape.kept.middleCols(offset, n), previous, dstates,
                    da_step);
    dstates[0].leftCols(n).noalias() += u.transpose() * da_step;
  }
}

template <class Scalar>
void RecurrentLayer<Scalar>::backward(const Scalar* weights, const Packing& packing, const Tape& tape,
                                      const Matrix<Scalar>& input, const Matrix<Scalar>& doutput,
                                      const States<Scalar>* dfinal, Scalar* gradient, Matrix<Scalar>* dinput,
                                      States<Scalar>* dinitial, Pool& pool) const {
  const Eigen::Index h = index(shape_.hidden);
  const Eigen::Index sequences = index(packing.sequences());
  std::vector<Matrix<Scalar>> da(shape_.directions);
  if (dinitial != nullptr) dinitial->assign(shape_.directions * states_, Matrix<Scalar>(h, sequences));
  pool.run(shape_.directions, [&](std::size_t direction) {
    States<Scalar> dstates;
    for (std::size_t state = 0; state < states_; ++state) {
      Matrix<Scalar> values = Matrix<Scalar>::Zero(h, sequences);
      if (dfinal != nullptr) {
        const Matrix<Scalar>& source = (*dfinal)[direction * states_ + state];
        for (std::size_t packed = 0; packed < packing.sequences(); ++packed) {
          values.col(index(packed)) = source.col(index(packing.order()[packed]));
        }
      }
      dstates.push_back(std::move(values));
    }
    return_direction(weights, packing, tape.directions[direction], doutput, direction, dstates,
                     da[direction]);
    for (std::size_t state = 0; state < states_; ++state) {
      if (dinitial != nullptr) {
        Matrix<Scalar>& target = (*dinitial)[direction * states_ + state];
        for (std::size_t packed = 0; packed < packing.sequences(); ++packed) {
          target.col(index(packing.order()[packed])) = dstates[state].col(index(packed));
        }
      }
      if (shape_.initial == InitialState::learned && !tape.given) {
        window(gradient, parameters_[direction].initial[state]) += dstates[state].rowwise().sum();
      }
    }
  });

  // One product over all steps for each weight, cut by blocks of its own rows; and the input's gradient, cut
  // by columns.
  const std::size_t row_pieces = shape_.directions * gates_;
  const std::size_t columns = packing.columns();
  const std::size_t column_pieces =
      dinput == nullptr ? 0 : (columns + projected_columns - 1) / projected_columns;
  if (dinput != nullptr) dinput->resize(index(inputs_), index(columns));
  pool.run(row_pieces + column_pieces, [&](std::size_t piece) {
    if (piece < row_pieces) {
      const std::size_t direction = piece / gates_;
      const Eigen::Index row = index(piece % gates_) * h;
      const Parameters& parameters = parameters_[direction];
      const auto da_rows = da[direction].middleRows(row, h);
      window(gradient, parameters.input).middleRows(row, h).noalias() += da_rows * input.transpose();
      window(gradient, parameters.recurrent).middleRows(row, h).noalias() +=
          da_rows * tape.directions[direction].previous[0].transpose();
      window(gradient, parameters.bias).middleRows(row, h) += da_rows.rowwise().sum();
      return;
    }
    const std::size_t first = (piece - row_pieces) * projected_columns;
    const std::size_t count = std::min(projected_columns, columns - first);
    auto target = dinput->middleCols(index(first), index(count));
    for (std::size_t direction = 0; direction < shape_.directions; ++direction) {
      const auto w = window(weights, parameters_[direction].input);
      const auto da_columns = da[direction].middleCols(index(first), index(count));
      if (direction == 0) {
        target.noalias() = w.transpose() * da_columns;
      } else {
        target.noalias() += w.transpose() * da_columns;
      }
    }
  });
}

template <class Scalar>
void RecurrentLayer<Scalar>::step(const Scalar* weights, const Matrix<Scalar>& input,
                                  States<Scalar>& states) const {
  const Parameters& parameters = parameters_.front();
  Matrix<Scalar> a = window(weights, parameters.input) * input;
  a.colwise() += Vector<Scalar>(window(weights, parameters.bias));
  a.noalias() += window(weights, parameters.recurrent) * states[0];
  cell_->forward(a, states, nullptr);
}

template class RecurrentLayer<float>;
template class RecurrentLayer<double>;

}  // namespace seqlab::nn

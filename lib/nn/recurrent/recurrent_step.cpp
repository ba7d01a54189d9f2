// Steps of a recurrent layer one by one.
#include <algorithm>

#include "nn/recurrent/recurrent.h"

namespace seqlab::nn {

template <class Scalar>
typename RecurrentLayer<Scalar>::Stepping RecurrentLayer<Scalar>::make_stepping(std::size_t sequences) const {
  Stepping stepping;
  stepping.states.resize(states_);
  for (Activations<Scalar>& state : stepping.states) state.resize(shape_.hidden, sequences);
  stepping.gates.resize(rows_.rows, sequences);
  stepping.operands.resize(cell_.operands * shape_.hidden, sequences);
  stepping.starts.resize(sequences);
  return stepping;
}

template <class Scalar>
void RecurrentLayer<Scalar>::reset(const Scalar* weights, Stepping& stepping, std::size_t sequence) const {
  for (std::size_t state = 0; state < states_; ++state) {
    Scalar* const values = stepping.states[state].column(sequence);
    if (shape_.initial == InitialState::learned) {
      std::copy_n(weights + parameters_[0].initial[state].offset, shape_.hidden, values);
    } else {
      std::fill_n(values, shape_.hidden, Scalar{0});
    }
  }
}

template <class Scalar>
void RecurrentLayer<Scalar>::step(const Scalar* weights, const Prepared& prepared, std::size_t n,
                                  const Scalar* const* projected, const Strided<const Scalar>& x,
                                  const Strided<Scalar>& output, Stepping& stepping) const {
  CellForward<Scalar> cell = forward_step(prepared, 0, n, stepping.states, stepping.operands);
  cell.gates = {stepping.gates.column(0), stepping.gates.stride()};
  cell.output = output;
  if (projected == nullptr) project_columns(weights, prepared, 0, x, n, cell.gates);
  run_stages(weights, prepared, 0, n, projected, cell, stepping.starts);
}

template typename RecurrentLayer<Number>::Stepping RecurrentLayer<Number>::make_stepping(std::size_t) const;
template void RecurrentLayer<Number>::reset(const Number*, Stepping&, std::size_t) const;
template void RecurrentLayer<Number>::step(const Number*, const Prepared&, std::size_t, const Number* const*,
                                           const Strided<const Number>&, const Strided<Number>&,
                                           Stepping&) const;

}  // namespace seqlab::nn

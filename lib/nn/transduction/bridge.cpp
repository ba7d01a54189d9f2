#include "nn/transduction/bridge.h"

#include <algorithm>

#include "kernels/elementwise.h"

namespace seqlab::nn {

template <class Scalar>
Bridge<Scalar>::Bridge(Layout& layout, const std::string& name, std::size_t layers,
                       const RecurrentShape& encoder, const RecurrentShape& decoder)
    : encoder_states_(make_cell<Scalar>(encoder.cell).states.size()),
      hidden_(encoder.hidden),
      directions_(encoder.directions) {
  const std::vector<std::string> states = make_cell<Scalar>(decoder.cell).states;
  decoder_states_ = states.size();
  for (std::size_t layer = 0; layer < layers; ++layer) {
    for (const std::string& state : states) {
      maps_.emplace_back(layout, name + "." + std::to_string(layer) + "." + state, directions_ * hidden_,
                         decoder.hidden, "recurrent");
    }
  }
}

template <class Scalar>
std::size_t Bridge<Scalar>::source_of(std::size_t map) const {
  return std::min(state_of(map), encoder_states_ - 1);
}

template <class Scalar>
void Bridge<Scalar>::initialise(Scalar* weights, const base::Noise& noise) const {
  for (std::size_t map = 0; map < maps_.size(); ++map) maps_[map].initialise(weights, noise.at(map));
}

template <class Scalar>
void Bridge<Scalar>::prepare(const Scalar* weights, bool gradient, Prepared& prepared,
                             Precision precision) const {
  prepared.resize(maps_.size());
  for (std::size_t map = 0; map < maps_.size(); ++map) {
    maps_[map].prepare(weights, gradient, prepared[map], precision);
  }
}

template <class Scalar>
void Bridge<Scalar>::forward(const Scalar* weights, const Prepared& prepared,
                             const std::vector<States<Scalar>>& final, Tape& tape,
                             std::vector<States<Scalar>>& initial, base::Pool& pool) const {
  tape.read.resize(maps_.size());
  tape.written.resize(maps_.size());
  initial.resize(maps_.size() / decoder_states_);
  for (std::size_t map = 0; map < maps_.size(); ++map) {
    const States<Scalar>& source = final[layer_of(map)];
    Activations<Scalar>& read = tape.read[map];
    read.resize(directions_ * hidden_, static_cast<std::size_t>(source.front().cols()));
    for (std::size_t direction = 0; direction < directions_; ++direction) {
      read.matrix().middleRows(index(direction * hidden_), index(hidden_)) =
          source[direction * encoder_states_ + source_of(map)];
    }
    Activations<Scalar>& written = tape.written[map];
    maps_[map].forward(weights, prepared[map], read.matrix(), written, pool);
    for (std::size_t column = 0; column < written.columns(); ++column) {
      kernels::apply_tanh<Scalar>({written.column(column), written.rows()});
    }
    initial[layer_of(map)].resize(decoder_states_);
    initial[layer_of(map)][state_of(map)] = written.matrix();
  }
}

template <class Scalar>
void Bridge<Scalar>::backward(const Prepared& prepared, Tape& tape,
                              const std::vector<States<Scalar>>& dinitial, Scalar* gradient,
                              std::vector<States<Scalar>>& dfinal, base::Pool& pool) const {
  dfinal.resize(dinitial.size());
  const auto sequences = index(tape.read.front().columns());
  for (States<Scalar>& layer : dfinal) {
    layer.assign(directions_ * encoder_states_, Matrix<Scalar>::Zero(index(hidden_), sequences));
  }
  for (std::size_t map = 0; map < maps_.size(); ++map) {
    Activations<Scalar>& d = tape.written[map];  // s on entry, then da = ds (1 - s^2)
    d.matrix().array() = dinitial[layer_of(map)][state_of(map)].array() * (1 - d.matrix().array().square());
    maps_[map].backward(prepared[map], tape.read[map].matrix(), d, gradient, tape.dread, pool);
    for (std::size_t direction = 0; direction < directions_; ++direction) {
      dfinal[layer_of(map)][direction * encoder_states_ + source_of(map)] +=
          tape.dread.matrix().middleRows(index(direction * hidden_), index(hidden_));
    }
  }
}

template class Bridge<Number>;

}  // namespace seqlab::nn

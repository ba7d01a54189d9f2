// Initial weights other than a layer's own.
#pragma once

#include <cstddef>
#include <span>

#include "base/noise.h"
#include "nn/numbers/layout.h"
#include "nn/recurrent/cell.h"

namespace seqlab::compare {

// own: those of RecurrentLayer::initialise(). gaussian: a Gaussian U, as in the plain network of textbooks.
// slow_gates: biases that let a state last.
enum class InitialWeights { own, gaussian, slow_gates };

// Every element of every U of the layout, from N(0, scale^2 / hidden).
void set_gaussian(std::span<float> weights, const nn::Layout& layout, std::size_t hidden, double scale,
                  const base::Noise& noise);

// For the LSTM and the GRU, b_f = b_z = ln u and b_i = -b_f, with u uniform in [1, memory - 1) for each unit:
// a state is kept for about u tokens. "Chrono initialisation" of Tallec and Ollivier 2018. memory: at least
// 2, in tokens.
void set_slow_gates(std::span<float> weights, const nn::Layout& layout, const nn::CellShape& shape,
                    std::size_t hidden, std::size_t memory, const base::Noise& noise);

}  // namespace seqlab::compare

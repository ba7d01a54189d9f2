// All ways to process the output of a layer.
#pragma once

#include <array>

#include "nn/recurrent/layer_output.h"

namespace seqlab::tests {

inline const std::array<nn::LayerOutputShape, 6> layer_outputs = {{{nn::Connections::none, false},
                                                                   {nn::Connections::residual, false},
                                                                   {nn::Connections::highway, false},
                                                                   {nn::Connections::none, true},
                                                                   {nn::Connections::residual, true},
                                                                   {nn::Connections::highway, true}}};

}  // namespace seqlab::tests

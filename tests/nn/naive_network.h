// A naive network, number by number, from the equations of the papers.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "naive_cells.h"

namespace seqlab::tests {

struct NaiveOutput {
  Tokens outputs;               // h at each token, in the order of the text
  std::vector<Numbers> states;  // the final ones
};

NaiveOutput run_naive_direction(const NaiveCell& cell, const Tokens& tokens, bool from_the_end);

// A layer: its directions, *ahead* first, whose outputs are concatenated token by token (Schuster and Paliwal
// 1997).
struct NaiveLayerOutput {
  Tokens outputs;
  std::vector<NaiveOutput> directions;
};
NaiveLayerOutput run_naive_layer(const std::vector<NaiveCell>& directions, const Tokens& tokens);

// The processing of a layer's output H of x. connections: "none"; "residual", H + x; "highway", t H + (1 - t)
// x with t = sigma(W x + b), W row-major (Srivastava et al. 2015). Then, unless gain is empty, normalisation
// (Ba et al. 2016).
struct NaiveReading {
  std::string connections = "none";
  Numbers weight, bias;
  Numbers gain, norm_bias;
};
Numbers read_naively(const NaiveReading& reading, const Numbers& x, const Numbers& h);

// A stack of layers. Returns the result of each, with processed outputs.
std::vector<NaiveLayerOutput> run_naive_encoder(const std::vector<std::vector<NaiveCell>>& layers,
                                                const std::vector<NaiveReading>& readings,
                                                const Tokens& tokens);

// "last", "mean" or "max".
Numbers pool_naively(std::string_view pooling, const NaiveLayerOutput& layer);

// Attention over at least one token (Yang et al. 2016); W is row-major.
struct NaiveAttention {
  Numbers w, b, v;
  double d = 0;
};
Numbers attend_naively(const NaiveAttention& attention, const Tokens& tokens);

// softmax(V x + d), V row-major.
Numbers naive_softmax(const Numbers& weight, const Numbers& bias, const Numbers& x);

}  // namespace seqlab::tests

// The targets that a transducer finds most probable.
#pragma once

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "base/pool.h"
#include "nn/transduction/transducer.h"

namespace seqlab::nn {

struct SearchOptions {
  std::size_t width = 1;   // of the beam; 1: greedy search
  bool attention = false;  // return it
  // A source of n tokens gives at most n * symbols_per_token + symbols_more symbols, with the boundary.
  std::size_t symbols_per_token = 2;
  std::size_t symbols_more = 20;
};

// The target that was found for a source.
template <class Scalar>
struct Transduction {
  std::vector<std::uint32_t> symbols;  // without the boundary
  double log_probability = 0;          // ln P of the symbols and, if it ended, of the boundary after them
  bool ended = false;                  // by the boundary, not by the limit
  bool finite = true;  // false: the network gave numbers that are not; there is no target then
  // If requested: [source tokens x symbols], with a last column for the boundary if it ended.
  Matrix<Scalar> attention;
};

// By which hypotheses of different lengths compare: ln P / ((5 + n) / 6)^0.6, for n symbols with the boundary
// (Wu et al. 2016, with an exponent of 0.6).
inline double length_normalised(double log_probability, std::size_t symbols) {
  return log_probability / std::pow((5 + static_cast<double>(symbols)) / 6, 0.6);
}

// Beam search. A step extends each hypothesis of a source with each symbol and keeps the `width` most
// probable ones, ties going to the hypothesis, then the symbol, that comes first. Those that end leave the
// beam, which stays that much narrower. Found is the ended one with the highest length_normalised(), the
// earlier one of equals; if the limit is reached and none has ended, the most probable one. The search stops
// when no hypothesis can become better than the best ended one.
//
// Per source in the caller's order. The result for a source does not depend on the others. Throws
// std::invalid_argument for a width of 0.
template <class Scalar>
std::vector<Transduction<Scalar>> search_beam(const Transducer<Scalar>& transducer, const Scalar* weights,
                                              const typename Transducer<Scalar>::Prepared& prepared,
                                              const typename Transducer<Scalar>::Encoded& encoded,
                                              const SearchOptions& options, base::Pool& pool);

}  // namespace seqlab::nn

#include "nn/inputs/symbol_input.h"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <stdexcept>
#include <string>

namespace seqlab::nn {

namespace {

// to += from.
template <class Scalar>
void add(const Scalar* from, std::size_t size, Scalar* to) {
  for (std::size_t i = 0; i < size; ++i) to[i] += from[i];
}

}  // namespace

template <class Scalar>
SymbolInput<Scalar>::SymbolInput(Layout& layout, const SymbolShape& shape) : clusters_(shape.clusters) {
  if (shape.dimension == 0) throw std::invalid_argument("the vectors of symbols need a dimension");
  slots_.dimension = shape.dimension;
  for (std::size_t cluster = 0; cluster < clusters_.count(); ++cluster) {
    const std::string name = "symbols." + std::to_string(cluster);
    const std::size_t dimension = Clusters::dimension(shape.dimension, cluster);
    slots_.vectors.push_back(layout.add(name + ".vectors", clusters_.size(cluster), dimension, "symbols"));
    if (cluster == 0) continue;
    slots_.projections.push_back(layout.add(name + ".projection", shape.dimension, dimension, "symbols"));
    projections_.emplace_back(AffineSlots{.weight = slots_.projections.back()});
  }
}

template <class Scalar>
void SymbolInput<Scalar>::initialise(Scalar* weights, const base::Noise& noise) const {
  for (std::size_t cluster = 0; cluster < clusters_.count(); ++cluster) {
    const Slot& slot = slots_.vectors[cluster];
    const base::Noise own = noise.at(2 * cluster);
    const double limit = std::sqrt(3.0 / static_cast<double>(slot.columns));
    for (std::size_t element = 0; element < slot.size(); ++element) {
      weights[slot.offset + element] = static_cast<Scalar>((2 * own.uniform(element) - 1) * limit);
    }
    if (cluster > 0) projections_[cluster - 1].initialise(weights, noise.at(2 * cluster + 1));
  }
}

template <class Scalar>
void SymbolInput<Scalar>::prepare(const Scalar* weights, bool gradient, Prepared& prepared) const {
  prepared.resize(projections_.size());
  for (std::size_t i = 0; i < projections_.size(); ++i) {
    projections_[i].prepare(weights, gradient, prepared[i]);
  }
}

template <class Scalar>
void SymbolInput<Scalar>::forward(const Scalar* weights, const Prepared& prepared,
                                  std::span<const std::uint32_t> symbols, Columns<Scalar> x, Tape* tape,
                                  base::Pool& pool) const {
  Tape own;
  auto& members = (tape != nullptr ? tape : &own)->clusters;
  members.resize(clusters_.count() - 1);
  for (auto& cluster : members) cluster.types.clear();
  const auto vector_of = [&](std::size_t cluster, std::uint32_t symbol) {
    const Slot& slot = slots_.vectors[cluster];
    return weights + slot.offset + (symbol - clusters_.first(cluster)) * slot.columns;
  };
  for (std::size_t type = 0; type < symbols.size(); ++type) {
    assert(symbols[type] < clusters_.total());
    const std::size_t cluster = clusters_.of(symbols[type]);
    if (cluster > 0) {
      members[cluster - 1].types.push_back(static_cast<std::uint32_t>(type));
    } else {
      std::copy_n(vector_of(0, symbols[type]), slots_.dimension, x.col(index(type)).data());
    }
  }
  Activations<Scalar> projected;
  for (std::size_t i = 0; i < members.size(); ++i) {
    auto& [types, vectors] = members[i];
    vectors.resize(slots_.vectors[i + 1].columns, types.size());
    for (std::size_t place = 0; place < types.size(); ++place) {
      std::copy_n(vector_of(i + 1, symbols[types[place]]), vectors.rows(), vectors.column(place));
    }
    projections_[i].forward(weights, prepared[i], vectors.matrix(), projected, pool);
    for (std::size_t place = 0; place < types.size(); ++place) {
      x.col(index(types[place])) = projected.matrix().col(index(place));
    }
  }
}

template <class Scalar>
void SymbolInput<Scalar>::backward(const Prepared& prepared, std::span<const std::uint32_t> symbols,
                                   const Tape& tape, ConstColumns<Scalar> dx, Scalar* gradient,
                                   base::Pool& pool) const {
  const auto gradient_of = [&](std::size_t cluster, std::uint32_t symbol) {
    const Slot& slot = slots_.vectors[cluster];
    return gradient + slot.offset + (symbol - clusters_.first(cluster)) * slot.columns;
  };
  for (std::size_t type = 0; type < symbols.size(); ++type) {
    if (clusters_.of(symbols[type]) > 0) continue;
    add(dx.col(index(type)).data(), slots_.dimension, gradient_of(0, symbols[type]));
  }
  Activations<Scalar> own_dx;
  Activations<Scalar> dvectors;
  for (std::size_t i = 0; i < tape.clusters.size(); ++i) {
    const auto& [types, vectors] = tape.clusters[i];
    own_dx.resize(slots_.dimension, types.size());
    for (std::size_t place = 0; place < types.size(); ++place) {
      own_dx.matrix().col(index(place)) = dx.col(index(types[place]));
    }
    projections_[i].backward(prepared[i], vectors.matrix(), own_dx, gradient, dvectors, pool);
    for (std::size_t place = 0; place < types.size(); ++place) {
      add(dvectors.column(place), dvectors.rows(), gradient_of(i + 1, symbols[types[place]]));
    }
  }
}

template class SymbolInput<Number>;

}  // namespace seqlab::nn

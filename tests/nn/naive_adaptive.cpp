#include "naive_adaptive.h"

#include "naive_weights.h"

namespace seqlab::tests {

namespace {

// A x of a row-major matrix.
Numbers product(const Numbers& matrix, const Numbers& x) {
  Numbers y(matrix.size() / x.size(), 0.0);
  for (std::size_t i = 0; i < y.size(); ++i) {
    for (std::size_t j = 0; j < x.size(); ++j) y[i] += matrix[i * x.size() + j] * x[j];
  }
  return y;
}

Numbers transposed(const Numbers& matrix, std::size_t rows) {
  const std::size_t columns = matrix.size() / rows;
  Numbers result(matrix.size());
  for (std::size_t i = 0; i < rows; ++i) {
    for (std::size_t j = 0; j < columns; ++j) result[j * rows + i] = matrix[i * columns + j];
  }
  return result;
}

}  // namespace

NaiveAdaptive naive_adaptive(const nn::Layout& layout, const std::vector<double>& weights,
                             const nn::HeadShape& shape, const std::optional<nn::SymbolShape>& symbols) {
  const auto numbers = [&](const std::string& name) {
    return numbers_of(layout, weights, shape.name + "." + name);
  };
  const auto of_symbols = [&](std::size_t cluster, const std::string& name) {
    return numbers_of(layout, weights, "symbols." + std::to_string(cluster) + "." + name);
  };
  const bool tied = shape.tied;
  NaiveAdaptive head;
  head.weight = tied ? of_symbols(0, "vectors") : numbers("weight");
  head.bias = numbers("bias");
  for (std::size_t cluster = 1; cluster < shape.clusters.size(); ++cluster) {
    const std::string own = std::to_string(cluster) + ".";
    head.cluster_weight = numbers("clusters.weight");
    head.cluster_bias = numbers("clusters.bias");
    head.tails.push_back({tied ? transposed(of_symbols(cluster, "projection"), symbols->dimension)
                               : numbers(own + "projection.weight"),
                          tied ? of_symbols(cluster, "vectors") : numbers(own + "weight"),
                          numbers(own + "bias")});
  }
  if (find_slot(layout, shape.name + ".map.weight") != nullptr) head.map = numbers("map.weight");
  return head;
}

Numbers symbol_naively(const nn::Layout& layout, const std::vector<double>& weights,
                       const nn::SymbolShape& shape, std::size_t symbol) {
  std::size_t cluster = 0;
  for (; symbol >= shape.clusters[cluster]; ++cluster) symbol -= shape.clusters[cluster];
  const std::string name = "symbols." + std::to_string(cluster);
  const Numbers vectors = numbers_of(layout, weights, name + ".vectors");
  const std::size_t width = vectors.size() / shape.clusters[cluster];
  const auto begin = vectors.begin() + static_cast<std::ptrdiff_t>(symbol * width);
  const Numbers e(begin, begin + static_cast<std::ptrdiff_t>(width));
  return cluster == 0 ? e : product(numbers_of(layout, weights, name + ".projection"), e);
}

Numbers adapt_naively(const NaiveAdaptive& head, const Numbers& read) {
  const Numbers x = head.map.empty() ? read : product(head.map, read);
  Numbers rows = head.weight;
  Numbers biases = head.bias;
  rows.insert(rows.end(), head.cluster_weight.begin(), head.cluster_weight.end());
  biases.insert(biases.end(), head.cluster_bias.begin(), head.cluster_bias.end());
  const Numbers first = naive_softmax(rows, biases, x);
  Numbers p(first.begin(), first.begin() + static_cast<std::ptrdiff_t>(head.bias.size()));
  for (std::size_t tail = 0; tail < head.tails.size(); ++tail) {
    const auto& [projection, weight, bias] = head.tails[tail];
    for (const double own : naive_softmax(weight, bias, product(projection, x)))
      p.push_back(first[head.bias.size() + tail] * own);
  }
  return p;
}

}  // namespace seqlab::tests

#include "naive_adaptive.h"

#include "naive_weights.h"

namespace seqlab::tests {

NaiveAdaptive naive_adaptive(const nn::Layout& layout, const std::vector<double>& weights,
                             const nn::HeadShape& shape) {
  const auto numbers = [&](const std::string& name) {
    return numbers_of(layout, weights, shape.name + "." + name);
  };
  NaiveAdaptive head{numbers("weight"), numbers("bias"), {}, {}, {}};
  for (std::size_t cluster = 1; cluster < shape.clusters.size(); ++cluster) {
    const std::string own = std::to_string(cluster) + ".";
    head.cluster_weight = numbers("clusters.weight");
    head.cluster_bias = numbers("clusters.bias");
    head.tails.push_back(
        {numbers(own + "projection.weight"), numbers(own + "weight"), numbers(own + "bias")});
  }
  return head;
}

Numbers adapt_naively(const NaiveAdaptive& head, const Numbers& x) {
  Numbers rows = head.weight;
  Numbers biases = head.bias;
  rows.insert(rows.end(), head.cluster_weight.begin(), head.cluster_weight.end());
  biases.insert(biases.end(), head.cluster_bias.begin(), head.cluster_bias.end());
  const Numbers first = naive_softmax(rows, biases, x);
  Numbers p(first.begin(), first.begin() + static_cast<std::ptrdiff_t>(head.bias.size()));
  for (std::size_t tail = 0; tail < head.tails.size(); ++tail) {
    const auto& [projection, weight, bias] = head.tails[tail];
    Numbers z(projection.size() / x.size(), 0.0);
    for (std::size_t i = 0; i < z.size(); ++i) {
      for (std::size_t j = 0; j < x.size(); ++j) z[i] += projection[i * x.size() + j] * x[j];
    }
    for (const double own : naive_softmax(weight, bias, z)) p.push_back(first[head.bias.size() + tail] * own);
  }
  return p;
}

}  // namespace seqlab::tests

#include "naive_network.h"

#include <cmath>
#include <utility>

namespace seqlab::tests {

namespace {

double sigma(double x) {
  return 1.0 / (1.0 + std::exp(-x));
}

}  // namespace

NaiveOutput run_naive_direction(const NaiveCell& cell, const Tokens& tokens, bool from_the_end) {
  if (!cell.shape.kind) return {window_naively(cell, tokens), cell.states};
  NaiveOutput result;
  result.states = cell.states;
  result.outputs.resize(tokens.size());
  for (std::size_t done = 0; done < tokens.size(); ++done) {
    const std::size_t token = from_the_end ? tokens.size() - 1 - done : done;
    result.states = step_naively(cell, tokens[token], result.states);
    result.outputs[token] = result.states[0];
  }
  return result;
}

NaiveLayerOutput run_naive_layer(const std::vector<NaiveCell>& directions, const Tokens& tokens) {
  NaiveLayerOutput result;
  result.outputs.resize(tokens.size());
  for (std::size_t direction = 0; direction < directions.size(); ++direction) {
    result.directions.push_back(run_naive_direction(directions[direction], tokens, direction == 1));
    for (std::size_t token = 0; token < tokens.size(); ++token) {
      for (const double value : result.directions.back().outputs[token]) {
        result.outputs[token].push_back(value);
      }
    }
  }
  return result;
}

Numbers read_naively(const NaiveReading& reading, const Numbers& x, const Numbers& h) {
  Numbers y = h;
  const std::size_t size = h.size();
  for (std::size_t i = 0; i < size; ++i) {
    if (reading.connections == "residual") y[i] = h[i] + x[i];
    if (reading.connections != "highway") continue;
    double a = reading.bias[i];
    for (std::size_t k = 0; k < size; ++k) a += reading.weight[i * size + k] * x[k];
    y[i] = sigma(a) * h[i] + (1 - sigma(a)) * x[i];
  }
  if (reading.gain.empty()) return y;
  double mean = 0;
  for (const double value : y) mean += value / static_cast<double>(size);
  double variance = 0;
  for (const double value : y) variance += (value - mean) * (value - mean) / static_cast<double>(size);
  for (std::size_t i = 0; i < size; ++i) {
    y[i] = reading.gain[i] * (y[i] - mean) / std::sqrt(variance + 1e-5) + reading.norm_bias[i];
  }
  return y;
}

std::vector<NaiveLayerOutput> run_naive_encoder(const std::vector<std::vector<NaiveCell>>& layers,
                                                const std::vector<NaiveReading>& readings,
                                                const Tokens& tokens) {
  std::vector<NaiveLayerOutput> results;
  Tokens x = tokens;
  for (std::size_t layer = 0; layer < layers.size(); ++layer) {
    NaiveLayerOutput result = run_naive_layer(layers[layer], x);
    for (std::size_t token = 0; token < tokens.size(); ++token) {
      const Numbers y = read_naively(readings[layer], x[token], result.outputs[token]);
      result.outputs[token] = y;
      auto rest = y.begin();
      for (NaiveOutput& direction : result.directions) {
        const auto end = rest + static_cast<std::ptrdiff_t>(direction.states[0].size());
        direction.outputs[token] = Numbers(rest, end);
        rest = end;
      }
    }
    x = result.outputs;
    results.push_back(std::move(result));
  }
  return results;
}

Numbers pool_naively(std::string_view pooling, const NaiveLayerOutput& layer) {
  Numbers pooled;
  if (pooling == "last") {
    for (std::size_t direction = 0; direction < layer.directions.size(); ++direction) {
      const NaiveOutput& one = layer.directions[direction];
      // The last output of each direction; its initial state without tokens.
      const Numbers& last = one.outputs.empty() ? one.states[0]
                            : direction == 0    ? one.outputs.back()
                                                : one.outputs.front();
      pooled.insert(pooled.end(), last.begin(), last.end());
    }
    return pooled;
  }
  for (const NaiveOutput& direction : layer.directions) {
    for (std::size_t unit = 0; unit < direction.states[0].size(); ++unit) {
      double sum = 0;
      double largest = direction.outputs.empty() ? 0 : direction.outputs.front()[unit];
      for (const Numbers& output : direction.outputs) {
        sum += output[unit];
        if (output[unit] > largest) largest = output[unit];
      }
      const double mean = direction.outputs.empty() ? 0 : sum / static_cast<double>(direction.outputs.size());
      pooled.push_back(pooling == "mean" ? mean : largest);
    }
  }
  return pooled;
}

Numbers attend_naively(const NaiveAttention& attention, const Tokens& tokens) {
  const std::size_t inputs = tokens.front().size();
  Numbers shares;
  double sum = 0;
  for (const Numbers& x : tokens) {
    double score = attention.d;
    for (std::size_t i = 0; i < attention.b.size(); ++i) {
      double a = attention.b[i];
      for (std::size_t j = 0; j < inputs; ++j) a += attention.w[i * inputs + j] * x[j];
      score += attention.v[i] * std::tanh(a);
    }
    shares.push_back(std::exp(score));
    sum += shares.back();
  }
  Numbers pooled(inputs, 0.0);
  for (std::size_t token = 0; token < tokens.size(); ++token) {
    for (std::size_t j = 0; j < inputs; ++j) pooled[j] += shares[token] / sum * tokens[token][j];
  }
  return pooled;
}

Numbers naive_softmax(const Numbers& weight, const Numbers& bias, const Numbers& x) {
  Numbers p = bias;
  double sum = 0;
  for (std::size_t label = 0; label < p.size(); ++label) {
    for (std::size_t k = 0; k < x.size(); ++k) p[label] += weight[label * x.size() + k] * x[k];
    p[label] = std::exp(p[label]);
    sum += p[label];
  }
  for (double& value : p) value /= sum;
  return p;
}

}  // namespace seqlab::tests

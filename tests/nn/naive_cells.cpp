#include "naive_cells.h"

#include <cmath>
#include <cstddef>

namespace seqlab::tests {

namespace {

double sigma(double x) {
  return 1.0 / (1.0 + std::exp(-x));
}

double product(const Numbers& matrix, std::size_t row, const Numbers& x) {
  double sum = 0;
  for (std::size_t k = 0; k < x.size(); ++k) sum += matrix[row * x.size() + k] * x[k];
  return sum;
}

double activate(nn::Activation activation, double a) {
  if (activation == nn::Activation::tanh) return std::tanh(a);
  if (activation == nn::Activation::logistic) return sigma(a);
  return a > 0 ? a : 0;
}

// The rows of weight blocks of h rows.
struct Rows {
  const NaiveCell& cell;
  const Numbers& x;
  std::size_t hidden;
  double w(std::size_t block, std::size_t unit) const {
    return product(cell.input, block * hidden + unit, x);
  }
  double u(std::size_t block, std::size_t unit, const Numbers& y) const {
    return product(cell.recurrent, block * hidden + unit, y);
  }
  double b(std::size_t block, std::size_t unit) const { return cell.bias[block * hidden + unit]; }
  double raw(std::size_t unit) const { return x.size() == hidden ? x[unit] : product(cell.raw, unit, x); }
};

// Hochreiter and Schmidhuber 1997 with the forget gate of Gers et al. 2000 and its options.
std::vector<Numbers> lstm(const NaiveCell& cell, const Numbers& x, const std::vector<Numbers>& states) {
  const Numbers& h = states[0];
  const Numbers& c = states[1];
  const std::size_t parts = cell.shape.block_size;
  const std::size_t blocks = h.size() / parts;
  const bool learned = cell.shape.forget_gate == nn::ForgetGate::learned;
  const std::size_t gates = learned ? 3 : 2;  // that a block shares: i, f, o
  const auto a = [&](std::size_t row) {
    return cell.bias[row] + product(cell.input, row, x) + product(cell.recurrent, row, h);
  };
  std::vector<Numbers> next(2, Numbers(h.size()));
  for (std::size_t block = 0; block < blocks; ++block) {
    // The sum over a block's states of a peephole's weights times `state`.
    const auto seen = [&](std::size_t gate, const Numbers& state) {
      double sum = 0;
      for (std::size_t part = 0; cell.shape.peepholes && part < parts; ++part) {
        const std::size_t unit = part * blocks + block;
        sum += cell.peepholes[gate * h.size() + unit] * state[unit];
      }
      return sum;
    };
    const double i = sigma(a(block) + seen(0, c));
    double f = 1;
    if (learned) f = sigma(a(blocks + block) + seen(1, c));
    if (cell.shape.forget_gate == nn::ForgetGate::coupled) f = 1 - i;
    for (std::size_t part = 0; part < parts; ++part) {
      const std::size_t unit = part * blocks + block;
      next[1][unit] = f * c[unit] + i * std::tanh(a(gates * blocks + unit));
    }
    const double o = sigma(a((gates - 1) * blocks + block) + seen(gates - 1, next[1]));
    for (std::size_t part = 0; part < parts; ++part) {
      const std::size_t unit = part * blocks + block;
      next[0][unit] = o * std::tanh(next[1][unit]);
    }
  }
  return next;
}

// Cho et al. 2014.
std::vector<Numbers> gru(const NaiveCell& cell, const Numbers& x, const std::vector<Numbers>& states) {
  const Numbers& h = states[0];
  const Rows rows{cell, x, h.size()};
  const bool after = cell.shape.reset_gate == nn::ResetGate::after;
  // The places of r, z and n among the rows of W and b, and of U.
  const std::size_t r_w = after ? 1 : 0;
  const std::size_t z_w = r_w + 1;
  const std::size_t n_w = after ? 0 : 2;
  Numbers r(h.size());
  Numbers reset(h.size());
  for (std::size_t unit = 0; unit < h.size(); ++unit) {
    r[unit] = sigma(rows.w(r_w, unit) + rows.u(0, unit, h) + rows.b(r_w, unit));
    reset[unit] = r[unit] * h[unit];
  }
  Numbers next(h.size());
  for (std::size_t unit = 0; unit < h.size(); ++unit) {
    const double z = sigma(rows.w(z_w, unit) + rows.u(1, unit, h) + rows.b(z_w, unit));
    const double of_state = after ? r[unit] * (rows.u(2, unit, h) + rows.b(3, unit)) : rows.u(2, unit, reset);
    const double n = std::tanh(rows.w(n_w, unit) + rows.b(n_w, unit) + of_state);
    next[unit] = z * h[unit] + (1 - z) * n;
  }
  return {next};
}

// Elman 1990.
std::vector<Numbers> rnn(const NaiveCell& cell, const Numbers& x, const std::vector<Numbers>& states) {
  const Rows rows{cell, x, states[0].size()};
  Numbers next(states[0].size());
  for (std::size_t unit = 0; unit < next.size(); ++unit) {
    const double a = rows.w(0, unit) + rows.u(0, unit, states[0]) + rows.b(0, unit);
    next[unit] = activate(cell.shape.activation, a);
  }
  return {next};
}

// Jozefowicz et al. 2015; so are the next two.
std::vector<Numbers> mut1(const NaiveCell& cell, const Numbers& x, const std::vector<Numbers>& states) {
  const Numbers& h = states[0];
  const Rows rows{cell, x, h.size()};
  Numbers reset(h.size());
  for (std::size_t unit = 0; unit < h.size(); ++unit) {
    reset[unit] = sigma(rows.w(1, unit) + rows.u(0, unit, h) + rows.b(1, unit)) * h[unit];
  }
  Numbers next(h.size());
  for (std::size_t unit = 0; unit < h.size(); ++unit) {
    const double z = sigma(rows.w(0, unit) + rows.b(0, unit));
    const double n = std::tanh(rows.u(1, unit, reset) + std::tanh(rows.raw(unit)) + rows.b(2, unit));
    next[unit] = n * z + h[unit] * (1 - z);
  }
  return {next};
}

std::vector<Numbers> mut2(const NaiveCell& cell, const Numbers& x, const std::vector<Numbers>& states) {
  const Numbers& h = states[0];
  const Rows rows{cell, x, h.size()};
  Numbers reset(h.size());
  for (std::size_t unit = 0; unit < h.size(); ++unit) {
    reset[unit] = sigma(rows.raw(unit) + rows.u(0, unit, h) + rows.b(0, unit)) * h[unit];
  }
  Numbers next(h.size());
  for (std::size_t unit = 0; unit < h.size(); ++unit) {
    const double z = sigma(rows.w(0, unit) + rows.u(1, unit, h) + rows.b(1, unit));
    const double n = std::tanh(rows.u(2, unit, reset) + rows.w(1, unit) + rows.b(2, unit));
    next[unit] = n * z + h[unit] * (1 - z);
  }
  return {next};
}

std::vector<Numbers> mut3(const NaiveCell& cell, const Numbers& x, const std::vector<Numbers>& states) {
  const Numbers& h = states[0];
  const Rows rows{cell, x, h.size()};
  Numbers reset(h.size());
  Numbers tanh_h(h.size());
  for (std::size_t unit = 0; unit < h.size(); ++unit) {
    reset[unit] = sigma(rows.w(0, unit) + rows.u(0, unit, h) + rows.b(0, unit)) * h[unit];
    tanh_h[unit] = std::tanh(h[unit]);
  }
  Numbers next(h.size());
  for (std::size_t unit = 0; unit < h.size(); ++unit) {
    const double z = sigma(rows.w(1, unit) + rows.u(1, unit, tanh_h) + rows.b(1, unit));
    const double n = std::tanh(rows.u(2, unit, reset) + rows.w(2, unit) + rows.b(2, unit));
    next[unit] = n * z + h[unit] * (1 - z);
  }
  return {next};
}

}  // namespace

Tokens window_naively(const NaiveCell& layer, const Tokens& tokens) {
  const auto context = static_cast<std::ptrdiff_t>(layer.shape.context);
  const auto length = static_cast<std::ptrdiff_t>(tokens.size());
  const std::size_t hidden = layer.bias.size();
  Tokens outputs;
  for (std::ptrdiff_t token = 0; token < length; ++token) {
    Numbers& y = outputs.emplace_back(layer.bias);
    for (std::size_t unit = 0; unit < hidden; ++unit) {
      for (std::ptrdiff_t k = -context; k <= context; ++k) {
        if (token + k < 0 || token + k >= length) continue;
        const auto place = static_cast<std::size_t>(k + context);
        y[unit] += product(layer.input, place * hidden + unit, tokens[static_cast<std::size_t>(token + k)]);
      }
      y[unit] = activate(layer.shape.activation, y[unit]);
    }
  }
  return outputs;
}

std::vector<Numbers> step_naively(const NaiveCell& cell, const Numbers& x,
                                  const std::vector<Numbers>& states) {
  switch (cell.shape.kind.value()) {
#define SEQLAB_NAIVE_STEP(name) \
  case nn::CellKind::name:      \
    return name(cell, x, states);
    SEQLAB_CELLS(SEQLAB_NAIVE_STEP)
#undef SEQLAB_NAIVE_STEP
  }
  return {};
}

}  // namespace seqlab::tests

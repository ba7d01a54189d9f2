#include "compare/initial_weights.h"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "nn/recurrent/cell_rows.h"

namespace seqlab::compare {

namespace {

// By the transform of Box and Muller 1958.
double normal(const base::Noise& noise, std::uint64_t counter) {
  const double radius = std::sqrt(-2 * std::log(1 - noise.uniform(2 * counter)));
  return radius * std::cos(2 * std::numbers::pi * noise.uniform(2 * counter + 1));
}

}  // namespace

void set_gaussian(std::span<float> weights, const nn::Layout& layout, std::size_t hidden, double scale,
                  const base::Noise& noise) {
  const double deviation = scale / std::sqrt(static_cast<double>(hidden));
  for (const nn::Slot& slot : layout.slots()) {
    if (!slot.name.ends_with(".recurrent")) continue;
    const base::Noise own = noise.at(slot.offset);
    for (std::size_t i = 0; i < slot.size(); ++i) {
      weights[slot.offset + i] = static_cast<float>(deviation * normal(own, i));
    }
  }
}

void set_slow_gates(std::span<float> weights, const nn::Layout& layout, const nn::CellShape& shape,
                    std::size_t hidden, std::size_t memory, const base::Noise& noise) {
  const nn::Cell<float> cell = nn::make_cell<float>(shape);
  for (const nn::Slot& slot : layout.slots()) {
    if (!slot.name.ends_with("ahead.bias")) continue;
    const base::Noise own = noise.at(slot.offset);
    // No row depends on the number of inputs but those of raw ones, which neither cell has.
    const nn::CellRows rows(cell.gates, cell.stages, cell.block_size, hidden, hidden);
    for (std::size_t gate = 0; gate < cell.gates.size(); ++gate) {
      const std::string& name = cell.gates[gate].name;
      const double sign = name == "f" || name == "z" ? 1 : name == "i" ? -1 : 0;
      if (sign == 0) continue;
      float* const bias = weights.data() + slot.offset + rows.gates[gate] - rows.biased;
      for (std::size_t unit = 0; unit < hidden; ++unit) {
        const double tokens = 1 + own.uniform(unit) * static_cast<double>(memory - 2);
        bias[unit] = static_cast<float>(sign * std::log(tokens));
      }
    }
  }
}

}  // namespace seqlab::compare

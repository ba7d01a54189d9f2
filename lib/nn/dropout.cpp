#include "nn/dropout.h"

#include <stdexcept>

namespace seqlab::nn {

namespace {

// Whether anything is dropped.
bool drops(double rate) {
  if (rate >= 1) throw std::invalid_argument("a dropout rate must be below 1, or nothing is left");
  return rate > 0;
}

template <class Scalar>
void mask_column(Scalar* column, Eigen::Index rows, const Noise& noise, double rate) {
  const auto threshold = static_cast<std::uint32_t>(rate * 4294967296.0);
  const auto scale = static_cast<Scalar>(1.0 / (1.0 - rate));
  for (Eigen::Index row = 0; row < rows; row += 2) {
    const std::uint64_t bits = noise.bits(static_cast<std::uint64_t>(row));
    column[row] *= static_cast<std::uint32_t>(bits) < threshold ? Scalar{0} : scale;
    if (row + 1 < rows) {
      column[row + 1] *= static_cast<std::uint32_t>(bits >> 32) < threshold ? Scalar{0} : scale;
    }
  }
}

}  // namespace

template <class Scalar>
void apply_dropout(Columns<Scalar> x, const Packing& packing, std::span<const std::uint64_t> identities,
                   const Noise& noise, double rate, DropoutKind kind) {
  if (!drops(rate)) return;
  for (std::size_t step = 0; step < packing.steps(); ++step) {
    for (std::size_t packed = 0; packed < packing.active(step); ++packed) {
      const Noise sequence = noise.at(identities[packed]);
      mask_column(&x(0, index(packing.column(packed, step))), x.rows(),
                  kind == DropoutKind::plain ? sequence.at(step) : sequence, rate);
    }
  }
}

template <class Scalar>
void apply_dropout(Columns<Scalar> x, std::span<const std::uint64_t> identities, const Noise& noise,
                   double rate) {
  if (!drops(rate)) return;
  for (Eigen::Index packed = 0; packed < x.cols(); ++packed) {
    mask_column(&x(0, packed), x.rows(), noise.at(identities[static_cast<std::size_t>(packed)]), rate);
  }
}

template void apply_dropout<float>(Columns<float>, const Packing&, std::span<const std::uint64_t>,
                                   const Noise&, double, DropoutKind);
template void apply_dropout<double>(Columns<double>, const Packing&, std::span<const std::uint64_t>,
                                    const Noise&, double, DropoutKind);
template void apply_dropout<float>(Columns<float>, std::span<const std::uint64_t>, const Noise&, double);
template void apply_dropout<double>(Columns<double>, std::span<const std::uint64_t>, const Noise&, double);

}  // namespace seqlab::nn

#include "nn/recurrent/dropout.h"

#include <stdexcept>
#include <vector>

#include "kernels/dropout_mask.h"
#include "nn/numbers/pieces.h"

namespace seqlab::nn {

namespace {

bool drops(double rate) {
  if (rate >= 1) throw std::invalid_argument("a dropout rate must be below 1");
  return rate > 0;
}

// Masks for columns: one half of Noise::bits(i / 2 * 2) decides about row i.
template <class Scalar>
class Masks {
 public:
  Masks(std::size_t rows, double rate)
      : rows_(rows),
        threshold_(static_cast<std::uint32_t>(rate * 4294967296.0)),
        scale_(static_cast<Scalar>(1.0 / (1.0 - rate))) {
    for (std::size_t row = 0; row < rows; row += 2) counters_.push_back(base::Noise::counter_bits(row));
  }
  void apply(Scalar* column, const base::Noise& noise) const {
    kernels::drop<Scalar>({column, rows_}, noise.key(), counters_.data(), threshold_, scale_);
  }

 private:
  std::size_t rows_;
  std::uint32_t threshold_;
  Scalar scale_;
  std::vector<std::uint64_t> counters_;
};

}  // namespace

template <class Scalar>
void apply_dropout(Columns<Scalar> x, const Packing& packing, std::span<const std::uint64_t> identities,
                   const base::Noise& noise, double rate, DropoutKind kind, base::Pool& pool) {
  if (!drops(rate)) return;
  const Masks<Scalar> masks(static_cast<std::size_t>(x.rows()), rate);
  constexpr std::size_t piece_steps = 4;
  each_piece(packing.steps(), piece_steps, pool, [&](std::size_t first, std::size_t end) {
    for (std::size_t step = first; step < end; ++step) {
      for (std::size_t packed = 0; packed < packing.active(step); ++packed) {
        const base::Noise sequence = noise.at(identities[packed]);
        masks.apply(&x(0, index(packing.column(packed, step))),
                    kind == DropoutKind::plain ? sequence.at(step) : sequence);
      }
    }
  });
}

template <class Scalar>
void apply_dropout(Columns<Scalar> x, std::span<const std::uint64_t> identities, const base::Noise& noise,
                   double rate) {
  if (!drops(rate)) return;
  const Masks<Scalar> masks(static_cast<std::size_t>(x.rows()), rate);
  for (Eigen::Index packed = 0; packed < x.cols(); ++packed) {
    masks.apply(&x(0, packed), noise.at(identities[static_cast<std::size_t>(packed)]));
  }
}

template void apply_dropout<Number>(Columns<Number>, const Packing&, std::span<const std::uint64_t>,
                                    const base::Noise&, double, DropoutKind, base::Pool&);
template void apply_dropout<Number>(Columns<Number>, std::span<const std::uint64_t>, const base::Noise&,
                                    double);

}  // namespace seqlab::nn

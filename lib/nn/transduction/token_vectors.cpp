#include "nn/transduction/token_vectors.h"

#include <algorithm>

#include "kernels/outer_product.h"
#include "kernels/product.h"
#include "nn/numbers/pieces.h"

namespace seqlab::nn {

template <class Scalar>
TokenVectors<Scalar>::TokenVectors(Layout& layout, const std::string& name, const TokenVectorsShape& shape)
    : shape_(shape), table_(layout, name, shape.values, shape.dimension, "symbols") {}

template <class Scalar>
void TokenVectors<Scalar>::prepare(const Scalar* weights, Prepared& prepared) const {
  if (!shape_.numbers) return;
  prepared.table.pack_transposed(vectors(weights).data(), outputs(), values(), outputs());
}

template <class Scalar>
LayerInput<Scalar> TokenVectors<Scalar>::forward(const Scalar* weights, const Prepared& prepared,
                                                 const TokenBatch<Scalar>& tokens, bool share, Tape& tape,
                                                 base::Pool& pool) const {
  tape.distinct.reset();
  if (shape_.numbers) {
    const Matrix<Scalar>& numbers = tokens.numbers;
    tape.x.resize(outputs(), tokens.packing.columns());
    each_piece(tokens.packing.columns(), piece_columns, pool, [&](std::size_t first, std::size_t end) {
      kernels::multiply<Scalar>(prepared.table, numbers.data() + first * values(), values(), end - first,
                                nullptr, tape.x.column(first), tape.x.stride());
    });
    return LayerInput<Scalar>(tape.x.matrix());
  }
  if (share) tape.distinct.emplace(tokens.symbols);
  const std::vector<std::uint32_t>& rows = share ? tape.distinct->rows : tokens.symbols;
  tape.x.resize(outputs(), rows.size());
  table_.forward(weights, rows, tape.x.matrix());
  if (!share) return LayerInput<Scalar>(tape.x.matrix());
  return LayerInput<Scalar>(tape.x.matrix(), tape.distinct->columns);
}

template <class Scalar>
void TokenVectors<Scalar>::backward(const TokenBatch<Scalar>& tokens, const Tape& tape,
                                    const Activations<Scalar>& dx, Scalar* gradient, base::Pool& pool) const {
  if (!shape_.numbers) {
    return table_.backward(tape.distinct ? tape.distinct->rows : tokens.symbols, dx.matrix(), gradient);
  }
  if (dx.columns() == 0) return;
  Scalar* const target = gradient + table_.slot().offset;
  each_piece(values(), kernels::panel_rows<Scalar>(), pool, [&](std::size_t first, std::size_t end) {
    const kernels::OuterTarget<Scalar> own{dx.column(0), dx.stride(), outputs(), target + first * outputs()};
    kernels::Buffer<Scalar> scratch;
    kernels::add_outer_products<Scalar>(tokens.numbers.data() + first, values(), end - first, dx.columns(),
                                        {&own, 1}, nullptr, scratch);
  });
}

template class TokenVectors<Number>;

}  // namespace seqlab::nn

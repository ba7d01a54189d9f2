#include "nn/transduction/attention.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "kernels/column_products.h"
#include "kernels/elementwise.h"
#include "kernels/outer_product.h"
#include "kernels/product.h"
#include "kernels/softmax.h"
#include "nn/numbers/pieces.h"

namespace seqlab::nn {

namespace {

// The addresses of the columns of a sequence, given by its place in packed order. first: of all columns, from
// the row that is asked for.
template <class Element>
std::vector<Element*> columns_of(Element* first, std::size_t stride, const Packing& packing,
                                 std::size_t packed) {
  std::vector<Element*> columns(packing.length(packed));
  for (std::size_t token = 0; token < columns.size(); ++token) {
    columns[token] = first + packing.column(packed, token) * stride;
  }
  return columns;
}

template <class Scalar>
std::vector<const Scalar*> memory_of(const AttentionPlan& plan, const ConstColumns<Scalar>& memory,
                                     std::size_t packed) {
  return columns_of(memory.data(), static_cast<std::size_t>(memory.outerStride()), plan.source,
                    plan.sources[packed]);
}

}  // namespace

template <class Scalar>
Attention<Scalar>::Attention(Layout& layout, const std::string& name, std::size_t memory, std::size_t queries,
                             std::size_t outputs)
    : memory_(memory),
      queries_(queries),
      general_(layout.add(name + ".general", memory, queries, "attention")),
      join_(layout, name + ".join", queries + memory, outputs, "attention") {}

template <class Scalar>
void Attention<Scalar>::initialise(Scalar* weights, const base::Noise& noise) const {
  const double limit = std::sqrt(6.0 / static_cast<double>(memory_ + queries_));
  const base::Noise own = noise.at(0);
  for (std::size_t element = 0; element < general_.size(); ++element) {
    weights[general_.offset + element] = static_cast<Scalar>((2 * own.uniform(element) - 1) * limit);
  }
  join_.initialise(weights, noise.at(1));
}

template <class Scalar>
void Attention<Scalar>::prepare(const Scalar* weights, bool gradient, Prepared& prepared,
                                Precision precision) const {
  const Scalar* const general = weights + general_.offset;
  prepared.general.pack(general, memory_, queries_, precision);
  if (gradient) prepared.general_transposed.pack_transposed(general, queries_, memory_, queries_);
  join_.prepare(weights, gradient, prepared.join, precision);
}

template <class Scalar>
void Attention<Scalar>::forward(const Scalar* weights, const Prepared& prepared, const AttentionPlan& plan,
                                ConstColumns<Scalar> memory, ConstColumns<Scalar> y, Tape& tape,
                                Activations<Scalar>& o, base::Pool& pool) const {
  const auto stride = static_cast<std::size_t>(y.outerStride());
  const std::size_t columns = plan.target.columns();
  tape.queries.resize(memory_, columns);
  tape.joined.resize(queries_ + memory_, columns);
  tape.offsets.resize(plan.target.sequences());
  std::size_t size = 0;
  for (std::size_t packed = 0; packed < plan.target.sequences(); ++packed) {
    tape.offsets[packed] = size;
    size += plan.target.length(packed) * plan.source.length(plan.sources[packed]);
  }
  tape.weights.resize(size);
  each_piece(columns, piece_columns, pool, [&](std::size_t first, std::size_t end) {
    prepared.general.multiply(y.data() + first * stride, stride, end - first, nullptr,
                              tape.queries.column(first), tape.queries.stride());
  });
  each_sequence(plan.target, pool, [&](std::size_t packed) {
    const auto own = [&](auto* first, std::size_t its_stride) {
      return columns_of(first, its_stride, plan.target, packed);
    };
    const std::vector<const Scalar*> m = memory_of(plan, memory, packed);
    const std::vector<const Scalar*> q = own(std::as_const(tape.queries).column(0), tape.queries.stride());
    const std::vector<Scalar*> joined = own(tape.joined.column(0), tape.joined.stride());
    const std::vector<Scalar*> context = own(tape.joined.column(0) + queries_, tape.joined.stride());
    Scalar* const a = tape.weights.data() + tape.offsets[packed];
    if (!m.empty()) {
      kernels::multiply_columns_pairwise<Scalar>(m, q, memory_, a);
      kernels::softmax_columns(a, m.size(), m.size(), q.size());
    }
    for (std::size_t token = 0; token < joined.size(); ++token) {
      std::copy_n(y.data() + plan.target.column(packed, token) * stride, queries_, joined[token]);
    }
    kernels::combine_columns<Scalar>(m, memory_, {a, 1, m.size()}, context, false);
  });
  join_.forward(weights, prepared.join, tape.joined.matrix(), o, pool);
  each_column(columns, pool, [&](std::size_t column) {
    kernels::apply_tanh<Scalar>({o.column(column), o.rows()});
  });
}

// da_t(s) = m_s . dc_t      de_t(s) = a_t(s) (da_t(s) - sum_r a_t(r) da_t(r))
// dq_t = sum_s de_t(s) m_s      dm_s = sum_t a_t(s) dc_t + de_t(s) q_t
template <class Scalar>
void Attention<Scalar>::backward_sequence(const AttentionPlan& plan, ConstColumns<Scalar> memory,
                                          std::size_t packed, Tape& tape,
                                          Activations<Scalar>& dmemory) const {
  const auto own = [&](auto* first, std::size_t stride) {
    return columns_of(first, stride, plan.target, packed);
  };
  const std::vector<const Scalar*> m = memory_of(plan, memory, packed);
  const std::vector<const Scalar*> q = own(std::as_const(tape.queries).column(0), tape.queries.stride());
  const std::vector<const Scalar*> dc =
      own(std::as_const(tape.djoined).column(0) + queries_, tape.djoined.stride());
  const std::vector<Scalar*> dq = own(tape.dqueries.column(0), tape.dqueries.stride());
  const std::vector<Scalar*> dm =
      columns_of(dmemory.column(0), dmemory.stride(), plan.source, plan.sources[packed]);
  const std::size_t tokens = m.size();
  const Scalar* const a = tape.weights.data() + tape.offsets[packed];
  std::vector<Scalar> de(tokens * q.size());  // first da
  kernels::multiply_columns_pairwise<Scalar>(m, dc, memory_, de.data());
  for (std::size_t t = 0; t < q.size(); ++t) {
    const Scalar* const a_t = a + t * tokens;
    Scalar* const d = de.data() + t * tokens;
    Scalar mean{0};
    for (std::size_t s = 0; s < tokens; ++s) mean += a_t[s] * d[s];
    for (std::size_t s = 0; s < tokens; ++s) d[s] = a_t[s] * (d[s] - mean);
  }
  kernels::combine_columns<Scalar>(m, memory_, {de.data(), 1, tokens}, dq, false);
  kernels::combine_columns<Scalar>(dc, memory_, {a, tokens, 1}, dm, false);
  kernels::combine_columns<Scalar>(q, memory_, {de.data(), tokens, 1}, dm, true);
}

template <class Scalar>
void Attention<Scalar>::backward_general(const Prepared& prepared, ConstColumns<Scalar> y, Tape& tape,
                                         Scalar* gradient, base::Pool& pool) const {
  const std::size_t columns = tape.dqueries.columns();
  constexpr std::size_t gradient_panels = 2;
  const std::size_t block = gradient_panels * kernels::panel_rows<Scalar>();
  const std::size_t blocks = pieces_of(memory_, block);
  pool.run(blocks + pieces_of(columns, piece_columns), [&](std::size_t piece) {
    if (piece < blocks) {
      const std::size_t row = piece * block;
      const kernels::OuterTarget<Scalar> target{y.data(), static_cast<std::size_t>(y.outerStride()), queries_,
                                                gradient + general_.offset + row * queries_};
      kernels::Buffer<Scalar> scratch;
      kernels::add_outer_products<Scalar>(tape.dqueries.column(0) + row, tape.dqueries.stride(),
                                          std::min(block, memory_ - row), columns, {&target, 1}, nullptr,
                                          scratch);
      return;
    }
    const std::size_t first = (piece - blocks) * piece_columns;
    kernels::multiply_add(prepared.general_transposed, std::as_const(tape.dqueries).column(first),
                          tape.dqueries.stride(), std::min(piece_columns, columns - first),
                          tape.djoined.column(first), tape.djoined.stride());
  });
}

template <class Scalar>
ConstColumns<Scalar> Attention<Scalar>::backward(const Prepared& prepared, const AttentionPlan& plan,
                                                 ConstColumns<Scalar> memory, ConstColumns<Scalar> y,
                                                 const Activations<Scalar>& o, Activations<Scalar>& d,
                                                 Tape& tape, Scalar* gradient, Activations<Scalar>& dmemory,
                                                 base::Pool& pool) const {
  each_column(d.columns(), pool, [&](std::size_t column) {
    const Scalar* const own = o.column(column);
    Scalar* const target = d.column(column);
    for (std::size_t i = 0; i < d.rows(); ++i) target[i] *= 1 - own[i] * own[i];
  });
  join_.backward(prepared.join, tape.joined.matrix(), d, gradient, tape.djoined, pool);
  tape.dqueries.resize(memory_, plan.target.columns());
  dmemory.resize(memory_, plan.source.columns());
  each_sequence(plan.target, pool,
                [&](std::size_t packed) { backward_sequence(plan, memory, packed, tape, dmemory); });
  backward_general(prepared, y, tape, gradient, pool);
  return tape.djoined.matrix().topRows(index(queries_));
}

template class Attention<Number>;

}  // namespace seqlab::nn

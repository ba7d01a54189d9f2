#include "kernels/column_products.h"

#include <algorithm>
#include <type_traits>

#include "kernels/number.h"

// clang-format off
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/column_products.cpp"
#include "hwy/foreach_target.h"
// clang-format on
#include "hwy/highway.h"
#include "kernels/math-inl.h"

HWY_BEFORE_NAMESPACE();
namespace seqlab::kernels {
namespace HWY_NAMESPACE {

// Tiles whose sums leave registers for what they are multiplied with: x86 has 16 vector registers.
constexpr std::size_t dot_rows = 4;
constexpr std::size_t dot_columns = 2;
constexpr std::size_t sum_vectors = 4;
constexpr std::size_t sum_columns = 2;

// The products of m columns x and n columns y.
template <std::size_t m, std::size_t n, class T>
HWY_NOINLINE void multiply_pairs(const T* const* x, const T* const* y, std::size_t rows, T* products,
                                 std::size_t stride) {
  const hn::ScalableTag<T> d;
  using V = hn::Vec<decltype(d)>;
  const std::size_t lanes = hn::Lanes(d);
  V sums[m][n];
#pragma GCC unroll 4
  for (std::size_t i = 0; i < m; ++i) {
#pragma GCC unroll 2
    for (std::size_t j = 0; j < n; ++j) sums[i][j] = hn::Zero(d);
  }
  const auto add = [&](std::size_t row, std::size_t count) HWY_ATTR {
    V right[n];
#pragma GCC unroll 2
    for (std::size_t j = 0; j < n; ++j) right[j] = load(d, y[j] + row, count);
#pragma GCC unroll 4
    for (std::size_t i = 0; i < m; ++i) {
      const V left = load(d, x[i] + row, count);
#pragma GCC unroll 2
      for (std::size_t j = 0; j < n; ++j) sums[i][j] = hn::MulAdd(left, right[j], sums[i][j]);
    }
  };
  std::size_t row = 0;
  for (; row + lanes <= rows; row += lanes) add(row, lanes);
  if (row < rows) add(row, rows - row);
#pragma GCC unroll 4
  for (std::size_t i = 0; i < m; ++i) {
#pragma GCC unroll 2
    for (std::size_t j = 0; j < n; ++j) {
      products[j * stride + i] = hn::GetLane(hn::SumOfLanes(d, sums[i][j]));
    }
  }
}

// `vectors` vectors of n sums, of which the last has `count` numbers.
template <std::size_t vectors, std::size_t n, class T>
HWY_NOINLINE void combine(std::span<const T* const> x, std::size_t row, std::size_t count,
                          const Factors<T>& factors, T* const* sums, bool onto) {
  const hn::ScalableTag<T> d;
  using V = hn::Vec<decltype(d)>;
  const std::size_t lanes = hn::Lanes(d);
  const auto left = [&](std::size_t v) { return v + 1 < vectors ? lanes : count; };
  V total[vectors][n];
#pragma GCC unroll 4
  for (std::size_t v = 0; v < vectors; ++v) {
#pragma GCC unroll 2
    for (std::size_t j = 0; j < n; ++j) {
      total[v][j] = onto ? load(d, sums[j] + row + v * lanes, left(v)) : hn::Zero(d);
    }
  }
  for (std::size_t i = 0; i < x.size(); ++i) {
    const T* const factor = factors.data + i * factors.row_stride;
    V factor_of[n];
#pragma GCC unroll 2
    for (std::size_t j = 0; j < n; ++j) factor_of[j] = hn::Set(d, factor[j * factors.column_stride]);
#pragma GCC unroll 4
    for (std::size_t v = 0; v < vectors; ++v) {
      const V value = load(d, x[i] + row + v * lanes, left(v));
#pragma GCC unroll 2
      for (std::size_t j = 0; j < n; ++j) total[v][j] = hn::MulAdd(value, factor_of[j], total[v][j]);
    }
  }
#pragma GCC unroll 4
  for (std::size_t v = 0; v < vectors; ++v) {
#pragma GCC unroll 2
    for (std::size_t j = 0; j < n; ++j) store(d, total[v][j], sums[j] + row + v * lanes, left(v));
  }
}

// Calls tile(std::integral_constant<std::size_t, size>()), 1 <= size <= 4.
template <class Tile>
HWY_INLINE void with_size(std::size_t size, const Tile& tile) {
  switch (size) {
    case 1:
      return tile(std::integral_constant<std::size_t, 1>());
    case 2:
      return tile(std::integral_constant<std::size_t, 2>());
    case 3:
      return tile(std::integral_constant<std::size_t, 3>());
    default:
      return tile(std::integral_constant<std::size_t, 4>());
  }
}

template <class T>
void multiply_all_pairs(std::span<const T* const> x, std::span<const T* const> y, std::size_t rows,
                        T* products) {
  for (std::size_t j = 0; j < y.size(); j += dot_columns) {
    const bool pair = j + 1 < y.size();
    for (std::size_t i = 0; i < x.size(); i += dot_rows) {
      T* const target = products + j * x.size() + i;
      with_size(std::min(dot_rows, x.size() - i), [&](auto count) HWY_ATTR {
        if (pair) {
          multiply_pairs<count.value, 2>(x.data() + i, y.data() + j, rows, target, x.size());
        } else {
          multiply_pairs<count.value, 1>(x.data() + i, y.data() + j, rows, target, x.size());
        }
      });
    }
  }
}

template <class T>
void combine_all(std::span<const T* const> x, std::size_t rows, const Factors<T>& factors,
                 std::span<T* const> sums, bool onto) {
  const hn::ScalableTag<T> d;
  const std::size_t lanes = hn::Lanes(d);
  const std::size_t vectors = (rows + lanes - 1) / lanes;
  for (std::size_t j = 0; j < sums.size(); j += sum_columns) {
    const Factors<T> own{factors.data + j * factors.column_stride, factors.row_stride, factors.column_stride};
    const bool pair = j + 1 < sums.size();
    for (std::size_t v = 0; v < vectors; v += sum_vectors) {
      const std::size_t height = std::min(sum_vectors, vectors - v);
      const std::size_t count = std::min(lanes, rows - (v + height - 1) * lanes);
      with_size(height, [&](auto its_vectors) HWY_ATTR {
        if (pair) {
          combine<its_vectors.value, 2>(x, v * lanes, count, own, sums.data() + j, onto);
        } else {
          combine<its_vectors.value, 1>(x, v * lanes, count, own, sums.data() + j, onto);
        }
      });
    }
  }
}

void multiply_columns_pairwise_kernel(std::span<const Number* const> x, std::span<const Number* const> y,
                                      std::size_t rows, Number* products) {
  multiply_all_pairs(x, y, rows, products);
}
void combine_columns_kernel(std::span<const Number* const> x, std::size_t rows,
                            const Factors<Number>& factors, std::span<Number* const> sums, bool onto) {
  combine_all(x, rows, factors, sums, onto);
}

}  // namespace HWY_NAMESPACE
}  // namespace seqlab::kernels
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace seqlab::kernels {

HWY_EXPORT(multiply_columns_pairwise_kernel);
HWY_EXPORT(combine_columns_kernel);

template <>
void multiply_columns_pairwise(std::span<const Number* const> x, std::span<const Number* const> y,
                               std::size_t rows, Number* products) {
  HWY_DYNAMIC_DISPATCH(multiply_columns_pairwise_kernel)(x, y, rows, products);
}

template <>
void combine_columns(std::span<const Number* const> x, std::size_t rows, const Factors<Number>& factors,
                     std::span<Number* const> sums, bool onto) {
  HWY_DYNAMIC_DISPATCH(combine_columns_kernel)(x, rows, factors, sums, onto);
}

}  // namespace seqlab::kernels
#endif  // HWY_ONCE

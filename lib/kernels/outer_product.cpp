#include "kernels/outer_product.h"

#include <algorithm>

#include "kernels/number.h"

// clang-format off
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/outer_product.cpp"
#include "hwy/foreach_target.h"
// clang-format on
#include "hwy/highway.h"
#include "kernels/math-inl.h"
#include "kernels/microkernel-inl.h"

HWY_BEFORE_NAMESPACE();
namespace seqlab::kernels {
namespace HWY_NAMESPACE {

// Columns of a that are multiplied at a time, so that a panel of a and a strip of b stay in the second-level
// cache.
constexpr std::size_t block_columns = 512;

// A tile of c, `rows` by `columns`: computed column by column, then added to c row by row.
template <std::size_t vectors, std::size_t columns, class T>
HWY_NOINLINE void add_tile(const T* panel, std::size_t depth, const T* b, std::size_t b_stride, T* c,
                           std::size_t c_stride, std::size_t rows) {
  const hn::ScalableTag<T> d;
  using V = hn::Vec<decltype(d)>;
  const std::size_t lanes = hn::Lanes(d);
  V sums[vectors][columns];
#pragma GCC unroll 4
  for (std::size_t i = 0; i < vectors; ++i) {
#pragma GCC unroll 8
    for (std::size_t j = 0; j < columns; ++j) sums[i][j] = hn::Zero(d);
  }
  multiply_tile<vectors, columns, false>(d, panel, depth, b, b_stride, sums);
  HWY_ALIGN T tile[tile_columns * panel_vectors * hn::MaxLanes(d)];
  const std::size_t height = panel_vectors * lanes;
#pragma GCC unroll 4
  for (std::size_t i = 0; i < vectors; ++i) {
#pragma GCC unroll 8
    for (std::size_t j = 0; j < columns; ++j) hn::Store(sums[i][j], d, tile + j * height + i * lanes);
  }
  for (std::size_t row = 0; row < std::min(rows, vectors * lanes); ++row) {
#pragma GCC unroll 8
    for (std::size_t j = 0; j < columns; ++j) c[row * c_stride + j] += tile[j * height + row];
  }
}

template <std::size_t vectors, class T>
void add_strip(const T* panel, std::size_t depth, const OuterTarget<T>& target, const T* b, T* c,
               std::size_t rows) {
  // Tiles of nearly equal width: narrow ones stall on the latency of their own sums.
  const std::size_t tiles = (target.width + tile_columns - 1) / tile_columns;
  for (std::size_t t = 0; t < tiles; ++t) {
    const std::size_t column = t * target.width / tiles;
    const std::size_t count = (t + 1) * target.width / tiles - column;
    with_columns(count, [&](auto columns) HWY_ATTR {
      add_tile<vectors, columns.value>(panel, depth, b + column, target.stride, c + column, target.width,
                                       rows);
    });
  }
}

template <class T>
void add_products(const T* a, std::size_t stride, std::size_t rows, std::size_t columns,
                  std::span<const OuterTarget<T>> targets, T* sums, Buffer<T>& scratch) {
  const hn::ScalableTag<T> d;
  const std::size_t lanes = hn::Lanes(d);
  const std::size_t height = panel_vectors * lanes;
  // Blocks of nearly equal size, as each costs an addition to c.
  const std::size_t blocks = (columns + block_columns - 1) / block_columns;
  scratch.resize(height * std::min(columns, block_columns));
  T* const panel = scratch.data();
  for (std::size_t first = 0; first < rows; first += height) {
    const std::size_t count = std::min(height, rows - first);
    const std::size_t vectors = (count + lanes - 1) / lanes;
    for (std::size_t block = 0; block < blocks; ++block) {
      const std::size_t begin = block * columns / blocks;
      const std::size_t depth = (block + 1) * columns / blocks - begin;
      for (std::size_t i = 0; i < vectors; ++i) {
        const std::size_t left = count - i * lanes;
        auto sum = sums == nullptr ? hn::Zero(d) : load(d, sums + first + i * lanes, left);
        for (std::size_t k = 0; k < depth; ++k) {
          const auto value = load(d, a + (begin + k) * stride + first + i * lanes, left);
          hn::Store(value, d, panel + k * height + i * lanes);
          sum = hn::Add(sum, value);
        }
        if (sums != nullptr) store(d, sum, sums + first + i * lanes, left);
      }
      for (const OuterTarget<T>& target : targets) {
        const T* const b = target.b + begin * target.stride;
        T* const c = target.c + first * target.width;
        if (vectors == 3) {
          add_strip<3>(panel, depth, target, b, c, count);
        } else if (vectors == 2) {
          add_strip<2>(panel, depth, target, b, c, count);
        } else {
          add_strip<1>(panel, depth, target, b, c, count);
        }
      }
    }
  }
}

void add_products_kernel(const Number* a, std::size_t stride, std::size_t rows, std::size_t columns,
                         std::span<const OuterTarget<Number>> targets, Number* sums,
                         Buffer<Number>& scratch) {
  add_products(a, stride, rows, columns, targets, sums, scratch);
}

}  // namespace HWY_NAMESPACE
}  // namespace seqlab::kernels
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace seqlab::kernels {

HWY_EXPORT(add_products_kernel);

template <>
void add_outer_products(const Number* a, std::size_t stride, std::size_t rows, std::size_t columns,
                        std::span<const OuterTarget<Number>> targets, Number* sums, Buffer<Number>& scratch) {
  HWY_DYNAMIC_DISPATCH(add_products_kernel)(a, stride, rows, columns, targets, sums, scratch);
}

}  // namespace seqlab::kernels
#endif  // HWY_ONCE

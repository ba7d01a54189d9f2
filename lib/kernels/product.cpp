#include "kernels/product.h"

#include <algorithm>

#include "kernels/number.h"

// clang-format off
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/product.cpp"
#include "hwy/foreach_target.h"
// clang-format on
#include "hwy/cache_control.h"
#include "hwy/highway.h"
#include "kernels/math-inl.h"
#include "kernels/microkernel-inl.h"

HWY_BEFORE_NAMESPACE();
namespace seqlab::kernels {
namespace HWY_NAMESPACE {

// How many numbers of b are multiplied by all of a at a time.
constexpr std::size_t block_numbers = 32768;

template <class T>
struct Tile {
  const T* panel;
  std::size_t depth;
  const T* b;
  std::size_t b_stride;
  const T* start;          // for the panel's rows, the same in each column; null: see starts and onto
  const T* const* starts;  // per column; the panel's rows begin at first_row
  std::size_t first_row;
  bool onto;  // start from c itself
  T* c;
  std::size_t c_stride;
  std::size_t rows;  // of the panel, without padding
};

template <std::size_t vectors, std::size_t columns, class T>
HWY_NOINLINE void run_tile(const Tile<T>& tile) {
  const hn::ScalableTag<T> d;
  using V = hn::Vec<decltype(d)>;
  const std::size_t lanes = hn::Lanes(d);
  V sums[vectors][columns];
#pragma GCC unroll 4
  for (std::size_t i = 0; i < vectors; ++i) {
    // The last vector may be incomplete.
    const std::size_t left = tile.rows - i * lanes;
    if (tile.onto) {
#pragma GCC unroll 8
      for (std::size_t j = 0; j < columns; ++j) {
        sums[i][j] = load(d, tile.c + j * tile.c_stride + i * lanes, left);
      }
    } else if (tile.starts != nullptr) {
#pragma GCC unroll 8
      for (std::size_t j = 0; j < columns; ++j) {
        sums[i][j] = load(d, tile.starts[j] + tile.first_row + i * lanes, left);
      }
    } else {
      const V start = tile.start == nullptr ? hn::Zero(d) : load(d, tile.start + i * lanes, left);
#pragma GCC unroll 8
      for (std::size_t j = 0; j < columns; ++j) sums[i][j] = start;
    }
  }
  multiply_tile<vectors, columns, true>(d, tile.panel, tile.depth, tile.b, tile.b_stride, sums);
#pragma GCC unroll 4
  for (std::size_t i = 0; i < vectors; ++i) {
    const std::size_t left = tile.rows - i * lanes;
#pragma GCC unroll 8
    for (std::size_t j = 0; j < columns; ++j) {
      store(d, sums[i][j], tile.c + j * tile.c_stride + i * lanes, left);
    }
  }
}

template <std::size_t vectors, class T>
void run_columns(const Tile<T>& tile, std::size_t columns) {
  with_columns(columns, [&](auto count) HWY_ATTR { run_tile<vectors, count.value>(tile); });
}

template <class T>
HWY_INLINE void prefetch_rows(const T* from, std::size_t rows) {
  constexpr std::size_t line = 64 / sizeof(T);
  for (std::size_t row = 0; row < rows; row += line) hwy::Prefetch(from + row);
}

template <class T>
void multiply_panels(const PackedMatrix<T>& a, const T* b, std::size_t b_stride, std::size_t columns,
                     const ProductStart<T>& start, T* c, std::size_t c_stride) {
  if (columns == 0) return;
  const std::size_t lanes = hn::Lanes(hn::ScalableTag<T>());
  // As many columns at a time as stay in the second-level cache together with a panel.
  const std::size_t block = std::max(4 * tile_columns, block_numbers / std::max<std::size_t>(a.depth(), 1));
  for (std::size_t begin = 0; begin < columns; begin += block) {
    const std::size_t width = std::min(block, columns - begin);
    // Tiles of nearly equal width: one of a single column would stall on the latency of its own sums.
    const std::size_t tiles = (width + tile_columns - 1) / tile_columns;
    for (std::size_t panel = 0; panel < a.panels(); ++panel) {
      const std::size_t first = panel * a.panel_rows();
      const std::size_t rows = std::min(a.panel_rows(), a.rows() - first);
      const std::size_t vectors = (rows + lanes - 1) / lanes;
      for (std::size_t t = 0; t < tiles; ++t) {
        const std::size_t column = begin + t * width / tiles;
        const std::size_t count = begin + (t + 1) * width / tiles - column;
        const Tile<T> tile{a.panel(panel),
                           a.depth(),
                           b + column * b_stride,
                           b_stride,
                           start.column == nullptr ? nullptr : start.column + first,
                           start.columns == nullptr ? nullptr : start.columns + column,
                           first,
                           start.onto,
                           c + column * c_stride + first,
                           c_stride,
                           rows};
        if (start.columns != nullptr) {
          // Start columns may be anywhere in memory, so prefetch those of the next tile.
          const bool last = t + 1 == tiles;
          const std::size_t next_row = last ? first + a.panel_rows() : first;
          const std::size_t next = last ? begin : column + count;
          const std::size_t next_end = begin + (last ? 1 : t + 2) * width / tiles;
          if (next_row < a.rows()) {
            for (std::size_t j = next; j < next_end; ++j)
              prefetch_rows<T>(start.columns[j] + next_row, a.panel_rows());
          }
        }
        if (vectors == 3) {
          run_columns<3>(tile, count);
        } else if (vectors == 2) {
          run_columns<2>(tile, count);
        } else {
          run_columns<1>(tile, count);
        }
      }
    }
  }
}

void multiply_kernel(const PackedMatrix<Number>& a, const Number* b, std::size_t b_stride,
                     std::size_t columns, const ProductStart<Number>& start, Number* c,
                     std::size_t c_stride) {
  multiply_panels(a, b, b_stride, columns, start, c, c_stride);
}

}  // namespace HWY_NAMESPACE
}  // namespace seqlab::kernels
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace seqlab::kernels {

HWY_EXPORT(multiply_kernel);

template <>
void multiply(const PackedMatrix<Number>& a, const Number* b, std::size_t b_stride, std::size_t columns,
              const Number* start, Number* c, std::size_t c_stride) {
  HWY_DYNAMIC_DISPATCH(multiply_kernel)(a, b, b_stride, columns, {start, nullptr, false}, c, c_stride);
}
template <>
void multiply_add(const PackedMatrix<Number>& a, const Number* b, std::size_t b_stride, std::size_t columns,
                  Number* c, std::size_t c_stride) {
  HWY_DYNAMIC_DISPATCH(multiply_kernel)(a, b, b_stride, columns, {nullptr, nullptr, true}, c, c_stride);
}
template <>
void multiply_from(const PackedMatrix<Number>& a, const Number* b, std::size_t b_stride, std::size_t columns,
                   const Number* const* starts, Number* c, std::size_t c_stride) {
  HWY_DYNAMIC_DISPATCH(multiply_kernel)(a, b, b_stride, columns, {nullptr, starts, false}, c, c_stride);
}

}  // namespace seqlab::kernels
#endif  // HWY_ONCE

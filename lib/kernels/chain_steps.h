// The element-wise steps between the products of forward-backward over a chain of labels (Lafferty et al.
// 2001).
#pragma once

#include <cstddef>

namespace seqlab::kernels {

// The layout of all arrays of a call: column j has `rows` numbers and starts at j * stride.
struct ColumnShape {
  std::size_t rows = 0;
  std::size_t columns = 0;
  std::size_t stride = 0;
};

// A sum of products of numbers in [0, 1] that reaches this is exact to rounding, even though factors below
// e^-87 (floats; e^-708 for doubles) count as zero, for fewer than 100,000 terms.
template <class T>
inline constexpr T least_sum = sizeof(T) == 8 ? T(1e-280) : T(1e-25);

// result = scores + shifts + ln(sums), shifts [rows x 1]. Returns false if a sum is below least_sum or NaN;
// the caller must then compute those results in another way.
template <class T>
bool add_log_of_sums(const ColumnShape& shape, const T* sums, const T* shifts, const T* scores, T* result);

// For each column of logs, with its maximum m: maxima[column] = m; logs -= m; exps = e^logs, or zero below
// e^-87 (doubles: e^-708). A column that is all -infinity stays so, with exps of zero. NaN stays NaN.
template <class T>
void normalise_logs(const ColumnShape& shape, T* logs, T* exps, T* maxima);

// values *= factors.
template <class T>
void multiply_columns(const ColumnShape& shape, const T* factors, T* values);

// Divides each column of p by its sum, unless that is zero. Then ratios = p / sums, or zero where sums is
// below least_sum. `ratios` may be null.
template <class T>
void normalise_sums(const ColumnShape& shape, T* p, const T* sums, T* ratios);

}  // namespace seqlab::kernels

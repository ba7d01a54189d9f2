// The element-wise parts of forward-backward over a chain of labels (Lafferty et al. 2001), between its
// products.
#pragma once

#include <cstddef>

namespace seqlab::kernels {

// Columns of `rows` numbers: column j begins at the address + j * stride, the same for all arrays of a call.
struct ColumnShape {
  std::size_t rows = 0;
  std::size_t columns = 0;
  std::size_t stride = 0;
};

// A sum of products of numbers in [0, 1] is exact to rounding from here on, although factors below e^-87 (of
// floats; e^-708 of doubles) are taken for zero, for any number of terms below a hundred thousand.
template <class T>
inline constexpr T least_sum = sizeof(T) == 8 ? T(1e-280) : T(1e-25);

// result = scores + shifts + ln(sums), shifts [rows x 1]. False where a sum is below least_sum or no number:
// there the result is for the caller to compute.
template <class T>
bool add_log_of_sums(const ColumnShape& shape, const T* sums, const T* shifts, const T* scores, T* result);

// Of each column of logs: maxima[column] = its largest number m; logs -= m; exps = e^logs, zero where that is
// below e^-87 (e^-708). A column of -infinity alone keeps it, and its exps are zero. NaN stays NaN.
template <class T>
void normalise_logs(const ColumnShape& shape, T* logs, T* exps, T* maxima);

// values *= factors.
template <class T>
void multiply_columns(const ColumnShape& shape, const T* factors, T* values);

// Each column of p is divided by its sum, unless that is zero; ratios, where not null, = p / sums, zero where
// a sum is below least_sum. `ratios` has the shape of p.
template <class T>
void normalise_sums(const ColumnShape& shape, T* p, const T* sums, T* ratios);

}  // namespace seqlab::kernels

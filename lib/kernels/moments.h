// Adam's update of weights and moments, and the squared norm for clipping.
#pragma once

#include <cstddef>
#include <span>

namespace seqlab::kernels {

// Adam (Kingma and Ba 2015) and AdamW (Loshchilov and Hutter 2019), element by element, with the gradient
// g = scale * gradient + l2 * w:
//
//   w -= decay w
//   m = beta1 m + (1 - beta1) g;  s = beta2 s + (1 - beta2) g^2
//   w -= rate m / (sqrt(s * correction) + epsilon)
//
// with rate = r / (1 - beta1^t), correction = 1 / (1 - beta2^t) and decay = r lambda (0 for Adam).
template <class T>
struct AdamStep {
  T scale, l2, decay, beta1, beta2, rate, correction, epsilon;
};
template <class T>
void adam(const AdamStep<T>& step, std::size_t size, T* weights, const T* gradient, T* first, T* second);

// The sum of squares, in double, in an order that depends on the size alone.
template <class T>
double sum_of_squares(std::span<const T> values);

}  // namespace seqlab::kernels

#include "limits.h"

#include <Eigen/Core>
#include <algorithm>
#include <cstdint>
#include <numeric>
#include <set>
#include <stdexcept>

#include "kernels/product.h"
#include "kernels/quantized_matrix.h"
#include "stopwatch.h"

namespace seqlab::benchmark {

namespace {

constexpr int tries = 5;

// min_flop: per run and thread; enough that waking the threads and spreading them over the cores does not
// matter.
Product eigen_product(base::Pool& pool, std::size_t size, double min_flop) {
  struct Factors {
    Eigen::MatrixXf a, b, c;
  };
  const auto n = static_cast<Eigen::Index>(size);
  const auto factors = std::make_shared<std::vector<Factors>>();
  for (std::size_t thread = 0; thread < pool.threads(); ++thread) {
    factors->push_back({Eigen::MatrixXf::Random(n, n), Eigen::MatrixXf::Random(n, n), Eigen::MatrixXf(n, n)});
  }
  const auto cubed = static_cast<double>(size * size * size);
  const int rounds = std::max(1, static_cast<int>(min_flop / (2 * cubed)));
  return {"f32", "Eigen", size, [&pool, factors, cubed, rounds] {
            const Stopwatch watch;
            pool.run(factors->size(), [&](std::size_t thread) {
              Factors& own = (*factors)[thread];
              for (int round = 0; round < rounds; ++round) own.c.noalias() = own.a * own.b;
            });
            return 2 * cubed * rounds * static_cast<double>(factors->size()) / watch.seconds() / 1e9;
          }};
}

// The same by the project's own kernels.
template <class Weights, class Multiply>
Product own_product(base::Pool& pool, const std::string& precision, std::size_t size, double min_flop,
                    const Multiply& multiply) {
  struct Factors {
    Weights a;
    std::vector<float> b, c;
  };
  const auto factors = std::make_shared<std::vector<Factors>>(pool.threads());
  std::vector<float> numbers(size * size);
  for (std::size_t i = 0; i < numbers.size(); ++i) numbers[i] = static_cast<float>(i % 7) - 3;
  // The stride is one cache line longer than a column, as in layers.
  const std::size_t stride = size + kernels::alignment / sizeof(float);
  for (Factors& own : *factors) {
    own.a.pack(numbers.data(), size, size, size);
    own.b.assign(size * stride, 0.5F);
    own.c.assign(size * stride, 0.0F);
  }
  const auto cubed = static_cast<double>(size * size * size);
  const int rounds = std::max(1, static_cast<int>(min_flop / (2 * cubed)));
  return {precision, "Seqlab", size, [&pool, factors, cubed, rounds, size, stride, multiply] {
            const Stopwatch watch;
            pool.run(factors->size(), [&](std::size_t thread) {
              Factors& own = (*factors)[thread];
              for (int round = 0; round < rounds; ++round) {
                multiply(own.a, own.b.data(), stride, size, own.c.data());
              }
            });
            return 2 * cubed * rounds * static_cast<double>(factors->size()) / watch.seconds() / 1e9;
          }};
}

Product f32_product(base::Pool& pool, std::size_t size, double min_flop) {
  using Weights = kernels::PackedMatrix<float>;
  return own_product<Weights>(
      pool, "f32", size, min_flop,
      [](const Weights& a, const float* b, std::size_t stride, std::size_t columns, float* c) {
        kernels::multiply<float>(a, b, stride, columns, nullptr, c, stride);
      });
}

Product int8_product(base::Pool& pool, std::size_t size, double min_flop) {
  using Weights = kernels::QuantizedMatrix;
  return own_product<Weights>(pool, "int8", size, min_flop,
                              [](const Weights& a, const float* b, std::size_t stride, std::size_t columns,
                                 float* c) { a.multiply(b, stride, columns, nullptr, c, stride); });
}

// GB/s of reading `words` in order, a contiguous part per thread.
double streaming_read(const std::vector<std::uint64_t>& words, base::Pool& pool) {
  const std::size_t threads = pool.threads();
  std::vector<std::uint64_t> sums(threads);
  const Stopwatch watch;
  pool.run(threads, [&](std::size_t thread) {
    const auto begin = words.begin() + static_cast<std::ptrdiff_t>(words.size() * thread / threads);
    const auto end = words.begin() + static_cast<std::ptrdiff_t>(words.size() * (thread + 1) / threads);
    sums[thread] = std::accumulate(begin, end, std::uint64_t{0});
  });
  const double seconds = watch.seconds();
  // Checking the sum keeps the compiler from removing the loop.
  if (std::accumulate(sums.begin(), sums.end(), std::uint64_t{0}) != words.size()) {
    throw std::logic_error("the data read differs from the data written");
  }
  return static_cast<double>(words.size() * sizeof(std::uint64_t)) / seconds / 1e9;
}

}  // namespace

std::vector<Product> products(base::Pool& pool, bool quick) {
  if (quick) return {eigen_product(pool, 64, 0), f32_product(pool, 64, 0), int8_product(pool, 64, 0)};
  std::vector<Product> result;
  for (const std::size_t size : {256U, 384U, 512U, 768U, 1024U}) {
    result.push_back(eigen_product(pool, size, 1e9));
    result.push_back(f32_product(pool, size, 1e9));
    result.push_back(int8_product(pool, size, 1e9));
  }
  return result;
}

Limit::Limit(std::vector<Product> candidates, std::string_view precision) {
  std::erase_if(candidates, [&](const Product& candidate) { return candidate.precision != precision; });
  if (candidates.empty()) throw std::invalid_argument("no product");
  double best = 0;
  for (Product& candidate : candidates) {
    double rate = 0;
    for (int i = 0; i < tries; ++i) rate = std::max(rate, candidate.rate());
    if (rate > best) {
      best = rate;
      product_ = std::move(candidate);
    }
  }
}

double Limit::rate() const {
  double best = 0;
  for (int i = 0; i < tries; ++i) best = std::max(best, product_.rate());
  return best;
}

double Gauge::share(double rate) {
  const double after = limit_.rate();
  const double around = (before_ + after) / 2;
  before_ = after;
  return rate / around;
}

void measure_limits(const std::vector<Product>& products, base::Pool& pool, std::size_t repeats, bool quick,
                    Report& report) {
  std::set<std::string> precisions;
  for (const Product& product : products) precisions.insert(product.precision);
  for (const std::string& precision : precisions) {
    const Limit limit(products, precision);
    Row row{"limits", "dense product, " + precision, "GFLOP/s", {}};
    for (std::size_t i = 0; i < repeats; ++i) row.values.push_back(limit.rate());
    row.name += ", " + limit.product().implementation + ", " + std::to_string(limit.product().size) + "^3";
    report.add(row);
  }
  const std::size_t bytes = quick ? std::size_t{1} << 24 : std::size_t{1} << 29;
  const std::vector<std::uint64_t> words(bytes / sizeof(std::uint64_t), 1);
  Row row{"limits", "streaming read", "GB/s", {}};
  for (std::size_t i = 0; i < repeats; ++i) row.values.push_back(streaming_read(words, pool));
  report.add(row);
}

}  // namespace seqlab::benchmark

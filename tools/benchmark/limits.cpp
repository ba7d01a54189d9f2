#include "limits.h"

#include <Eigen/Core>
#include <algorithm>
#include <cstdint>
#include <map>
#include <numeric>
#include <stdexcept>

#include "stopwatch.h"

namespace seqlab::benchmark {

namespace {

constexpr int tries = 5;

// least_flop: of a run, a thread; enough that waking the threads does not count.
Product eigen_product(nn::Pool& pool, std::size_t size, double least_flop) {
  struct Factors {
    Eigen::MatrixXf a, b, c;
  };
  const auto n = static_cast<Eigen::Index>(size);
  const auto factors = std::make_shared<std::vector<Factors>>();
  for (std::size_t thread = 0; thread < pool.threads(); ++thread) {
    factors->push_back({Eigen::MatrixXf::Random(n, n), Eigen::MatrixXf::Random(n, n), Eigen::MatrixXf(n, n)});
  }
  const auto cubed = static_cast<double>(size * size * size);
  const int rounds = std::max(1, static_cast<int>(least_flop / (2 * cubed)));
  return {"f32", "Eigen", size, [&pool, factors, cubed, rounds] {
            const Stopwatch watch;
            pool.run(factors->size(), [&](std::size_t thread) {
              Factors& own = (*factors)[thread];
              for (int round = 0; round < rounds; ++round) own.c.noalias() = own.a * own.b;
            });
            return 2 * cubed * rounds * static_cast<double>(factors->size()) / watch.seconds() / 1e9;
          }};
}

// GB/s of reading `words` in order, a stretch a thread.
double streaming_read(const std::vector<std::uint64_t>& words, nn::Pool& pool) {
  const std::size_t threads = pool.threads();
  std::vector<std::uint64_t> sums(threads);
  const Stopwatch watch;
  pool.run(threads, [&](std::size_t thread) {
    const auto begin = words.begin() + static_cast<std::ptrdiff_t>(words.size() * thread / threads);
    const auto end = words.begin() + static_cast<std::ptrdiff_t>(words.size() * (thread + 1) / threads);
    sums[thread] = std::accumulate(begin, end, std::uint64_t{0});
  });
  const double seconds = watch.seconds();
  // The sum is looked at, so that no compiler leaves the reading out.
  if (std::accumulate(sums.begin(), sums.end(), std::uint64_t{0}) != words.size()) {
    throw std::logic_error("what was read is not what was written");
  }
  return static_cast<double>(words.size() * sizeof(std::uint64_t)) / seconds / 1e9;
}

}  // namespace

std::vector<Product> products(nn::Pool& pool, bool quick) {
  if (quick) return {eigen_product(pool, 64, 0)};
  std::vector<Product> result;
  for (const std::size_t size : {256, 384, 512, 768, 1024}) {
    result.push_back(eigen_product(pool, size, 1e8));
  }
  return result;
}

Limit::Limit(std::vector<Product> candidates) {
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

void measure_limits(const std::vector<Product>& products, nn::Pool& pool, std::size_t repeats, bool quick,
                    Report& report) {
  std::map<std::string, std::vector<Product>> by_precision;
  for (const Product& product : products) by_precision[product.precision].push_back(product);
  for (const auto& [precision, candidates] : by_precision) {
    const Limit limit(candidates);
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

// The machine's limits: dense products and a streaming read.
#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/pool.h"
#include "report.h"

namespace seqlab::benchmark {

// A dense product [size x size] by [size x size], one per thread, on all threads at once.
struct Product {
  std::string precision;       // of the factors: "f32", "bf16", "int8"
  std::string implementation;  // "Eigen", "Seqlab"
  std::size_t size = 0;
  std::function<double()> rate;  // 10^9 operations per second, all threads together, over some milliseconds
};

// The products that this program can run on these threads. The fastest is the limit, whoever wrote it;
// further implementations, precisions and sizes are further entries.
std::vector<Product> products(base::Pool& pool, bool quick);

// The fastest product of a precision, at the machine's current speed.
class Limit {
 public:
  // Tries the candidates of the precision. Throws std::invalid_argument if there is none.
  explicit Limit(std::vector<Product> candidates, std::string_view precision = "f32");

  // The current rate in 10^9 operations per second: the best of a few runs.
  [[nodiscard]] double rate() const;
  [[nodiscard]] const Product& product() const { return product_; }

 private:
  Product product_;
};

// Measures which share of the limit something reaches. Because the machine's speed drifts, the limit is
// measured just before and just after.
class Gauge {
 public:
  explicit Gauge(const Limit& limit) : limit_(limit), before_(limit.rate()) {}
  // `rate`: of what ran since the last call, in 10^9 operations per second.
  double share(double rate);

 private:
  const Limit& limit_;
  double before_;
};

// Adds the rows of part "limits": a product for each precision and a streaming read.
void measure_limits(const std::vector<Product>& products, base::Pool& pool, std::size_t repeats, bool quick,
                    Report& report);

}  // namespace seqlab::benchmark

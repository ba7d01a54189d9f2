// What the machine can do at most: dense products and a streaming read.
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

// A dense product [size x size] by [size x size], one a thread, all threads at once.
struct Product {
  std::string precision;       // of the factors: "f32", "bf16", "int8"
  std::string implementation;  // "Eigen", "Seqlab"
  std::size_t size = 0;
  std::function<double()> rate;  // 10^9 operations a second, of all threads together, over some milliseconds
};

// The products that this program can run on these threads. The limit is the fastest, whoever made it: another
// implementation, precision or size is one more entry.
std::vector<Product> products(base::Pool& pool, bool quick);

// The fastest product of a precision, as fast as it is at the moment.
class Limit {
 public:
  // Tries those of the precision. Throws std::invalid_argument when there is none.
  explicit Limit(std::vector<Product> candidates, std::string_view precision = "f32");

  // 10^9 operations a second, now: the best of a few runs.
  [[nodiscard]] double rate() const;
  [[nodiscard]] const Product& product() const { return product_; }

 private:
  Product product_;
};

// The share of the limit that something reaches. Since the machine's speed drifts, the limit is taken just
// before and just after.
class Gauge {
 public:
  explicit Gauge(const Limit& limit) : limit_(limit), before_(limit.rate()) {}
  // `rate`: 10^9 operations a second of what has run since the last call.
  double share(double rate);

 private:
  const Limit& limit_;
  double before_;
};

// Rows of part "limits": a product a precision and a streaming read.
void measure_limits(const std::vector<Product>& products, base::Pool& pool, std::size_t repeats, bool quick,
                    Report& report);

}  // namespace seqlab::benchmark

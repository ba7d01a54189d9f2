// What is counted, for Prometheus.
#pragma once

#include <chrono>
#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

namespace seqlab::service {

// Any thread may call.
class Metrics {
 public:
  Metrics();
  ~Metrics();

  // route: of the table of routes, never a path that a client chose; the same goes for the method.
  void count_request(std::string_view route, std::string_view method, unsigned code,
                     std::chrono::nanoseconds duration);
  void count_batch(std::size_t tokens, std::chrono::nanoseconds waited);
  void count_reload(const std::string& model, bool success);
  void set_connections(std::size_t connections);
  void set_waiting(std::size_t texts);

  // In the text format that Prometheus reads.
  [[nodiscard]] std::string text() const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace seqlab::service

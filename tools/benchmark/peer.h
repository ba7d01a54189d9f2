// Another toolkit to compare with, which measures in turn with the benchmark.
#pragma once

#include <cstddef>
#include <nlohmann/json_fwd.hpp>
#include <string>

#include "limits.h"
#include "networks.h"
#include "parts.h"
#include "process.h"

namespace seqlab::benchmark {

// A program that measures the same networks; tools/benchmark/versus_torch.py describes the protocol. It waits
// while this program measures, and this program waits for its answers.
class Peer {
 public:
  // "torch", or the path of a program.
  explicit Peer(const std::string& name);

  // Makes it read the data. Call this first.
  void load(const InputFile& columns, const InputFile& reviews);
  // "PyTorch 2.15.0".
  [[nodiscard]] const std::string& name() const { return name_; }
  // Throws Error if there is no answer or a malformed one.
  nlohmann::json ask(const nlohmann::json& request);
  // Its dense product.
  Product product(std::size_t threads, bool quick);

 private:
  Process process_;
  std::string name_;
};

// The description of a network in a request.
nlohmann::json request_of(const NetworkSetup& network);

}  // namespace seqlab::benchmark

// Another toolkit, with which the benchmark takes turns.
#pragma once

#include <cstddef>
#include <nlohmann/json_fwd.hpp>
#include <string>

#include "limits.h"
#include "networks.h"
#include "parts.h"
#include "process.h"

namespace seqlab::benchmark {

// A program that measures the same networks; tools/benchmark/versus_torch.py says how it is asked. It waits
// while this program measures, and this one waits for its answers.
class Peer {
 public:
  // "torch", or the path of a program.
  explicit Peer(const std::string& name);

  // Has it read the data; to be called first.
  void load(const InputFile& columns, const InputFile& reviews);
  // "PyTorch 2.15.0".
  [[nodiscard]] const std::string& name() const { return name_; }
  // Throws Error when there is no answer, or none that can be understood.
  nlohmann::json ask(const nlohmann::json& request);
  // Its dense product.
  Product product(std::size_t threads, bool quick);

 private:
  Process process_;
  std::string name_;
};

// The network as a request names it.
nlohmann::json request_of(const NetworkSetup& network);

}  // namespace seqlab::benchmark

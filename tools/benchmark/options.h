// The options of the benchmark.
#pragma once

#include <algorithm>
#include <cstddef>
#include <string>
#include <thread>
#include <vector>

#include "nn/choices.h"
#include "options/option_table.h"
#include "options/option_value.h"

namespace seqlab::benchmark {

struct Options {
  std::size_t threads = std::max(1U, std::thread::hardware_concurrency());
  double seconds = 1.0;
  std::size_t repeats = 5;
  bool quick = false;
  std::string only;
  options::List<nn::CellKind> cells = {nn::CellKind::lstm};
  std::string corpus;
  std::string reviews;
  std::vector<std::string> embeddings;
  std::string versus;
  std::string json;
};

const options::OptionTable<Options>& option_table();

}  // namespace seqlab::benchmark

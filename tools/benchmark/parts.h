// The parts of the benchmark: each measures one thing and adds its rows to the report.
#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/pool.h"
#include "data.h"
#include "limits.h"
#include "networks.h"
#include "options.h"
#include "process.h"
#include "report.h"

namespace seqlab::benchmark {

class Peer;

// What the parts share.
struct Bench {
  Bench(const Options& options, Data data, Report& report);

  const Options& options;
  std::vector<NetworkSetup> networks;   // those that are trained
  std::vector<NetworkSetup> labelling;  // those that label
  Data data;
  Report& report;
  TemporaryFolder folder;
  InputFile columns, reviews;    // the whole data: word<TAB>label lines, label<TAB>text lines
  base::Pool pool;               // of options.threads
  std::vector<Product> product;  // those of this program and, where there is a peer that has one, the peer's
  Limit limit;                   // on options.threads

  // The whole data as a network reads it.
  [[nodiscard]] const InputFile& data_for(const NetworkSetup& network) const {
    return network.classifier() ? reviews : columns;
  }
  // Measures once a repeat; `flop`: what one unit of the rate nominally costs, 0 for no share of the limit.
  void measure(Row row, double flop, const std::function<double()>& rate);
};

struct Part {
  std::string_view name;
  std::string_view summary;
  std::function<void(Bench&, Peer*)> run;  // the peer may be null
};
// In the order in which they run.
const std::vector<Part>& parts();

void measure_training(Bench& bench);
void measure_labelling(Bench& bench);
void measure_latency(Bench& bench);
void measure_start_up(Bench& bench);
void measure_memory(Bench& bench);
void measure_growth(Bench& bench);
void measure_embeddings(Bench& bench);

// Compares with the peer, in turn with it.
void measure_versus(Bench& bench, Peer& peer);

// What the figures have to reach.
const std::vector<Goal>& goals();

}  // namespace seqlab::benchmark

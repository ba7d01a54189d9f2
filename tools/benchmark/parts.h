// The parts of the benchmark. Each measures one thing and adds its rows to the report.
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
  std::vector<NetworkSetup> networks;   // for training
  std::vector<NetworkSetup> labelling;  // for labelling
  Data data;
  Report& report;
  TemporaryFolder folder;
  InputFile columns, reviews;    // the whole data: word<TAB>label lines, label<TAB>text lines
  base::Pool pool;               // of options.threads
  std::vector<Product> product;  // those of this program, and the peer's if there is one
  Limit limit;                   // on options.threads

  // The file of the whole data that a network reads.
  [[nodiscard]] const InputFile& data_for(const NetworkSetup& network) const {
    return network.classifier() ? reviews : columns;
  }
  // Measures once per repeat. flop: the nominal cost of one unit of the rate; 0: report no share of the
  // limit.
  void measure(Row row, double flop, const std::function<double()>& rate);
};

struct Part {
  std::string_view name;
  std::string_view summary;
  std::function<void(Bench&, Peer*)> run;  // the peer may be null
};
// In the order of a run.
const std::vector<Part>& parts();

void measure_training(Bench& bench);
void measure_labelling(Bench& bench);
void measure_latency(Bench& bench);
void measure_start_up(Bench& bench);
void measure_memory(Bench& bench);
void measure_growth(Bench& bench);
void measure_embeddings(Bench& bench);

// Compares with the peer; the two measure in turn.
void measure_versus(Bench& bench, Peer& peer);

// The goals for the figures.
const std::vector<Goal>& goals();

}  // namespace seqlab::benchmark

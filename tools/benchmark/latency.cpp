#include "labeller.h"
#include "parts.h"

namespace seqlab::benchmark {

void measure_latency(Bench& bench) {
  for (const NetworkSetup& network : bench.labelling) {
    if (network.classifier()) continue;
    const Labeller labeller(network, bench);
    for (const std::size_t tokens : {std::size_t{10}, std::size_t{40}}) {
      const std::string name = network.name() + ", " + std::to_string(tokens) + " tokens";
      Row p50{"latency", name + ", p50", "ms", {}};
      Row p99{"latency", name + ", p99", "ms", {}};
      const double gflop = network.forward_flop() * static_cast<double>(tokens) / 1e9;
      Gauge gauge(bench.limit);
      for (std::size_t i = 0; i < bench.options.repeats; ++i) {
        const auto times = labeller.sentence_times(tokens, bench.options.seconds / 2);
        p50.values.push_back(1e3 * times[times.size() / 2]);
        p99.values.push_back(1e3 * times[times.size() * 99 / 100]);
        p50.shares.push_back(gauge.share(gflop / times[times.size() / 2]));
      }
      bench.report.add(p50);
      bench.report.add(p99);
    }
  }
}

}  // namespace seqlab::benchmark

#include "labeller.h"
#include "parts.h"

namespace seqlab::benchmark {

void measure_labelling(Bench& bench) {
  for (const NetworkSetup& network : bench.labelling) {
    const Labeller labeller(network, bench);
    const auto measure = [&](const std::string& what, const std::function<double()>& rate) {
      bench.measure({"labelling", network.name() + ", " + what, "tokens/s", {}}, network.forward_flop(),
                    rate);
    };
    measure("in memory", [&] { return labeller.rate(bench.pool, bench.options.seconds); });
    measure("file to file", [&] { return labeller.label_file().rate; });
    if (!network.classifier()) measure("raw text to file", [&] { return labeller.label_raw_text().rate; });
  }
}

}  // namespace seqlab::benchmark

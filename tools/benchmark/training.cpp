#include "parts.h"
#include "trainee.h"

namespace seqlab::benchmark {

void measure_training(Bench& bench) {
  for (const NetworkSetup& network : bench.networks) {
    Trainee trainee = make_trainee(network, bench.data);
    bench.measure({"training", network.name_in_training(), "tokens/s", {}}, network.training_flop(),
                  [&] { return training_rate(trainee, bench.options.threads, bench.options.seconds); });
  }
}

}  // namespace seqlab::benchmark

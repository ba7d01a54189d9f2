#include "labeller.h"
#include "parts.h"

namespace seqlab::benchmark {

namespace {

std::size_t peak_of_training(const NetworkSetup& network, const Bench& bench) {
  std::vector<std::string> command = {network.classifier() ? sentiment_program : tagger_program, "train"};
  if (network.classifier()) {
    command.insert(command.end(), {"--tokens", "spaces", "--pooling",
                                   std::string(base::name_of(*network.pooling)), "--input-format", "tsv"});
  } else {
    command.insert(command.end(), {"--input-format", "conll"});
  }
  command.insert(
      command.end(),
      {"--quiet", "--force", "--train", bench.data_for(network).path, "--epochs", "1", "--dimension",
       std::to_string(network.dimension), "--layers", std::to_string(network.layers), "--hidden",
       std::to_string(network.hidden), "--batch-size", std::to_string(network.batch), "--threads",
       std::to_string(bench.options.threads), "--model", bench.folder.path("memory.model")});
  command.insert(command.end(), {"--cell", std::string(base::name_of(network.cell))});
  if (network.filters > 0) {
    command.insert(command.end(),
                   {"--characters", "cnn", "--filters", std::to_string(network.filters), "--decoder", "crf"});
  }
  Process process(command, bench.folder.path("nothing"));
  process.finish();
  return process.peak_memory();
}

}  // namespace

void measure_memory(Bench& bench) {
  const auto add = [&](const std::string& what, double bytes) {
    bench.report.add({"memory", what, "MB", {bytes / 1e6}});
  };
  for (const NetworkSetup& network : bench.networks) {
    add("training, " + network.name_in_training(), static_cast<double>(peak_of_training(network, bench)));
  }
  for (const NetworkSetup& network : bench.labelling) {
    add("labelling, " + network.name() + ", file to file", Labeller(network, bench).label_file().peak_memory);
  }
}

}  // namespace seqlab::benchmark

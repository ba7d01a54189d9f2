#include <filesystem>

#include "labeller.h"
#include "parts.h"
#include "stopwatch.h"
#include "trainee.h"

namespace seqlab::benchmark {

namespace {

constexpr std::size_t starts = 5;  // a repeat is the median of this many

double start_up_seconds(const std::vector<std::string>& command) {
  const Stopwatch watch;
  Process process(command);
  process.write("Anna Berg moved from Lisbon to Bergen .\n");
  static_cast<void>(process.read_until("\n\n"));
  const double seconds = watch.seconds();
  process.finish();
  return seconds;
}

}  // namespace

void measure_start_up(Bench& bench) {
  const NetworkSetup network;
  // Word vectors of 20 MB.
  const std::size_t vocabulary = bench.options.quick ? 1'000 : 50'000;
  const std::string model = bench.folder.path("start-up.model");
  make_synthetic_model(network, vocabulary).save(model);
  const std::size_t megabytes = std::filesystem::file_size(model) / 1'000'000;
  const std::vector<std::string> command = {tagger_program, "tag", "--quiet", "--model", model};
  Row row{"start-up", "tagger, to the first answer", "ms", {}};
  row.note = "model of " + std::to_string(megabytes) + " MB";
  for (std::size_t i = 0; i < bench.options.repeats; ++i) {
    std::vector<double> times;
    for (std::size_t start = 0; start < starts; ++start) times.push_back(1e3 * start_up_seconds(command));
    row.values.push_back(spread_of(times).median);
  }
  bench.report.add(row);
}

}  // namespace seqlab::benchmark

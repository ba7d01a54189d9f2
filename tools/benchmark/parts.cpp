#include "parts.h"

namespace seqlab::benchmark {

Bench::Bench(const Options& the_options, Data the_data, Report& the_report)
    : options(the_options),
      networks(benchmark::networks(the_options.only, the_options.cells)),
      labelling(labelling_networks(networks)),
      data(std::move(the_data)),
      report(the_report),
      columns(write_columns(folder.path("columns"), data.sentences, count_tokens(data.sentences))),
      reviews(write_reviews(folder.path("reviews"), data.reviews, count_tokens(data.reviews))),
      pool(the_options.threads),
      product(products(pool, the_options.quick)),
      limit(product) {}

void Bench::measure(Row row, double flop, const std::function<double()>& rate) {
  Gauge gauge(limit);
  for (std::size_t i = 0; i < options.repeats; ++i) {
    row.values.push_back(rate());
    const double share = gauge.share(row.values.back() * flop / 1e9);
    if (flop > 0) row.shares.push_back(share);
  }
  report.add(row);
}

namespace {

Part without_peer(std::string_view name, std::string_view summary, void (*run)(Bench&)) {
  return {name, summary, [run](Bench& bench, Peer*) { run(bench); }};
}

void limits(Bench& bench) {
  measure_limits(bench.product, bench.pool, bench.options.repeats, bench.options.quick, bench.report);
}

}  // namespace

const std::vector<Part>& parts() {
  static const std::vector<Part> all = {
      without_peer("limits", "dense products and a streaming read", limits),
      without_peer("training", "tokens per second in training", measure_training),
      without_peer("labelling", "tokens per second from words to labels, in memory and from file to file",
                   measure_labelling),
      without_peer("latency", "one sentence", measure_latency),
      without_peer("start-up", "from the start of the program to its first answer", measure_start_up),
      without_peer("memory", "peak memory of the programs", measure_memory),
      without_peer("growth", "how cost grows with length, batch, hidden size, vocabulary and threads",
                   measure_growth),
      without_peer("embeddings", "loading tables of word vectors", measure_embeddings),
      {"versus", "training, labelling and latency against the peer that --versus names",
       [](Bench& bench, Peer* peer) {
         if (peer != nullptr) measure_versus(bench, *peer);
       }}};
  return all;
}

}  // namespace seqlab::benchmark

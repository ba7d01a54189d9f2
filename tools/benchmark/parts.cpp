#include "parts.h"

namespace seqlab::benchmark {

Bench::Bench(const Options& the_options, Data the_data, Report& the_report)
    : options(the_options),
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

const std::vector<Part>& parts() {
  static const std::vector<Part> all = {
      {"limits", "dense products and a streaming read",
       [](Bench& bench) {
         measure_limits(bench.product, bench.pool, bench.options.repeats, bench.options.quick, bench.report);
       }},
      {"training", "tokens a second of training", measure_training},
      {"labelling", "tokens a second from words to labels, in memory and from file to file",
       measure_labelling},
      {"latency", "one sentence", measure_latency},
      {"start-up", "from starting the program to its first answer", measure_start_up},
      {"memory", "peak memory of the programs", measure_memory},
      {"growth", "how cost grows with length, batch, hidden size, vocabulary and threads", measure_growth},
      {"embeddings", "loading tables of word vectors", measure_embeddings}};
  return all;
}

}  // namespace seqlab::benchmark

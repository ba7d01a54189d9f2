#include "embeddings/table.h"
#include "parts.h"
#include "stopwatch.h"

namespace seqlab::benchmark {

void measure_embeddings(Bench& bench) {
  for (const std::string& file : bench.options.embeddings) {
    const bool compressed = file.ends_with(".gz") || file.ends_with(".zst");
    static_cast<void>(embeddings::read_word_vectors(file, bench.pool));  // brings the file into memory
    Row row{"embeddings", "", "ms", {}};
    for (std::size_t i = 0; i < bench.options.repeats; ++i) {
      const Stopwatch watch;
      const embeddings::LoadedVectors loaded = embeddings::read_word_vectors(file, bench.pool);
      row.values.push_back(1e3 * watch.seconds());
      row.name = std::string(base::name_of(loaded.format)) + (compressed ? ", compressed, " : ", ") +
                 std::to_string(loaded.vectors.size()) + " x " + std::to_string(loaded.vectors.dimension());
    }
    bench.report.add(row);
  }
}

}  // namespace seqlab::benchmark

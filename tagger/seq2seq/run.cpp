#include <optional>
#include <string>
#include <vector>

#include "base/errors.h"
#include "base/pool.h"
#include "corpus/pairs/pair_writer.h"
#include "model/transduction/transducer_model.h"
#include "program/command_line.h"
#include "program/console.h"
#include "program/data_output.h"
#include "program/verb_options.h"
#include "seq2seq/pair_input.h"
#include "seq2seq/search_option.h"
#include "seq2seq/verbs.h"

namespace seqlab::programs {

namespace {

// Batches a thread that are read before they are computed.
constexpr std::size_t batches_at_a_time = 4;

struct RunVerb {
  ModelRunOptions model;
  options::PairInputOptions input;
  std::size_t beam = 1;
  std::optional<corpus::PairOutput> output_format;
  bool log_probabilities = false;
  bool attention = false;
  OutputOptions output;
};

options::OptionTable<RunVerb> run_option_table() {
  options::OptionTable<RunVerb> table;
  table.include(model_run_option_table(), &RunVerb::model)
      .include(options::pair_input_table(), &RunVerb::input)
      .add(beam_option(), &RunVerb::beam)
      .add({.name = "output-format",
            .group = "Output",
            .help =
                "lines: a target a line; conllu: the input with the target in its column; jsonl: an object "
                "for each source",
            .absent = "input",
            .default_text = "the input's"},
           &RunVerb::output_format)
      .add({.name = "log-probabilities",
            .group = "Output",
            .help = "jsonl: also write the natural logarithm of each target's probability"},
           &RunVerb::log_probabilities)
      .add({.name = "attention",
            .group = "Output",
            .help = "jsonl: also write for each symbol of the target, and its end, how much each symbol, tag "
                    "or vector of the source weighed"},
           &RunVerb::attention)
      .include(output_option_table(), &RunVerb::output);
  return table;
}

corpus::PairOutput output_format_for(const RunVerb& verb, corpus::PairFormat input) {
  corpus::PairOutput format = corpus::PairOutput::lines;
  if (input == corpus::PairFormat::conllu) format = corpus::PairOutput::conllu;
  if (input == corpus::PairFormat::jsonl) format = corpus::PairOutput::jsonl;
  format = verb.output_format.value_or(format);
  if (format != corpus::PairOutput::jsonl && (verb.log_probabilities || verb.attention)) {
    throw UsageError(std::string("--") + (verb.attention ? "attention" : "log-probabilities") +
                     " needs JSON Lines; give --output-format jsonl");
  }
  return format;
}

struct RunCounts {
  std::size_t sources = 0;
  std::size_t cut = 0;  // targets that were cut off
};

// Runs a model over records, a window of them at a time.
class PairStream {
 public:
  PairStream(const model::TransducerModel& model, const RunVerb& verb, base::Pool& pool, DataOutput& output)
      : model_(model), verb_(verb), pool_(pool), output_(output) {}

  void run(const std::string& file, RunCounts& counts) {
    const auto reader =
        corpus::make_pair_reader(io::open_input(file), options::pair_options(verb_.input, model_.options()));
    const auto writer = corpus::make_pair_writer(output_.stream(), reader->format(),
                                                 {.format = output_format_for(verb_, reader->format()),
                                                  .target = model_.options().target_column,
                                                  .log_probabilities = verb_.log_probabilities,
                                                  .attention = verb_.attention});
    const std::size_t most = verb_.model.batch_size * verb_.model.threads * batches_at_a_time;
    std::vector<corpus::PairRecord> records;
    std::size_t pairs = 0;
    for (;;) {
      // Who types or pipes slowly gets an answer at once.
      if (!records.empty() && !reader->buffered()) {
        write(records, *writer, counts);
        output_.flush();
        pairs = 0;
      }
      corpus::PairRecord record;
      if (!reader->next(record)) break;
      pairs += record.pairs.size();
      records.push_back(std::move(record));
      if (pairs < most && records.size() < most) continue;
      write(records, *writer, counts);
      pairs = 0;
    }
    write(records, *writer, counts);
    writer->finish(reader->trailing());
  }

 private:
  void write(std::vector<corpus::PairRecord>& records, corpus::PairWriter& writer, RunCounts& counts) {
    std::vector<corpus::Pair> sources;
    for (const corpus::PairRecord& record : records) {
      sources.insert(sources.end(), record.pairs.begin(), record.pairs.end());
    }
    const std::vector<corpus::Transduced> results = model_.run(
        sources, {.batch_size = verb_.model.batch_size, .beam = verb_.beam, .attention = verb_.attention},
        pool_);
    std::span<const corpus::Transduced> rest(results);
    for (const corpus::PairRecord& record : records) {
      writer.write(record, rest.first(record.pairs.size()));
      rest = rest.subspan(record.pairs.size());
    }
    counts.sources += sources.size();
    for (const corpus::Transduced& result : results) counts.cut += result.ended ? 0 : 1;
    records.clear();
  }

  const model::TransducerModel& model_;
  const RunVerb& verb_;
  base::Pool& pool_;
  DataOutput& output_;
};

}  // namespace

Exit seq2seq_run(const Arguments& arguments) {
  const VerbUsage usage = {
      "seq2seq run -m MODEL [options] [FILE...]",
      "Writes the most probable target of each source of files or standard input, in their order. A line "
      "has\n"
      "a source and, behind two tabs, tags; what stands between the tabs is not read. A target has at most\n"
      "twice as many symbols as its source, and twenty.",
      most_files,
      false,
      {{"lines", "printf 'walked\\t\\tVERB|Tense=Past\\n' | seq2seq run --model lemmas.model"},
       {"lemmas of CoNLL-U", "seq2seq run --model lemmas.model tagged.conllu > lemmas.conllu"}}};
  RunVerb verb;
  const auto given = parse(usage, run_option_table(), arguments, verb);
  if (!given) return Exit::fine;
  const auto model = model::TransducerModel::load(find_model(verb.model.model, transducers));
  base::Pool pool(verb.model.threads);
  Console console(verb.model.quiet);
  DataOutput output(verb.output);
  const Stopwatch stopwatch;
  RunCounts counts;
  PairStream stream(model, verb, pool, output);
  for (const std::string& file : given->inputs()) stream.run(file, counts);
  output.finish();
  const double seconds = stopwatch.seconds();
  const auto rate = static_cast<std::size_t>(static_cast<double>(counts.sources) / seconds);
  console.note(std::to_string(counts.sources) + " sources, " + std::to_string(rate) + " a second" +
               (counts.cut > 0 ? "; " + std::to_string(counts.cut) +
                                     " targets did not end and were cut off at the longest length"
                               : ""));
  return Exit::fine;
}

}  // namespace seqlab::programs

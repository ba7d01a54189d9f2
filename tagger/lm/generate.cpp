#include <algorithm>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "base/errors.h"
#include "base/names.h"
#include "base/pool.h"
#include "lm/line_input.h"
#include "lm/texts.h"
#include "lm/verbs.h"
#include "model/language/generation.h"
#include "options/option_ranges.h"
#include "program/command_line.h"
#include "program/console.h"
#include "program/data_output.h"
#include "program/verb_options.h"

namespace seqlab::programs {

namespace {

using Json = nlohmann::ordered_json;

// Prefixes that are written on side by side, in one thread.
constexpr std::size_t samples_at_a_time = 32;

// raw: the whole input is one prefix. jsonl: each line is an object with a prefix.
enum class PrefixFormat { raw, jsonl };
constexpr auto name_table(PrefixFormat /*format*/) {
  return base::NameTable<PrefixFormat, 2>{{{"raw", PrefixFormat::raw}, {"jsonl", PrefixFormat::jsonl}}};
}

struct GenerateVerb {
  std::string model;
  model::GenerationOptions generation;
  PrefixFormat input_format = PrefixFormat::raw;
  LineInput input;
  std::string condition;
  std::size_t threads = 1;
  bool quiet = false;
  OutputOptions output;
};

options::OptionTable<GenerateVerb> generate_option_table() {
  using G = model::GenerationOptions;
  const std::string group = "Text";
  options::OptionTable<G> generation;
  generation
      .add({.name = "length",
            .group = group,
            .help = "number of symbols to write at most",
            .range = {.low = 0, .high = options::largest_count}},
           &G::length)
      .add({.name = "line", .group = group, .help = "end before a line end"}, &G::line)
      .add({.name = "temperature",
            .group = group,
            .help =
                "the lower, the more often probable symbols are written; 1: as the model says; 0: always the "
                "most probable one",
            .range = {.low = 0, .high = 1000}},
           &G::temperature)
      .add({.name = "top",
            .group = group,
            .help = "write only one of so many most probable symbols; 0: any",
            .range = options::counts_or_off},
           &G::top)
      .add({.name = "seed",
            .group = group,
            .help = "the same seed writes the same text; samples of one call differ"},
           &G::seed);
  options::OptionTable<GenerateVerb> table;
  table.add(model_option(), &GenerateVerb::model)
      .include(generation, &GenerateVerb::generation)
      .add(
          {.name = "input-format",
           .group = "Input",
           .help = "raw: standard input or the file is the beginning of the text; jsonl: each line is a JSON "
                   "object with a beginning under the key prefix"},
          &GenerateVerb::input_format)
      .include(line_input_table(), &GenerateVerb::input)
      .add(
          {.name = "condition",
           .group = "Input",
           .help = "file of what texts are about, as of lm train: a text is written for each vector, or with "
                   "jsonl for each line and its vector",
           .value = "FILE",
           .default_text = "none"},
          &GenerateVerb::condition)
      .add(threads_option("Model"), &GenerateVerb::threads)
      .include(output_option_table(), &GenerateVerb::output)
      .add(quiet_option(), &GenerateVerb::quiet);
  return table;
}

std::size_t unknown_symbols(const model::LanguageModel& model, const std::string& prefix) {
  return static_cast<std::size_t>(std::ranges::count(model.rows_of(prefix), model::Vocabulary::unknown));
}

// The whole input; without a last line end that a pipe has put behind it.
std::string read_prefix(const std::string& file, const LineInput& input) {
  corpus::Lines reader = open_lines(file, input);
  corpus::Line line;
  std::string prefix;
  std::string end;
  while (reader.next(line)) {
    prefix += end;
    prefix += line.text;
    end = line.end.empty() ? "" : "\n";
  }
  return prefix;
}

Json read_record(const corpus::Lines& reader, const corpus::Line& line) {
  const auto problem = [&](const std::string& what) {
    throw DataError({reader.name(), line.number, 0}, what);
  };
  Json record = Json::parse(line.text, nullptr, false);
  if (record.is_discarded() || !record.is_object()) problem("is not a JSON object");
  if (!record.contains("prefix")) record["prefix"] = "";
  if (!record["prefix"].is_string()) problem("the value of the key prefix is not a text");
  return record;
}

// Writes on from each prefix and adds the text to its record.
void write_records(const model::LanguageModel& model, std::vector<Json>& records, std::size_t first,
                   const model::GenerationOptions& options, const corpus::LineVectors* conditions,
                   base::Pool& pool, std::ostream& output) {
  std::vector<std::string> prefixes;
  for (const Json& record : records) prefixes.push_back(record["prefix"].get<std::string>());
  pool.run((records.size() + samples_at_a_time - 1) / samples_at_a_time, [&](std::size_t piece) {
    const std::size_t begin = piece * samples_at_a_time;
    const std::size_t count = std::min(samples_at_a_time, records.size() - begin);
    const auto texts = model::generate(model, std::span(prefixes).subspan(begin, count), first + begin,
                                       options, {}, conditions);
    for (std::size_t i = 0; i < count; ++i) records[begin + i]["text"] = texts[i];
  });
  for (const Json& record : records) {
    output << record.dump(-1, ' ', false, Json::error_handler_t::replace) << '\n';
  }
  records.clear();
}

}  // namespace

Exit lm_generate(const Arguments& arguments) {
  const VerbUsage usage = {"lm generate -m MODEL [options] [FILE|-]",
                           "Writes text. Without a file, a text of its own; with one (- for standard input), "
                           "goes on from its text. A\n"
                           "model that reads back writes what comes before.",
                           1,
                           false,
                           {{"a text", "lm generate --model plays.model --length 300 --seed 7"},
                            {"going on", "printf 'To be, or' | lm generate --model plays.model --line -"}}};
  GenerateVerb verb;
  const auto given = parse(usage, generate_option_table(), arguments, verb);
  if (!given) return Exit::fine;
  const auto model = model::LanguageModel::load(find_model(verb.model, language_models));
  Console console(verb.quiet);
  DataOutput output(verb.output);
  const std::optional<corpus::LineVectors> conditions = read_conditions(verb.condition, model);
  std::size_t unknown = 0;
  if (verb.input_format == PrefixFormat::raw) {
    const std::string prefix = given->files.empty() ? "" : read_prefix(given->files.front(), verb.input);
    unknown = unknown_symbols(model, prefix);
    for (std::size_t sample = 0; sample < (conditions ? conditions->size() : 1); ++sample) {
      const std::string text = model::generate(
                                   model, {&prefix, 1}, sample, verb.generation,
                                   [&](std::string_view piece) {
                                     output.stream() << piece;
                                     if (piece == corpus::line_end) output.flush();
                                   },
                                   conditions ? &*conditions : nullptr)
                                   .front();
      if (model.back()) output.stream() << text;
      if (text.empty() || text.back() != '\n') output.stream() << '\n';
    }
  } else {
    base::Pool pool(verb.threads);
    corpus::Lines reader = open_lines(given->inputs().front(), verb.input);
    corpus::Line line;
    std::vector<Json> records;
    std::size_t first = 0;
    const auto write = [&] {
      const std::size_t count = records.size();
      if (conditions && first + count > conditions->size()) {
        throw DataError({verb.condition, 0, 0},
                        "has " + std::to_string(conditions->size()) + " vectors, and there are more lines");
      }
      write_records(model, records, first, verb.generation, conditions ? &*conditions : nullptr, pool,
                    output.stream());
      first += count;
    };
    while (reader.next(line)) {
      records.push_back(read_record(reader, line));
      unknown += unknown_symbols(model, records.back()["prefix"].get<std::string>());
      if (records.size() < samples_at_a_time * verb.threads && reader.buffered()) continue;
      write();
      if (!reader.buffered()) output.flush();
    }
    write();
  }
  output.finish();
  if (unknown > 0)
    console.note(std::to_string(unknown) + " symbols of what is given are unknown to the model");
  return Exit::fine;
}

}  // namespace seqlab::programs

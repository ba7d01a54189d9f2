// The benchmark: speed of training and labelling, against the machine's limit and against a peer, in one run.
#include <algorithm>
#include <exception>
#include <fstream>
#include <iostream>
#include <memory>
#include <optional>

#include "base/errors.h"
#include "kernels/instruction_set.h"
#include "options.h"
#include "parts.h"
#include "peer.h"
#include "program/command_line.h"
#include "program/console.h"
#include "program/program.h"

namespace seqlab::benchmark {

namespace {

std::string usage_summary() {
  std::string text =
      "Measures how fast this build trains and labels. Speeds are also shown as shares of the machine's "
      "fastest\n"
      "dense product at the same moment. Without PART, all parts are measured, in this order:\n";
  for (const Part& part : parts()) {
    std::string line = "  " + std::string(part.name);
    line.resize(14, ' ');
    text += line + std::string(part.summary) + "\n";
  }
  return text.substr(0, text.size() - 1);
}

// Throws UsageError for an unknown part.
std::vector<const Part*> chosen_parts(const std::vector<std::string>& names) {
  std::vector<std::string> known;
  for (const Part& part : parts()) known.emplace_back(part.name);
  for (const std::string& name : names) {
    if (std::find(known.begin(), known.end(), name) == known.end()) {
      throw UsageError("unknown part '" + name + "'" + options::nearest_hint(name, known));
    }
  }
  std::vector<const Part*> chosen;
  for (const Part& part : parts()) {
    if (names.empty() || std::find(names.begin(), names.end(), part.name) != names.end()) {
      chosen.push_back(&part);
    }
  }
  return chosen;
}

std::string processor() {
  std::ifstream info("/proc/cpuinfo");
  for (std::string line; std::getline(info, line);) {
    if (line.starts_with("model name")) return line.substr(line.find(": ") + 2);
  }
  return "unknown";
}

int measure(std::span<const std::string> arguments) {
  const programs::VerbUsage usage = {"seqlab-bench [options] [PART...]", usage_summary(),
                                     programs::most_files};
  Options options;
  const auto given = programs::parse(usage, option_table(), arguments, options);
  if (!given) return 0;
  const auto chosen = chosen_parts(given->files);
  if (options.versus.empty() &&
      std::find(given->files.begin(), given->files.end(), "versus") != given->files.end()) {
    throw UsageError("part versus needs a peer; name it with --versus");
  }
  if (options.quick) {
    if (!given->has("seconds")) options.seconds = 0.01;
    if (!given->has("repeats")) options.repeats = 1;
  }

  std::unique_ptr<std::ofstream> json;
  if (!options.json.empty()) {
    json = std::make_unique<std::ofstream>(options.json, std::ios::binary);
    if (!*json) throw Error(options.json + ": cannot be written");
  }
  std::optional<Peer> peer;
  if (!options.versus.empty()) peer.emplace(options.versus);
  Report report(std::cout, std::move(json));
  Bench bench(options, make_data(options), report);
  if (peer) {
    // The fastest product sets the limit, whoever computes it.
    peer->load(bench.columns, bench.reviews);
    bench.product.push_back(peer->product(options.threads, options.quick));
    bench.limit = Limit(bench.product);
  }
  report.begin({{"processor", processor()},
                {"threads", std::to_string(options.threads)},
                {"instruction set", kernels::instruction_set()},
                {"sentences", bench.data.sentences_origin},
                {"texts", bench.data.reviews_origin},
                {"peer", peer ? peer->name() : "none"}});
  for (const Part* part : chosen) part->run(bench, peer ? &*peer : nullptr);
  report.judge(goals());
  return 0;
}

}  // namespace

}  // namespace seqlab::benchmark

int main(int argc, char** argv) {
  using seqlab::programs::Exit;
  const auto fail = [](Exit code, const std::string& message) {
    seqlab::programs::print_error("seqlab-bench", message);
    return static_cast<int>(code);
  };
  try {
    const std::vector<std::string> arguments(argv + std::min(argc, 1), argv + argc);
    return seqlab::benchmark::measure(arguments);
  } catch (const seqlab::UsageError& error) {
    return fail(Exit::usage, error.what() + std::string("\nTry 'seqlab-bench --help'."));
  } catch (const seqlab::DataError& error) {
    return fail(Exit::data, error.what());
  } catch (const std::exception& error) {
    return fail(Exit::failure, error.what());
  }
}

#include <sys/stat.h>

#include <algorithm>
#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <sstream>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/errors.h"
#include "check/corpus_check.h"
#include "check/mend.h"
#include "corpus/reader.h"
#include "io/input.h"
#include "options/input_options.h"
#include "program/command_line.h"
#include "program/console.h"
#include "program/data_output.h"
#include "tagger/check_report.h"
#include "tagger/verbs.h"
#include "text/tokeniser.h"

namespace seqlab::programs {

namespace {

constexpr std::size_t most_of_a_kind = 20;

struct CheckVerb {
  options::InputOptions input;
  std::vector<std::string> train;
  std::vector<std::string> dev;
  std::vector<std::string> test;
  std::string language = "en";
  std::optional<std::size_t> limit;
  bool json = false;
  bool fix = false;
  OutputOptions output;
};

options::OptionTable<CheckVerb> check_option_table() {
  using C = CheckVerb;
  // A check says of every record whether it can be read, and of every invalid byte where it is.
  constexpr std::string_view without[] = {"malformed", "invalid", "map-labels", "unlabelled-words"};
  options::OptionTable<C> table;
  table.add({.name = "train", .group = "Files", .help = "training data", .value = "FILE"}, &C::train)
      .add({.name = "dev",
            .group = "Files",
            .help = "development data, compared with the training data",
            .value = "FILE"},
           &C::dev)
      .add({.name = "test", .group = "Files", .help = "test data, compared with both", .value = "FILE"},
           &C::test)
      .include(options::input_option_table().without(without), &C::input)
      .add({.name = "language",
            .group = "Input",
            .help = "language of the tokeniser, for raw text",
            .value = "CODE"},
           &C::language)
      .add({.name = "limit",
            .group = "Output",
            .help = "how many findings of each kind to list for a file, or all, which takes memory for each; "
                    "all are "
                    "counted",
            .value = "N",
            .range = {.low = 1, .high = 1e9},
            .absent = "all",
            .default_text = "20"},
           &C::limit)
      .add({.name = "json", .group = "Output", .help = "print one JSON object"}, &C::json)
      .add({.name = "fix",
            .group = "Output",
            .help =
                "write a copy of the one file to --output, mended where that is certain: byte order marks, "
                "line ends, spaces around fields, empty fields behind the last column, normalisation form C, "
                "and label sequences that the scheme does not allow, as conlleval reads them; without "
                "--output, the copy goes to standard output "
                "and the report to standard error"},
           &C::fix)
      .include(output_option_table(), &C::output);
  return table;
}

bool is_regular(const std::string& file) {
  struct stat status {};
  return file != "-" && ::stat(file.c_str(), &status) == 0 && S_ISREG(status.st_mode);
}

// Opens the same file any number of times. One that can be read only once is kept in memory.
std::function<std::unique_ptr<io::Input>()> opener(const std::string& file) {
  if (is_regular(file)) return [file] { return io::open_input(file); };
  const auto input = io::open_input(file);
  std::string bytes;
  std::string block(std::size_t{1} << 16U, '\0');
  for (std::size_t count = 0; (count = input->read(block.data(), block.size())) > 0;) {
    bytes.append(block, 0, count);
  }
  return [bytes = std::move(bytes), name = input->name()] { return io::memory_input(bytes, name); };
}

Exit fix(const CheckVerb& verb, const std::string& file, check::Role role,
         const corpus::ReaderOptions& reading, std::optional<std::size_t> limit) {
  const auto open = opener(file);
  check::CorpusCheck checking(reading, limit);
  checking.add(open(), role);
  const std::vector<check::FileReport> reports = checking.finish();
  const bool to_file = !verb.output.output.empty() && verb.output.output != "-";
  const std::string report =
      verb.json ? check_json(reports, true) : check_text(reports) + mended_text(reports.front());
  DataOutput copy(verb.output);
  if (!to_file) {
    Console console(false);
    std::istringstream lines(report);
    for (std::string line; std::getline(lines, line);) console.note(line);
  }
  check::mend(open(), reading, reports.front(), copy.stream());
  copy.finish();
  if (to_file) {
    DataOutput output;
    output.stream() << report;
    output.finish();
  }
  return has_errors(reports.front(), true) ? Exit::data : Exit::fine;
}

}  // namespace

Exit tagger_check(const Arguments& arguments) {
  const VerbUsage usage = {
      "tagger check [options] [FILE...]",
      "Prints how each file is read, and then what is wrong (error) or odd (warning) in\n"
      "it, with file and line. Exits with 3 if something must be mended.",
      most_files,
      false,
      {{"both files of a training", "tagger check --train train.iob2 --dev dev.iob2"},
       {"a mended copy", "tagger check --fix -o mended.iob2 train.iob2"}}};
  CheckVerb verb;
  const auto given = parse(usage, check_option_table(), arguments, verb);
  if (!given) return Exit::fine;

  std::vector<std::pair<std::string, check::Role>> files;
  const std::pair<const std::vector<std::string>*, check::Role> groups[] = {
      {&verb.train, check::Role::train},
      {&verb.dev, check::Role::dev},
      {&verb.test, check::Role::test},
      {&given->files, check::Role::other}};
  for (const auto& [names, role] : groups) {
    for (const std::string& name : *names) files.emplace_back(name, role);
  }
  if (files.empty()) files.emplace_back("-", check::Role::other);

  const text::Tokeniser tokeniser(verb.language);
  const auto reading = options::reader_options(verb.input, true, false, tokeniser);
  const auto limit = given->has("limit") ? verb.limit : std::optional(most_of_a_kind);
  if (verb.fix) {
    if (files.size() > 1)
      throw UsageError("--fix mends one file; " + std::to_string(files.size()) + " are given");
    return fix(verb, files.front().first, files.front().second, reading, limit);
  }
  check::CorpusCheck checking(reading, limit);
  for (const auto& [file, role] : files) checking.add(io::open_input(file), role);
  const std::vector<check::FileReport> reports = checking.finish();
  DataOutput output(verb.output);
  output.stream() << (verb.json ? check_json(reports, false) : check_text(reports));
  output.finish();
  const bool wrong = std::any_of(reports.begin(), reports.end(),
                                 [](const check::FileReport& report) { return has_errors(report, false); });
  return wrong ? Exit::data : Exit::fine;
}

}  // namespace seqlab::programs

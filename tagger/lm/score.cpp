#include <array>
#include <cstdio>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/errors.h"
#include "base/pool.h"
#include "lm/line_input.h"
#include "lm/texts.h"
#include "lm/verbs.h"
#include "model/language/language_model.h"
#include "program/command_line.h"
#include "program/console.h"
#include "program/data_output.h"
#include "program/verb_options.h"

namespace seqlab::programs {

namespace {

// Lines that are scored at a time, or fewer if they are this long together.
constexpr std::size_t lines_at_a_time = 4096;
constexpr std::size_t bytes_at_a_time = std::size_t{1} << 20U;

struct ScoreVerb {
  ModelRunOptions model;
  LineInput input;
  std::string condition;
  OutputOptions output;
};

options::OptionTable<ScoreVerb> score_option_table() {
  options::OptionTable<ScoreVerb> table;
  table.include(model_run_option_table(), &ScoreVerb::model)
      .include(line_input_table(), &ScoreVerb::input)
      .add(condition_option(), &ScoreVerb::condition)
      .include(output_option_table(), &ScoreVerb::output);
  return table;
}

// Writes a number a line.
void write(std::span<const evaluation::LanguageScore> scores, std::ostream& output) {
  for (const evaluation::LanguageScore& score : scores) {
    std::array<char, 32> number{};
    std::snprintf(number.data(), number.size(), "%.4f\n", score.sum);
    output << number.data();
  }
}

}  // namespace

Exit lm_score(const Arguments& arguments) {
  const VerbUsage usage = {
      "lm score -m MODEL [options] [FILE...]",
      "Prints for each line of files or standard input the natural logarithm of its probability, given that "
      "a\n"
      "line begins; its line end counts.",
      most_files,
      false,
      {{"which of two lines is more probable", "printf 'to be\\nbe to\\n' | lm score --model plays.model"}}};
  ScoreVerb verb;
  const auto given = parse(usage, score_option_table(), arguments, verb);
  if (!given) return Exit::fine;
  const auto model = model::LanguageModel::load(find_model(verb.model.model, language_models));
  base::Pool pool(verb.model.threads);
  Console console(verb.model.quiet);
  DataOutput output(verb.output);
  const std::optional<corpus::LineVectors> conditions = read_conditions(verb.condition, model);
  evaluation::LanguageScore all;
  std::size_t count = 0;
  std::vector<std::string> lines;
  std::size_t bytes = 0;
  const auto score = [&] {
    std::vector<std::span<const float>> own;
    for (std::size_t i = 0; i < lines.size() && conditions; ++i) {
      if (count + i == conditions->size()) {
        throw DataError({verb.condition, 0, 0},
                        "has " + std::to_string(conditions->size()) + " vectors, and there are more lines");
      }
      own.push_back(conditions->vector(count + i));
    }
    const auto scores = model.score_lines(lines, verb.model.batch_size, pool, own);
    write(scores, output.stream());
    for (const evaluation::LanguageScore& score_of_line : scores) all += score_of_line;
    count += lines.size();
    lines.clear();
    bytes = 0;
  };
  for (const std::string& file : given->inputs()) {
    corpus::Lines reader = open_lines(file, verb.input);
    corpus::Line line;
    for (;;) {
      // Who types or pipes slowly gets an answer at once.
      if (!lines.empty() && !reader.buffered()) {
        score();
        output.flush();
      }
      if (!reader.next(line)) break;
      lines.emplace_back(line.text);
      bytes += line.text.size();
      if (lines.size() == lines_at_a_time || bytes >= bytes_at_a_time) score();
    }
    score();
  }
  output.finish();
  console.note(std::to_string(count) + " lines; " + std::to_string(all.symbols) + " symbols, " +
               std::to_string(all.unknown) + " of them unknown");
  return Exit::fine;
}

}  // namespace seqlab::programs

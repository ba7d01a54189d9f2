#include "lm/texts.h"

#include <memory>
#include <optional>

#include "base/errors.h"
#include "io/input.h"
#include "training/language/language_task.h"
#include "training/language/language_training.h"

namespace seqlab::programs {

namespace {

std::optional<std::string> only_file(const std::vector<std::string>& files, const std::string& option) {
  if (files.empty()) return std::nullopt;
  if (files.size() > 1) {
    throw UsageError("--" + option + " is given twice; a language model reads one text, so join the files");
  }
  return files.front();
}

LanguageText whole_text(const std::string& file, corpus::SymbolUnit unit) {
  const auto text = std::make_shared<const corpus::SymbolText>(file, unit);
  return {{text, 0, text->size()}, {}};
}

}  // namespace

options::OptionInfo condition_option() {
  return {.name = "condition",
          .group = "Input",
          .help =
              "file of what each line is about: JSON objects, one a line, with a list of numbers under the "
              "key vector; each line of the text is read by itself then",
          .value = "FILE",
          .default_text = "none"};
}

training::TrainingExamples<LanguageText> read_training_files(const TrainingFiles& files,
                                                             const TextInput& input, corpus::SymbolUnit unit,
                                                             Console& console) {
  const auto texts =
      training::read_training_texts(*only_file(files.train, "train"), only_file(files.dev, "dev"), unit,
                                    [&console](const std::string& remark) { console.note(remark); },
                                    {input.condition, input.dev_condition});
  if (!input.condition.empty() && !files.test.empty()) {
    throw UsageError("--test has no conditions; score the model with lm eval --condition");
  }
  training::TrainingExamples<LanguageText> examples{
      {{texts.train, texts.train_lines}}, {{texts.dev, texts.dev_lines}}, {}};
  for (const std::string& file : files.test) examples.test.push_back(whole_text(file, unit));
  return examples;
}

std::vector<LanguageText> read_texts(const std::vector<std::string>& files, const std::string& condition,
                                     const model::LanguageModel& model) {
  std::vector<LanguageText> texts;
  for (const std::string& file : files) texts.push_back(whole_text(file, model.options().symbols));
  if (condition.empty()) {
    model.check_conditions(nullptr);
    return texts;
  }
  if (texts.size() > 1) throw UsageError("--condition is for one text, and several are given");
  texts.front().lines = training::read_conditioned(texts.front().part.text, condition, "condition");
  model.check_conditions(&texts.front().lines.all->conditions);
  return texts;
}

std::optional<corpus::LineVectors> read_conditions(const std::string& file,
                                                   const model::LanguageModel& model) {
  std::optional<corpus::LineVectors> conditions;
  if (!file.empty()) conditions = corpus::read_line_vectors({io::open_input(file), "", false});
  model.check_conditions(conditions ? &*conditions : nullptr);
  return conditions;
}

NamedScores score_texts(const model::LanguageModel& model, const std::vector<LanguageText>& texts,
                        base::Pool& pool, std::ostream* report) {
  evaluation::LanguageScore score;
  for (const LanguageText& text : texts) {
    const corpus::TextPart& part = text.part;
    score +=
        text.lines.all
            ? training::score_lines(model, text.lines, pool)
            : model.score(corpus::SymbolStreams(part, training::scoring_streams(part.size()), model.back()),
                          pool);
  }
  if (report != nullptr) score.print(*report);
  return {{"bits", score.bits()}, {"perplexity", score.perplexity()}};
}

}  // namespace seqlab::programs

#include "lm/texts.h"

#include <memory>
#include <optional>

#include "base/errors.h"
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

}  // namespace

training::TrainingExamples<corpus::TextPart> read_training_files(const TrainingFiles& files,
                                                                 corpus::SymbolUnit unit, Console& console) {
  const auto texts =
      training::read_training_texts(*only_file(files.train, "train"), only_file(files.dev, "dev"), unit,
                                    [&console](const std::string& remark) { console.note(remark); });
  return {{texts.train}, {texts.dev}, read_texts(files.test, unit)};
}

std::vector<corpus::TextPart> read_texts(const std::vector<std::string>& files, corpus::SymbolUnit unit) {
  std::vector<corpus::TextPart> texts;
  for (const std::string& file : files) {
    const auto text = std::make_shared<const corpus::SymbolText>(file, unit);
    texts.push_back({text, 0, text->size()});
  }
  return texts;
}

NamedScores score_texts(const model::LanguageModel& model, const std::vector<corpus::TextPart>& texts,
                        base::Pool& pool, std::ostream* report) {
  evaluation::LanguageScore score;
  for (const corpus::TextPart& text : texts) {
    score +=
        model.score(corpus::SymbolStreams(text, training::scoring_streams(text.size()), model.back()), pool);
  }
  if (report != nullptr) score.print(*report);
  return {{"bits", score.bits()}, {"perplexity", score.perplexity()}};
}

}  // namespace seqlab::programs

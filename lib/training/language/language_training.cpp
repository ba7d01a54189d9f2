#include "training/language/language_training.h"

#include <array>
#include <map>
#include <string_view>
#include <utility>

#include "base/errors.h"
#include "io/input.h"
#include "options/training_option_table.h"
#include "training/kept_options.h"
#include "training/language/language_task.h"
#include "training/trainer.h"

namespace seqlab::training {

namespace {

// The part of the training text that is dev unless a file is given.
constexpr std::size_t dev_part = 20;

void check_size(const corpus::TextPart& part, const std::string& what) {
  if (part.size() >= 2) return;
  throw DataError({part.text->path(), 0, 0},
                  what + " has less than two symbols, so that there is none to predict");
}

std::map<std::string, std::size_t> count_symbols(const corpus::TextPart& part) {
  std::map<std::string, std::size_t> counts;
  std::unordered_map<std::string, std::size_t> seen;
  std::string symbol;
  part.text->read(part.begin, part.end, [&](std::string_view read) {
    symbol.assign(read);
    ++seen[symbol];
  });
  counts.insert(seen.begin(), seen.end());
  return counts;
}

// "12 of 34 symbols (35 %)" of a part that the model does not know.
std::string unknown_in(const corpus::TextPart& part, const model::SymbolRows& symbols) {
  std::size_t unknown = 0;
  part.text->read(part.begin, part.end, [&](std::string_view symbol) {
    unknown += symbols.row(symbol) == model::Vocabulary::unknown ? 1 : 0;
  });
  return std::to_string(unknown) + " of " + std::to_string(part.size());
}

// The symbols of the text before a line.
std::size_t symbols_before(const ConditionedPart& part, std::size_t line) {
  return line == part.all->lines.size() ? part.all->lines.text().size() : part.all->lines.begin(line);
}

}  // namespace

ConditionedPart read_conditioned(const std::shared_ptr<const corpus::SymbolText>& text,
                                 const std::string& file, const std::string& option) {
  if (file.empty()) throw UsageError("the lines of " + text->path() + " need conditions, too: --" + option);
  auto all = std::make_shared<const ConditionedLines>(ConditionedLines{
      corpus::TextLines(text), corpus::read_line_vectors({io::open_input(file), "", false})});
  const std::size_t lines = all->lines.size();
  if (lines != all->conditions.size()) {
    throw DataError({file, 0, 0}, "has " + std::to_string(all->conditions.size()) + " vectors for the " +
                                      std::to_string(lines) + " lines of " + text->path());
  }
  return {std::move(all), 0, lines};
}

TrainingTexts read_training_texts(const std::string& train, const std::optional<std::string>& dev,
                                  corpus::SymbolUnit unit, const Note& note,
                                  const ConditionFiles& conditions) {
  for (const std::string& file : {train, dev.value_or("")}) {
    if (file == "-")
      throw UsageError("a language model reads its text in many places at once, so it needs a file");
  }
  const auto text = std::make_shared<const corpus::SymbolText>(train, unit);
  TrainingTexts texts{{text, 0, text->size()}, {text, 0, 0}};
  if (dev) {
    const auto own = std::make_shared<const corpus::SymbolText>(*dev, unit);
    texts.dev = {own, 0, own->size()};
  } else {
    texts.train.end -= text->size() / dev_part;
    texts.dev = {text, texts.train.end, text->size()};
  }
  if (!conditions.train.empty()) {
    texts.train_lines = read_conditioned(text, conditions.train, "condition");
    if (dev) {
      texts.dev_lines = read_conditioned(texts.dev.text, conditions.dev, "dev-condition");
      if (texts.dev_lines.all->conditions.width != texts.train_lines.all->conditions.width) {
        throw DataError({conditions.dev, 0, 0}, "the vectors have " +
                                                    std::to_string(texts.dev_lines.all->conditions.width) +
                                                    " numbers, those of the training text " +
                                                    std::to_string(texts.train_lines.all->conditions.width));
      }
    } else {
      texts.dev_lines = texts.train_lines;
      const std::size_t lines = texts.train_lines.size();
      texts.dev_lines.begin = texts.train_lines.end = lines - lines / dev_part;
      if (texts.dev_lines.size() == 0) {
        throw DataError({train, 0, 0}, "has too few lines to hold out a twentieth of them; give --dev");
      }
    }
    texts.train.end = symbols_before(texts.train_lines, texts.train_lines.end);
    texts.dev.begin = symbols_before(texts.dev_lines, texts.dev_lines.begin);
  } else if (!conditions.dev.empty()) {
    throw UsageError("--dev-condition is for a training with --condition");
  }
  note(train + ": " + std::to_string(texts.train.size()) + " symbols" +
       (dev ? "" : " to train on; the last " + std::to_string(texts.dev.size()) + " are dev"));
  check_size(texts.train, "the training text");
  check_size(texts.dev,
             dev ? "the dev text" : "the last twentieth of the text, which is dev unless --dev is given,");
  return texts;
}

std::unique_ptr<TrainingSession> begin_language_training(
    const options::TrainingOptions& options, const TrainingTexts& texts, const Provenance& provenance,
    const SessionObserver& observer, const model::Model* from, std::shared_ptr<base::Pool> pool) {
  options::training_option_table().check(options);
  if (options.bptt == 0) throw UsageError("--bptt 0: a language model reads at least 1 symbol a step");
  const auto* const start = dynamic_cast<const model::LanguageModel*>(from);
  const corpus::LineVectors* const conditions =
      texts.train_lines.all ? &texts.train_lines.all->conditions : nullptr;
  if (start != nullptr) {
    check_continuable(options, *start);
    start->check_conditions(conditions);
  }
  TrainerCallbacks callbacks{observer, options.select_by};
  check_select_by(callbacks.select_by, std::array<std::string, 2>{"bits", "perplexity"});
  std::optional<model::LanguageModel> model;
  if (start != nullptr) {
    model = *start;
    model->facts.clear();
  } else {
    model.emplace(options.model, model::symbol_vocabulary(count_symbols(texts.train), options.min_count),
                  conditions == nullptr ? 0 : conditions->width);
    model->initialise(options.seed);
  }
  model->training_options = options::training_option_table()
                                .of(model::Task::language_model)
                                .values(options, {options::OptionScope::training});
  add_provenance(provenance, *model);
  if (!provenance.from.empty()) model->facts.emplace_back("from", provenance.from);
  observer.note("vocabulary: " + std::to_string(model->symbols().vocabulary().trained()) +
                " symbols; unknown: " + unknown_in(texts.train, model->symbols()) +
                " in the training text, " + unknown_in(texts.dev, model->symbols()) + " in dev");
  observer.sample(sample_of(*model, options.seed, conditions));
  std::unique_ptr<TrainingTask> task;
  if (conditions != nullptr) {
    task = std::make_unique<LineTask>(options, std::move(*model), texts.train_lines, texts.dev_lines);
  } else {
    task = std::make_unique<LanguageTask>(options, std::move(*model), texts.train, texts.dev);
  }
  return std::make_unique<TrainingSession>(options, std::move(task), std::move(callbacks), std::move(pool));
}

model::LanguageModel train_language_model(const options::TrainingOptions& options, const TrainingTexts& texts,
                                          const Provenance& provenance, const SessionObserver& observer,
                                          const model::Model* from) {
  const auto session = begin_language_training(options, texts, provenance, observer, from);
  session->train_until(options.epochs);
  return *model::as<model::LanguageModel>(session->finished(session->best()));
}

}  // namespace seqlab::training

#include "training/language/language_training.h"

#include <array>
#include <map>
#include <string_view>
#include <utility>

#include "base/errors.h"
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

}  // namespace

TrainingTexts read_training_texts(const std::string& train, const std::optional<std::string>& dev,
                                  corpus::SymbolUnit unit, const Note& note) {
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
  if (start != nullptr) check_continuable(options, *start);
  TrainerCallbacks callbacks{observer, options.select_by};
  check_select_by(callbacks.select_by, std::array<std::string, 2>{"bits", "perplexity"});
  std::optional<model::LanguageModel> model;
  if (start != nullptr) {
    model = *start;
    model->facts.clear();
  } else {
    model.emplace(options.model, model::symbol_vocabulary(count_symbols(texts.train), options.min_count));
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
  observer.sample(sample_of(*model, options.seed));
  auto task = std::make_unique<LanguageTask>(options, std::move(*model), texts.train, texts.dev);
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

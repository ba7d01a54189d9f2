#include "training/transduction/transducer_training.h"

#include <algorithm>
#include <array>
#include <map>
#include <optional>
#include <tuple>
#include <utility>

#include "base/errors.h"
#include "base/noise.h"
#include "options/training_option_table.h"
#include "training/kept_options.h"
#include "training/trainer.h"
#include "training/transduction/transducer_task.h"

namespace seqlab::training {

namespace {

constexpr double held_out_share = 0.1;

using Counts = std::map<std::string, std::size_t>;

model::TransducerVocabulary vocabulary_of(const std::vector<corpus::Pair>& train,
                                          const options::TrainingOptions& options) {
  const corpus::SymbolUnit target_unit = options.model.symbols;
  const corpus::SymbolUnit source_unit = options.model.source_symbols.value_or(target_unit);
  Counts source;
  Counts target;
  model::TransducerVocabulary vocabulary;
  for (const corpus::Pair& pair : train) {
    vocabulary.width = std::max(vocabulary.width, pair.source.width);
    corpus::each_symbol(pair.source, source_unit,
                        [&](std::string_view symbol) { ++source[std::string(symbol)]; });
    corpus::each_symbol(*pair.target, target_unit,
                        [&](std::string_view symbol) { ++target[std::string(symbol)]; });
  }
  vocabulary.target = model::symbol_vocabulary(target, options.min_count);
  if (train.front().source.vectors) {
    if (vocabulary.width == 0) throw DataError(train.front().place, "no source has a vector");
  } else {
    vocabulary.source = model::symbol_vocabulary(source, options.min_count);
  }
  return vocabulary;
}

// "3 of 1200" symbols of the pairs that the model does not know.
std::string unknown_in(const std::vector<corpus::Pair>& pairs, const model::TransducerModel& model) {
  std::size_t all = 0;
  std::size_t unknown = 0;
  const auto count = [&](const std::vector<std::uint32_t>& rows) {
    all += rows.size();
    unknown += static_cast<std::size_t>(std::ranges::count(rows, model::Vocabulary::unknown));
  };
  for (const corpus::Pair& pair : pairs) {
    count(model.rows_of(pair.source, pair.place).symbols);
    count(model.target_rows(*pair.target));
  }
  return std::to_string(unknown) + " of " + std::to_string(all);
}

void note_vocabulary(const std::vector<corpus::Pair>& train, const std::vector<corpus::Pair>& dev,
                     const model::TransducerModel& model, const Note& note) {
  const model::TransducerVocabulary& vocabulary = model.vocabulary();
  note("vocabulary: " +
       (model.reads_vectors() ? "vectors of " + std::to_string(vocabulary.width) + " numbers"
                              : std::to_string(vocabulary.source->trained()) + " source symbols") +
       ", " + std::to_string(vocabulary.target->trained()) + " target symbols; unknown: " +
       unknown_in(train, model) + " in the training data, " + unknown_in(dev, model) + " in dev");
}

}  // namespace

TrainingPairs hold_out_pairs(std::vector<corpus::Pair> pairs, std::uint64_t seed, const Note& note) {
  using Key = std::tuple<std::string, std::vector<std::string>, std::vector<float>>;
  std::map<Key, bool> held_out;
  const base::Noise noise = base::Noise(seed).at(2);
  TrainingPairs parts;
  const Place place = pairs.empty() ? Place{} : pairs.front().place;
  for (corpus::Pair& pair : pairs) {
    const auto [known, is_new] =
        held_out.try_emplace({pair.source.text, pair.source.tags, pair.source.numbers}, false);
    if (is_new) known->second = noise.uniform(held_out.size()) < held_out_share;
    (known->second ? parts.dev : parts.train).push_back(std::move(pair));
  }
  if (parts.train.empty() || parts.dev.empty()) {
    throw DataError({place.file}, "too few pairs to hold out a tenth of them as dev; give some with --dev");
  }
  note("no --dev: a tenth of the sources, with " + std::to_string(parts.dev.size()) +
       " pairs, is held out to choose the best epoch");
  return parts;
}

std::unique_ptr<TrainingSession> begin_transducer_training(
    const options::TrainingOptions& options, const std::vector<corpus::Pair>& train,
    const std::vector<corpus::Pair>& dev, const Provenance& provenance, const SessionObserver& observer,
    const model::Model* from, std::shared_ptr<base::Pool> pool) {
  options::training_option_table().check(options);
  const auto* const start = dynamic_cast<const model::TransducerModel*>(from);
  if (start != nullptr) check_continuable(options, *start);
  TrainerCallbacks callbacks{observer, options.select_by};
  check_select_by(callbacks.select_by, std::array<std::string, 2>{"exact_match", "error_rate"});
  if (train.empty() || dev.empty()) throw UsageError("a training needs pairs to learn from and pairs of dev");
  std::optional<model::TransducerModel> model;
  if (start != nullptr) {
    model = *start;
    model->facts.clear();
  } else {
    model.emplace(options.model, vocabulary_of(train, options));
    model->initialise(options.seed);
  }
  model->training_options = options::training_option_table()
                                .of(model::Task::transducer)
                                .values(options, {options::OptionScope::training});
  add_provenance(provenance, *model);
  if (!provenance.from.empty()) model->facts.emplace_back("from", provenance.from);
  note_vocabulary(train, dev, *model, observer.note);
  auto task = std::make_unique<TransducerTask>(options, std::move(*model), train, dev);
  return std::make_unique<TrainingSession>(options, std::move(task), std::move(callbacks), std::move(pool));
}

model::TransducerModel train_transducer(const options::TrainingOptions& options,
                                        const std::vector<corpus::Pair>& train,
                                        const std::vector<corpus::Pair>& dev, const Provenance& provenance,
                                        const SessionObserver& observer, const model::Model* from) {
  const auto session = begin_transducer_training(options, train, dev, provenance, observer, from);
  session->train_until(options.epochs);
  return *model::as<model::TransducerModel>(session->finished(session->best()));
}

}  // namespace seqlab::training

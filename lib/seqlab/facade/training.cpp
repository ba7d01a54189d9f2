#include "seqlab/training.h"

#include <algorithm>
#include <exception>
#include <utility>

#include "base/errors.h"
#include "base/pool.h"
#include "embeddings/table.h"
#include "io/input.h"
#include "model/model_handle.h"
#include "options/dropout_option.h"
#include "options/input_options.h"
#include "options/pair_input_options.h"
#include "options/review_input_options.h"
#include "options/series_input_options.h"
#include "options/training_option_table.h"
#include "seqlab/facade/access.h"
#include "seqlab/facade/guard.h"
#include "seqlab/facade/labelled_data.h"
#include "seqlab/facade/pairs.h"
#include "seqlab/facade/series.h"
#include "seqlab/facade/settings.h"
#include "training/forecasting/forecasting_training.h"
#include "training/kept_options.h"
#include "training/labelling/label_schemes.h"
#include "training/labelling/training_examples.h"
#include "training/language/language_training.h"
#include "training/training_session.h"
#include "training/transduction/transducer_training.h"

namespace seqlab {

namespace {

// Of data in memory.
struct NoInput {};

// Options of a training on data that is read with `Input`.
template <class InputOptions>
struct Settings {
  InputOptions input;
  options::TrainingOptions training;
  std::optional<double> dropout;
};

using Given = std::function<bool(const std::string&)>;

Given given_in(const Options& options) {
  return [&options](const std::string& name) {
    return std::ranges::any_of(options, [&](const auto& option) { return option.first == name; });
  };
}

template <class InputOptions>
options::OptionTable<Settings<InputOptions>> settings_table(const options::OptionTable<InputOptions>& input,
                                                            options::Task task) {
  using S = Settings<InputOptions>;
  options::OptionTable<S> table;
  table.include(input, &S::input)
      .include(options::training_option_table().of(task), &S::training, options::default_options(task))
      .add(options::dropout_option(), &S::dropout);
  return table;
}

// Throws UsageError for an unknown option or a value that does not fit.
template <class InputOptions>
Settings<InputOptions> training_settings(const Options& options,
                                         const options::OptionTable<InputOptions>& input,
                                         options::Task task) {
  Settings<InputOptions> defaults;
  defaults.training = options::default_options(task);
  Settings<InputOptions> result = settings_of(settings_table(input, task), options, std::move(defaults));
  options::spread_dropout(result.dropout, given_in(options), result.training);
  return result;
}

// What a caller's functions are called through: what they throw is kept and ends training.
class Caller {
 public:
  explicit Caller(const Training& training) : training_(training) {}

  void note(const std::string& remark) {
    if (training_.note) guard([&] { training_.note(remark); });
  }
  void epoch(const training::EpochReport& report) {
    if (!training_.epoch) return;
    guard([&] {
      const bool goes_on = training_.epoch(
          {report.epoch, report.epochs, report.train_loss, report.dev_loss, report.dev_scores, report.sample,
           report.learning_rate, report.tokens_per_second, report.seconds, report.score, report.best});
      stopped_ = stopped_ || !goes_on;
    });
  }
  bool stop() {
    if (training_.stop && !stopped_) guard([&] { stopped_ = training_.stop(); });
    return stopped_;
  }
  [[nodiscard]] bool stopped() const { return stopped_; }
  // Throws what a function of the caller threw.
  void rethrow() const {
    if (thrown_) std::rethrow_exception(thrown_);
  }

 private:
  template <typename Call>
  void guard(const Call& call) {
    if (thrown_) return;
    try {
      call();
    } catch (...) {
      thrown_ = std::current_exception();
      stopped_ = true;
    }
  }

  const Training& training_;
  bool stopped_ = false;
  std::exception_ptr thrown_;
};

// The word vectors of a training, which must outlive it.
std::vector<embeddings::LoadedVectors> read_vectors(const std::vector<std::string>& files,
                                                    std::size_t threads, Caller& caller) {
  base::Pool pool(threads);
  std::vector<embeddings::LoadedVectors> tables;
  for (const std::string& file : files) {
    const auto& loaded = tables.emplace_back(embeddings::read_word_vectors(file, pool));
    if (!loaded.remark.empty()) caller.note(file + ": " + loaded.remark);
  }
  return tables;
}

using Trained = std::shared_ptr<const model::Model>;

// The model to go on from; null for none. Sets the options that it decides.
Trained start_of(const Training& training, options::Task task, options::TrainingOptions& options) {
  if (training.from.empty()) return nullptr;
  const std::string path = path_of_model(training.from);
  Trained from = model::load_model(path, task);
  training::keep_options(*from, path, given_in(training.options), options);
  return from;
}

// Trains from the first epoch to the last, or until the caller ends it. begin(options, observer): the
// session.
template <class Begin>
Trained run_session(const options::TrainingOptions& options, Caller& caller, const Begin& begin) {
  training::SessionObserver observer;
  observer.note = [&](const std::string& remark) { caller.note(remark); };
  observer.epoch = [&](const training::EpochReport& report) { caller.epoch(report); };
  observer.stop = [&] { return caller.stop(); };
  const auto session = begin(options, observer);
  for (std::size_t epoch = 1; !session->ended() && !caller.stopped(); ++epoch) session->train_until(epoch);
  caller.rethrow();
  return session->finished(session->best());
}

// The same for labelled examples.
template <class Example, class Begin>
Trained run_training(const options::TrainingOptions& options,
                     const training::TrainingExamples<Example>& examples, const Training& training,
                     const training::Provenance& provenance, const Trained& from, Caller& caller,
                     const Begin& begin) {
  const std::vector<embeddings::LoadedVectors> vectors =
      read_vectors(training.embeddings, options.threads, caller);
  return run_session(
      options, caller, [&](const options::TrainingOptions& own, const training::SessionObserver& observer) {
        return begin(own, examples.train, examples.dev, embeddings::PretrainedTables(std::span(vectors)),
                     provenance, observer, from.get(), nullptr);
      });
}

// Calls train(caller), whose errors become those of the face, except what a function of the caller threw.
template <class Train>
auto guarded_training(const Training& training, const Train& train) {
  Caller caller(training);
  std::optional<decltype(train(caller))> result;
  try {
    result = train(caller);
  } catch (...) {
    caller.rethrow();
    rethrow_for_callers();
  }
  return std::move(*result);
}

const options::OptionTable<NoInput>& no_input() {
  static const options::OptionTable<NoInput> none;
  return none;
}

// In training, the label column and the scheme to read are options of the training. Raw text has no labels.
constexpr std::string_view not_for_taggers[] = {"label-column", "from-scheme", "paragraphs"};
constexpr std::string_view not_for_classifiers[] = {"tokens"};  // an option of the model there

options::OptionTable<options::InputOptions> tagger_input() {
  return options::input_option_table().without(not_for_taggers);
}

auto classifier_input() {
  return options::gold_review_table().without(not_for_classifiers);
}

// Throws BadInput for options of parse trees, which only files have.
void check_no_trees(const options::TrainingOptions& options) {
  if (options.phrases == corpus::PhraseChoice::root && options.model.classes == corpus::TreeClasses::all)
    return;
  throw BadInput("the options phrases and classes are for parse trees, which only files can hold");
}

std::string kind_of(options::OptionType type) {
  switch (type) {
    case options::OptionType::flag:
      return "flag";
    case options::OptionType::integer:
      return "integer";
    case options::OptionType::real:
      return "real";
    case options::OptionType::choice:
      return "choice";
    case options::OptionType::list:
      return "list";
    case options::OptionType::repeated:
      return "repeated";
    case options::OptionType::text:
      break;
  }
  return "text";
}

template <class Table>
std::vector<TrainingOption> described(const Table& table) {
  std::vector<TrainingOption> options;
  for (const options::OptionInfo* info : table.options()) {
    TrainingOption& option = options.emplace_back();
    option.name = info->name;
    option.group = info->group;
    option.help = info->help;
    option.kind = kind_of(info->type);
    option.choices = info->choices;
    std::erase_if(option.choices, [&](const std::string& choice) {
      return std::ranges::find(info->refused, choice) != info->refused.end();
    });
    option.range = info->range.to_string();
    option.unit = info->unit;
    option.default_value = info->default_text;
    for (const std::string& value : info->defaults) {
      if (info->default_text.empty())
        option.default_value += (option.default_value.empty() ? "" : ",") + value;
    }
  }
  return options;
}

training::Provenance provenance_of_memory(const Training& training) {
  training::Provenance provenance = training::provenance_of({}, training.licence, training.from);
  provenance.data = training.data;
  return provenance;
}

training::Provenance provenance_of_files(const std::vector<std::string>& files, const Training& training) {
  if (files.empty()) throw BadInput("no file of training data is given");
  return training::provenance_of(files, training.licence, training.from);
}

using SeriesSettings = Settings<options::SeriesInputOptions>;

SeriesSettings series_settings(const Training& training) {
  if (!training.embeddings.empty()) throw BadInput("a forecaster reads no word vectors");
  return training_settings(training.options, options::series_training_table(), options::Task::forecaster);
}

Forecaster trained_on_series(corpus::Series series, const std::string& name, SeriesSettings& settings,
                             const training::Provenance& provenance, const Trained& from, Caller& caller) {
  const options::SeriesInputOptions& input = settings.input;
  const training::SeriesParts parts =
      training::cut_series(std::make_shared<const corpus::Series>(std::move(series)), name,
                           settings.training.model, {input.dev_rows, input.test_rows, input.every});
  const auto begin = [&](const options::TrainingOptions& options, const training::SessionObserver& observer) {
    return training::begin_forecasting_training(options, parts, provenance, observer, from.get());
  };
  return ForecasterAccess::make(*model::as<model::Forecaster>(run_session(settings.training, caller, begin)));
}

}  // namespace

std::vector<TrainingOption> training_options(Task task) {
  return guarded([&] {
    switch (task) {
      case Task::tagger:
        return described(settings_table(tagger_input(), options::Task::tagger));
      case Task::classifier:
        return described(settings_table(classifier_input(), options::Task::classifier));
      case Task::language_model:
        return described(settings_table(no_input(), options::Task::language_model));
      case Task::transducer:
        return described(settings_table(options::pair_input_table(), options::Task::transducer));
      case Task::forecaster:
        break;
    }
    return described(settings_table(options::series_training_table(), options::Task::forecaster));
  });
}

Tagger train_tagger(std::span<const LabelledSentence> train, std::span<const LabelledSentence> dev,
                    const Training& training) {
  return guarded_training(training, [&](Caller& caller) {
    auto settings = training_settings(training.options, no_input(), options::Task::tagger).training;
    const Trained from = start_of(training, options::Task::tagger, settings);
    const std::vector<std::string> columns = training::feature_columns(settings);
    const WordReading reading{columns, settings.model.nfc};
    const std::size_t heads = settings.model.label_columns.size();
    training::TrainingExamples<corpus::Sentence> examples{
        corpus_of(train, reading, heads), corpus_of(dev, reading, heads), {}};
    const training::Note note = [&](const std::string& remark) { caller.note(remark); };
    training::read_label_schemes(examples, settings.from_scheme, note);
    if (dev.empty()) training::hold_out_dev(examples, settings, std::nullopt, note);
    return TaggerAccess::make(
        model::TaggerModel(run_training(settings, examples, training, provenance_of_memory(training), from,
                                        caller, training::begin_tagger_training)));
  });
}

Tagger train_tagger_on_files(const std::vector<std::string>& train, const std::vector<std::string>& dev,
                             const Training& training) {
  return guarded_training(training, [&](Caller& caller) {
    auto settings = training_settings(training.options, tagger_input(), options::Task::tagger);
    const training::Provenance provenance = provenance_of_files(train, training);
    const Trained from = start_of(training, options::Task::tagger, settings.training);
    settings.input.from_scheme = settings.training.from_scheme;
    const options::CorpusOptions corpus{.train = train, .dev = dev, .input = settings.input};
    const auto examples = training::read_training_sentences(
        {&corpus, 1}, settings.training, [&](const std::string& remark) { caller.note(remark); });
    return TaggerAccess::make(model::TaggerModel(run_training(
        settings.training, examples, training, provenance, from, caller, training::begin_tagger_training)));
  });
}

Classifier train_classifier(std::span<const LabelledText> train, std::span<const LabelledText> dev,
                            const Training& training) {
  return guarded_training(training, [&](Caller& caller) {
    auto settings = training_settings(training.options, no_input(), options::Task::classifier).training;
    check_no_trees(settings);
    const Trained from = start_of(training, options::Task::classifier, settings);
    training::TrainingExamples<corpus::Review> examples{
        corpus_of(train, settings.model), corpus_of(dev, settings.model), {}};
    if (dev.empty()) {
      training::hold_out_dev(examples, settings, std::nullopt,
                             [&](const std::string& remark) { caller.note(remark); });
    }
    return ClassifierAccess::make(
        model::ClassifierModel(run_training(settings, examples, training, provenance_of_memory(training),
                                            from, caller, training::begin_classifier_training)));
  });
}

Classifier train_classifier_on_files(const std::vector<std::string>& train,
                                     const std::vector<std::string>& dev, const Training& training) {
  return guarded_training(training, [&](Caller& caller) {
    auto settings = training_settings(training.options, classifier_input(), options::Task::classifier);
    const training::Provenance provenance = provenance_of_files(train, training);
    const Trained from = start_of(training, options::Task::classifier, settings.training);
    const auto examples =
        training::read_training_reviews({train, dev, {}}, settings.input, settings.training,
                                        [&](const std::string& remark) { caller.note(remark); });
    return ClassifierAccess::make(
        model::ClassifierModel(run_training(settings.training, examples, training, provenance, from, caller,
                                            training::begin_classifier_training)));
  });
}

LanguageModel train_language_model(const std::string& train, const std::string& dev,
                                   const Training& training) {
  return guarded_training(training, [&](Caller& caller) {
    if (!training.embeddings.empty()) throw BadInput("a language model reads no word vectors");
    auto settings = training_settings(training.options, no_input(), options::Task::language_model).training;
    const training::Provenance provenance = provenance_of_files({train}, training);
    const Trained from = start_of(training, options::Task::language_model, settings);
    const auto texts = training::read_training_texts(train, dev.empty() ? std::nullopt : std::optional(dev),
                                                     settings.model.symbols,
                                                     [&](const std::string& remark) { caller.note(remark); });
    const auto begin = [&](const options::TrainingOptions& options,
                           const training::SessionObserver& observer) {
      return training::begin_language_training(options, texts, provenance, observer, from.get());
    };
    return LanguageModelAccess::make(*model::as<model::LanguageModel>(run_session(settings, caller, begin)));
  });
}

namespace {

Trained start_of_transducer(const Training& training, options::TrainingOptions& settings) {
  if (!training.embeddings.empty()) throw BadInput("a transducer reads no word vectors");
  return start_of(training, options::Task::transducer, settings);
}

// Holds out dev if there is none, and trains.
Transducer train_on_pairs(const options::TrainingOptions& settings, training::TrainingPairs pairs,
                          const training::Provenance& provenance, const Trained& from, Caller& caller) {
  if (pairs.train.empty()) throw BadInput("there are no pairs to train on");
  if (pairs.dev.empty()) {
    pairs = training::hold_out_pairs(std::move(pairs.train), settings.seed,
                                     [&](const std::string& remark) { caller.note(remark); });
  }
  const auto begin = [&](const options::TrainingOptions& options, const training::SessionObserver& observer) {
    return training::begin_transducer_training(options, pairs.train, pairs.dev, provenance, observer,
                                               from.get());
  };
  return TransducerAccess::make(*model::as<model::TransducerModel>(run_session(settings, caller, begin)));
}

}  // namespace

Transducer train_transducer(std::span<const SourceTarget> train, std::span<const SourceTarget> dev,
                            const Training& training) {
  return guarded_training(training, [&](Caller& caller) {
    auto settings = training_settings(training.options, no_input(), options::Task::transducer).training;
    const Trained from = start_of_transducer(training, settings);
    return train_on_pairs(settings, {pairs_of(train), pairs_of(dev)}, provenance_of_memory(training), from,
                          caller);
  });
}

Transducer train_transducer_on_files(const std::vector<std::string>& train,
                                     const std::vector<std::string>& dev, const Training& training) {
  return guarded_training(training, [&](Caller& caller) {
    auto settings =
        training_settings(training.options, options::pair_input_table(), options::Task::transducer);
    const training::Provenance provenance = provenance_of_files(train, training);
    const Trained from = start_of_transducer(training, settings.training);
    const corpus::PairOptions reading = options::pair_options(settings.input, settings.training.model);
    const auto read = [&](const std::vector<std::string>& files) {
      return corpus::read_pairs(files, reading, [&](const std::string& remark) { caller.note(remark); });
    };
    return train_on_pairs(settings.training, {read(train), read(dev)}, provenance, from, caller);
  });
}

Forecaster train_forecaster(std::span<const double> series, const std::vector<std::string>& columns,
                            const Training& training) {
  return guarded_training(training, [&](Caller& caller) {
    SeriesSettings settings = series_settings(training);
    const Trained from = start_of(training, options::Task::forecaster, settings.training);
    if (!model::names_in(settings.training.model.columns).empty()) {
      throw BadInput("the option columns is for files; give the columns that are to be read");
    }
    return trained_on_series(series_of(series, columns), "series in memory", settings,
                             provenance_of_memory(training), from, caller);
  });
}

Forecaster train_forecaster_on_file(const std::string& file, const Training& training) {
  return guarded_training(training, [&](Caller& caller) {
    SeriesSettings settings = series_settings(training);
    const training::Provenance provenance = provenance_of_files({file}, training);
    const Trained from = start_of(training, options::Task::forecaster, settings.training);
    corpus::Series series = corpus::read_series(
        io::open_input(file), {model::names_in(settings.training.model.columns), settings.input.encoding});
    return trained_on_series(std::move(series), file, settings, provenance, from, caller);
  });
}

}  // namespace seqlab

// Training of models.
#include <nanobind/nanobind.h>
#include <nanobind/stl/string.h>
#include <seqlab/training.h>

#include <utility>

#include "bindings.h"
#include "inputs.h"
#include "labelled_data.h"
#include "numbers.h"

namespace nb = nanobind;

namespace seqlab::python {

namespace {

nb::dict dict_of(const Epoch& epoch) {
  nb::dict dict;
  dict["epoch"] = epoch.epoch;
  dict["epochs"] = epoch.epochs;
  dict["train_loss"] = epoch.train_loss;
  dict["dev_loss"] = epoch.dev_loss;
  nb::dict scores;
  for (const auto& [name, value] : epoch.dev_scores) scores[nb::str(name.c_str())] = value;
  dict["dev_scores"] = scores;
  dict["sample"] = epoch.sample;
  dict["learning_rate"] = epoch.learning_rate;
  dict["tokens_per_second"] = epoch.tokens_per_second;
  dict["seconds"] = epoch.seconds;
  dict["score"] = epoch.score;
  dict["best"] = epoch.best;
  return dict;
}

// A training as Python asks for it: options as pairs of str, functions of Python, and what Ctrl-C does.
class Call {
 public:
  // settings: options, embeddings, from, licence, data, epoch and note (functions or None).
  explicit Call(const nb::dict& settings) : epoch_(settings["epoch"]), note_(settings["note"]) {
    for (const nb::handle pair : settings["options"]) {
      training_.options.emplace_back(utf8(pair[0]), utf8(pair[1]));
    }
    training_.embeddings = paths(nb::borrow<nb::list>(settings["embeddings"]));
    training_.from = path(nb::borrow<nb::bytes>(settings["from"]));
    training_.licence = utf8(settings["licence"]);
    training_.data = utf8(settings["data"]);
    training_.epoch = [this](const Epoch& epoch) { return after(epoch); };
    training_.stop = [this] { return interrupted(); };
    training_.note = [this](const std::string& remark) {
      const nb::gil_scoped_acquire acquired;
      if (!note_.is_none()) interruptible([&] { note_(remark); });
    };
  }

  // (model, whether Ctrl-C ended its training).
  template <class Train>
  nb::tuple run(const Train& train) {
    auto model = [&] {
      const nb::gil_scoped_release released;
      return train(training_);
    }();
    return nb::make_tuple(std::move(model), interrupted_);
  }

 private:
  bool after(const Epoch& epoch) {
    const nb::gil_scoped_acquire acquired;
    bool goes_on = true;
    if (!epoch_.is_none()) {
      interruptible([&] { goes_on = !epoch_(dict_of(epoch)).is(nb::bool_(false)); });
    }
    return goes_on && !interrupted_;
  }

  bool interrupted() {
    const nb::gil_scoped_acquire acquired;
    interruptible([] {
      if (PyErr_CheckSignals() != 0) throw nb::python_error();
    });
    return interrupted_;
  }

  // KeyboardInterrupt, wherever Python raises it, ends the training and keeps its best epoch; another
  // exception ends it.
  template <class Run>
  void interruptible(const Run& run) {
    try {
      run();
    } catch (nb::python_error& raised) {
      if (!raised.matches(PyExc_KeyboardInterrupt)) throw;
      interrupted_ = true;
    }
  }

  Training training_;
  nb::object epoch_;
  nb::object note_;
  bool interrupted_ = false;
};

nb::tuple tagger_of_sentences(const nb::list& train, const nb::list& dev, const nb::dict& settings) {
  const std::vector<LabelledSentence> train_sentences = sentences(train);
  const std::vector<LabelledSentence> dev_sentences = sentences(dev);
  return Call(settings).run(
      [&](const Training& training) { return train_tagger(train_sentences, dev_sentences, training); });
}

nb::tuple tagger_of_files(const nb::list& train, const nb::list& dev, const nb::dict& settings) {
  const std::vector<std::string> train_files = paths(train);
  const std::vector<std::string> dev_files = paths(dev);
  return Call(settings).run(
      [&](const Training& training) { return train_tagger_on_files(train_files, dev_files, training); });
}

nb::tuple classifier_of_texts(const nb::list& train, const nb::list& dev, const nb::dict& settings) {
  const std::vector<LabelledText> train_texts = texts(train);
  const std::vector<LabelledText> dev_texts = texts(dev);
  return Call(settings).run(
      [&](const Training& training) { return train_classifier(train_texts, dev_texts, training); });
}

nb::tuple classifier_of_files(const nb::list& train, const nb::list& dev, const nb::dict& settings) {
  const std::vector<std::string> train_files = paths(train);
  const std::vector<std::string> dev_files = paths(dev);
  return Call(settings).run(
      [&](const Training& training) { return train_classifier_on_files(train_files, dev_files, training); });
}

Task task_named(std::string_view name) {
  if (name == "tagger") return Task::tagger;
  if (name == "classifier") return Task::classifier;
  if (name == "language_model") return Task::language_model;
  if (name == "transducer") return Task::transducer;
  if (name == "forecaster") return Task::forecaster;
  throw nb::value_error("task is tagger, classifier, language_model, transducer or forecaster");
}

nb::list options_of(const nb::str& task) {
  nb::list result;
  for (const TrainingOption& option : training_options(task_named(utf8(task)))) {
    nb::dict one;
    one["name"] = option.name;
    one["group"] = option.group;
    one["help"] = option.help;
    one["kind"] = option.kind;
    nb::list choices;
    for (const std::string& choice : option.choices) choices.append(choice);
    one["choices"] = choices;
    one["range"] = option.range;
    one["unit"] = option.unit;
    one["default"] = option.default_value;
    result.append(one);
  }
  return result;
}

nb::tuple language_model_of_file(const nb::bytes& train, const nb::bytes& dev, const nb::dict& settings) {
  const std::string train_file = path(train);
  const std::string dev_file = path(dev);
  return Call(settings).run(
      [&](const Training& training) { return train_language_model(train_file, dev_file, training); });
}

nb::tuple transducer_of_pairs(const nb::list& train, const nb::list& dev, const nb::dict& settings) {
  const std::vector<SourceTarget> train_pairs = source_targets(train);
  const std::vector<SourceTarget> dev_pairs = source_targets(dev);
  return Call(settings).run(
      [&](const Training& training) { return train_transducer(train_pairs, dev_pairs, training); });
}

nb::tuple transducer_of_files(const nb::list& train, const nb::list& dev, const nb::dict& settings) {
  const std::vector<std::string> train_files = paths(train);
  const std::vector<std::string> dev_files = paths(dev);
  return Call(settings).run(
      [&](const Training& training) { return train_transducer_on_files(train_files, dev_files, training); });
}

nb::tuple forecaster_of_series(const nb::bytes& series, const nb::list& columns, const nb::dict& settings) {
  const std::vector<double> values = numbers(series);
  const std::vector<std::string> names = strings(columns);
  return Call(settings).run(
      [&](const Training& training) { return train_forecaster(values, names, training); });
}

nb::tuple forecaster_of_file(const nb::bytes& train, const nb::dict& settings) {
  const std::string file = path(train);
  return Call(settings).run(
      [&](const Training& training) { return train_forecaster_on_file(file, training); });
}

}  // namespace

void bind_training(nb::module_& module) {
  module.def("train_tagger", &tagger_of_sentences, nb::arg("train"), nb::arg("dev"), nb::arg("settings"),
             "Trains on (words, {column: values}, labels, document).",
             nb::sig("def train_tagger(train: list[typing.Any], dev: list[typing.Any], settings: dict[str, "
                     "typing.Any]) -> "
                     "tuple[Tagger, bool]"));
  module.def("train_tagger_on_files", &tagger_of_files, nb::arg("train"), nb::arg("dev"), nb::arg("settings"),
             "Trains on files.",
             nb::sig("def train_tagger_on_files(train: list[typing.Any], dev: list[typing.Any], settings: "
                     "dict[str, typing.Any]) -> "
                     "tuple[Tagger, bool]"));
  module.def("train_classifier", &classifier_of_texts, nb::arg("train"), nb::arg("dev"), nb::arg("settings"),
             "Trains on (label, text, words or None).",
             nb::sig("def train_classifier(train: list[typing.Any], dev: list[typing.Any], settings: "
                     "dict[str, typing.Any]) -> "
                     "tuple[Classifier, bool]"));
  module.def("train_classifier_on_files", &classifier_of_files, nb::arg("train"), nb::arg("dev"),
             nb::arg("settings"), "Trains on files.",
             nb::sig("def train_classifier_on_files(train: list[typing.Any], dev: list[typing.Any], "
                     "settings: dict[str, typing.Any]) -> "
                     "tuple[Classifier, bool]"));
  module.def("train_language_model", &language_model_of_file, nb::arg("train"), nb::arg("dev"),
             nb::arg("settings"), "Trains on a file of text.",
             nb::sig("def train_language_model(train: bytes, dev: bytes, settings: dict[str, typing.Any]) -> "
                     "tuple[LanguageModel, bool]"));
  module.def("train_transducer", &transducer_of_pairs, nb::arg("train"), nb::arg("dev"), nb::arg("settings"),
             "Trains on ((text, tags, vectors), target).",
             nb::sig("def train_transducer(train: list[typing.Any], dev: list[typing.Any], settings: "
                     "dict[str, typing.Any]) -> "
                     "tuple[Transducer, bool]"));
  module.def("train_transducer_on_files", &transducer_of_files, nb::arg("train"), nb::arg("dev"),
             nb::arg("settings"), "Trains on files.",
             nb::sig("def train_transducer_on_files(train: list[typing.Any], dev: list[typing.Any], "
                     "settings: dict[str, typing.Any]) -> "
                     "tuple[Transducer, bool]"));
  module.def("train_forecaster", &forecaster_of_series, nb::arg("series"), nb::arg("columns"),
             nb::arg("settings"), "Trains on a series, row by row.",
             nb::sig("def train_forecaster(series: bytes, columns: list[str], settings: dict[str, "
                     "typing.Any]) -> tuple[Forecaster, bool]"));
  module.def("train_forecaster_on_file", &forecaster_of_file, nb::arg("train"), nb::arg("settings"),
             "Trains on a file in CSV.",
             nb::sig("def train_forecaster_on_file(train: bytes, settings: dict[str, typing.Any]) -> "
                     "tuple[Forecaster, bool]"));
  module.def("training_options", &options_of, nb::arg("task"), "A dict for each option of training.",
             nb::sig("def training_options(task: str) -> list[dict[str, typing.Any]]"));
}

}  // namespace seqlab::python

// Scores of models on labelled files.
#include <nanobind/nanobind.h>
#include <nanobind/stl/string.h>
#include <seqlab/classifier.h>
#include <seqlab/tagger.h>

#include "bindings.h"
#include "inputs.h"
#include "labelled_data.h"

namespace nb = nanobind;

namespace seqlab::python {

namespace {

Options options_of(const nb::list& pairs) {
  Options options;
  for (const nb::handle pair : pairs) options.emplace_back(utf8(pair[0]), utf8(pair[1]));
  return options;
}

template <class Score>
nb::dict dict_of_counts(const Score& score) {
  nb::dict dict;
  dict["gold"] = score.gold;
  dict["predicted"] = score.predicted;
  dict["correct"] = score.correct;
  dict["precision"] = score.precision;
  dict["recall"] = score.recall;
  dict["f1"] = score.f1;
  return dict;
}

// A dict for each head.
nb::list dicts_of(const std::vector<HeadScore>& scores) {
  nb::list result;
  for (const HeadScore& score : scores) {
    nb::dict one;
    one["head"] = score.head;
    one["spans"] = score.spans;
    one["tokens"] = score.tokens;
    one["accuracy"] = score.accuracy;
    one["seen_accuracy"] = score.seen_accuracy;
    one["unseen_accuracy"] = score.unseen_accuracy;
    one["total"] = dict_of_counts(score.total);
    nb::dict types;
    for (const TypeScore& type : score.by_type) types[nb::str(type.type.c_str())] = dict_of_counts(type);
    one["by_type"] = types;
    result.append(one);
  }
  return result;
}

nb::dict dict_of(const ClassifierScore& score) {
  nb::dict result;
  result["texts"] = score.texts;
  result["accuracy"] = score.accuracy;
  result["macro_f1"] = score.macro_f1;
  nb::dict labels;
  for (const ClassScore& label : score.by_label) labels[nb::str(label.label.c_str())] = dict_of_counts(label);
  result["by_label"] = labels;
  return result;
}

// Calls evaluate() while other threads of Python run.
template <class Evaluate>
auto released(const Evaluate& evaluate) {
  const nb::gil_scoped_release free;
  return evaluate();
}

nb::list tagger_on_files(const Tagger& tagger, const nb::list& files, const nb::list& options,
                         std::size_t threads) {
  const std::vector<std::string> names = paths(files);
  const Options input = options_of(options);
  return dicts_of(released([&] { return tagger.evaluate_files(names, input, {.threads = threads}); }));
}

nb::list tagger_on_sentences(const Tagger& tagger, const nb::list& gold, std::size_t threads) {
  const std::vector<LabelledSentence> labelled = sentences(gold);
  return dicts_of(released([&] { return tagger.evaluate(labelled, {.threads = threads}); }));
}

nb::dict classifier_on_files(const Classifier& classifier, const nb::list& files, const nb::list& options,
                             std::size_t threads) {
  const std::vector<std::string> names = paths(files);
  const Options input = options_of(options);
  return dict_of(released([&] { return classifier.evaluate_files(names, input, {.threads = threads}); }));
}

nb::dict classifier_on_texts(const Classifier& classifier, const nb::list& gold, std::size_t threads) {
  const std::vector<LabelledText> labelled = texts(gold);
  return dict_of(released([&] { return classifier.evaluate(labelled, {.threads = threads}); }));
}

}  // namespace

void bind_evaluation(nb::module_& module) {
  module.def(
      "evaluate_tagger_on_files", &tagger_on_files, nb::arg("tagger"), nb::arg("files"), nb::arg("options"),
      nb::arg("threads"), "The scores of each head on files.",
      nb::sig(
          "def evaluate_tagger_on_files(tagger: Tagger, files: list[bytes], options: list[tuple[str, str]], "
          "threads: int) -> list[dict[str, typing.Any]]"));
  module.def("evaluate_tagger", &tagger_on_sentences, nb::arg("tagger"), nb::arg("gold"), nb::arg("threads"),
             "The scores of each head on (words, {column: values}, labels, document).",
             nb::sig("def evaluate_tagger(tagger: Tagger, gold: list[typing.Any], threads: int) -> "
                     "list[dict[str, typing.Any]]"));
  module.def("evaluate_classifier_on_files", &classifier_on_files, nb::arg("classifier"), nb::arg("files"),
             nb::arg("options"), nb::arg("threads"), "Scores on files.",
             nb::sig("def evaluate_classifier_on_files(classifier: Classifier, files: list[bytes], options: "
                     "list[tuple[str, str]], threads: int) -> dict[str, typing.Any]"));
  module.def(
      "evaluate_classifier", &classifier_on_texts, nb::arg("classifier"), nb::arg("gold"), nb::arg("threads"),
      "Scores on (label, text, words or None).",
      nb::sig("def evaluate_classifier(classifier: Classifier, gold: list[typing.Any], threads: int) -> "
              "dict[str, typing.Any]"));
}

}  // namespace seqlab::python

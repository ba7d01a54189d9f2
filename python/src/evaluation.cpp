// Scores of models on labelled files.
#include <nanobind/nanobind.h>
#include <nanobind/stl/string.h>
#include <seqlab/classifier.h>
#include <seqlab/tagger.h>

#include "bindings.h"
#include "inputs.h"

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
nb::list evaluate_tagger(const Tagger& tagger, const nb::list& files, const nb::list& options,
                         std::size_t threads) {
  const std::vector<std::string> paths = strings(files);
  const Options input = options_of(options);
  std::vector<HeadScore> scores;
  {
    const nb::gil_scoped_release released;
    scores = tagger.evaluate_files(paths, input, {.threads = threads});
  }
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

nb::dict evaluate_classifier(const Classifier& classifier, const nb::list& files, const nb::list& options,
                             std::size_t threads) {
  const std::vector<std::string> paths = strings(files);
  const Options input = options_of(options);
  ClassifierScore score;
  {
    const nb::gil_scoped_release released;
    score = classifier.evaluate_files(paths, input, {.threads = threads});
  }
  nb::dict result;
  result["texts"] = score.texts;
  result["accuracy"] = score.accuracy;
  result["macro_f1"] = score.macro_f1;
  nb::dict labels;
  for (const ClassScore& label : score.by_label) labels[nb::str(label.label.c_str())] = dict_of_counts(label);
  result["by_label"] = labels;
  return result;
}

}  // namespace

void bind_evaluation(nb::module_& module) {
  module.def("evaluate_tagger", &evaluate_tagger, nb::arg("tagger"), nb::arg("files"), nb::arg("options"),
             nb::arg("threads"), "The scores of each head.",
             nb::sig("def evaluate_tagger(tagger: Tagger, files: list[str], options: list[tuple[str, str]], "
                     "threads: int) -> list[dict[str, typing.Any]]"));
  module.def(
      "evaluate_classifier", &evaluate_classifier, nb::arg("classifier"), nb::arg("files"),
      nb::arg("options"), nb::arg("threads"), "The scores of all texts and of each label.",
      nb::sig("def evaluate_classifier(classifier: Classifier, files: list[str], options: list[tuple[str, "
              "str]], threads: int) -> dict[str, typing.Any]"));
}

}  // namespace seqlab::python

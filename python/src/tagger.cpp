// Taggers and what they find.
#include <nanobind/nanobind.h>
#include <nanobind/stl/string.h>
#include <seqlab/tagger.h>

#include <algorithm>
#include <memory>
#include <optional>
#include <utility>

#include "bindings.h"
#include "call_options.h"
#include "columns.h"
#include "inputs.h"
#include "model_info.h"

namespace nb = nanobind;

namespace seqlab::python {

namespace {

// What a tagger found in one input.
struct Tagged {
  std::vector<TaggedSentence> sentences;
};

nb::object probability_of(const std::optional<double>& probability) {
  return probability ? nb::cast(*probability) : nb::none();
}

// The number of tokens of each sentence.
nb::list sentence_lengths(const Tagged& tagged) {
  nb::list lengths;
  for (const TaggedSentence& sentence : tagged.sentences) lengths.append(sentence.tokens.size());
  return lengths;
}

// For each token (text, begin, end, labels, probabilities).
nb::list tokens_of(const Tagged& tagged) {
  nb::list tokens;
  for (const TaggedSentence& sentence : tagged.sentences) {
    for (const TaggedToken& token : sentence.tokens) {
      nb::list labels;
      nb::list probabilities;
      for (const TokenLabel& label : token.labels) {
        labels.append(label.label);
        probabilities.append(probability_of(label.probability));
      }
      tokens.append(nb::make_tuple(token.text, token.begin, token.end, labels, probabilities));
    }
  }
  return tokens;
}

// For each span (text, begin, end, type, probability, head, first token, token after the last). Places are
// those of the input; tokens are counted through all of its sentences.
nb::list spans_of(const Tagged& tagged) {
  nb::list spans;
  std::size_t before = 0;  // tokens of the sentences before
  for (const TaggedSentence& sentence : tagged.sentences) {
    const std::vector<TaggedToken>& tokens = sentence.tokens;
    for (const TaggedSpan& span : sentence.spans) {
      const auto first = std::ranges::lower_bound(tokens, span.begin, {}, &TaggedToken::begin);
      const auto last = std::ranges::lower_bound(first, tokens.end(), span.end, {}, &TaggedToken::end);
      const auto index = [&](auto token) {
        return before + static_cast<std::size_t>(token - tokens.begin());
      };
      spans.append(nb::make_tuple(span.text, span.begin, span.end, span.type,
                                  probability_of(span.probability), span.head, index(first),
                                  index(last) + 1));
    }
    before += tokens.size();
  }
  return spans;
}

TagOptions tag_options(const nb::dict& given) {
  TagOptions options;
  set_options(options, given, [&](std::string_view name, nb::handle value) {
    if (name == "head") {
      options.head = utf8(value);
    } else if (name == "n_best") {
      options.n_best = nb::cast<std::size_t>(value);
    } else {
      return false;
    }
    return true;
  });
  return options;
}

nb::list tag(const Tagger& tagger, const nb::list& given, const nb::dict& options) {
  const Inputs inputs(given);
  const TagOptions tagging = tag_options(options);
  std::vector<std::vector<TaggedSentence>> found;
  {
    const nb::gil_scoped_release released;
    found = tagger.tag_batch(inputs.get(), tagging);
  }
  nb::list result;
  for (std::vector<TaggedSentence>& sentences : found) result.append(Tagged{std::move(sentences)});
  return result;
}

nb::tuple tag_columns(const Tagger& tagger, const nb::list& given, const nb::dict& options,
                      const std::string& entities) {
  const Inputs inputs(given);
  const TagOptions tagging = tag_options(options);
  const std::size_t heads = tagging.head.empty() ? tagger.info().heads.size() : 1;
  const TaggedColumns columns = [&] {
    const nb::gil_scoped_release released;
    return columns_of(tagger.tag_batch(inputs.get(), tagging), heads, entities);
  }();
  return tuple_of(columns);
}

// The best label sequences of the only sentence, each (labels, probability).
nb::list n_best(const Tagger& tagger, const nb::list& given, const nb::dict& options) {
  const Inputs inputs(given);
  const TagOptions tagging = tag_options(options);
  std::vector<TaggedSentence> found;
  {
    const nb::gil_scoped_release released;
    found = tagger.tag(inputs.get().front(), tagging);
  }
  nb::list result;
  for (const LabelSequence& sequence : found.front().n_best) {
    nb::list labels;
    for (const std::string& label : sequence.labels) labels.append(label);
    result.append(nb::make_tuple(labels, sequence.probability));
  }
  return result;
}

std::string json(const Tagger& tagger, const nb::list& given, const Tagged& tagged, const nb::dict& options) {
  return tagger.json(Inputs(given).get().front(), tagged.sentences, tag_options(options));
}

std::string conllu(const Tagger& tagger, const nb::list& given, const Tagged& tagged,
                   const nb::dict& options) {
  return tagger.conllu(Inputs(given).get().front(), tagged.sentences, tag_options(options));
}

}  // namespace

void bind_tagger(nb::module_& module) {
  nb::class_<Tagged>(module, "Tagged", "What a tagger found in one input.")
      .def("sentence_lengths", &sentence_lengths, "The number of tokens of each sentence.",
           nb::sig("def sentence_lengths(self) -> list[int]"))
      .def("tokens", &tokens_of, "For each token (text, begin, end, labels, probabilities).",
           nb::sig("def tokens(self) -> list[tuple[str, int, int, list[str], list[float | None]]]"))
      .def("spans", &spans_of,
           "For each span (text, begin, end, type, probability, head, first token, token after the last).",
           nb::sig("def spans(self) -> list[tuple[str, int, int, str, float | None, str, int, int]]"));

  nb::class_<Tagger>(module, "Tagger", "A tagger of the library.")
      .def_static("load", &load<Tagger>, nb::arg("model"), "The model of a file, or of a name.")
      .def_static("from_bytes", &from_bytes<Tagger>, nb::arg("data"), "The model of a file's bytes.")
      .def("save", &save<Tagger>, nb::arg("path"), "Writes the file whole or not at all.")
      .def(
          "info", [](const Tagger& tagger) { return dict_of(tagger.info()); },
          "What the model says of itself.", nb::sig("def info(self) -> dict[str, typing.Any]"))
      .def("tag", &tag, nb::arg("inputs"), nb::arg("options"),
           "Tags inputs, each a str or (words, {column: values}).",
           nb::sig("def tag(self, inputs: list[typing.Any], options: dict[str, typing.Any]) -> list[Tagged]"))
      .def("tag_columns", &tag_columns, nb::arg("inputs"), nb::arg("options"), nb::arg("entities"),
           "Tags inputs and gives flat columns: (tokens, entities), each (offsets, text, begins, ends, "
           "labels), "
           "with (offsets, data) for strings; entities are the spans of the head of that name.",
           nb::sig("def tag_columns(self, inputs: list[typing.Any], options: dict[str, typing.Any], "
                   "entities: str) -> tuple[typing.Any, typing.Any]"))
      .def("n_best", &n_best, nb::arg("inputs"), nb::arg("options"),
           "The best label sequences of one sentence, each (labels, probability).",
           nb::sig("def n_best(self, inputs: list[typing.Any], options: dict[str, typing.Any]) -> "
                   "list[tuple[list[str], float]]"))
      .def("json", &json, nb::arg("inputs"), nb::arg("tagged"), nb::arg("options"),
           "The line of JSON that the program writes for one input.",
           nb::sig("def json(self, inputs: list[typing.Any], tagged: Tagged, options: dict[str, typing.Any]) "
                   "-> str"))
      .def("conllu", &conllu, nb::arg("inputs"), nb::arg("tagged"), nb::arg("options"),
           "The CoNLL-U that the program writes for one input.",
           nb::sig("def conllu(self, inputs: list[typing.Any], tagged: Tagged, options: dict[str, "
                   "typing.Any]) -> str"));
}

}  // namespace seqlab::python

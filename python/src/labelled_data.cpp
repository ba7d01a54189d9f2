#include "labelled_data.h"

#include <nanobind/stl/vector.h>

#include "inputs.h"

namespace nb = nanobind;

namespace seqlab::python {

namespace {

Source source_of(nb::handle given) {
  return {.text = utf8(given[0]),
          .tags = strings(given[1]),
          .vectors = nb::cast<std::vector<std::vector<float>>>(given[2])};
}

}  // namespace

std::vector<LabelledSentence> sentences(const nb::list& given) {
  std::vector<LabelledSentence> result;
  for (const nb::handle one : given) {
    LabelledSentence& sentence = result.emplace_back();
    sentence.tokens.words = strings(one[0]);
    for (const auto [name, values] : nb::borrow<nb::dict>(one[1])) {
      sentence.tokens.columns.push_back({std::string(utf8(name)), strings(values)});
    }
    for (const nb::handle labels : one[2]) sentence.labels.push_back(strings(labels));
    sentence.document = nb::cast<std::size_t>(one[3]);
  }
  return result;
}

std::vector<LabelledText> texts(const nb::list& given) {
  std::vector<LabelledText> result;
  for (const nb::handle one : given) {
    LabelledText& text = result.emplace_back();
    text.label = utf8(one[0]);
    text.text = utf8(one[1]);
    if (!one[2].is_none()) text.tokens = strings(one[2]);
  }
  return result;
}

std::vector<Source> sources(const nb::list& given) {
  std::vector<Source> result;
  for (const nb::handle one : given) result.push_back(source_of(one));
  return result;
}

std::vector<SourceTarget> source_targets(const nb::list& given) {
  std::vector<SourceTarget> result;
  for (const nb::handle one : given) {
    result.push_back({source_of(one[0]), std::string(utf8(one[1]))});
  }
  return result;
}

}  // namespace seqlab::python

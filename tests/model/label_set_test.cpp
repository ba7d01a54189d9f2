#include "model/labelling/label_set.h"

#include <cstddef>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "catch.h"

using namespace seqlab;
using corpus::SchemeStyle;
using corpus::TagScheme;
using Labels = std::vector<std::string>;

TEST_CASE("if the learned and the written scheme are equal, the written labels are the names") {
  const Labels names = {"O", "I-PER", "B-PER"};
  const SchemeStyle iob2{TagScheme::iob2, '-'};
  CHECK(model::LabelSet{names, iob2, iob2}.written_names() == names);
  const Labels tags = {"NOUN", "B-", "VERB"};
  CHECK(model::LabelSet{tags, {}, {}}.written_names() == tags);
}

TEST_CASE("the written labels are all that spans of the same types can have in the written scheme") {
  const auto written = [](const Labels& names, TagScheme inner, TagScheme outer, char separator = '-') {
    return model::LabelSet{names, {inner, separator}, {outer, separator}}.written_names();
  };
  CHECK(written({"S-PER", "O", "B-LOC", "E-LOC"}, TagScheme::iobes, TagScheme::iob2) ==
        Labels{"B-LOC", "B-PER", "I-LOC", "I-PER", "O"});
  CHECK(written({"U-PER"}, TagScheme::bilou, TagScheme::iob1) == Labels{"B-PER", "I-PER", "O"});
  CHECK(written({"I-PER", "O"}, TagScheme::io, TagScheme::iobes) ==
        Labels{"B-PER", "E-PER", "I-PER", "O", "S-PER"});
  CHECK(written({"B_X-1", "O"}, TagScheme::iob2, TagScheme::bilou, '_') ==
        Labels{"B_X-1", "I_X-1", "L_X-1", "O", "U_X-1"});
  CHECK(written({"B-PER", "I-PER", "O"}, TagScheme::iob2, TagScheme::io) == Labels{"I-PER", "O"});
  CHECK(written({"E-PER", "O"}, TagScheme::ioe2, TagScheme::ioe1) == Labels{"E-PER", "I-PER", "O"});
  CHECK(written({"B-PER", "O"}, TagScheme::iob2, TagScheme::bmewo) ==
        Labels{"B-PER", "E-PER", "M-PER", "O", "W-PER"});
  CHECK(written({"B", "O"}, TagScheme::iob2, TagScheme::ioe2) == Labels{"E", "I", "O"});
}

TEST_CASE("a label that depends on an unlabelled neighbour becomes empty in another scheme") {
  const auto inner = [](const Labels& labels, TagScheme written, TagScheme scheme) {
    return model::LabelSet{{}, {scheme, '-'}, {written, '-'}}.inner_labels(labels);
  };
  CHECK(inner({"B-PER", "", "O"}, TagScheme::iob2, TagScheme::iobes) == Labels{"", "", "O"});
  CHECK(inner({"B-PER", "I-PER", ""}, TagScheme::iob2, TagScheme::bilou) == Labels{"B-PER", "", ""});
  CHECK(inner({"", "B-PER", "O"}, TagScheme::iob2, TagScheme::iobes) == Labels{"", "S-PER", "O"});
  CHECK(inner({"", "I-PER", "O"}, TagScheme::io, TagScheme::iob2) == Labels{"", "", "O"});
  CHECK(inner({"O", "", "I-PER"}, TagScheme::iob1, TagScheme::iobes) == Labels{"O", "", ""});
  CHECK(inner({"B-PER", ""}, TagScheme::iob2, TagScheme::iob2) == Labels{"B-PER", ""});
  // Ends are written, beginnings are not.
  CHECK(inner({"", "E-PER", "O"}, TagScheme::ioe2, TagScheme::iob2) == Labels{"", "", "O"});
  CHECK(inner({"O", "I-PER", ""}, TagScheme::ioe2, TagScheme::iob2) == Labels{"O", "B-PER", ""});
  CHECK(inner({"E-PER", ""}, TagScheme::ioe2, TagScheme::iobes) == Labels{"S-PER", ""});
  CHECK(inner({"E-PER", "", "I-PER"}, TagScheme::ioe1, TagScheme::iob2) == Labels{"B-PER", "", ""});
  // Whether a span of the type touches is not known.
  CHECK(inner({"", "B-PER", "O"}, TagScheme::iob2, TagScheme::iob1) == Labels{"", "", "O"});
  CHECK(inner({"B-PER", ""}, TagScheme::iob2, TagScheme::ioe2) == Labels{"", ""});
  CHECK(inner({"B-PER", "O", ""}, TagScheme::iob2, TagScheme::ioe1) == Labels{"I-PER", "O", ""});
  // Both schemes mark the same.
  CHECK(inner({"", "I-PER", "E-PER", ""}, TagScheme::iobes, TagScheme::bmes) ==
        Labels{"", "M-PER", "E-PER", ""});
  CHECK(inner({"", "I-PER", ""}, TagScheme::iob1, TagScheme::io) == Labels{"", "I-PER", ""});
}

TEST_CASE("a label without a gold label beside it is converted only if every completion agrees") {
  const SchemeStyle styles[] = {{TagScheme::io, '-'},   {TagScheme::iob1, '-'}, {TagScheme::iob2, '-'},
                                {TagScheme::ioe1, '-'}, {TagScheme::ioe2, '-'}, {TagScheme::iobes, '-'},
                                {TagScheme::bmewo, '-'}};
  const Labels iob2 = {"O", "B-A", "I-A"};
  std::size_t wrong = 0;
  std::size_t emptied = 0;
  for (const SchemeStyle& written : styles) {
    for (const SchemeStyle& scheme : styles) {
      const model::LabelSet set{{}, scheme, written};
      // All sentences of six labels, of which the first, the last and the two in the middle are not known.
      std::map<Labels, std::set<Labels>> completions;  // the known labels, and what they become
      for (std::size_t number = 0; number < 729; ++number) {
        Labels labels;
        for (std::size_t digits = number; labels.size() < 6; digits /= 3) labels.push_back(iob2[digits % 3]);
        if (corpus::legal_labels(labels, {TagScheme::iob2, '-'}) != labels) continue;
        Labels known = corpus::convert_labels(labels, {TagScheme::iob2, '-'}, written);
        Labels becomes = corpus::convert_labels(known, written, scheme);
        for (const std::size_t gap : std::vector<std::size_t>{0, 2, 3, 5}) {
          known[gap].clear();
          becomes[gap].clear();
        }
        completions[known].insert(becomes);
      }
      for (const auto& [known, all] : completions) {
        const Labels inner = set.inner_labels(known);
        for (std::size_t token = 0; token < inner.size(); ++token) {
          const std::string& label = all.begin()->at(token);
          bool agreed = true;
          for (const Labels& one : all) agreed = agreed && one[token] == label;
          if (scheme == written) continue;
          if (inner[token].empty() && !known[token].empty()) ++emptied;
          if (inner[token] != (agreed ? label : "")) ++wrong;
        }
      }
    }
  }
  CHECK(wrong == 0);
  CHECK(emptied > 100);
}

TEST_CASE("a label that no sequence can reach gets the other labels of its type") {
  const auto completed = [](const Labels& names, TagScheme scheme) {
    model::LabelSet set{names, {scheme, '-'}, {scheme, '-'}};
    set.complete();
    return set.names;
  };
  CHECK(completed({"O", "I-A"}, TagScheme::iob2) == Labels{"O", "I-A", "B-A"});
  CHECK(completed({"O", "B-A"}, TagScheme::iobes) == Labels{"O", "B-A", "I-A", "E-A", "S-A"});
  CHECK(completed({"O", "B-A", "E-A"}, TagScheme::iobes) == Labels{"O", "B-A", "E-A"});
  CHECK(completed({"I-A"}, TagScheme::ioe2) == Labels{"I-A", "E-A"});
  CHECK(completed({"O", "I-A", "E-A"}, TagScheme::ioe1) == Labels{"O", "I-A", "E-A"});
  CHECK(completed({"NN", "I-A"}, TagScheme::none) == Labels{"NN", "I-A"});
}

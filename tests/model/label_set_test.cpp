#include "model/label_set.h"

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
}

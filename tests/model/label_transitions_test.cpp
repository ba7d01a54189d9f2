#include <cstdint>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "catch.h"
#include "model/labelling/label_set.h"
#include "nn/heads/viterbi.h"

using namespace seqlab;
using corpus::SchemeStyle;
using corpus::TagScheme;
using Labels = std::vector<std::string>;

namespace {

// Every label of a scheme over two types.
Labels labels_of(TagScheme scheme) {
  Labels labels;
  for (const char* type : {"PER", "LOC"}) {
    for (std::string& label : corpus::labels_of_type(type, {scheme, '-'})) labels.push_back(std::move(label));
  }
  labels.emplace_back("O");
  return labels;
}

}  // namespace

TEST_CASE("the best labels by token scores are always a valid sequence of their scheme") {
  std::mt19937_64 random(1);
  std::normal_distribution<double> normal(0, 3);
  for (const TagScheme scheme :
       {TagScheme::io, TagScheme::iob1, TagScheme::iob2, TagScheme::ioe1, TagScheme::ioe2, TagScheme::iobes,
        TagScheme::bilou, TagScheme::bmes, TagScheme::bmewo}) {
    const SchemeStyle style{scheme, '-'};
    const Labels labels = labels_of(scheme);
    const nn::AllowedTransitions allowed = model::LabelSet{labels, style, style}.allowed_transitions();
    CHECK(allowed.everything() == (scheme == TagScheme::io));
    const nn::Viterbi<float> viterbi(labels.size(), {}, allowed);
    std::size_t repaired = 0;
    std::size_t would_be_repaired = 0;
    for (std::size_t round = 0; round < 300; ++round) {
      const std::size_t tokens = 1 + round % 12;
      std::vector<std::vector<float>> scores(tokens);
      std::vector<const float*> columns;
      Labels likeliest;
      for (std::vector<float>& column : scores) {
        std::size_t best = 0;
        for (std::size_t label = 0; label < labels.size(); ++label) {
          column.push_back(static_cast<float>(normal(random)));
          if (column[label] > column[best]) best = label;
        }
        likeliest.push_back(labels[best]);
        columns.push_back(column.data());
      }
      std::vector<std::int32_t> found(tokens);
      viterbi.best(columns, found);
      Labels names;
      for (const std::int32_t label : found) names.push_back(labels[static_cast<std::size_t>(label)]);
      corpus::read_spans(names, style, &repaired);
      std::size_t wrong = 0;
      corpus::read_spans(likeliest, style, &wrong);
      would_be_repaired += wrong;
      if (wrong == 0) CHECK(names == likeliest);
    }
    INFO(base::name_of(scheme));
    CHECK(repaired == 0);
    CHECK((would_be_repaired > 0) == (scheme != TagScheme::io));
  }
}

TEST_CASE("without a scheme, labels may follow each other freely") {
  CHECK(model::LabelSet{{"NN", "VB", "-LRB-"}, {}, {}}.allowed_transitions().everything());
}

TEST_CASE("a label that does not fit the scheme is never chosen if others do") {
  const Labels labels = {"NN", "O", "B-PER", "I-PER"};
  const SchemeStyle iob2{TagScheme::iob2, '-'};
  const nn::AllowedTransitions allowed = model::LabelSet{labels, iob2, iob2}.allowed_transitions();
  const nn::Viterbi<float> viterbi(labels.size(), {}, allowed);
  const std::vector<float> column = {0.9F, 0.01F, 0.04F, 0.05F};
  const std::vector<const float*> columns(3, column.data());
  std::vector<std::int32_t> found(3);
  viterbi.best(columns, found);
  CHECK(found == std::vector<std::int32_t>{2, 3, 3});
}

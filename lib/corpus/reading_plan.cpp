#include "corpus/reading_plan.h"

#include <set>

#include "base/names.h"
#include "corpus/schemes/tag_scheme.h"

namespace seqlab::corpus {
namespace {

// What the labels of a column are: "iob2, 4 types", or "17 labels" without a scheme.
std::string kinds_of_labels(std::span<const Sentence> sentences, std::size_t column, FromScheme from) {
  CorpusScheme scheme(from);
  for (const Sentence& sentence : sentences) scheme.add(sentence, column);
  const LabelReading reading = scheme.reading_unchecked();
  std::set<std::string> kinds;
  for (const Sentence& sentence : sentences) {
    const Labels& labels = sentence.gold[column];
    if (reading.style.scheme == TagScheme::none) {
      kinds.insert(labels.begin(), labels.end());
    } else {
      for (const Span& span : read_spans(reading(labels), reading.style)) kinds.insert(span.type);
    }
  }
  if (reading.style.scheme != TagScheme::none) {
    return std::string(reading.raw ? "raw" : base::name_of(reading.style.scheme)) + ", " +
           counted(kinds.size(), "type");
  }
  kinds.erase("");
  return counted(kinds.size(), "label");
}

std::string described(const ReadingPlan& plan, std::span<const Sentence> sentences, FromScheme from) {
  std::string line = plan.layout;
  const std::size_t label_columns = sentences.empty() ? 0 : sentences.front().gold.size();
  std::size_t column = 0;
  for (const auto& [what, where] : plan.parts) {
    line += ", " + what + " in " + where;
    if (what == "labels" && column < label_columns) line += ": " + kinds_of_labels(sentences, column++, from);
  }
  return line;
}

}  // namespace

std::string counted(std::size_t count, const std::string& unit) {
  std::string number = std::to_string(count);
  for (std::size_t at = number.size(); at > 3;) number.insert(at -= 3, ",");
  return number + " " + unit + (count == 1 ? "" : "s");
}

std::string one_line(const ReadingPlan& plan) {
  return described(plan, {}, FromScheme::automatic);
}

std::string plan_remark(const std::string& file, const ReadingPlan& plan, std::span<const Sentence> sentences,
                        FromScheme from) {
  return file + ": " + described(plan, sentences, from) + "; " + counted(sentences.size(), "sentence");
}

}  // namespace seqlab::corpus

#include <vector>

#include "base/errors.h"
#include "corpus/columns/scored_columns.h"
#include "corpus/tag_scheme.h"
#include "evaluation/tagging_score.h"
#include "program/command_line.h"
#include "program/data_output.h"
#include "program/input_options.h"
#include "program/model_run_options.h"
#include "tagger/tagger_verbs.h"
#include "tagger/tagging_report.h"

namespace seqlab::programs {

namespace {

struct ScoreVerb {
  std::string gold_column;
  std::string predicted_column;
  std::optional<std::string> unlabelled;
  std::string invalid = "error";
  std::string encoding;
  bool quiet = false;
};

options::OptionTable<ScoreVerb> option_table() {
  using S = ScoreVerb;
  const std::string group = "Input";
  options::OptionTable<S> table;
  table
      .add({.name = "gold-column",
            .group = group,
            .help = "column of the gold labels, a number from 1",
            .value = "COLUMN",
            .default_text = "the last but one"},
           &S::gold_column)
      .add({.name = "predicted-column",
            .group = group,
            .help = "column of the predicted labels, a number from 1",
            .value = "COLUMN",
            .default_text = "the last"},
           &S::predicted_column);
  for (const std::string name : {"unlabelled", "invalid", "encoding"}) {
    options::OptionInfo info = *input_option_table().find(name);
    if (name == "unlabelled") table.add(std::move(info), &S::unlabelled);
    if (name == "invalid") table.add(std::move(info), &S::invalid);
    if (name == "encoding") table.add(std::move(info), &S::encoding);
  }
  table.add(quiet_option(), &S::quiet);
  return table;
}

}  // namespace

Exit tagger_score(std::span<const std::string> arguments) {
  const VerbUsage usage = {
      "tagger score [options] [FILE...]",
      "Scores columns of gold and predicted labels: spans as the standard conlleval script\n"
      "prints them where the labels are a tag scheme, else a line a label.",
      most_files};
  ScoreVerb verb;
  const auto given = parse(usage, option_table(), arguments, verb);
  if (!given) return Exit::fine;
  corpus::ScoredOptions options;
  options.gold_column = verb.gold_column;
  options.predicted_column = verb.predicted_column;
  options.unlabelled = verb.unlabelled;
  options.replace_invalid = verb.invalid == "replace";
  options.encoding = verb.encoding;

  // The scheme is known when all labels are, so they are kept.
  std::vector<corpus::ScoredSentence> sentences;
  corpus::SchemeDetector detector;
  const auto files = inputs(given->files);
  for (const auto& file : files) {
    corpus::ScoredReader reader(io::open_input(file), options);
    for (corpus::ScoredSentence sentence; reader.next(sentence);) {
      detector.add(sentence.gold);
      detector.add(sentence.predicted);
      sentences.push_back(std::move(sentence));
    }
  }
  if (sentences.empty())
    throw DataError({files[0], 0, 0}, "no sentence; columns of gold and predicted labels are needed");
  evaluation::TaggingScore score(detector.style());
  for (const auto& sentence : sentences) score.add(sentence.gold, sentence.predicted);
  DataOutput output;
  print_score(score, output.stream());
  output.finish();
  return Exit::fine;
}

}  // namespace seqlab::programs

#include <vector>

#include "base/errors.h"
#include "corpus/columns/scored_columns.h"
#include "corpus/schemes/corpus_scheme.h"
#include "evaluation/tagging_score.h"
#include "options/input_options.h"
#include "program/command_line.h"
#include "program/data_output.h"
#include "program/verb_options.h"
#include "tagger/scoring.h"
#include "tagger/verbs.h"

namespace seqlab::programs {

namespace {

struct ScoreVerb {
  std::string gold_column;
  std::string predicted_column;
  std::optional<std::string> unlabelled;
  corpus::FromScheme from_scheme = corpus::FromScheme::automatic;
  options::InvalidUtf8 invalid = options::InvalidUtf8::error;
  std::string encoding;
  bool quiet = false;
};

options::OptionTable<ScoreVerb> score_option_table() {
  using S = ScoreVerb;
  const std::string group = "Input";
  options::OptionTable<S> table;
  table
      .add({.name = "gold-column",
            .group = group,
            .help = "column of the gold labels, a number from 1",
            .value = "COLUMN",
            .default_text = "the second to last"},
           &S::gold_column)
      .add({.name = "predicted-column",
            .group = group,
            .help = "column of the predicted labels, a number from 1",
            .value = "COLUMN",
            .default_text = "the last"},
           &S::predicted_column)
      .add(options::unlabelled_option(), &S::unlabelled)
      .add(options::from_scheme_option(), &S::from_scheme)
      .add(options::invalid_option(), &S::invalid)
      .add(options::encoding_option(), &S::encoding)
      .add(quiet_option(), &S::quiet);
  return table;
}

}  // namespace

Exit tagger_score(const Arguments& arguments) {
  const VerbUsage usage = {
      "tagger score [options] [FILE...]",
      "Scores columns of gold and predicted labels: spans in the format of the standard conlleval\n"
      "script if the labels follow a tag scheme, else a line per label.",
      most_files,
      false,
      {{"the file that eval --predictions writes", "tagger score predictions.txt"}}};
  ScoreVerb verb;
  const auto given = parse(usage, score_option_table(), arguments, verb);
  if (!given) return Exit::fine;
  corpus::ScoredOptions options;
  options.gold_column = verb.gold_column;
  options.predicted_column = verb.predicted_column;
  options.unlabelled = verb.unlabelled;
  options.replace_invalid = verb.invalid == options::InvalidUtf8::replace;
  options.encoding = verb.encoding;

  // All sentences are kept, because the scheme depends on all labels.
  std::vector<corpus::ScoredSentence> sentences;
  corpus::CorpusScheme scheme(verb.from_scheme);
  const auto files = given->inputs();
  for (const auto& file : files) {
    corpus::ScoredReader reader(io::open_input(file), options);
    for (corpus::ScoredSentence sentence; reader.next(sentence);) {
      scheme.add(sentence.gold, sentence.file, sentence.lines);
      scheme.add(sentence.predicted, sentence.file, sentence.lines);
      sentences.push_back(std::move(sentence));
    }
  }
  if (sentences.empty())
    throw DataError({files[0], 0, 0}, "no sentences; columns of gold and predicted labels are needed");
  const corpus::LabelReading reading = scheme.reading();
  evaluation::TaggingScore score(reading.style);
  for (const auto& sentence : sentences) score.add(reading(sentence.gold), reading(sentence.predicted));
  DataOutput output;
  print_score(score, output.stream());
  output.finish();
  return Exit::fine;
}

}  // namespace seqlab::programs

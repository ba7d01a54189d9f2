#include "corpus/align.h"

#include <algorithm>
#include <string>
#include <vector>

#include "base/errors.h"
#include "corpus/corpus_files.h"
#include "corpus/reader.h"
#include "corpus/schemes/corpus_scheme.h"
#include "corpus/schemes/tag_scheme.h"
#include "corpus/writer.h"
#include "options/input_options.h"
#include "program/command_line.h"
#include "program/console.h"
#include "program/data_output.h"
#include "program/verb_options.h"
#include "tagger/verbs.h"

namespace seqlab::programs {

namespace {

struct AlignVerb {
  std::string onto;
  std::vector<std::string> from;
  options::InputOptions input;
  std::string output_column = "MISC:NER";
  OutputOptions output;
  bool quiet = false;
};

options::OptionTable<AlignVerb> align_option_table() {
  using A = AlignVerb;
  constexpr std::string_view without[] = {"paragraphs", "map-labels", "unlabelled-words"};
  options::OptionTable<A> table;
  table
      .add({.name = "onto",
            .group = "Files",
            .help = "CoNLL-U file whose tokens get the labels",
            .value = "FILE"},
           &A::onto)
      .add({.name = "from",
            .group = "Files",
            .help = "corpus with labelled spans; the input options describe it",
            .value = "FILE"},
           &A::from)
      .include(options::input_option_table().without(without), &A::input)
      .add({.name = "output-column",
            .group = "Output",
            .help = "column for the labels: MISC:Key, UPOS, XPOS or FEATS",
            .value = "COLUMN"},
           &A::output_column)
      .include(output_option_table(), &A::output)
      .add(quiet_option(), &A::quiet);
  return table;
}

// A corpus as read, and its sentences.
struct Target {
  std::vector<corpus::Record> records;
  std::vector<corpus::Sentence> sentences;
  std::string trailing;
};

Target read_target(const std::string& file, const text::Tokeniser& tokeniser) {
  const options::InputOptions conllu{.input_format = corpus::Format::conllu};
  const auto reader =
      corpus::make_reader(io::open_input(file), options::reader_options(conllu, false, false, tokeniser));
  Target target;
  for (corpus::Record record; reader->next(record);) {
    for (const auto& sentence : record.sentences) target.sentences.push_back(sentence);
    target.records.push_back(std::move(record));
  }
  if (target.sentences.empty())
    throw DataError({file, 0, 0}, "no sentences; --onto needs CoNLL-U tokens to label");
  target.trailing = reader->trailing();
  return target;
}

// Gives the labels one scheme and returns it.
corpus::SchemeStyle read_scheme(std::vector<corpus::Sentence>& sentences, corpus::FromScheme from,
                                const std::string& file) {
  corpus::CorpusScheme scheme(from);
  for (const auto& sentence : sentences) scheme.add(sentence, 0);
  const auto reading = scheme.reading();
  if (reading.style.scheme != corpus::TagScheme::none) {
    for (auto& sentence : sentences) sentence.gold.front() = reading(sentence.gold.front());
    return reading.style;
  }
  throw DataError({file, 0, 0},
                  "the labels follow no tag scheme, so they mark no spans; name their column with "
                  "--label-column, or give --from-scheme raw if they are types without a prefix");
}

void write(const Target& target, std::vector<std::vector<std::string>> labels, const AlignVerb& verb) {
  DataOutput output(verb.output);
  corpus::WriterOptions writing;
  writing.format = corpus::OutputFormat::conllu;
  writing.label_columns = {verb.output_column};
  const auto writer = corpus::make_writer(output.stream(), writing);
  auto next = labels.begin();
  for (const auto& record : target.records) {
    std::vector<corpus::Predicted> predicted(record.sentences.size());
    for (auto& sentence : predicted) sentence.heads.push_back({.labels = std::move(*next++)});
    writer->write(record, predicted);
  }
  writer->finish(target.trailing);
  output.finish();
}

std::string summary(const corpus::AlignedSpans& aligned) {
  const auto number = [](std::size_t n) { return std::to_string(n); };
  std::string text = number(aligned.projected) + " spans projected, " +
                     number(aligned.inside_tokens + aligned.across_sentences) + " not projected";
  if (aligned.inside_tokens > 0) {
    text += "; " + number(aligned.inside_tokens) + " begin or end inside a token";
  }
  if (aligned.across_sentences > 0) {
    text += "; " + number(aligned.across_sentences) + " cross the end of a sentence";
  }
  text += "; " + number(aligned.matched) + " of " + number(aligned.documents) + " documents found";
  if (aligned.unused > 0) text += ", " + number(aligned.unused) + " others unused";
  std::size_t tokens = 0;
  std::size_t unknown = 0;
  for (const auto& labels : aligned.labels) {
    tokens += labels.size();
    unknown += static_cast<std::size_t>(std::count(labels.begin(), labels.end(), ""));
  }
  return text + "; " + number(unknown) + " of " + number(tokens) + " tokens are not annotated";
}

}  // namespace

Exit tagger_align(const Arguments& arguments) {
  const VerbUsage usage = {"tagger align --onto FILE --from FILE [options]",
                           "Projects the labelled spans of one corpus onto the tokens of another, which has\n"
                           "the same documents in any order and with other tokens: the entities of UNER EWT\n"
                           "onto the English Web Treebank. Writes the latter with a label per token; tokens\n"
                           "that are not annotated or whose span begins inside a token have none.",
                           0,
                           false,
                           {{"names on a treebank", "tagger align --onto ewt.conllu --from uner.iob2"}}};
  AlignVerb verb;
  const auto given = parse(usage, align_option_table(), arguments, verb);
  if (!given) return Exit::fine;
  if (verb.onto.empty()) throw UsageError("no corpus to label given; give one with --onto FILE");
  if (verb.from.empty()) throw UsageError("no corpus with spans given; give one with --from FILE");

  const text::Tokeniser tokeniser("en");
  const Target target = read_target(verb.onto, tokeniser);
  auto annotated =
      corpus::read_sentences(verb.from, options::reader_options(verb.input, true, false, tokeniser));
  const auto style = read_scheme(annotated, verb.input.from_scheme, verb.from.front());
  auto aligned = corpus::align_spans(target.sentences, annotated, style);
  if (aligned.matched == 0) {
    throw DataError({verb.onto, 0, 0}, "no document has the same characters as one in " + verb.from.front() +
                                           "; both need the same texts, divided into the same documents");
  }
  const std::string remark = summary(aligned);
  write(target, std::move(aligned.labels), verb);
  Console(verb.quiet).note(remark);
  return Exit::fine;
}

}  // namespace seqlab::programs

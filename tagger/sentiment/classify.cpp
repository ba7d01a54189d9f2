#include <string>
#include <utility>

#include "base/errors.h"
#include "base/pool.h"
#include "corpus/malformed.h"
#include "corpus/reading_plan.h"
#include "corpus/reviews/review_writer.h"
#include "model/labelling/classifier_model.h"
#include "options/review_input_options.h"
#include "program/command_line.h"
#include "program/console.h"
#include "program/data_output.h"
#include "program/models.h"
#include "program/verb_options.h"
#include "sentiment/verbs.h"
#include "streams/classify_stream.h"

namespace seqlab::programs {

namespace {

struct ClassifyVerb {
  ModelRunOptions model;
  options::ReviewInputOptions input{.input_format = corpus::ReviewFormat::lines,
                                    .tokens = corpus::TextTokens::raw};
  OutputOptions output;
  bool probabilities = false;
  corpus::TreeClasses classes = corpus::TreeClasses::all;
  bool raw_probabilities = false;
  double min_confidence = 0;
};

options::OptionTable<ClassifyVerb> classify_option_table() {
  options::OptionTable<ClassifyVerb> table;
  table.include(model_run_option_table(), &ClassifyVerb::model)
      .include(options::review_input_table({"automatic", "space", "fasttext", "trees"}), &ClassifyVerb::input)
      .add({.name = "probabilities", .group = "Output", .help = "also write the probability of every label"},
           &ClassifyVerb::probabilities)
      .add({.name = "classes",
            .group = "Output",
            .help = "2: of a model with the labels negative, neutral and positive, do not give neutral",
            .refused = {"3"}},
           &ClassifyVerb::classes)
      .add(raw_probabilities_option(), &ClassifyVerb::raw_probabilities)
      .add(min_confidence_option("give no label that is less probable than this"),
           &ClassifyVerb::min_confidence)
      .include(output_option_table(), &ClassifyVerb::output);
  return table;
}

// Counts the records that were passed through unread.
class CountingWriter : public corpus::ReviewWriter {
 public:
  CountingWriter(corpus::ReviewWriter& writer, corpus::SkippedRecords& skipped)
      : writer_(writer), skipped_(skipped) {}

  void write(const corpus::Review& review, const corpus::Classification& result) override {
    if (!review.problem.empty()) skipped_.add(review.problem);
    writer_.write(review, result);
  }

 private:
  corpus::ReviewWriter& writer_;
  corpus::SkippedRecords& skipped_;
};

}  // namespace

Exit sentiment_classify(const Arguments& arguments) {
  const VerbUsage usage = {
      "sentiment classify [-m MODEL] [options] [FILE...]",
      "Labels texts from files or standard input, one per line, and prints 'label probability text'\n"
      "separated by tabs. JSON objects and records of CSV and TSV are printed with label and probability "
      "added;\n"
      "a file with such content is recognised by its ending (.csv, .tsv, .jsonl) or its first object.",
      most_files,
      false,
      {{"a review with the default model", "echo \"a warm and clever film\" | sentiment classify"},
       {"a column of a table", "sentiment classify --text-column review -o labelled.csv reviews.csv"}}};
  ClassifyVerb verb;
  const auto given = parse(usage, classify_option_table(), arguments, verb);
  if (!given) return Exit::fine;
  verb.model.model = find_model(verb.model.model, sentiment_models);
  const auto model = model::ClassifierModel::load(verb.model.model);
  const text::Tokeniser tokeniser(model.options().language);
  const bool recognise = !given->has("input-format");
  const bool labelled = verb.input.input_format == corpus::ReviewFormat::automatic;
  auto reading = options::review_options(verb.input, labelled, model.options(), tokeniser);
  reading.classes = corpus::TreeClasses::all;  // classify every text, whatever its label
  base::Pool pool(verb.model.threads);
  DataOutput output(verb.output);
  corpus::ReviewWriterOptions writing{.labels = model.labels(), .probabilities = verb.probabilities};
  bool header_written = false;
  streams::ClassifyStreamOptions options;
  options.classify = {verb.model.batch_size, verb.raw_probabilities, verb.min_confidence, {}};
  if (verb.classes == corpus::TreeClasses::two) {
    const std::string neutral = "neutral";
    options.classify.leave_out = model.indices_of({&neutral, 1});
    if (model.labels().size() - options.classify.leave_out.size() != 2) {
      throw UsageError("--classes 2: the model does not have two labels beside " + neutral);
    }
  }
  std::size_t texts = 0;
  Console console(verb.model.quiet);
  for (const auto& file : given->inputs()) {
    const bool named = file != "-";
    reading.format = named && recognise ? corpus::ReviewFormat::automatic : verb.input.input_format;
    reading.by_first_record = !named && !labelled;
    const auto reader = corpus::make_review_reader(io::open_input(file), reading);
    if (named) console.note(file + ": " + corpus::one_line(reader->plan()));
    const auto dialect = reader->dialect();
    writing.format = dialect ? corpus::ReviewFormat::csv : reader->format();
    writing.dialect = dialect.value_or(corpus::CsvDialect{});
    // The records of several tables have one header.
    writing.header = header_written ? "" : reader->header();
    header_written = header_written || !writing.header.empty();
    const auto writer = corpus::make_review_writer(output.stream(), writing);
    corpus::SkippedRecords skipped;
    CountingWriter counting(*writer, skipped);
    texts += streams::classify_stream(model, *reader, counting, options, pool, [&output] { output.flush(); });
    for (const std::string& remark : skipped.remarks()) console.note(remark);
    for (const std::string& remark : reader->remarks()) console.note(remark);
  }
  output.finish();
  console.note(std::to_string(texts) + " texts");
  return Exit::fine;
}

}  // namespace seqlab::programs

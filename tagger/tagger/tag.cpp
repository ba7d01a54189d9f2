#include "base/pool.h"
#include "corpus/annotations/brat_files.h"
#include "corpus/writer.h"
#include "model/labelling/tagger_model.h"
#include "options/input_options.h"
#include "program/command_line.h"
#include "program/console.h"
#include "program/data_output.h"
#include "program/models.h"
#include "program/verb_options.h"
#include "streams/label_columns.h"
#include "streams/tag_stream.h"
#include "tagger/head_option.h"
#include "tagger/output_format.h"
#include "tagger/verbs.h"

namespace seqlab::programs {

namespace {

struct TagVerb {
  ModelRunOptions model;
  std::string head;
  options::InputOptions input{.input_format = corpus::Format::file};
  OutputOptions output;
  std::optional<corpus::OutputFormat> output_format;
  bool probabilities = false;
  std::size_t n_best = 0;
  bool raw_probabilities = false;
  double min_confidence = 0;
};

// The other formats have no place for several sequences per sentence.
void check_alternatives(const TagVerb& verb, const model::TaggerModel& model, corpus::OutputFormat format) {
  if (verb.n_best == 0) return;
  if (format != corpus::OutputFormat::jsonl && format != corpus::OutputFormat::conllu) {
    throw UsageError("--n-best can write only JSON Lines and CoNLL-U; give --output-format jsonl or conllu");
  }
  const std::vector<std::string> heads = model.heads();
  if (heads.size() == 1) return;
  std::string names;
  for (const std::string& head : heads) names += (names.empty() ? "" : ", ") + head;
  throw UsageError("--n-best works with one head, but the model has several; choose one with --head (" +
                   names + ")");
}

options::OptionTable<TagVerb> tag_option_table() {
  constexpr std::string_view gold_only[] = {"unlabelled",  "misaligned", "label-names",
                                            "from-scheme", "map-labels", "unlabelled-words"};
  options::OptionTable<TagVerb> table;
  table.include(model_run_option_table(), &TagVerb::model)
      .add(head_option(), &TagVerb::head)
      .include(options::input_option_table().without(gold_only), &TagVerb::input)
      .add(output_format_option("the input's; conll for those that are no format of output", false),
           &TagVerb::output_format)
      .add(
          {.name = "probabilities",
           .group = "Output",
           .help =
               "also write the probability of each label, if the format has a place for it, and that of each "
               "span in jsonl, html, terminal and brat"},
          &TagVerb::probabilities)
      .add(
          {.name = "n-best",
           .group = "Output",
           .help = "also write the N best label sequences of each sentence with their probabilities, in JSON "
                   "Lines or CoNLL-U",
           .range = {.low = 1, .high = 100},
           .default_text = "none"},
          &TagVerb::n_best)
      .add(raw_probabilities_option(), &TagVerb::raw_probabilities)
      .add(min_confidence_option(
               "give no span, or label of a column without spans, that is less probable than this"),
           &TagVerb::min_confidence)
      .include(output_option_table(), &TagVerb::output);
  return table;
}

}  // namespace

Exit tagger_tag(const Arguments& arguments) {
  const VerbUsage usage = {
      "tagger tag [-m MODEL] [options] [FILE...]",
      "Labels every token of the files or of standard input. Raw text is first split into sentences and\n"
      "tokens, line by line.",
      most_files,
      false,
      {{"a sentence with the default model", "echo \"Apple CEO Tim Cook eats an apple.\" | tagger tag"},
       {"names with their probabilities, as JSON",
        "tagger tag -m en-ner --output-format jsonl --probabilities news.txt"},
       {"a page to read in a browser", "tagger tag --output-format html -o news.html news.txt"},
       {"the annotation of a text for brat",
        "tagger tag -m en-ner --output-format brat -o news.ann news.txt"}}};
  TagVerb verb;
  const auto given = parse(usage, tag_option_table(), arguments, verb);
  if (!given) return Exit::fine;
  verb.model.model = find_model(verb.model.model, tagger_models);
  if (verb.n_best > 0 && verb.min_confidence > 0) {
    throw UsageError("--min-confidence and --n-best do not go together; give one of them");
  }

  const auto files = corpus::with_brat_folders(given->inputs());
  check_one_text(files, verb.output_format);

  const auto model = with_head(model::TaggerModel::load(verb.model.model), verb.head);
  const text::Tokeniser tokeniser(model.options().language);
  auto reader_settings = options::reader_options(verb.input, false, model.options().nfc, tokeniser);
  reader_settings.feature_columns = model.feature_columns();
  base::Pool pool(verb.model.threads);
  Console console(verb.model.quiet);
  DataOutput output(verb.output);
  streams::TagStreamOptions options;
  options.tag = {.batch_size = verb.model.batch_size,
                 .probabilities = verb.probabilities,
                 .n_best = verb.n_best,
                 .raw = verb.raw_probabilities,
                 .min_confidence = verb.min_confidence};

  const Stopwatch stopwatch;
  streams::TagStreamCounts all;
  std::unique_ptr<corpus::RecordWriter> writer;
  for (const auto& file : files) {
    const auto reader = corpus::make_reader(io::open_input(file), reader_settings);
    streams::check_feature_columns(model, reader->format());
    if (file != "-") console.note(file + ": " + corpus::one_line(reader->plan()));
    corpus::WriterOptions writing;
    writing.format = output_format_for(verb.output_format, reader->format(), corpus::OutputFormat::conll);
    check_alternatives(verb, model, writing.format);
    options.tag.span_probabilities = verb.probabilities && (writing.format == corpus::OutputFormat::jsonl ||
                                                            corpus::shows_spans(writing.format));
    streams::write_label_columns(verb.input.label_column, model, writing);
    writing.offsets = reader_settings.offsets;
    streams::write_scores(options.tag, writing);
    writing.colour = !colour_refused();
    if (!writer || !corpus::is_one_document(writing.format)) {
      writer = corpus::make_writer(output.stream(), writing);
    }
    const auto counts =
        streams::tag_stream(model, *reader, *writer, options, pool, [&output] { output.flush(); });
    for (const std::string& remark : counts.skipped.remarks()) console.note(remark);
    for (const std::string& remark : reader->remarks()) console.note(remark);
    all.records += counts.records;
    all.sentences += counts.sentences;
    all.tokens += counts.tokens;
  }
  writer->close();
  output.finish();
  const double seconds = stopwatch.seconds();
  console.note(
      std::to_string(all.records) + " records, " + std::to_string(all.sentences) + " sentences, " +
      std::to_string(all.tokens) + " tokens" +
      (seconds > 0
           ? ", " + std::to_string(static_cast<std::size_t>(static_cast<double>(all.tokens) / seconds)) +
                 " tokens/s"
           : ""));
  return Exit::fine;
}

}  // namespace seqlab::programs

#include <sys/stat.h>

#include <functional>
#include <map>
#include <vector>

#include "base/errors.h"
#include "corpus/annotations/brat_files.h"
#include "corpus/reader.h"
#include "corpus/schemes/corpus_scheme.h"
#include "corpus/schemes/tag_scheme.h"
#include "corpus/writer.h"
#include "options/input_options.h"
#include "program/command_line.h"
#include "program/console.h"
#include "program/data_output.h"
#include "program/verb_options.h"
#include "tagger/output_format.h"
#include "tagger/verbs.h"

namespace seqlab::programs {

namespace {

// Between the prefix and the type of a label.
enum class Separator : char { hyphen = '-', underscore = '_' };
constexpr auto name_table(Separator /*separator*/) {
  return base::NameTable<Separator, 2>{{{"-", Separator::hyphen}, {"_", Separator::underscore}}};
}

struct ConvertVerb {
  options::InputOptions input;
  OutputOptions output;
  std::optional<corpus::OutputFormat> output_format;
  std::string output_column;
  std::optional<corpus::TagScheme> scheme;
  Separator separator = Separator::hyphen;
  std::string language = "en";
  bool no_labels = false;
  bool quiet = false;
};

options::OptionTable<ConvertVerb> convert_option_table() {
  using C = ConvertVerb;
  constexpr std::string_view not_for_conversion[] = {"map-labels", "unlabelled-words"};
  options::OptionTable<C> table;
  table.include(options::input_option_table().without(not_for_conversion), &C::input)
      .add({.name = "no-labels", .group = "Input", .help = "read only the words"}, &C::no_labels)
      .add({.name = "language",
            .group = "Input",
            .help = "language of the tokeniser, for raw text",
            .value = "CODE"},
           &C::language)
      .add(output_format_option(
               "the input's; conllu for raw text and brat, conll for others that are no format of output",
               true),
           &C::output_format)
      .add({.name = "output-column",
            .group = "Output",
            .help = "column for the labels of another format in CoNLL-U: UPOS, XPOS, FEATS or MISC:Key",
            .value = "COLUMN",
            .default_text = "UPOS"},
           &C::output_column)
      .add(
          {.name = "scheme",
           .group = "Output",
           .help = "tag scheme to write; label sequences that are invalid in the input's scheme are repaired "
                   "as conlleval reads them, and counted",
           .refused = {"none"},
           .default_text = "the input's, unchanged"},
          &C::scheme)
      .add({.name = "separator", .group = "Output", .help = "separator between prefix and type"},
           &C::separator)
      .include(output_option_table(), &C::output)
      .add(quiet_option(), &C::quiet);
  return table;
}

bool has_labels(corpus::Format format) {
  return format != corpus::Format::text && format != corpus::Format::tokens;
}

// The records of the input files, which can be read several times.
class Corpus {
 public:
  Corpus(std::vector<std::string> files, corpus::ReaderOptions options, bool no_labels)
      : files_(std::move(files)), options_(std::move(options)), no_labels_(no_labels) {}

  // Calls `begin`, `take` for each record and `end` for each file. again: the records will be read once more,
  // so those of an input that can be read only once are kept in memory.
  void read(bool again, const std::function<void(const std::string& file, corpus::RecordReader&)>& begin,
            const std::function<void(corpus::Record&)>& take,
            const std::function<void(const std::string& trailing)>& end) {
    for (const auto& file : files_) {
      const auto kept = kept_.find(file);
      if (kept != kept_.end()) {
        begin(file, *kept->second.reader);
        for (auto& record : kept->second.records) take(record);
        end(kept->second.reader->trailing());
        continue;
      }
      Kept now{open(file), {}};
      begin(file, *now.reader);
      const bool keep = again && !is_regular(file);
      for (corpus::Record record; now.reader->next(record);) {
        take(record);
        if (keep) now.records.push_back(std::move(record));
      }
      end(now.reader->trailing());
      if (keep) kept_.emplace(file, std::move(now));
    }
  }

 private:
  struct Kept {
    std::unique_ptr<corpus::RecordReader> reader;
    std::vector<corpus::Record> records;
  };

  static bool is_regular(const std::string& file) {
    struct stat status {};
    return file != "-" && ::stat(file.c_str(), &status) == 0 && S_ISREG(status.st_mode);
  }

  std::unique_ptr<corpus::RecordReader> open(const std::string& file) const {
    corpus::ReaderOptions options = options_;
    if (no_labels_ || !has_labels(options.format)) options.label_columns.clear();
    return corpus::make_reader(io::open_input(file), options);
  }

  std::vector<std::string> files_;
  corpus::ReaderOptions options_;
  bool no_labels_;
  std::map<std::string, Kept> kept_;
};

// How the labels are read, in a scheme. Throws DataError if they follow none.
corpus::LabelReading reading_of(const corpus::CorpusScheme& scheme, const std::string& file) {
  const auto reading = scheme.reading();
  if (reading.style.scheme != corpus::TagScheme::none) return reading;
  if (const auto misfit = scheme.misfit()) {
    throw DataError(misfit->place, "the label '" + misfit->label +
                                       "' follows no tag scheme; --scheme needs labels such as O, B-PER and "
                                       "I-PER, or types without a prefix and --from-scheme raw");
  }
  throw DataError({file, 0, 0}, "there are no labels; --scheme needs labels such as O, B-PER and I-PER");
}

// The columns of labels in a table, which is the same for all files: one, named as the column that it was
// read from.
std::vector<std::string> table_columns(const ConvertVerb& verb) {
  if (verb.no_labels || !has_labels(verb.input.input_format)) return {};
  return {verb.input.label_column};
}

std::string name_of(const corpus::LabelReading& reading) {
  if (reading.raw) return "raw";
  return (reading.changes() ? "mixed " : "") + std::string(base::name_of(reading.style.scheme));
}

}  // namespace

Exit tagger_convert(const Arguments& arguments) {
  const VerbUsage usage = {
      "tagger convert [options] [FILE...]",
      "Changes the format of a corpus or the tag scheme of its labels. --scheme, html, terminal\n"
      "and brat read the whole corpus first to find its scheme, and keep standard input in\n"
      "memory.",
      most_files,
      false,
      {{"another tag scheme", "tagger convert --scheme iobes -o iobes.conll train.iob2"},
       {"labels to look at in a browser", "tagger convert --output-format html -o train.html train.iob2"}}};
  ConvertVerb verb;
  const auto given = parse(usage, convert_option_table(), arguments, verb);
  if (!given) return Exit::fine;

  const bool shows_spans = verb.output_format && corpus::shows_spans(*verb.output_format);
  if (verb.input.from_scheme == corpus::FromScheme::none && verb.scheme) {
    throw UsageError("--from-scheme none: labels of single tokens cannot be written in a tag scheme");
  }
  if (verb.input.from_scheme != corpus::FromScheme::automatic && !verb.scheme && !shows_spans) {
    throw UsageError(
        "--from-scheme says how labels are read to be written in another scheme, or as spans; name the "
        "scheme "
        "with --scheme, or give --output-format html, terminal or brat");
  }
  const text::Tokeniser tokeniser(verb.language);
  const auto files = corpus::with_brat_folders(given->inputs());
  check_one_text(files, verb.output_format);
  const auto reading = options::reader_options(verb.input, true, false, tokeniser);
  Corpus corpus(files, reading, verb.no_labels);

  corpus::LabelReading from;
  const corpus::SchemeStyle to{verb.scheme.value_or(corpus::TagScheme::none),
                               static_cast<char>(verb.separator)};
  if (verb.scheme || (shows_spans && !verb.no_labels)) {
    corpus::CorpusScheme scheme(verb.input.from_scheme);
    corpus.read(
        true, [](const std::string&, corpus::RecordReader&) {},
        [&scheme](const corpus::Record& record) {
          for (const auto& sentence : record.sentences) {
            for (std::size_t column = 0; column < sentence.gold.size(); ++column)
              scheme.add(sentence, column);
          }
        },
        [](const std::string&) {});
    from = verb.scheme ? reading_of(scheme, files[0]) : scheme.reading();
  }

  DataOutput output(verb.output);
  std::unique_ptr<corpus::RecordWriter> writer;
  std::vector<corpus::Predicted> nothing;
  std::size_t records = 0;
  std::size_t repaired = 0;
  Console console(verb.quiet);
  corpus::SkippedRecords skipped;
  const corpus::RecordReader* current = nullptr;
  std::vector<std::string> remarks;
  corpus.read(
      false,
      [&](const std::string& file, corpus::RecordReader& reader) {
        current = &reader;
        corpus::WriterOptions writing;
        writing.format = output_format_for(verb.output_format, reader.format(), corpus::OutputFormat::conllu);
        writing.label_columns = {verb.output_column};
        if (writing.format == corpus::OutputFormat::tsv) writing.label_columns = table_columns(verb);
        writing.offsets = reading.offsets;
        writing.gold = !verb.no_labels && has_labels(reader.format());
        if (shows_spans) writing.schemes = {verb.scheme ? to : from.style};
        writing.colour = !colour_refused();
        console.note((file == "-" ? "<stdin>" : file) + ": " + corpus::one_line(reader.plan()));
        if (!writer || !corpus::is_one_document(writing.format)) {
          writer = corpus::make_writer(output.stream(), writing);
        }
      },
      [&](corpus::Record& record) {
        if (!record.problem.empty()) return skipped.add(record.problem);
        for (auto& sentence : record.sentences) {
          for (auto& labels : sentence.gold) {
            if (verb.scheme) {
              labels = corpus::convert_labels(from(labels), from.style, to, &repaired);
            } else if (shows_spans) {
              labels = from(labels);
            }
          }
        }
        nothing.resize(record.sentences.size());
        writer->write(record, nothing);
        ++records;
      },
      [&](const std::string& trailing) {
        writer->finish(trailing);
        for (std::string& remark : current->remarks()) remarks.push_back(std::move(remark));
      });
  writer->close();
  output.finish();

  for (const std::string& line : skipped.remarks()) console.note(line);
  for (const std::string& line : remarks) console.note(line);
  std::string remark = std::to_string(records) + " records";
  if (verb.scheme) {
    remark += "; " + name_of(from) + " to " + std::string(base::name_of(*verb.scheme)) + ", " +
              std::to_string(repaired) + " labels repaired";
  }
  console.note(remark);
  return Exit::fine;
}

}  // namespace seqlab::programs

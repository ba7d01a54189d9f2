#include "corpus/reader.h"

#include <cctype>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/errors.h"
#include "base/names.h"
#include "corpus/columns/columns.h"
#include "corpus/columns/conll_layout.h"
#include "corpus/json/json_splitter.h"
#include "corpus/lines.h"
#include "corpus/readers.h"

namespace seqlab::corpus {
namespace {

std::string extension(std::string name) {
  for (char& c : name) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  for (const std::string_view compressed : {".gz", ".zst"}) {
    if (name.ends_with(compressed)) name.resize(name.size() - compressed.size());
  }
  const std::size_t dot = name.find_last_of("./");
  return dot == std::string::npos || name[dot] == '/' ? "" : name.substr(dot + 1);
}

// The first line that is neither blank nor a comment; null if there is none.
const Line* first_content(Lines& lines) {
  constexpr std::size_t most_lines = 10000;
  for (std::size_t ahead = 0; ahead < most_lines; ++ahead) {
    const Line* line = lines.peek(ahead);
    if (line == nullptr) return nullptr;
    if (!is_blank(line->text) && !line->text.starts_with("# ")) return line;
  }
  return nullptr;
}

bool looks_like_conllu(Lines& lines) {
  const Line* first = lines.peek(0);
  if (first != nullptr && first->text.starts_with("# global.columns")) return true;
  const Line* content = first_content(lines);
  if (content == nullptr) return false;
  std::vector<std::string_view> fields;
  split_fields(content->text, '\t', fields);
  return fields.size() == 10 && (fields[0] == "1" || fields[0].starts_with("1-") || fields[0] == "0.1");
}

// By the extension if it names a format; else (.txt, unknown) by the first lines. If these are ambiguous,
// labels can only be in columns.
Format recognised(Lines& lines, bool labels) {
  const std::string ending = extension(lines.name());
  if (ending == "conllu" || ending == "conllup") return Format::conllu;
  if (ending == "jsonl" || ending == "ndjson") return Format::jsonl;
  for (const std::string_view columns : {"conll", "iob", "iob1", "iob2", "bio", "iobes", "bilou"}) {
    if (ending == columns) return Format::conll;
  }
  if (looks_like_conllu(lines)) return Format::conllu;
  if (begins_json(lines)) return Format::jsonl;
  if (looks_like_conll(lines)) return Format::conll;
  return labels && ending != "txt" ? Format::conll : Format::text;
}

}  // namespace

std::string normalised(std::string_view word, const ReaderOptions& options) {
  return options.nfc ? text::to_nfc(word) : std::string(word);
}

void RecordReader::parse(Record& record) const {
  record.tokenised = format() != Format::text && format() != Format::jsonl;
  if (malformed_ == Malformed::error) {
    read(record);
    return;
  }
  try {
    read(record);
  } catch (const DataError& error) {
    record.sentences.clear();
    record.problem = error.what();
  }
}

std::unique_ptr<RecordReader> make_reader(std::unique_ptr<io::Input> input, const ReaderOptions& options) {
  Lines lines(std::move(input), options.encoding, options.replace_invalid);
  const Format format = options.format == Format::automatic
                            ? recognised(lines, !options.label_columns.empty())
                            : options.format;
  switch (format) {
    case Format::text:
      return make_raw_text_reader(std::move(lines), options);
    case Format::tokens:
      return make_token_line_reader(std::move(lines), options);
    case Format::conll:
      return make_conll_reader(std::move(lines), options);
    case Format::conllu:
      return make_conllu_reader(std::move(lines), options);
    default:
      return make_json_line_reader(std::move(lines), options);
  }
}

std::vector<Sentence> read_sentences(const std::string& path, const ReaderOptions& options) {
  std::unique_ptr<io::Input> input = io::open_input(path);
  const std::string name = input->name();
  const std::unique_ptr<RecordReader> reader = make_reader(std::move(input), options);
  const Format format = reader->format();
  if (!options.label_columns.empty() && (format == Format::text || format == Format::tokens)) {
    throw DataError({name, 0, 0},
                    "read as " + std::string(base::name_of(format)) +
                        ", which has no labels; give conll, conllu or jsonl, and name the format "
                        "with --input-format if it is not recognised");
  }
  std::vector<Sentence> sentences;
  SkippedRecords skipped;
  for (Record record; reader->next(record);) {
    if (!record.problem.empty()) skipped.add(record.problem);
    for (Sentence& sentence : record.sentences) sentences.push_back(std::move(sentence));
  }
  if (sentences.empty()) {
    throw DataError({name, 0, 0}, "no sentence in a file read as " + std::string(base::name_of(format)) +
                                      "; if that is the wrong format, choose another with --input-format");
  }
  if (options.note) {
    options.note(plan_remark(name, reader->plan(), sentences));
    for (const std::string& remark : skipped.remarks()) options.note(remark);
    for (const std::string& remark : reader->remarks()) options.note(remark);
  }
  return sentences;
}

}  // namespace seqlab::corpus

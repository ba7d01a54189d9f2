#include "corpus/reader.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/errors.h"
#include "base/names.h"
#include "corpus/annotations/brat_files.h"
#include "corpus/columns/columns.h"
#include "corpus/columns/conll_layout.h"
#include "corpus/json/json_splitter.h"
#include "corpus/lines.h"
#include "corpus/readers.h"

namespace seqlab::corpus {
namespace {

using namespace std::string_view_literals;

std::string extension(std::string name) {
  for (char& c : name) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  for (const std::string_view compressed : {".gz", ".zst"}) {
    if (name.ends_with(compressed)) name.resize(name.size() - compressed.size());
  }
  const std::size_t dot = name.find_last_of("./");
  return dot == std::string::npos || name[dot] == '/' ? "" : name.substr(dot + 1);
}

constexpr std::array kColumnEndings = {"conll"sv, "conllx"sv, "iob"sv,   "iob1"sv,  "iob2"sv,
                                       "bio"sv,   "bioes"sv,  "iobes"sv, "bilou"sv, "bmes"sv};
constexpr std::array kConlluEndings = {"conllu"sv, "conllup"sv};
constexpr std::array kJsonEndings = {"jsonl"sv, "ndjson"sv, "json"sv};

template <std::size_t n>
bool is_among(const std::array<std::string_view, n>& endings, const std::string& ending) {
  return std::find(endings.begin(), endings.end(), ending) != endings.end();
}

// The first lines that are neither blank nor comments; of an input that is still being written only one.
std::vector<std::string_view> first_content(Lines& lines) {
  constexpr std::size_t most_lines = 10000;
  const std::size_t most = lines.live() ? 1 : 50;
  std::vector<std::string_view> content;
  for (std::size_t ahead = 0; ahead < most_lines && content.size() < most; ++ahead) {
    const Line* line = lines.peek(ahead);
    if (line == nullptr) break;
    const std::string_view text = without_byte_order_mark(line->text);
    if (!is_blank(text) && !text.starts_with("# ")) content.push_back(text);
  }
  return content;
}

// Ten columns that begin with a number: in the first line with one that starts a sentence, or in nearly all.
bool looks_like_conllu(Lines& lines) {
  const Line* first = lines.peek(0);
  if (first != nullptr && first->text.starts_with("# global.columns")) return true;
  std::vector<std::string_view> fields;
  std::size_t rows = 0;
  const std::vector<std::string_view> content = first_content(lines);
  for (std::size_t i = 0; i < content.size(); ++i) {
    split_fields(content[i], '\t', fields);
    const bool ten = fields.size() == 10;
    const std::string_view id = fields.front();
    if (i == 0 && ten && (id == "1" || id.starts_with("1-") || id == "0.1")) return true;
    if (ten && !id.empty() && id.find_first_not_of("0123456789-.") == std::string_view::npos) ++rows;
  }
  constexpr std::size_t least = 5;
  return rows >= least && rows * 10 >= content.size() * 9;
}

// The shape of an annotation tool or shared task that the first lines show beyond doubt.
std::optional<Format> annotation_shape(Lines& lines) {
  if (looks_like_brat(lines)) return Format::brat;
  if (looks_like_webanno(lines)) return Format::webanno;
  if (looks_like_ontonotes(lines)) return Format::ontonotes;
  return std::nullopt;
}

// A table of CSV with a header.
std::optional<Format> table_shape(Lines& lines) {
  if (looks_like_sentence_table(lines)) return Format::sentence_table;
  if (looks_like_token_table(lines)) return Format::token_table;
  return std::nullopt;
}

// Content that can be only one format wins over the ending; an ending over content that is less certain. If
// both are silent (.txt, unknown), labels can only be in columns.
Format recognised(Lines& lines, bool labels) {
  if (const std::optional<Format> shape = annotation_shape(lines)) return *shape;
  if (looks_like_conllu(lines)) return Format::conllu;
  const bool json = begins_json(lines);
  if (!json) {
    if (const std::optional<Format> table = table_shape(lines)) return *table;
    if (labels && looks_like_inline(lines)) return Format::inline_tags;
  }
  const std::string ending = extension(lines.name());
  const bool columns = looks_like_conll(lines, labels);
  if (is_among(kConlluEndings, ending)) return columns ? Format::conll : Format::conllu;
  if (is_among(kColumnEndings, ending)) return json && !columns ? Format::jsonl : Format::conll;
  if (is_among(kJsonEndings, ending)) return columns && !json ? Format::conll : Format::jsonl;
  if (json) return Format::jsonl;
  if (columns) return Format::conll;
  if (labels && has_brat_annotation(lines.name())) return Format::brat;
  return labels && ending != "txt" ? Format::conll : Format::text;
}

// Format::file.
Format recognised_file(Lines& lines, bool labels) {
  const std::string ending = extension(lines.name());
  const bool unmistakable =
      is_among(kConlluEndings, ending) || is_among(kColumnEndings, ending) || is_among(kJsonEndings, ending);
  if (unmistakable) return recognised(lines, labels);
  if (lines.live() || lines.name() == "<stdin>") return Format::text;
  if (looks_like_conllu(lines)) return Format::conllu;
  if (const std::optional<Format> shape = annotation_shape(lines)) return *shape;
  const bool table = ending == "csv" || ending == "tsv";
  return table ? table_shape(lines).value_or(Format::text) : Format::text;
}

Format format_of(Lines& lines, const ReaderOptions& options) {
  const bool labels = !options.label_columns.empty();
  switch (options.format) {
    case Format::automatic:
      return recognised(lines, labels);
    case Format::file:
      return recognised_file(lines, labels);
    default:
      return options.format;
  }
}

}  // namespace

std::string normalised(std::string_view word, const ReaderOptions& options) {
  return options.nfc ? text::to_nfc(word) : std::string(word);
}

void RecordReader::parse(Record& record) const {
  record.tokenised = format() != Format::text && format() != Format::jsonl && format() != Format::brat;
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

std::vector<std::string> RecordReader::remarks() const {
  std::vector<std::string> remarks;
  if (replaced_) remark_on_replaced(*replaced_, file_, remarks);
  for (std::string& remark : label_remarks()) remarks.push_back(std::move(remark));
  return remarks;
}

void RecordReader::remark_on(std::shared_ptr<const Tally> lines, std::string file) {
  replaced_ = std::move(lines);
  file_ = std::move(file);
}

namespace {

std::unique_ptr<RecordReader> make_reader_of_lines(Lines lines, const ReaderOptions& options) {
  switch (format_of(lines, options)) {
    case Format::text:
      return make_raw_text_reader(std::move(lines), options);
    case Format::tokens:
      return make_token_line_reader(std::move(lines), options);
    case Format::conll:
      return make_conll_reader(std::move(lines), options);
    case Format::conllu:
      return make_conllu_reader(std::move(lines), options);
    case Format::inline_tags:
      return make_inline_reader(std::move(lines), options);
    case Format::token_table:
      return make_token_table_reader(std::move(lines), options);
    case Format::sentence_table:
      return make_sentence_table_reader(std::move(lines), options);
    case Format::ontonotes:
      return make_ontonotes_reader(std::move(lines), options);
    case Format::webanno:
      return make_webanno_reader(std::move(lines), options);
    case Format::brat:
      return make_brat_reader(std::move(lines), options);
    default:
      return make_json_line_reader(std::move(lines), options);
  }
}

}  // namespace

std::unique_ptr<RecordReader> make_reader(std::unique_ptr<io::Input> input, const ReaderOptions& options) {
  const auto replaced = std::make_shared<Tally>();
  Lines lines(std::move(input), options.encoding, options.replace_invalid, replaced);
  if (!lines.live()) refuse_carriage_returns(lines);
  const std::string name = lines.name();
  auto reader = make_reader_of_lines(std::move(lines), options);
  reader->remark_on(replaced, name);
  return reader;
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
    options.note(plan_remark(name, reader->plan(), sentences, options.from_scheme));
    for (const std::string& remark : skipped.remarks()) options.note(remark);
    for (const std::string& remark : reader->remarks()) options.note(remark);
  }
  return sentences;
}

}  // namespace seqlab::corpus

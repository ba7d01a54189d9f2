#include "fuzz/corpora.h"

#include <algorithm>
#include <string_view>
#include <vector>

#include "base/errors.h"
#include "corpus/read_text.h"
#include "corpus/readers.h"
#include "io/input.h"
#include "text/utf8.h"

namespace seqlab::fuzz {
namespace {

using corpus::Format;
using corpus::OutputFormat;
using corpus::Record;
using corpus::Sentence;

bool is_utf8(const std::vector<std::string>& texts) {
  return std::ranges::all_of(texts, [](const std::string& text) { return !text::find_invalid_utf8(text); });
}

void check_sentence(const Sentence& sentence, const corpus::ReaderOptions& options) {
  const std::size_t size = sentence.size();
  require(size > 0, "a sentence has tokens");
  require(sentence.lines.size() == size, "a token has a line");
  require(sentence.gold.empty() || sentence.gold.size() == options.label_columns.size(),
          "a sentence has all lists of labels or none");
  require(sentence.features.size() == options.feature_columns.size(), "a sentence has all its features");
  for (const auto* lists : {&sentence.gold, &sentence.features}) {
    for (const corpus::Labels& list : *lists) {
      require(list.size() == size, "a token has an entry in each list");
      require(is_utf8(list), "labels and features are UTF-8");
    }
  }
  require(sentence.offsets.empty() || sentence.offsets.size() == size, "all tokens have a place or none");
  require(is_utf8(sentence.words), "words are UTF-8");
}

void check_places(const Record& record, const corpus::ReaderOptions& options) {
  std::size_t end = 0;
  for (const Sentence& sentence : record.sentences) {
    for (std::size_t token = 0; token < sentence.offsets.size(); ++token) {
      const text::TextSpan place = sentence.offsets[token];
      require(end <= place.begin && place.begin < place.end && place.end <= record.text.size(),
              "the places of tokens are in order and in the text");
      const auto covered = std::string_view(record.text).substr(place.begin, place.end - place.begin);
      require(corpus::normalised(covered, options) == sentence.words[token],
              "a token is the text in its place");
      end = place.end;
    }
  }
}

void check(const Record& record, const corpus::ReaderOptions& options) {
  require(record.problem.empty() || record.sentences.empty(), "a record with a problem has no sentences");
  require(!text::find_invalid_utf8(record.text), "a text is UTF-8");
  for (const Sentence& sentence : record.sentences) check_sentence(sentence, options);
  check_places(record, options);
}

// What is in JSON Lines again when it is read.
void check_json(const std::string& lines, const std::vector<Record>& records) {
  require(static_cast<std::size_t>(std::ranges::count(lines, '\n')) == records.size(),
          "JSON Lines have an object a record");
  corpus::ReaderOptions options;
  options.format = Format::jsonl;
  options.label_columns.clear();
  options.tokeniser = &english();
  const std::vector<Record> again = tests::read_text(lines, options);
  require(again.size() == records.size(), "JSON Lines are read as many records");
  for (std::size_t i = 0; i < records.size(); ++i) {
    if (!records[i].tokenised || records[i].sentences.size() != 1) continue;
    require(again[i].sentences.size() == 1 && again[i].sentences[0].words == records[i].sentences[0].words,
            "JSON Lines have the words that were written");
  }
}

}  // namespace

const text::Tokeniser& english() {
  static const text::Tokeniser tokeniser("en");
  return tokeniser;
}

corpus::ReaderOptions choose_reader_options(Input& input) {
  const std::size_t flags = input.choose(256);
  corpus::ReaderOptions options;
  if ((flags & 1U) != 0) options.label_columns.clear();
  options.replace_invalid = (flags & 2U) != 0;
  options.nfc = (flags & 4U) != 0;
  if ((flags & 8U) != 0) options.feature_columns = {"2"};
  options.partly_labelled = (flags & 16U) != 0;
  if ((flags & 32U) != 0) options.unlabelled = "_";
  if ((flags & 64U) != 0) options.malformed = corpus::Malformed::skip;
  if ((flags & 128U) != 0) options.misaligned = corpus::Misaligned::skip;
  const std::size_t kinds = input.choose(256);
  options.offsets = static_cast<text::OffsetUnit>(kinds % 3);
  options.header = static_cast<corpus::Header>(kinds / 3 % 3);
  options.paragraphs = kinds / 9 % 2 != 0;
  if (kinds / 18 % 4 == 1) options.encoding = "windows-1252";
  if (kinds / 18 % 4 == 2) options.encoding = "UTF-16LE";
  options.tokeniser = &english();
  return options;
}

Writing choose_writing(Input& input) {
  constexpr std::size_t formats = name_table(OutputFormat()).size();
  const std::size_t choice = input.choose(2 * formats);
  return {static_cast<OutputFormat>(choice % formats), choice >= formats};
}

void read_and_write(const std::string& text, const std::string& name, const corpus::ReaderOptions& options,
                    const Writing& writing) {
  const auto reader = corpus::make_reader(io::memory_input(text, name), options);
  const std::vector<Record> records = tests::records_of(*reader);
  for (const Record& record : records) check(record, options);
  static_cast<void>(reader->plan());
  static_cast<void>(reader->remarks());

  corpus::WriterOptions writer;
  writer.format = writing.format;
  const auto again = corpus::make_reader(io::memory_input(text, name), options);
  if (writing.labels) {
    static_cast<void>(tests::rewritten(*again, writer, {"B-X", "NN"}, 0.5));
    return;
  }
  const std::string unchanged = tests::rewritten(*again, writer);
  const bool same = (reader->format() == Format::conll && writing.format == OutputFormat::conll) ||
                    (reader->format() == Format::conllu && writing.format == OutputFormat::conllu);
  // Byte order marks and replaced bytes are not kept.
  const bool as_it_came =
      !options.replace_invalid && options.encoding.empty() && text.find('\xEF') == std::string::npos;
  require(!same || !as_it_came || unchanged == text, "columns that nothing changes are the same bytes");
  if (writing.format == OutputFormat::jsonl) check_json(unchanged, records);
}

}  // namespace seqlab::fuzz

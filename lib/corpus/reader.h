// Reads corpora, one record at a time.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/names.h"
#include "corpus/malformed.h"
#include "corpus/misaligned.h"
#include "corpus/reading_plan.h"
#include "corpus/schemes/corpus_scheme.h"
#include "corpus/sentence.h"
#include "corpus/tally.h"
#include "io/line_reader.h"
#include "text/tokeniser.h"
#include "text/utf8.h"

namespace seqlab::corpus {

// automatic: recognised by content and, where that leaves a choice, by the file's ending. file: the same for
// a file whose ending names a format or whose content is certain (CoNLL-U, annotation tools); anything else,
// and what comes through a pipe, is raw text.
enum class Format {
  automatic,
  file,
  text,
  tokens,
  conll,
  conllu,
  jsonl,
  inline_tags,     // word/TAG
  token_table,     // CSV with a header, words and sentence numbers
  sentence_table,  // CSV with a header and a sentence in each row
  ontonotes,       // CoNLL-2011 and CoNLL-2012
  webanno,         // WebAnno TSV 3
  brat             // x.ann beside x.txt
};
constexpr auto name_table(Format /*format*/) {
  return base::NameTable<Format, 13>{{{"automatic", Format::automatic},
                                      {"file", Format::file},
                                      {"text", Format::text},
                                      {"tokens", Format::tokens},
                                      {"conll", Format::conll},
                                      {"conllu", Format::conllu},
                                      {"jsonl", Format::jsonl},
                                      {"inline", Format::inline_tags},
                                      {"table", Format::token_table},
                                      {"sentences", Format::sentence_table},
                                      {"ontonotes", Format::ontonotes},
                                      {"webanno", Format::webanno},
                                      {"brat", Format::brat}}};
}

// Whether the first row of columns names the columns.
enum class Header { automatic, yes, no };
constexpr auto name_table(Header /*header*/) {
  return base::NameTable<Header, 3>{
      {{"automatic", Header::automatic}, {"yes", Header::yes}, {"no", Header::no}}};
}

struct ReaderOptions {
  Format format = Format::automatic;
  // A column is a name or an index from 1; in CoNLL-U also MISC:Key, in JSON a key (of words or of a running
  // text), in word/TAG an index with the word as 1, in WebAnno a layer, a feature or both
  // (NamedEntity.value); empty: the format's default.
  std::string word_column;
  // Where gold labels are read, one list of Sentence::gold per column; none for input to be tagged. Raw text
  // and token lines have no labels.
  std::vector<std::string> label_columns = {""};
  // One list of Sentence::features per column. A value may be missing: "_" (except in FORM, and in FEATS of
  // a token with a UPOS), `unlabelled`, and in JSON Lines null or an absent key. Raw text and token lines
  // have no values.
  std::vector<std::string> feature_columns;
  bool partly_labelled = false;           // labels may be missing as features may
  std::optional<std::string> unlabelled;  // the value that means "not annotated"
  bool replace_invalid = false;           // --invalid=replace
  bool nfc = false;                       // normalise words to form C
  Header header = Header::automatic;      // columns
  Malformed malformed = Malformed::error;
  bool paragraphs = false;  // raw text: a record ends at an empty line
  text::OffsetUnit offsets = text::OffsetUnit::codepoint;
  Misaligned misaligned = Misaligned::error;
  std::vector<std::string> label_names;            // in JSON, of the labels 0, 1, ...
  std::string encoding;                            // empty: UTF-8
  const text::Tokeniser* tokeniser = nullptr;      // for raw text; must outlive the reader
  FromScheme from_scheme = FromScheme::automatic;  // how the labels will be read, for the plan
  // Takes remarks for people of those who read whole files: the plan, skipped records.
  std::function<void(const std::string&)> note;
};

// Reads a stream; memory is that of one record. Every error is a DataError with file, line and column. A
// record is read in two steps: take() works in order, and parse(), which takes longer, can run for many
// records at once.
class RecordReader {
 public:
  explicit RecordReader(const ReaderOptions& options) : malformed_(options.malformed) {}
  virtual ~RecordReader() = default;
  // Reads the lines of the next record, overwriting `record`; false at the end.
  virtual bool take(Record& record) = 0;
  // Makes sentences of what take() has read; call it once per record. Any number of threads may parse records
  // of one reader while it takes others. A record whose content is wrong is a DataError; with
  // Malformed::skip, it has no sentences but a Record::problem.
  void parse(Record& record) const;
  // Takes and parses.
  bool next(Record& record) {
    if (!take(record)) return false;
    parse(record);
    return true;
  }
  // Whether take() would return without waiting for the input (an interactive stdin). Reads whatever is
  // available.
  [[nodiscard]] virtual bool record_buffered() = 0;
  [[nodiscard]] virtual Format format() const = 0;
  // What the input has after the last record (blank lines, comments), byte for byte, for a writer of the same
  // format; empty before the end.
  [[nodiscard]] virtual std::string trailing() const { return {}; }
  [[nodiscard]] virtual ReadingPlan plan() const = 0;
  // What people should know of the records read so far: what was replaced, and left out of their labels.
  [[nodiscard]] std::vector<std::string> remarks() const;
  // `lines`: of the file, in which bytes were replaced.
  void remark_on(std::shared_ptr<const Tally> lines, std::string file);

 protected:
  [[nodiscard]] virtual std::vector<std::string> label_remarks() const { return {}; }
  // Makes sentences of what take() has read. Throws DataError if its content is wrong.
  virtual void read(Record& record) const = 0;

 private:
  Malformed malformed_;
  std::shared_ptr<const Tally> replaced_;
  std::string file_;
};

std::unique_ptr<RecordReader> make_reader(std::unique_ptr<io::Input> input, const ReaderOptions& options);

// All sentences of a file, for training and evaluation. Notes the plan and the records that were skipped.
// Throws DataError if there are no sentences.
std::vector<Sentence> read_sentences(const std::string& path, const ReaderOptions& options);

}  // namespace seqlab::corpus

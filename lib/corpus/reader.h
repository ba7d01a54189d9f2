// Reading corpora, one record at a time.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/names.h"
#include "corpus/sentence.h"
#include "io/line_reader.h"
#include "text/tokeniser.h"
#include "text/utf8.h"

namespace seqlab::corpus {

enum class Format { automatic, text, tokens, conll, conllu, jsonl };
constexpr auto name_table(Format /*format*/) {
  return base::NameTable<Format, 6>{{{"automatic", Format::automatic},
                                     {"text", Format::text},
                                     {"tokens", Format::tokens},
                                     {"conll", Format::conll},
                                     {"conllu", Format::conllu},
                                     {"jsonl", Format::jsonl}}};
}

// Throws UsageError for an unknown name, naming the nearest.
Format parse_format(std::string_view name);
std::string_view to_string(Format format);

struct ReaderOptions {
  Format format = Format::automatic;  // automatic: by extension and by the first lines (files only)
  // A column is a name or an index from 1; in CoNLL-U also MISC:Key, in JSON Lines a key; empty: the format's
  // default.
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
  bool paragraphs = false;                // raw text: a record goes on up to an empty line
  text::OffsetUnit offsets = text::OffsetUnit::codepoint;
  std::string encoding;                        // empty: UTF-8
  const text::Tokeniser* tokeniser = nullptr;  // for raw text; must outlive the reader
};

// Streaming: memory is one record. Every error is a DataError with file, line and column. A record is read in
// two steps, so that the longer one, which needs no order, can be done for many records side by side.
class RecordReader {
 public:
  virtual ~RecordReader() = default;
  // Reads the lines of the next record; false at the end. Overwrites what the record held.
  virtual bool take(Record& record) = 0;
  // Makes sentences of what take() has read, once for a record. Any number of threads may parse records of
  // one reader, also while it takes others.
  virtual void parse(Record& record) const = 0;
  // Both.
  bool next(Record& record) {
    if (!take(record)) return false;
    parse(record);
    return true;
  }
  // Whether take() would return without waiting for the input (an interactive stdin). Takes in what lies
  // ready there.
  [[nodiscard]] virtual bool record_buffered() = 0;
  [[nodiscard]] virtual Format format() const = 0;
  // Byte-for-byte what the reader's file had before the end but after the last record (trailing blank lines
  // and comments), which a writer of the same format gives back; empty otherwise.
  [[nodiscard]] virtual std::string trailing() const { return {}; }
};

std::unique_ptr<RecordReader> make_reader(std::unique_ptr<io::Input> input, const ReaderOptions& options);

// All sentences of a file, for training and evaluation. Throws DataError when there is none.
std::vector<Sentence> read_sentences(const std::string& path, const ReaderOptions& options);

}  // namespace seqlab::corpus

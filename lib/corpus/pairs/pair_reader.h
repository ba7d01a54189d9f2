// Reads pairs of sources and targets, one record at a time.
#pragma once

#include <array>
#include <cstddef>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/names.h"
#include "corpus/pairs/pairs.h"
#include "corpus/sentence.h"
#include "io/input.h"

namespace seqlab::corpus {

// automatic: recognised by the first lines. lines: source, target and tags between tabs, the tags separated
// by |. conllu: a pair for each word of CoNLL-U. jsonl: an object a line, with the keys source (a text, or a
// list of vectors), target and tags.
enum class PairFormat { automatic, lines, conllu, jsonl };
constexpr auto name_table(PairFormat /*format*/) {
  return base::NameTable<PairFormat, 4>{{{"automatic", PairFormat::automatic},
                                         {"lines", PairFormat::lines},
                                         {"conllu", PairFormat::conllu},
                                         {"jsonl", PairFormat::jsonl}}};
}

struct PairOptions {
  PairFormat format = PairFormat::automatic;
  // Columns of CoNLL-U. The first source is text; of the others, "_" and what has no value are no tags.
  std::vector<std::string> source = {"FORM", "UPOS", "FEATS"};
  std::string target = "LEMMA";
  bool replace_invalid = false;
  std::string encoding;  // empty: UTF-8
};

// The unit of input and output: a line, a sentence of CoNLL-U or a JSON object.
struct PairRecord {
  std::vector<Pair> pairs;  // none for a blank line; one per word of a sentence
  std::string text;         // the line or object
  Record sentence;          // of CoNLL-U, for its writer
};

// Reads a stream; memory is that of one record. Every error is a DataError with file, line and column: a line
// with more than three fields, an empty tag, vectors of different width, a number that is not finite, a
// source that is text among vectors or the other way round.
class PairReader {
 public:
  virtual ~PairReader() = default;
  // Overwrites `record`; false at the end.
  virtual bool next(PairRecord& record) = 0;
  // Whether next() would return without waiting for the input. Reads whatever is available.
  [[nodiscard]] virtual bool buffered() = 0;
  [[nodiscard]] virtual PairFormat format() const = 0;
  // What the input has after the last record, for a writer of the same format; empty before the end.
  [[nodiscard]] virtual std::string trailing() const { return {}; }
};

std::unique_ptr<PairReader> make_pair_reader(std::unique_ptr<io::Input> input, const PairOptions& options);

// The pairs of files, each with a target. Words of CoNLL-U whose target is "_" have none and are left out,
// unless the text of the source is "_" too; `note` says how many. Throws DataError for a line or object
// without a target, and for a file without pairs.
std::vector<Pair> read_pairs(std::span<const std::string> files, const PairOptions& options,
                             const std::function<void(const std::string&)>& note);

}  // namespace seqlab::corpus

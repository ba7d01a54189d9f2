// Writes the targets that a model gives for sources.
#pragma once

#include <array>
#include <memory>
#include <ostream>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "base/names.h"
#include "corpus/pairs/pair_reader.h"

namespace seqlab::corpus {

// What a model gives for a source.
struct Transduced {
  std::string target;
  double log_probability = 0;  // ln P of the target's symbols and, if it ended, of its end
  bool ended = true;           // false: it was cut off at the longest length
  // A row for each symbol of the target and, if it ended, for its end: the weight of each symbol or vector of
  // the source. Empty unless asked for.
  std::vector<std::vector<float>> attention = {};
};

// lines: a target a line. conllu: the input with the target in its column. jsonl: an object a pair.
enum class PairOutput { lines, conllu, jsonl };
constexpr auto name_table(PairOutput /*format*/) {
  return base::NameTable<PairOutput, 3>{
      {{"lines", PairOutput::lines}, {"conllu", PairOutput::conllu}, {"jsonl", PairOutput::jsonl}}};
}

struct PairWriterOptions {
  PairOutput format = PairOutput::lines;
  std::string target = "LEMMA";  // column of CoNLL-U
  // jsonl: write log_probability and attention too.
  bool log_probabilities = false;
  bool attention = false;
};

class PairWriter {
 public:
  virtual ~PairWriter() = default;
  // One result per pair of the record.
  virtual void write(const PairRecord& record, std::span<const Transduced> results) = 0;
  // Call it once, after the last record, with PairReader::trailing().
  virtual void finish(const std::string& trailing) = 0;
};

// Writes what was read in the format `input`. Throws UsageError for CoNLL-U from another format.
std::unique_ptr<PairWriter> make_pair_writer(std::ostream& output, PairFormat input,
                                             const PairWriterOptions& options);

}  // namespace seqlab::corpus

// Taggers: a label for every token.
#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "seqlab/api.h"
#include "seqlab/errors.h"
#include "seqlab/input.h"
#include "seqlab/model_info.h"

namespace seqlab {

// Units of places in a text: Unicode code points (as Python counts), bytes (as std::string does), or UTF-16
// code units (as JavaScript and Java do).
enum class OffsetUnit { codepoint, byte, utf16 };

// Names and defaults are those of `tagger tag`. The first two members are those of RunOptions.
struct TagOptions {
  std::size_t threads = 1;
  std::size_t batch_size = 64;
  OffsetUnit offsets = OffsetUnit::codepoint;  // of places in running text
  bool probabilities = false;                  // of labels and of spans
  std::string head = {};                       // the only head to compute; empty: all
  // How many of the best label sequences to give, up to 10,000. Not with several heads: choose one.
  std::size_t n_best = 0;
  bool raw_probabilities = false;  // the network's own, not those calibrated on development data
  // From 0 to 1. Spans less probable than this are not given, and their tokens have the label O; labels of a
  // head without a tag scheme are empty. Not with n_best.
  double min_confidence = 0;
};

struct TokenLabel {
  std::string label;
  std::optional<double> probability;  // exact; nothing unless asked for
};

// A token with its place, half-open: in the text, in the unit of TagOptions::offsets; for tokens that were
// given, their index and the next. One label per head, in the order of ModelInfo::heads.
struct TaggedToken {
  std::string text;
  std::size_t begin = 0;
  std::size_t end = 0;
  std::vector<TokenLabel> labels;
};

// A span of tokens that the labels of a head mark, such as a name, with its place as that of a token.
struct TaggedSpan {
  std::string text;  // of tokens that were given: with spaces between them
  std::size_t begin = 0;
  std::size_t end = 0;
  std::string type;  // such as "PER"
  // Of exactly this span: from its first token to its last and no further. Nothing unless asked for.
  std::optional<double> probability;
  std::string head;
};

// A label for each token of a sentence, and the probability of all of them together.
struct LabelSequence {
  std::vector<std::string> labels;
  double probability = 0;
};

struct TaggedSentence {
  std::vector<TaggedToken> tokens;
  std::vector<TaggedSpan> spans;  // in order, those of the first head first
  // The best label sequences, best first; the first has the labels of the tokens. There are fewer than asked
  // for if the tag scheme allows fewer.
  std::vector<LabelSequence> n_best;
};

// A sentence with its labels, for training and evaluation.
struct LabelledSentence {
  Tokens tokens;
  // For each head a label per token. An empty label: this token is not annotated.
  std::vector<std::vector<std::string>> labels;
  // A number that sentences of one document share; development data is held out in whole documents.
  std::size_t document = 0;
};

// How many spans of a type, or tokens with a label, there are, and what follows. All in [0, 1].
struct TypeScore {
  std::string type;
  std::size_t gold = 0;
  std::size_t predicted = 0;
  std::size_t correct = 0;
  double precision = 0;
  double recall = 0;
  double f1 = 0;
};

// Scores of one head, counted as the standard conlleval script counts them.
struct HeadScore {
  std::string head;
  bool spans = false;  // whether the counts are of spans; otherwise of labels
  std::size_t tokens = 0;
  double accuracy = 0;
  double seen_accuracy = 0;  // of words in the training data, and of others
  double unseen_accuracy = 0;
  TypeScore total;                 // without a type
  std::vector<TypeScore> by_type;  // by name
};

// A tagger. Const calls may run at the same time on one object, from any number of threads. Copies share one
// set of weights, and processes share the pages of a file, which is mapped. The file may be removed
// meanwhile, or replaced by renaming another over it. If it is written into, every call that computes throws
// BadModel from then on. If it is shortened, a call may read what is gone, which raises SIGBUS; the library
// installs no handlers of signals. A tagger from_bytes() depends on no file.
class SEQLAB_API Tagger {
 public:
  // model: the path of a file, or the name of an installed model (models.h). Throws BadInput for an unknown
  // name, Failure for a file that cannot be read, BadModel for one that is damaged or no tagger.
  static Tagger load(const std::string& model);
  // The same for the bytes of a model file, which are copied.
  static Tagger from_bytes(std::span<const std::byte> bytes);
  // Writes the file whole or not at all; replaces an existing one. Throws Failure.
  void save(const std::string& path) const;

  // Valid as long as the tagger or a copy of it.
  [[nodiscard]] const ModelInfo& info() const;

  // The sentences of a text, with their tokens. Tokens are one sentence, even if there are none. Throws
  // BadInput for options out of range and for input that is not as input.h says.
  [[nodiscard]] std::vector<TaggedSentence> tag(const Input& input, const TagOptions& options = {}) const;
  // The same for each input, on several threads.
  [[nodiscard]] std::vector<std::vector<TaggedSentence>> tag_batch(std::span<const Input> inputs,
                                                                   const TagOptions& options = {}) const;

  // The JSON object that `tagger tag --output-format jsonl` prints for this input, without a line end. Throws
  // as tag().
  [[nodiscard]] std::string json(const Input& input, const TagOptions& options = {}) const;
  [[nodiscard]] std::vector<std::string> json_batch(std::span<const Input> inputs,
                                                    const TagOptions& options = {}) const;
  // What `tagger tag --output-format conllu` prints for these inputs: one document, its sentences numbered.
  // Throws as tag(), and BadInput if a token or label has a tab or line end, which CoNLL-U cannot hold.
  [[nodiscard]] std::string conllu(std::span<const Input> inputs, const TagOptions& options = {}) const;
  // The same two for what tag() gave for an input with these options: nothing is labelled again. Throws
  // BadInput if the sentences are not those of the input or do not have the labels that the options ask for.
  [[nodiscard]] std::string json(const Input& input, std::span<const TaggedSentence> tagged,
                                 const TagOptions& options) const;
  [[nodiscard]] std::string conllu(const Input& input, std::span<const TaggedSentence> tagged,
                                   const TagOptions& options) const;

  // Scores of each head on labelled sentences. Throws BadInput if a sentence does not have one list of labels
  // per head with one label per token.
  [[nodiscard]] std::vector<HeadScore> evaluate(std::span<const LabelledSentence> gold,
                                                const RunOptions& options = {}) const;
  // The same on files, read as `tagger eval` reads them with these options of its input: "input-format",
  // "word-column", "label-column", "unlabelled", "invalid", "encoding", "offsets".
  [[nodiscard]] std::vector<HeadScore> evaluate_files(const std::vector<std::string>& files,
                                                      const Options& input = {},
                                                      const RunOptions& options = {}) const;

 private:
  friend struct TaggerAccess;
  struct Impl;
  explicit Tagger(std::shared_ptr<const Impl> impl);
  std::shared_ptr<const Impl> impl_;
};

}  // namespace seqlab

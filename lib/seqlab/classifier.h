// Classifiers: a label for every text.
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

// A text without tokens has an empty label, the probability 0 and no probabilities.
struct Classification {
  std::string label;                  // empty if its probability is below ClassifyOptions::min_confidence
  double probability = 0;             // of the best label, also if it is not given
  std::vector<double> probabilities;  // of every label, in the order of ModelInfo::heads.front().labels
};

// Names and defaults are those of `sentiment classify`. The first two members are those of RunOptions.
struct ClassifyOptions {
  std::size_t threads = 1;
  std::size_t batch_size = 64;
  bool probabilities = false;      // JSON: also the probability of every label
  bool raw_probabilities = false;  // the network's own, not those calibrated on development data
  double min_confidence = 0;       // from 0 to 1: labels less probable than this are not given
  // Labels that are never given; the probabilities of the others sum to 1. Not all.
  std::vector<std::string> leave_out = {};
};

// A text with its label, for training and evaluation.
struct LabelledText {
  std::string label;
  std::string text;                                // running text in UTF-8
  std::optional<std::vector<std::string>> tokens;  // if given, read in place of the text
};

// Scores of one class, in [0, 1].
struct ClassScore {
  std::string label;
  std::size_t gold = 0;
  std::size_t predicted = 0;
  std::size_t correct = 0;
  double precision = 0;
  double recall = 0;
  double f1 = 0;
};

struct ClassifierScore {
  std::size_t texts = 0;
  double accuracy = 0;
  double macro_f1 = 0;               // the mean over the labels of the gold data
  std::vector<ClassScore> by_label;  // of the labels that are gold or predicted, by name
};

// A classifier. Threads, copies and the file are as for a Tagger.
class SEQLAB_API Classifier {
 public:
  // As Tagger::load(), from_bytes(), save() and info().
  static Classifier load(const std::string& model);
  static Classifier from_bytes(std::span<const std::byte> bytes);
  void save(const std::string& path) const;
  [[nodiscard]] const ModelInfo& info() const;

  // The label of a text; its tokens are found as a tagger's. Throws
  // BadInput for options out of range and for input that is not as input.h says.
  [[nodiscard]] Classification classify(const Input& input, const ClassifyOptions& options = {}) const;
  // The same for each input, on several threads.
  [[nodiscard]] std::vector<Classification> classify_batch(std::span<const Input> inputs,
                                                           const ClassifyOptions& options = {}) const;

  // The JSON object that `sentiment classify` prints for this input if it is JSON Lines, without a line end.
  [[nodiscard]] std::string json(const Input& input, const ClassifyOptions& options = {}) const;
  [[nodiscard]] std::vector<std::string> json_batch(std::span<const Input> inputs,
                                                    const ClassifyOptions& options = {}) const;

  // Scores on labelled texts.
  [[nodiscard]] ClassifierScore evaluate(std::span<const LabelledText> gold,
                                         const RunOptions& options = {}) const;
  // The same on files, or folders with a folder per label, read as `sentiment eval` reads them with these
  // options of its input: "input-format", "text-column", "label-column", "delimiter", "invalid", "encoding",
  // "tokens".
  [[nodiscard]] ClassifierScore evaluate_files(const std::vector<std::string>& files,
                                               const Options& input = {},
                                               const RunOptions& options = {}) const;

 private:
  friend struct ClassifierAccess;
  struct Impl;
  explicit Classifier(std::shared_ptr<const Impl> impl);
  std::shared_ptr<const Impl> impl_;
};

}  // namespace seqlab

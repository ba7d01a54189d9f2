// Labelling with a network: with a model in memory, and by a program with a model file.
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <vector>

#include "base/pool.h"
#include "model/labelling/sequence_model.h"
#include "networks.h"
#include "parts.h"

namespace seqlab::benchmark {

// The paths of the built programs.
extern const std::string tagger_program;
extern const std::string sentiment_program;

// A program's run over a file.
struct FileRun {
  double rate = 0;         // tokens per second, from the program's start to its end
  double peak_memory = 0;  // bytes
};

class Labeller {
 public:
  // An untrained model with the vocabulary and labels of the bench's data. Writes the model file, and files
  // to label that are so long that a program's start-up hardly matters.
  Labeller(const NetworkSetup& network, const Bench& bench);

  [[nodiscard]] const NetworkSetup& network() const { return network_; }
  // Tokens per second in memory, from words to labels, over the bench's data, measured for `seconds`.
  [[nodiscard]] double rate(base::Pool& pool, double seconds) const;
  // Labels single sentences of `tokens` tokens in memory, from words to labels, on one thread, for `seconds`.
  // Returns the seconds that each took, sorted.
  [[nodiscard]] std::vector<double> sentence_times(std::size_t tokens, double seconds) const;
  // Runs `tagger tag` or `sentiment classify` on the bench's threads over a long file with word<TAB>label or
  // label<TAB>text lines.
  [[nodiscard]] FileRun label_file() const;
  // The same over the bench's data, once. Throws Error unless all of it is labelled.
  [[nodiscard]] FileRun label_data() const;
  // Runs `tagger tag` over a file of raw text, one sentence per line.
  [[nodiscard]] FileRun label_raw_text() const;

 private:
  [[nodiscard]] FileRun label(const InputFile& input, const std::string& input_format) const;
  [[nodiscard]] std::string input_format() const;

  NetworkSetup network_;
  const Bench& bench_;
  std::shared_ptr<const model::SequenceModel> model_;
  std::string model_file_;
  std::string labelled_file_;
  InputFile file_;
  InputFile raw_text_;
};

}  // namespace seqlab::benchmark

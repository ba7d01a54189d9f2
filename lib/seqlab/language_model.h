// Language models: how probable the next symbol of a text is, and texts that they write.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "seqlab/api.h"
#include "seqlab/errors.h"
#include "seqlab/input.h"
#include "seqlab/model_info.h"

namespace seqlab {

// How probable a text is.
struct TextScore {
  double log_probability = 0;  // the sum of ln p over its symbols
  std::size_t symbols = 0;     // that are predicted
  std::size_t unknown = 0;     // of these, symbols that the model does not know; it predicts them as one
};

// Names and defaults are those of `lm generate`.
struct GenerateOptions {
  std::size_t length = 500;  // symbols at most
  bool line = false;         // end before a line end
  double temperature = 1;    // 0: always the most probable symbol
  std::size_t top = 0;       // draw from so many most probable symbols; 0: from all
  std::uint64_t seed = 1;
  std::size_t first_sample = 0;  // the number of the first prefix; samples of one seed differ by their number
  std::size_t threads = 1;
};

// A language model. Threads, copies and the file are as for a Tagger. A model of direction back reads and
// writes symbols in reverse order.
class SEQLAB_API LanguageModel {
 public:
  // As Tagger::load(), from_bytes(), save() and info().
  static LanguageModel load(const std::string& model);
  static LanguageModel from_bytes(std::span<const std::byte> bytes);
  void save(const std::string& path) const;
  [[nodiscard]] const ModelInfo& info() const;

  // What the model writes behind each prefix, which begins a line; before it, if it reads back. The same
  // seed, sample and prefix give the same text, with any number of threads. Throws BadInput for options out
  // of range and for a prefix that is not UTF-8.
  [[nodiscard]] std::vector<std::string> generate(std::span<const std::string_view> prefixes,
                                                  const GenerateOptions& options = {}) const;

  // Of each line, given that a line begins; its line end counts. Throws BadInput for a line that is not UTF-8
  // or contains a line end.
  [[nodiscard]] std::vector<TextScore> score_lines(std::span<const std::string_view> lines,
                                                   const RunOptions& options = {}) const;
  // Of a whole text, whose first symbol is not predicted; as `lm eval` reads it.
  [[nodiscard]] TextScore score(std::string_view text, std::size_t threads = 1) const;

 private:
  friend struct LanguageModelAccess;
  struct Impl;
  explicit LanguageModel(std::shared_ptr<const Impl> impl);
  std::shared_ptr<const Impl> impl_;
};

}  // namespace seqlab

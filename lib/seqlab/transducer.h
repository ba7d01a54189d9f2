// Transducers: read a sequence and write another.
#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "seqlab/api.h"
#include "seqlab/errors.h"
#include "seqlab/model_info.h"

namespace seqlab {

// What a transducer reads: a text in UTF-8 with tags, or vectors, as its training data had.
struct Source {
  std::string_view text = {};
  std::vector<std::string> tags = {};            // each is a symbol of its own; none is empty
  std::vector<std::vector<float>> vectors = {};  // of equal length
};

struct Target {
  std::string text;
  double log_probability = 0;  // ln P of its symbols and, if it ended, of its end
  bool ended = true;           // false: it was cut off at twice the symbols of its source, and twenty
  // For each symbol of the target and, if it ended, for its end: the weight of each symbol, tag or vector of
  // the source. Empty unless asked for.
  std::vector<std::vector<float>> attention = {};
};

struct TransduceOptions {
  std::size_t beam = 1;    // targets that search keeps at each step, 1 to 1000; 1: greedy
  bool attention = false;  // return it
  std::size_t threads = 1;
  std::size_t batch_size = 64;
};

// A transducer. Threads, copies and the file are as for a Tagger.
class SEQLAB_API Transducer {
 public:
  // As Tagger::load(), from_bytes(), save() and info().
  static Transducer load(const std::string& model);
  static Transducer from_bytes(std::span<const std::byte> bytes);
  void save(const std::string& path) const;
  [[nodiscard]] const ModelInfo& info() const;
  // Whether it reads vectors, not text.
  [[nodiscard]] bool reads_vectors() const;

  // The most probable target of each source, which does not depend on the other sources. Throws BadInput for
  // text that is not UTF-8, for what the model does not read, and for options out of range.
  [[nodiscard]] std::vector<Target> run(std::span<const Source> sources,
                                        const TransduceOptions& options = {}) const;

 private:
  friend struct TransducerAccess;
  struct Impl;
  explicit Transducer(std::shared_ptr<const Impl> impl);
  std::shared_ptr<const Impl> impl_;
};

// A source with its target, for training.
struct SourceTarget {
  Source source;
  std::string target;
};

}  // namespace seqlab

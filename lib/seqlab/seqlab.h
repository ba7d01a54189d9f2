// The public face of the library: load a model, tag tokens or text, classify a text. It speaks types of the
// standard library alone, so that a program may be compiled with other flags than the library.
#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#if defined(__GNUC__)
#define SEQLAB_API __attribute__((visibility("default")))
#else
#define SEQLAB_API
#endif

namespace seqlab {

// A label and its probability.
struct TokenLabel {
  std::string label;
  double probability = 0;
};

// A token, its place in the text (half-open, in bytes) and its labels, one per head in the order of
// Tagger::heads(). For tokens given as such, begin and end are their index and index + 1.
struct TaggedToken {
  std::string text;
  std::size_t begin = 0;
  std::size_t end = 0;
  std::vector<TokenLabel> labels;
};

// A span of tokens of one sentence that the labels of a head write down (a name), such as "PER", and the
// probability that it is one, from its first token to its last and no further. Begin and end as those of its
// tokens.
struct TaggedSpan {
  std::string text;  // of tokens given as such: with a space between them
  std::size_t begin = 0;
  std::size_t end = 0;
  std::string type;
  double probability = 0;
  std::string head;  // which of Tagger::heads()
};

// A label for each token of a sentence, and the probability of them all together.
struct LabelSequence {
  std::vector<std::string> labels;
  double probability = 0;
};

// A tagger. Const calls may run side by side on one object, from any number of threads, each in its own;
// copies share one set of weights, and those of a process share the pages of the file, which is mapped. The
// file may be replaced or removed meanwhile, but not be cut short or written into.
class SEQLAB_API Tagger {
 public:
  // Throws std::runtime_error when the file is missing, damaged or no tagger.
  static Tagger load(const std::string& path);
  // The names of the heads, such as "UPOS" and "NER".
  [[nodiscard]] std::vector<std::string> heads() const;
  // The sentences of a text (UTF-8; std::runtime_error with the byte position if it is not), each with its
  // tagged tokens.
  [[nodiscard]] std::vector<std::vector<TaggedToken>> tag(std::string_view text) const;
  // One sentence of tokens.
  [[nodiscard]] std::vector<TaggedToken> tag_tokens(std::span<const std::string_view> tokens) const;

  // The spans of a text, or of one sentence of tokens, in their order, those of the first head first. None of
  // heads whose labels write down no spans (parts of speech).
  [[nodiscard]] std::vector<TaggedSpan> spans(std::string_view text) const;
  [[nodiscard]] std::vector<TaggedSpan> spans_of_tokens(std::span<const std::string_view> tokens) const;
  // Up to n of the best sequences of the first head's labels of one sentence of tokens, the best first, which
  // is what tag_tokens() gives.
  [[nodiscard]] std::vector<LabelSequence> n_best(std::span<const std::string_view> tokens,
                                                  std::size_t n) const;
  // The tagger with one of its heads alone, which is then the first. Throws std::runtime_error when it has
  // none of that name.
  [[nodiscard]] Tagger with_head(const std::string& name) const;

 private:
  struct Impl;
  explicit Tagger(std::shared_ptr<const Impl> impl);
  std::shared_ptr<const Impl> impl_;
};

struct Classification {
  std::string label;
  double probability = 0;
};

// A classifier of whole texts; threads, copies and file as a Tagger's.
class SEQLAB_API Classifier {
 public:
  static Classifier load(const std::string& path);
  // A running text (UTF-8); its tokens are found as Tagger::tag finds them.
  [[nodiscard]] Classification classify(std::string_view text) const;

 private:
  struct Impl;
  explicit Classifier(std::shared_ptr<const Impl> impl);
  std::shared_ptr<const Impl> impl_;
};

}  // namespace seqlab

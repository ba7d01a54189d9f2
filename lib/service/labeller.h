// Models as the service runs them: texts of many requests side by side, long ones piece by piece.
#pragma once

#include <algorithm>
#include <cstddef>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "text/ascii.h"
#include "text/utf8.h"

namespace seqlab::base {
class Pool;
}

namespace seqlab::service {

// Running text, or the tokens of a sentence; valid UTF-8.
using Input = std::variant<std::string, std::vector<std::string>>;

// About how many tokens a text has: one for each five bytes, or for each space or sign if these are more.
inline std::size_t estimated_tokens(std::string_view text) {
  constexpr std::size_t bytes_per_token = 5;
  const auto signs = std::ranges::count_if(
      text, [](char c) { return static_cast<unsigned char>(c) < 0x80 && !text::is_alphanumeric(c); });
  return std::max(text.size() / bytes_per_token, static_cast<std::size_t>(signs)) + 1;
}

// A text on its way to its labels. One thread at a time works on it.
class Document {
 public:
  virtual ~Document() = default;
  // About how many tokens are still to be labelled; 0: it is done. Long words may count for several.
  [[nodiscard]] virtual std::size_t left() const = 0;
  // Does what is to be done before the first token is labelled, unless it is done already.
  virtual void prepare() = 0;
  // Once prepared: about how many tokens the next piece has that cannot be cut, such as a sentence.
  [[nodiscard]] virtual std::size_t piece() const = 0;
  // Once done: the JSON object that the programs print for this input, without a line end. Call it once.
  [[nodiscard]] virtual std::string json() = 0;
};

// A document and how many of its tokens to label now, or else its next piece.
struct Slice {
  Document* document = nullptr;
  std::size_t tokens = 0;
};

// A model with what decides how it computes. Documents of one labeller can be computed together; their
// results do not depend on each other. Const calls may run at the same time.
class Labeller {
 public:
  virtual ~Labeller() = default;
  // Labels a slice of each of its own documents. Throws Error and what model::tag() throws.
  virtual void run(std::span<const Slice> slices, base::Pool& pool) const = 0;
};

}  // namespace seqlab::service

// A text cut into streams that a language model reads side by side.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

#include "corpus/symbols/symbol_text.h"

namespace seqlab::corpus {

// A part of a text: symbols [begin, end).
struct TextPart {
  std::shared_ptr<const SymbolText> text;
  std::size_t begin = 0;
  std::size_t end = 0;

  [[nodiscard]] std::size_t size() const { return end - begin; }
};

// Streams of equal length, up to one symbol. Each symbol but the first of the part is predicted once, from
// those before it in its stream: stream k predicts symbols [1 + k n / S, 1 + (k + 1) n / S) of the n + 1 in
// the part. What the first symbol is depends on the direction.
class SymbolStreams {
 public:
  // streams: S; fewer if there are not that many symbols to predict. back: the part is read from its end.
  SymbolStreams(TextPart part, std::size_t streams, bool back);

  [[nodiscard]] std::size_t streams() const { return ends_.size(); }
  // The symbols that are predicted in all streams together.
  [[nodiscard]] std::size_t predicted() const { return predicted_; }
  // The symbols that a stream predicts.
  [[nodiscard]] std::size_t predicted(std::size_t stream) const { return ends_[stream] - begin_of(stream); }
  // The most of any stream.
  [[nodiscard]] std::size_t longest() const;

  // Calls visit(symbol) for the symbol before the one that a stream predicts first after `done` others, and
  // for `count` symbols from that one on, in the order of reading.
  template <class Visit>
  void read(std::size_t stream, std::size_t done, std::size_t count, const Visit& visit) const {
    const std::size_t first =
        begin_of(stream) + done;  // in the order of reading, from the part's first symbol
    if (!back_) return part_.text->read(part_.begin + first, part_.begin + first + count + 1, visit);
    std::vector<std::string> symbols;
    const std::size_t end = part_.end - first;
    part_.text->read(end - count - 1, end, [&](std::string_view symbol) { symbols.emplace_back(symbol); });
    for (auto symbol = symbols.rbegin(); symbol != symbols.rend(); ++symbol) visit(std::string_view(*symbol));
  }

 private:
  [[nodiscard]] std::size_t begin_of(std::size_t stream) const { return stream == 0 ? 0 : ends_[stream - 1]; }

  TextPart part_;
  bool back_;
  std::size_t predicted_;
  std::vector<std::size_t> ends_;  // of the predictions of each stream
};

}  // namespace seqlab::corpus

#include "seqlab/facade/tagged_sentence.h"

#include <cstddef>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "corpus/schemes/tag_scheme.h"
#include "seqlab/errors.h"
#include "seqlab/facade/input.h"

namespace seqlab {

namespace {

// Where the tokens of a sentence are, for the caller: its words by index, or pieces of a text.
struct WordPlaces {
  const std::vector<std::string>& words;

  [[nodiscard]] std::size_t size() const { return words.size(); }
  // Of the tokens from `begin` up to `end`.
  [[nodiscard]] std::string text(std::size_t begin, std::size_t end) const {
    return joined(words, begin, end);
  }
  [[nodiscard]] static std::size_t begin_of(std::size_t token) { return token; }
  [[nodiscard]] static std::size_t end_of(std::size_t token) { return token + 1; }
};

struct TextPlaces {
  std::string_view running_text;
  const text::TextSentence& tokens;
  const text::OffsetMap& map;

  [[nodiscard]] std::size_t size() const { return tokens.size(); }
  [[nodiscard]] std::string text(std::size_t begin, std::size_t end) const {
    const std::size_t first = tokens[begin].begin;
    return std::string(running_text.substr(first, tokens[end - 1].end - first));
  }
  [[nodiscard]] std::size_t begin_of(std::size_t token) const { return map.from_byte(tokens[token].begin); }
  [[nodiscard]] std::size_t end_of(std::size_t token) const { return map.from_byte(tokens[token].end); }
};

template <class Places>
void add_spans(const corpus::HeadPrediction& head, const Places& places, std::vector<TaggedSpan>& spans) {
  if (head.scheme.scheme == corpus::TagScheme::none) return;
  std::size_t next = 0;
  for (corpus::Span& span : corpus::read_spans(head.labels, head.scheme)) {
    TaggedSpan& added = spans.emplace_back();
    added.text = places.text(span.begin, span.end);
    added.begin = places.begin_of(span.begin);
    added.end = places.end_of(span.end - 1);
    added.type = std::move(span.type);
    if (head.span_probabilities) added.probability = (*head.span_probabilities)[next++];
    added.head = head.name;
  }
}

template <class Places>
TaggedSentence placed_sentence(const corpus::Predicted& predicted, const Places& places) {
  TaggedSentence sentence;
  sentence.tokens.reserve(places.size());
  for (std::size_t token = 0; token < places.size(); ++token) {
    TaggedToken& tagged = sentence.tokens.emplace_back();
    tagged.text = places.text(token, token + 1);
    tagged.begin = places.begin_of(token);
    tagged.end = places.end_of(token);
    for (const corpus::HeadPrediction& head : predicted.heads) {
      TokenLabel& label = tagged.labels.emplace_back();
      label.label = head.labels[token];
      if (!head.probabilities.empty()) label.probability = head.probabilities[token];
    }
  }
  for (const corpus::HeadPrediction& head : predicted.heads) add_spans(head, places, sentence.spans);
  for (const corpus::Alternative& one : predicted.heads.front().alternatives) {
    sentence.n_best.push_back({one.labels, one.probability});
  }
  return sentence;
}

double given(const std::optional<double>& probability) {
  if (!probability) throw BadInput("probabilities are asked for, but the tagged sentence has none");
  return *probability;
}

}  // namespace

TaggedSentence tagged_sentence(const corpus::Predicted& predicted, const Tokens& tokens) {
  return placed_sentence(predicted, WordPlaces{tokens.words});
}

TaggedSentence tagged_sentence(const corpus::Predicted& predicted, std::string_view text,
                               const text::TextSentence& tokens, const text::OffsetMap& map) {
  return placed_sentence(predicted, TextPlaces{text, tokens, map});
}

corpus::Predicted predicted_of(const TaggedSentence& sentence, const model::TaggerModel& model,
                               bool probabilities) {
  const std::vector<std::string> names = model.heads();
  corpus::Predicted predicted;
  for (std::size_t head = 0; head < names.size(); ++head) {
    corpus::HeadPrediction& one = predicted.heads.emplace_back();
    one.name = names[head];
    one.scheme = model.scheme(head);
    for (const TaggedToken& token : sentence.tokens) {
      if (token.labels.size() != names.size()) {
        throw BadInput("a tagged token has " + std::to_string(token.labels.size()) +
                       " labels; the model has " + std::to_string(names.size()) + " heads");
      }
      const TokenLabel& label = token.labels[head];
      one.labels.push_back(label.label);
      if (probabilities) one.probabilities.push_back(given(label.probability));
    }
    if (!probabilities || one.scheme.scheme == corpus::TagScheme::none) continue;
    one.span_probabilities.emplace();
    for (const TaggedSpan& span : sentence.spans) {
      if (span.head == one.name) one.span_probabilities->push_back(given(span.probability));
    }
    if (one.span_probabilities->size() != corpus::read_spans(one.labels, one.scheme).size()) {
      throw BadInput("the tagged sentence does not have the spans of its labels");
    }
  }
  return predicted;
}

}  // namespace seqlab

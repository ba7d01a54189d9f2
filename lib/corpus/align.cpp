#include "corpus/align.h"

#include <algorithm>
#include <iterator>
#include <map>
#include <stdexcept>
#include <string_view>
#include <unordered_map>
#include <utility>

namespace seqlab::corpus {
namespace {

// Sentences [begin, end) and their characters without spaces.
struct Document {
  std::size_t begin = 0;
  std::size_t end = 0;
  std::string text;
};

void append_without_spaces(std::string_view word, std::string& text) {
  std::copy_if(word.begin(), word.end(), std::back_inserter(text),
               [](char c) { return c != ' ' && c != '\t'; });
}

std::vector<Document> documents_of(std::span<const Sentence> sentences) {
  std::vector<Document> documents;
  for (std::size_t s = 0; s < sentences.size(); ++s) {
    const bool goes_on = s > 0 && sentences[s].document == sentences[s - 1].document &&
                         sentences[s].file == sentences[s - 1].file;
    if (!goes_on) documents.push_back({s, s, {}});
    documents.back().end = s + 1;
    for (const std::string& word : sentences[s].words) append_without_spaces(word, documents.back().text);
  }
  return documents;
}

// A token's characters [begin, end) in its document, and its place.
struct TokenPlace {
  std::size_t begin = 0;
  std::size_t end = 0;
  std::size_t sentence = 0;
  std::size_t token = 0;
};

std::vector<TokenPlace> tokens_of(std::span<const Sentence> sentences, const Document& document) {
  std::vector<TokenPlace> places;
  std::string word;
  std::size_t at = 0;
  for (std::size_t s = document.begin; s < document.end; ++s) {
    for (std::size_t t = 0; t < sentences[s].size(); ++t) {
      word.clear();
      append_without_spaces(sentences[s].words[t], word);
      places.push_back({at, at + word.size(), s, t});
      at += word.size();
    }
  }
  return places;
}

// One pair of documents.
class Projection {
 public:
  Projection(std::vector<TokenPlace> tokens, AlignedSpans& result)
      : tokens_(std::move(tokens)), result_(result) {}

  // A span over the characters [begin, end).
  void add(std::size_t begin, std::size_t end, std::string type) {
    const auto first = std::lower_bound(tokens_.begin(), tokens_.end(), begin,
                                        [](const TokenPlace& t, std::size_t at) { return t.begin < at; });
    const auto behind = std::upper_bound(tokens_.begin(), tokens_.end(), end,
                                         [](std::size_t at, const TokenPlace& t) { return at < t.end; });
    const bool meets = first < behind && first->begin == begin && std::prev(behind)->end == end;
    if (!meets) {
      ++result_.inside_tokens;
      forget(begin, end);
    } else if (first->sentence != std::prev(behind)->sentence) {
      ++result_.across_sentences;
      forget(begin, end);
    } else {
      ++result_.projected;
      spans_[first->sentence].push_back({first->token, std::prev(behind)->token + 1, std::move(type)});
    }
  }

  // Marks the characters [begin, end) as not annotated.
  void forget(std::size_t begin, std::size_t end) {
    auto token = std::upper_bound(tokens_.begin(), tokens_.end(), begin,
                                  [](std::size_t at, const TokenPlace& t) { return at < t.end; });
    for (; token != tokens_.end() && token->begin < end; ++token) unknown_.push_back(*token);
  }

  // Writes the labels of the sentences. Call it last.
  void finish(std::span<const Sentence> sentences, const Document& document, SchemeStyle style) {
    for (std::size_t s = document.begin; s < document.end; ++s) {
      result_.labels[s] = write_spans(spans_[s], sentences[s].size(), style);
    }
    for (const TokenPlace& place : unknown_) result_.labels[place.sentence][place.token].clear();
  }

 private:
  std::vector<TokenPlace> tokens_;
  AlignedSpans& result_;
  std::map<std::size_t, std::vector<Span>> spans_;  // per sentence, in order
  std::vector<TokenPlace> unknown_;
};

void project(std::span<const Sentence> annotated, const Document& from, SchemeStyle style,
             Projection& projection) {
  const std::vector<TokenPlace> tokens = tokens_of(annotated, from);
  std::size_t first = 0;  // token of the sentence
  for (std::size_t s = from.begin; s < from.end; ++s) {
    const Sentence& sentence = annotated[s];
    if (sentence.gold.empty() || sentence.gold.front().size() != sentence.size()) {
      throw std::invalid_argument("spans can be projected only from labelled sentences");
    }
    const Labels& labels = sentence.gold.front();
    for (Span& span : read_spans(labels, style)) {
      projection.add(tokens[first + span.begin].begin, tokens[first + span.end - 1].end,
                     std::move(span.type));
    }
    for (std::size_t t = 0; t < sentence.size(); ++t) {
      if (!labels[t].empty()) continue;
      projection.forget(tokens[first + t].begin, tokens[first + t].end);
    }
    first += sentence.size();
  }
}

}  // namespace

AlignedSpans align_spans(std::span<const Sentence> sentences, std::span<const Sentence> annotated,
                         SchemeStyle style) {
  if (style.scheme == TagScheme::none)
    throw std::invalid_argument("labels without a tag scheme have no spans");
  AlignedSpans result;
  const std::vector<Document> targets = documents_of(sentences);
  const std::vector<Document> sources = documents_of(annotated);
  // The documents of each text that have no partner yet, in reverse order.
  std::unordered_map<std::string_view, std::vector<const Document*>> partners;
  for (auto source = sources.rbegin(); source != sources.rend(); ++source) {
    partners[source->text].push_back(&*source);
  }
  result.documents = targets.size();
  result.labels.resize(sentences.size());
  for (const Document& target : targets) {
    const auto found = partners.find(target.text);
    if (found == partners.end() || found->second.empty()) {
      for (std::size_t s = target.begin; s < target.end; ++s) result.labels[s].resize(sentences[s].size());
      continue;
    }
    const Document& source = *found->second.back();
    found->second.pop_back();
    ++result.matched;
    Projection projection(tokens_of(sentences, target), result);
    project(annotated, source, style, projection);
    projection.finish(sentences, target, style);
  }
  result.unused = sources.size() - result.matched;
  return result;
}

}  // namespace seqlab::corpus

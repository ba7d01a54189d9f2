#include <stdexcept>
#include <string>
#include <vector>

#include "base/pool.h"
#include "model/classifier_model.h"
#include "model/tagger_model.h"
#include "seqlab/seqlab.h"
#include "text/tokeniser.h"
#include "text/utf8.h"

namespace seqlab {

namespace {

// The text as the model was trained to read it; throws where it is no UTF-8.
void check_utf8(std::string_view text) {
  if (const auto position = text::find_invalid_utf8(text)) {
    throw std::runtime_error("byte " + std::to_string(*position) + " of the text is no valid UTF-8");
  }
}

std::string word_of(std::string_view token, bool nfc) {
  return nfc ? text::to_nfc(token) : std::string(token);
}

void add_labels(const corpus::Predicted& predicted, std::size_t token, TaggedToken& tagged) {
  for (const corpus::HeadPrediction& head : predicted.heads) {
    tagged.labels.push_back({head.labels[token], head.probabilities[token]});
  }
}

}  // namespace

struct Tagger::Impl {
  model::TaggerModel model;
  text::Tokeniser tokeniser;

  // Sentences as the model reads them, and the places of their tokens.
  struct Input {
    std::vector<corpus::Sentence> sentences;
    std::vector<text::TextSentence> places;
  };

  Input cut(std::string_view text) const {
    check_utf8(text);
    Input input;
    input.places = tokeniser.sentences(text);
    for (const text::TextSentence& sentence : input.places) {
      corpus::Sentence& words = input.sentences.emplace_back();
      for (const text::TextSpan& span : sentence) {
        words.words.push_back(word_of(text.substr(span.begin, span.end - span.begin), model.options().nfc));
      }
    }
    return input;
  }

  Input sentence_of(std::span<const std::string_view> tokens) const {
    Input input{std::vector<corpus::Sentence>(1), std::vector<text::TextSentence>(1)};
    for (std::size_t i = 0; i < tokens.size(); ++i) {
      check_utf8(tokens[i]);
      input.sentences.front().words.push_back(word_of(tokens[i], model.options().nfc));
      input.places.front().push_back({i, i + 1});
    }
    return input;
  }

  std::vector<corpus::Predicted> tag(const Input& input,
                                     const model::TaggerModel::TagOptions& options) const {
    std::vector<const corpus::Sentence*> pointers;
    for (const corpus::Sentence& sentence : input.sentences) pointers.push_back(&sentence);
    base::Pool serial(1);
    return model.tag(pointers, options, serial);
  }

  // text_of(place): what stands there.
  template <typename TextOf>
  std::vector<std::vector<TaggedToken>> tokens(const Input& input, const TextOf& text_of) const {
    const std::vector<corpus::Predicted> predicted = tag(input, {.probabilities = true});
    std::vector<std::vector<TaggedToken>> result;
    for (std::size_t i = 0; i < predicted.size(); ++i) {
      std::vector<TaggedToken>& sentence = result.emplace_back();
      for (std::size_t token = 0; token < input.places[i].size(); ++token) {
        const text::TextSpan& place = input.places[i][token];
        sentence.push_back({text_of(place), place.begin, place.end, {}});
        add_labels(predicted[i], token, sentence.back());
      }
    }
    return result;
  }

  template <typename TextOf>
  std::vector<TaggedSpan> spans(const Input& input, const TextOf& text_of) const {
    const std::vector<corpus::Predicted> predicted = tag(input, {.span_probabilities = true});
    std::vector<TaggedSpan> result;
    for (std::size_t k = 0; k < model.heads().size(); ++k) {
      for (std::size_t i = 0; i < predicted.size(); ++i) {
        const corpus::HeadPrediction& head = predicted[i].heads[k];
        if (!head.span_probabilities.has_value()) continue;  // no tag scheme
        std::size_t next = 0;
        for (corpus::Span& span : corpus::read_spans(head.labels, head.scheme)) {
          const text::TextSpan place{input.places[i][span.begin].begin, input.places[i][span.end - 1].end};
          result.push_back({text_of(place), place.begin, place.end, std::move(span.type),
                            (*head.span_probabilities)[next++], head.name});
        }
      }
    }
    return result;
  }
};

namespace {

// What stands between two bytes of a text.
auto text_in(std::string_view text) {
  return [text](const text::TextSpan& place) {
    return std::string(text.substr(place.begin, place.end - place.begin));
  };
}

// Tokens with spaces between them.
auto tokens_in(std::span<const std::string_view> tokens) {
  return [tokens](const text::TextSpan& place) {
    std::string joined;
    for (std::size_t i = place.begin; i < place.end; ++i) {
      if (i > place.begin) joined += ' ';
      joined += tokens[i];
    }
    return joined;
  };
}

}  // namespace

Tagger::Tagger(std::shared_ptr<const Impl> impl) : impl_(std::move(impl)) {}

Tagger Tagger::load(const std::string& path) {
  model::TaggerModel model = model::TaggerModel::load(path);
  text::Tokeniser tokeniser(model.options().language);
  return Tagger(std::make_shared<const Impl>(Impl{std::move(model), std::move(tokeniser)}));
}

std::vector<std::string> Tagger::heads() const {
  return impl_->model.heads();
}

Tagger Tagger::with_head(const std::string& name) const {
  model::TaggerModel model = impl_->model.with_head(name);
  text::Tokeniser tokeniser(model.options().language);
  return Tagger(std::make_shared<const Impl>(Impl{std::move(model), std::move(tokeniser)}));
}

std::vector<std::vector<TaggedToken>> Tagger::tag(std::string_view text) const {
  return impl_->tokens(impl_->cut(text), text_in(text));
}

std::vector<TaggedToken> Tagger::tag_tokens(std::span<const std::string_view> tokens) const {
  return impl_->tokens(impl_->sentence_of(tokens), tokens_in(tokens)).front();
}

std::vector<TaggedSpan> Tagger::spans(std::string_view text) const {
  return impl_->spans(impl_->cut(text), text_in(text));
}

std::vector<TaggedSpan> Tagger::spans_of_tokens(std::span<const std::string_view> tokens) const {
  return impl_->spans(impl_->sentence_of(tokens), tokens_in(tokens));
}

std::vector<LabelSequence> Tagger::n_best(std::span<const std::string_view> tokens, std::size_t n) const {
  std::vector<LabelSequence> result;
  std::vector<corpus::Predicted> predicted = impl_->tag(impl_->sentence_of(tokens), {.n_best = n});
  for (corpus::Alternative& one : predicted.front().heads.front().alternatives) {
    result.push_back({std::move(one.labels), one.probability});
  }
  return result;
}

struct Classifier::Impl {
  model::ClassifierModel model;
  text::Tokeniser tokeniser;
};

Classifier::Classifier(std::shared_ptr<const Impl> impl) : impl_(std::move(impl)) {}

Classifier Classifier::load(const std::string& path) {
  model::ClassifierModel model = model::ClassifierModel::load(path);
  text::Tokeniser tokeniser(model.options().language);
  return Classifier(std::make_shared<const Impl>(Impl{std::move(model), std::move(tokeniser)}));
}

Classification Classifier::classify(std::string_view text) const {
  check_utf8(text);
  std::vector<std::string> words;
  for (const text::TextSpan& span : impl_->tokeniser.tokens(text)) {
    words.push_back(word_of(text.substr(span.begin, span.end - span.begin), impl_->model.options().nfc));
  }
  const std::vector<const std::vector<std::string>*> texts{&words};
  base::Pool serial(1);
  const corpus::Classification result = impl_->model.classify(texts, 1, serial).front();
  return {impl_->model.labels()[result.label], static_cast<double>(result.probabilities[result.label])};
}

}  // namespace seqlab

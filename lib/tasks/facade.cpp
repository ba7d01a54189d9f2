#include <stdexcept>
#include <string>
#include <vector>

#include "nn/pool.h"
#include "tasks/classifier_model.h"
#include "tasks/seqlab.h"
#include "tasks/tagger_model.h"
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
  tagged.label = predicted.labels[token];
  tagged.probability = predicted.probabilities[token];
  for (const std::vector<std::string>& head : predicted.further) tagged.further_labels.push_back(head[token]);
}

}  // namespace

struct Tagger::Impl {
  tasks::TaggerModel model;
  text::Tokeniser tokeniser;

  std::vector<corpus::Predicted> tag(const std::vector<corpus::Sentence>& sentences) const {
    std::vector<const corpus::Sentence*> pointers;
    for (const corpus::Sentence& sentence : sentences) pointers.push_back(&sentence);
    nn::Pool serial(1);
    tasks::TaggerModel::TagOptions options;
    options.probabilities = true;
    return model.tag(pointers, options, serial);
  }
};

Tagger::Tagger(std::shared_ptr<const Impl> impl) : impl_(std::move(impl)) {}

Tagger Tagger::load(const std::string& path) {
  tasks::TaggerModel model = tasks::TaggerModel::load(path);
  text::Tokeniser tokeniser(model.options().language);
  return Tagger(std::make_shared<const Impl>(Impl{std::move(model), std::move(tokeniser)}));
}

std::vector<std::string> Tagger::heads() const {
  return impl_->model.heads();
}

std::vector<std::vector<TaggedToken>> Tagger::tag(std::string_view text) const {
  check_utf8(text);
  const std::vector<text::TextSentence> spans = impl_->tokeniser.sentences(text);
  std::vector<corpus::Sentence> sentences;
  std::vector<std::vector<TaggedToken>> result;
  for (const text::TextSentence& sentence : spans) {
    std::vector<TaggedToken>& tokens = result.emplace_back();
    corpus::Sentence& words = sentences.emplace_back();
    for (const text::TextSpan& span : sentence) {
      const std::string_view token = text.substr(span.begin, span.end - span.begin);
      tokens.push_back({std::string(token), span.begin, span.end, {}, 0, {}});
      words.words.push_back(word_of(token, impl_->model.options().nfc));
    }
  }
  const std::vector<corpus::Predicted> predicted = impl_->tag(sentences);
  for (std::size_t i = 0; i < result.size(); ++i) {
    for (std::size_t token = 0; token < result[i].size(); ++token) {
      add_labels(predicted[i], token, result[i][token]);
    }
  }
  return result;
}

std::vector<TaggedToken> Tagger::tag_tokens(std::span<const std::string_view> tokens) const {
  std::vector<corpus::Sentence> sentences(1);
  for (const std::string_view token : tokens) {
    check_utf8(token);
    sentences.front().words.push_back(word_of(token, impl_->model.options().nfc));
  }
  const std::vector<corpus::Predicted> predicted = impl_->tag(sentences);
  std::vector<TaggedToken> result;
  for (std::size_t i = 0; i < tokens.size(); ++i) {
    result.push_back({std::string(tokens[i]), i, i + 1, {}, 0, {}});
    add_labels(predicted.front(), i, result.back());
  }
  return result;
}

struct Classifier::Impl {
  tasks::ClassifierModel model;
  text::Tokeniser tokeniser;
};

Classifier::Classifier(std::shared_ptr<const Impl> impl) : impl_(std::move(impl)) {}

Classifier Classifier::load(const std::string& path) {
  tasks::ClassifierModel model = tasks::ClassifierModel::load(path);
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
  nn::Pool serial(1);
  const tasks::ClassifierModel::Result result = impl_->model.classify(texts, 1, serial).front();
  return {impl_->model.labels()[result.label], static_cast<double>(result.probabilities[result.label])};
}

}  // namespace seqlab

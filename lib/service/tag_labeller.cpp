#include "service/tag_labeller.h"

#include <algorithm>
#include <numeric>
#include <utility>

#include "base/errors.h"
#include "base/pool.h"
#include "corpus/tokenised_text.h"
#include "streams/label_columns.h"
#include "text/utf8.h"

namespace seqlab::service {

namespace {

// Tokens, or what long ones cost: the characters of a word are read too.
std::size_t size_of(const corpus::Sentence& sentence) {
  constexpr std::size_t bytes_per_token = 8;
  std::size_t bytes = 0;
  for (const std::string& word : sentence.words) bytes += word.size();
  return std::max(sentence.size(), bytes / bytes_per_token);
}

// Refers to what belongs to its labeller.
class TagDocument : public Document {
 public:
  TagDocument(const text::Tokeniser& tokeniser, bool nfc, bool one_sentence, Input input,
              const corpus::WriterOptions& writing)
      : tokeniser_(tokeniser), nfc_(nfc), one_sentence_(one_sentence), writing_(writing) {
    if (auto* words = std::get_if<std::vector<std::string>>(&input)) {
      record_.tokenised = true;
      split_ = true;
      if (words->empty()) return;
      corpus::Sentence& sentence = record_.sentences.emplace_back();
      if (nfc_) std::ranges::transform(*words, words->begin(), text::to_nfc);
      sentence.words = std::move(*words);
      left_ = sizes_.emplace_back(size_of(sentence));
      return;
    }
    record_.text = std::get<std::string>(std::move(input));
    left_ = estimated_tokens(record_.text);
  }

  [[nodiscard]] std::size_t left() const override { return left_; }

  // Finds sentences and tokens.
  void prepare() override {
    if (split_) return;
    corpus::ReaderOptions options;
    options.nfc = nfc_;
    options.tokeniser = &tokeniser_;
    record_.sentences.clear();
    sizes_.clear();
    for (text::TextSentence& tokens : sentences(options)) {
      record_.sentences.push_back(corpus::sentence_of(record_.text, std::move(tokens), options));
      sizes_.push_back(size_of(record_.sentences.back()));
    }
    left_ = std::accumulate(sizes_.begin(), sizes_.end(), std::size_t{0});
    split_ = true;
  }

  [[nodiscard]] std::size_t piece() const override { return begin_ < sizes_.size() ? sizes_[begin_] : 0; }

  // The next sentences: up to so many tokens together, or one sentence.
  std::span<const corpus::Sentence> next(std::size_t tokens) {
    prepare();
    std::size_t end = begin_;
    std::size_t size = 0;
    while (end < sizes_.size() && (end == begin_ || size + sizes_[end] <= tokens)) size += sizes_[end++];
    return std::span(record_.sentences).subspan(begin_, end - begin_);
  }

  // Takes the predictions for what next() gave.
  void add(corpus::Predicted&& predicted) {
    left_ -= sizes_[begin_++];
    predicted_.push_back(std::move(predicted));
  }

  [[nodiscard]] std::string json() override { return corpus::json_text(record_, predicted_, writing_); }

  TagLabeller::Labelled take() { return {std::move(record_), std::move(predicted_)}; }

 private:
  [[nodiscard]] std::vector<text::TextSentence> sentences(const corpus::ReaderOptions& options) const {
    if (!one_sentence_) return corpus::tokenised(record_.text, options);
    text::TextSentence tokens = tokeniser_.tokens(record_.text);
    if (tokens.empty()) return {};
    return {std::move(tokens)};
  }

  const text::Tokeniser& tokeniser_;
  bool nfc_;
  bool one_sentence_;
  const corpus::WriterOptions& writing_;
  corpus::Record record_;
  bool split_ = false;              // into sentences
  std::vector<std::size_t> sizes_;  // of the sentences
  std::size_t left_ = 0;            // tokens, or what long ones cost
  std::size_t begin_ = 0;           // the first sentence without predictions
  std::vector<corpus::Predicted> predicted_;
};

}  // namespace

TagLabeller::TagLabeller(const model::TaggerModel& model, std::shared_ptr<const text::Tokeniser> tokeniser,
                         const TagSettings& settings)
    : model_(settings.heads.empty() ? model : model.with_heads(settings.heads)),
      tokeniser_(std::move(tokeniser)) {
  if (settings.n_best > 0 && model_.heads().size() > 1) {
    std::string names;
    for (const std::string& head : model_.heads()) names += (names.empty() ? "" : ", ") + head;
    throw UsageError("n_best works with one head, but the model has several; choose one with heads: " +
                     names);
  }
  tagging_ = {.probabilities = settings.probabilities,
              .span_probabilities = settings.probabilities,
              .n_best = settings.n_best};
  corpus::WriterOptions writing{.format = corpus::OutputFormat::jsonl};
  streams::write_label_columns("", model_, writing);
  streams::write_scores(tagging_, writing);
  for (const auto& [name, unit] : name_table(text::OffsetUnit{})) {
    writing.offsets = unit;
    writing_.emplace(unit, writing);
  }
}

std::unique_ptr<Document> TagLabeller::document(Input input, text::OffsetUnit offsets,
                                                bool one_sentence) const {
  if (const std::vector<std::string> columns = model_.feature_columns(); !columns.empty()) {
    throw UsageError("the model reads the column " + columns.front() + ", which requests do not have");
  }
  if (const auto* words = std::get_if<std::vector<std::string>>(&input)) {
    const auto empty = std::ranges::find(*words, std::string());
    if (empty != words->end()) {
      throw UsageError("token " + std::to_string(empty - words->begin() + 1) +
                       " is empty; every token has a word");
    }
  }
  return std::make_unique<TagDocument>(*tokeniser_, model_.options().nfc, one_sentence, std::move(input),
                                       writing_.at(offsets));
}

void TagLabeller::run(std::span<const Slice> slices, base::Pool& pool) const {
  std::vector<model::LookedUp> sentences;
  std::vector<TagDocument*> documents;  // of each sentence
  for (const Slice& slice : slices) {
    auto& document = static_cast<TagDocument&>(*slice.document);
    for (const corpus::Sentence& sentence : document.next(slice.tokens)) {
      sentences.push_back(model_.look_up(sentence));
      documents.push_back(&document);
    }
  }
  std::vector<corpus::Predicted> predicted = model_.tag(sentences, tagging_, pool);
  for (std::size_t i = 0; i < predicted.size(); ++i) documents[i]->add(std::move(predicted[i]));
}

TagLabeller::Labelled TagLabeller::take(Document& document) {
  return static_cast<TagDocument&>(document).take();
}

}  // namespace seqlab::service

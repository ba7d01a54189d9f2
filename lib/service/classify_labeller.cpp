#include "service/classify_labeller.h"

#include <utility>

#include "base/pool.h"
#include "corpus/reviews/review_readers.h"
#include "corpus/reviews/review_writer.h"

namespace seqlab::service {

namespace {

class Review : public Document {
 public:
  Review(const text::Tokeniser& tokeniser, bool nfc, std::string text, corpus::ReviewWriterOptions writing)
      : tokeniser_(tokeniser), nfc_(nfc), writing_(std::move(writing)) {
    review_.text = std::move(text);
    left_ = estimated_tokens(review_.text);
  }

  [[nodiscard]] std::size_t left() const override { return left_; }
  [[nodiscard]] std::size_t piece() const override { return left_; }
  [[nodiscard]] std::string json() override { return corpus::json_text(review_, result_, writing_); }

  // Finds the tokens.
  void prepare() override {
    if (prepared_) return;
    corpus::ReviewOptions options;
    options.nfc = nfc_;
    options.tokeniser = &tokeniser_;
    corpus::tokenise(review_, options);
    prepared_ = true;
  }

  [[nodiscard]] const corpus::Review& review() const { return review_; }
  [[nodiscard]] const corpus::Classification& result() const { return result_; }
  void set(corpus::Classification&& result) {
    result_ = std::move(result);
    left_ = 0;
  }

 private:
  const text::Tokeniser& tokeniser_;
  bool nfc_;
  corpus::ReviewWriterOptions writing_;
  bool prepared_ = false;
  corpus::Review review_;
  corpus::Classification result_;
  std::size_t left_ = 0;  // tokens
};

}  // namespace

ClassifyLabeller::ClassifyLabeller(const model::ClassifierModel& model,
                                   std::shared_ptr<const text::Tokeniser> tokeniser)
    : model_(model), tokeniser_(std::move(tokeniser)) {}

std::unique_ptr<Document> ClassifyLabeller::document(std::string text, bool probabilities) const {
  return std::make_unique<Review>(
      *tokeniser_, model_.options().nfc, std::move(text),
      corpus::ReviewWriterOptions{
          .format = corpus::ReviewFormat::jsonl, .labels = model_.labels(), .probabilities = probabilities});
}

void ClassifyLabeller::run(std::span<const Slice> slices, base::Pool& pool) const {
  model::LookedUpTexts texts;
  for (const Slice& slice : slices) {
    slice.document->prepare();
    texts.add(model_.look_up(static_cast<Review&>(*slice.document).review()));
  }
  std::vector<corpus::Classification> results = model_.classify(texts, {}, pool);
  for (std::size_t i = 0; i < slices.size(); ++i) {
    static_cast<Review&>(*slices[i].document).set(std::move(results[i]));
  }
}

const corpus::Classification& ClassifyLabeller::result(const Document& document) {
  return static_cast<const Review&>(document).result();
}

}  // namespace seqlab::service

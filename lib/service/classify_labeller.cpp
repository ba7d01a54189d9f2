#include "service/classify_labeller.h"

#include <utility>

#include "base/pool.h"
#include "corpus/reviews/review_readers.h"
#include "corpus/reviews/review_writer.h"

namespace seqlab::service {

namespace {

class Review : public Document {
 public:
  Review(std::string text, corpus::ReviewWriterOptions writing) : writing_(std::move(writing)) {
    review_.text = std::move(text);
  }

  [[nodiscard]] std::size_t left() const override {
    return done_ ? 0 : review_.text.size() / bytes_per_token + 1;
  }
  [[nodiscard]] std::string json() override { return corpus::json_text(review_, result_, writing_); }

  corpus::Review& review() { return review_; }
  [[nodiscard]] const corpus::Classification& result() const { return result_; }
  void set(corpus::Classification&& result) {
    result_ = std::move(result);
    done_ = true;
  }

 private:
  corpus::ReviewWriterOptions writing_;
  corpus::Review review_;
  corpus::Classification result_;
  bool done_ = false;
};

}  // namespace

ClassifyLabeller::ClassifyLabeller(const model::ClassifierModel& model,
                                   std::shared_ptr<const text::Tokeniser> tokeniser)
    : model_(model), tokeniser_(std::move(tokeniser)) {}

std::unique_ptr<Document> ClassifyLabeller::document(std::string text, bool probabilities) const {
  return std::make_unique<Review>(std::move(text),
                                  corpus::ReviewWriterOptions{.format = corpus::ReviewFormat::jsonl,
                                                              .labels = model_.labels(),
                                                              .probabilities = probabilities});
}

void ClassifyLabeller::run(std::span<const Slice> slices, base::Pool& pool) const {
  corpus::ReviewOptions reading;
  reading.nfc = model_.options().nfc;
  reading.tokeniser = tokeniser_.get();
  model::LookedUpTexts texts;
  for (const Slice& slice : slices) {
    corpus::Review& review = static_cast<Review&>(*slice.document).review();
    corpus::tokenise(review, reading);
    texts.add(model_.look_up(review));
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

#include "corpus/reviews/review_writer.h"

#include <algorithm>
#include <cstddef>
#include <utility>

#include "corpus/json/json_object.h"
#include "corpus/json/json_provenance.h"
#include "corpus/reviews/csv.h"
#include "corpus/writers.h"

namespace seqlab::corpus {
namespace {

// What is written for a review: nothing if it could not be read or has no tokens; without a label, the
// probability is that of the best one.
class Answer {
 public:
  Answer(const Review& review, const Classification& result, const std::vector<std::string>& labels)
      : known_(review.problem.empty() && !result.probabilities.empty()), result_(result), labels_(labels) {}

  [[nodiscard]] bool known() const { return known_; }
  [[nodiscard]] std::string label() const {
    return known_ && result_.label ? labels_.at(*result_.label) : "";
  }
  [[nodiscard]] std::string probability() const {
    const auto best = std::ranges::max_element(result_.probabilities);
    return probability(static_cast<std::size_t>(best - result_.probabilities.begin()));
  }
  [[nodiscard]] std::string probability(std::size_t label) const {
    return known_ ? probability_text(static_cast<double>(result_.probabilities.at(label))) : "";
  }
  [[nodiscard]] std::string json_label() const {
    return known_ && result_.label ? json_string(label()) : "null";
  }
  [[nodiscard]] std::string json_probability() const { return known_ ? probability() : "null"; }

 private:
  bool known_;
  const Classification& result_;
  const std::vector<std::string>& labels_;
};

class LineReviewWriter : public ReviewWriter {
 public:
  LineReviewWriter(std::ostream& output, ReviewWriterOptions options)
      : output_(output), options_(std::move(options)) {}

  void write(const Review& review, const Classification& result) override {
    const std::vector<std::string>& labels = options_.labels;
    const Answer answer(review, result, labels);
    output_ << answer.label() << '\t' << answer.probability();
    for (std::size_t i = 0; options_.probabilities && i < labels.size(); ++i) {
      output_ << '\t' << labels[i] << '=' << answer.probability(i);
    }
    output_ << '\t' << review.text << '\n';
  }

 private:
  std::ostream& output_;
  ReviewWriterOptions options_;
};

class CsvReviewWriter : public ReviewWriter {
 public:
  CsvReviewWriter(std::ostream& output, ReviewWriterOptions options)
      : output_(output), options_(std::move(options)) {
    if (options_.header.empty()) return;
    const char delimiter = options_.dialect.delimiter;
    output_ << options_.header << delimiter << "predicted" << delimiter << "probability";
    for (std::size_t i = 0; options_.probabilities && i < options_.labels.size(); ++i) {
      output_ << delimiter << field("probability_" + options_.labels[i]);
    }
    output_ << '\n';
  }

  void write(const Review& review, const Classification& result) override {
    const char delimiter = options_.dialect.delimiter;
    const Answer answer(review, result, options_.labels);
    const auto* csv = dynamic_cast<const CsvProvenance*>(review.provenance.get());
    output_ << (csv != nullptr ? csv->record : field(review.text)) << delimiter << field(answer.label())
            << delimiter << answer.probability();
    for (std::size_t i = 0; options_.probabilities && i < options_.labels.size(); ++i) {
      output_ << delimiter << answer.probability(i);
    }
    output_ << '\n';
  }

 private:
  [[nodiscard]] std::string field(const std::string& text) const { return csv_field(text, options_.dialect); }

  std::ostream& output_;
  ReviewWriterOptions options_;
};

class JsonReviewWriter : public ReviewWriter {
 public:
  JsonReviewWriter(std::ostream& output, ReviewWriterOptions options)
      : output_(output), options_(std::move(options)) {}

  void write(const Review& review, const Classification& result) override {
    output_ << json_text(review, result, options_) << '\n';
  }

 private:
  std::ostream& output_;
  ReviewWriterOptions options_;
};

}  // namespace

std::unique_ptr<ReviewWriter> make_review_writer(std::ostream& output, ReviewWriterOptions options) {
  switch (options.format) {
    case ReviewFormat::jsonl:
      return std::make_unique<JsonReviewWriter>(output, std::move(options));
    case ReviewFormat::csv:
      return std::make_unique<CsvReviewWriter>(output, std::move(options));
    default:
      return std::make_unique<LineReviewWriter>(output, std::move(options));
  }
}

std::string json_text(const Review& review, const Classification& result,
                      const ReviewWriterOptions& options) {
  const Answer answer(review, result, options.labels);
  JsonMembers members = {{"label", answer.json_label()}, {"probability", answer.json_probability()}};
  if (options.probabilities && answer.known()) {
    JsonMembers all;
    for (std::size_t i = 0; i < options.labels.size(); ++i) {
      all.emplace_back(options.labels[i], answer.probability(i));
    }
    members.emplace_back("probabilities", json_object(all));
  } else if (options.probabilities) {
    members.emplace_back("probabilities", "null");
  }
  const auto* json = dynamic_cast<const JsonProvenance*>(review.provenance.get());
  if (json != nullptr) return json->object.with(members);
  members.emplace(members.begin(), "text", json_string(review.text));
  return json_object(members);
}

}  // namespace seqlab::corpus

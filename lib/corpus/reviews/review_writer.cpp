#include "corpus/reviews/review_writer.h"

#include <cstddef>
#include <utility>

#include "corpus/json/json_object.h"
#include "corpus/json/json_provenance.h"
#include "corpus/reviews/csv.h"
#include "corpus/writers.h"

namespace seqlab::corpus {
namespace {

std::string probability_of(const Classification& result, std::size_t label) {
  return probability_text(static_cast<double>(result.probabilities.at(label)));
}

class LineReviewWriter : public ReviewWriter {
 public:
  LineReviewWriter(std::ostream& output, ReviewWriterOptions options)
      : output_(output), options_(std::move(options)) {}

  void write(const Review& review, const Classification& result) override {
    const std::vector<std::string>& labels = options_.labels;
    output_ << labels.at(result.label) << '\t' << probability_of(result, result.label);
    for (std::size_t i = 0; options_.probabilities && i < labels.size(); ++i) {
      output_ << '\t' << labels[i] << '=' << probability_of(result, i);
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
    output_ << options_.header << options_.delimiter << "predicted" << options_.delimiter << "probability";
    for (std::size_t i = 0; options_.probabilities && i < options_.labels.size(); ++i) {
      output_ << options_.delimiter << field("probability_" + options_.labels[i]);
    }
    output_ << '\n';
  }

  void write(const Review& review, const Classification& result) override {
    const auto* csv = dynamic_cast<const CsvProvenance*>(review.provenance.get());
    output_ << (csv != nullptr ? csv->record : field(review.text)) << options_.delimiter
            << field(options_.labels.at(result.label)) << options_.delimiter
            << probability_of(result, result.label);
    for (std::size_t i = 0; options_.probabilities && i < options_.labels.size(); ++i) {
      output_ << options_.delimiter << probability_of(result, i);
    }
    output_ << '\n';
  }

 private:
  [[nodiscard]] std::string field(const std::string& text) const {
    return csv_field(text, options_.delimiter);
  }

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
  JsonMembers members = {{"label", json_string(options.labels.at(result.label))},
                         {"probability", probability_of(result, result.label)}};
  if (options.probabilities) {
    JsonMembers all;
    for (std::size_t i = 0; i < options.labels.size(); ++i) {
      all.emplace_back(options.labels[i], probability_of(result, i));
    }
    members.emplace_back("probabilities", json_object(all));
  }
  const auto* json = dynamic_cast<const JsonProvenance*>(review.provenance.get());
  if (json != nullptr) return json->object.with(members);
  members.emplace(members.begin(), "text", json_string(review.text));
  return json_object(members);
}

}  // namespace seqlab::corpus

// JSON Lines: the object that came in and the prediction, or a new object.
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "corpus/json/json_object.h"
#include "corpus/json/json_provenance.h"
#include "corpus/tag_scheme.h"
#include "corpus/writers.h"

namespace seqlab::corpus {
namespace {

// `append(value, result)` adds a value as JSON.
template <typename Values, typename Append>
std::string json_array(const Values& values, Append append) {
  std::string result = "[";
  for (const auto& value : values) {
    if (result.size() > 1) result += ", ";
    append(value, result);
  }
  result += ']';
  return result;
}

std::string json_strings(const std::vector<std::string>& values) {
  return json_array(values, append_json_string);
}

// A label, or null for a token that is not annotated.
void append_label(const std::string& label, std::string& result) {
  if (label.empty()) {
    result += "null";
  } else {
    append_json_string(label, result);
  }
}

std::string json_labels(const std::vector<std::string>& labels) {
  return json_array(labels, append_label);
}

std::string json_probabilities(const std::vector<double>& probabilities) {
  return json_array(probabilities,
                    [](double value, std::string& result) { result += probability_text(value); });
}

class JsonLineWriter : public RecordWriter {
 public:
  JsonLineWriter(std::ostream& output, const WriterOptions& options)
      : output_(output), unit_(options.offsets), further_(options.further) {}

  void write(const Record& record, std::span<const Predicted> predicted) override {
    for (const Predicted& one : predicted) check_heads(one, further_.size());
    const auto* json = dynamic_cast<const JsonProvenance*>(record.provenance.get());
    output_ << (json != nullptr ? changed(*json, record, predicted) : created(record, predicted)) << '\n';
  }

  void finish(const std::string&) override {}

 private:
  using Members = std::vector<std::pair<std::string, std::string>>;

  std::string changed(const JsonProvenance& json, const Record& record,
                      std::span<const Predicted> predicted) const {
    Members members;
    // A record without tokens shows by how it was read whether it is being tagged.
    bool any_predicted = record.sentences.empty() && !json.labels;
    for (const Predicted& one : predicted) any_predicted = any_predicted || !one.labels.empty();
    if (!any_predicted) {
      // Only converted.
      if (!json.tags_key.empty() && !record.sentences.empty()) {
        members.emplace_back(json.tags_key, json_labels(record.sentences.front().labels));
      }
    } else if (json.tokens) {
      static const Predicted none;
      const Predicted& one = predicted.empty() ? none : predicted.front();
      members.emplace_back("predicted", json_labels(one.labels));
      if (!one.probabilities.empty())
        members.emplace_back("probabilities", json_probabilities(one.probabilities));
      for (std::size_t head = 0; head < further_.size(); ++head) {
        members.emplace_back("predicted_" + further_[head],
                             one.further.empty() ? "[]" : json_labels(one.further[head]));
      }
      add_sequence_members(one, members);
    } else {
      add_text_members(record, predicted, "predicted_spans", members);
    }
    return json.object.with(members);
  }

  std::string created(const Record& record, std::span<const Predicted> predicted) const {
    Members members;
    const bool tokens = record.text.empty() && !record.sentences.empty();
    if (!tokens) {
      members.emplace_back("text", json_string(record.text));
      add_text_members(record, predicted, "spans", members);
      return object_of(members);
    }
    // Columns and token lines: a record is one sentence.
    const Sentence& sentence = record.sentences.front();
    const std::vector<std::string>& labels = labels_to_write(sentence, predicted.front());
    members.emplace_back("tokens", json_strings(sentence.words));
    if (!labels.empty()) members.emplace_back("tags", json_labels(labels));
    if (!predicted.front().probabilities.empty()) {
      members.emplace_back("probabilities", json_probabilities(predicted.front().probabilities));
    }
    for (std::size_t head = 0; head < predicted.front().further.size(); ++head) {
      members.emplace_back(further_[head], json_labels(predicted.front().further[head]));
    }
    add_sequence_members(predicted.front(), members);
    return object_of(members);
  }

  // The alternatives of tokens, and the spans of which there are probabilities, in numbers of tokens.
  void add_sequence_members(const Predicted& predicted, Members& members) const {
    for (std::size_t head = 0; head < predicted.span_probabilities.size(); ++head) {
      const std::vector<std::string>& labels = head == 0 ? predicted.labels : predicted.further[head - 1];
      SchemeDetector detector;
      detector.add(labels);
      const SchemeStyle style = detector.style();
      if (style.scheme == TagScheme::none) continue;
      const std::vector<Span> found = read_spans(labels, style);
      std::string spans;
      for (std::size_t i = 0; i < found.size(); ++i) {
        spans += i == 0 ? "{" : ", {";
        spans +=
            "\"start\": " + std::to_string(found[i].begin) + ", \"end\": " + std::to_string(found[i].end);
        append_type(found[i], span_probability(predicted, head, found.size(), i), spans);
      }
      members.emplace_back(head == 0 ? "token_spans" : "token_spans_" + further_[head - 1],
                           "[" + spans + "]");
    }
    if (!predicted.alternatives.empty()) {
      members.emplace_back("alternatives", json_array(predicted.alternatives, append_alternative));
    }
  }

  // The sentences with their tokens and, of heads whose labels are a scheme, its spans.
  void add_text_members(const Record& record, std::span<const Predicted> predicted,
                        const std::string& spans_key, Members& members) const {
    const text::OffsetMap map(record.text, unit_);
    std::string sentences;
    for (std::size_t i = 0; i < record.sentences.size(); ++i) {
      if (i != 0) sentences += ", ";
      append_sentence(record, i, labels_to_write(record.sentences[i], predicted[i]), predicted[i], map,
                      sentences);
    }
    members.emplace_back("sentences", "[" + sentences + "]");
    add_spans(
        record,
        [&](std::size_t i) -> const std::vector<std::string>& {
          return labels_to_write(record.sentences[i], predicted[i]);
        },
        predicted, 0, map, spans_key, members);
    for (std::size_t head = 0; head < further_.size(); ++head) {
      add_spans(
          record,
          [&](std::size_t i) -> const std::vector<std::string>& { return predicted[i].further[head]; },
          predicted, head + 1, map, spans_key + "_" + further_[head], members);
    }
  }

  // Adds the spans of all sentences where their labels of a head, labels_of(index), are a scheme.
  template <typename LabelsOf>
  static void add_spans(const Record& record, LabelsOf labels_of, std::span<const Predicted> predicted,
                        std::size_t head, const text::OffsetMap& map, const std::string& key,
                        Members& members) {
    SchemeDetector detector;
    for (std::size_t i = 0; i < record.sentences.size(); ++i) detector.add(labels_of(i));
    const SchemeStyle style = detector.style();
    if (style.scheme == TagScheme::none) return;
    std::string spans;
    for (std::size_t i = 0; i < record.sentences.size(); ++i) {
      const Sentence& sentence = record.sentences[i];
      const std::vector<Span> found = read_spans(labels_of(i), style);
      for (std::size_t k = 0; k < found.size(); ++k) {
        const Span& span = found[k];
        spans += spans.empty() ? "{" : ", {";
        append_place(record.text, {sentence.offsets[span.begin].begin, sentence.offsets[span.end - 1].end},
                     map, spans);
        append_type(span, span_probability(predicted[i], head, found.size(), k), spans);
      }
    }
    members.emplace_back(key, "[" + spans + "]");
  }

  // The probability of a head's span, one of `count` of the sentence; nothing where none was asked for, or
  // where the head's labels only look like a scheme.
  static std::optional<double> span_probability(const Predicted& predicted, std::size_t head,
                                                std::size_t count, std::size_t index) {
    if (predicted.span_probabilities.size() <= head || predicted.span_probabilities[head].empty()) return {};
    if (predicted.span_probabilities[head].size() != count) {
      throw std::invalid_argument("a writer needs a probability for each span or for none");
    }
    return predicted.span_probabilities[head][index];
  }

  // The end of a span's object.
  static void append_type(const Span& span, std::optional<double> probability, std::string& result) {
    result += ", \"label\": ";
    append_json_string(span.type, result);
    if (probability) result += ", \"probability\": " + probability_text(*probability);
    result += '}';
  }

  static void append_alternative(const Alternative& alternative, std::string& result) {
    result += "{\"probability\": " + sequence_probability_text(alternative.probability);
    result += ", \"labels\": " + json_labels(alternative.labels);
    if (!alternative.probabilities.empty()) {
      result += ", \"probabilities\": " + json_probabilities(alternative.probabilities);
    }
    result += '}';
  }

  void append_sentence(const Record& record, std::size_t index, const std::vector<std::string>& labels,
                       const Predicted& predicted, const text::OffsetMap& map, std::string& result) const {
    const Sentence& sentence = record.sentences[index];
    result += "{\"tokens\": [";
    for (std::size_t t = 0; t < sentence.size(); ++t) {
      result += t == 0 ? "{" : ", {";
      append_place(record.text, sentence.offsets[t], map, result);
      if (!labels.empty()) {
        result += ", \"label\": ";
        append_label(labels[t], result);
      }
      if (!predicted.probabilities.empty()) {
        result += ", \"probability\": " + probability_text(predicted.probabilities[t]);
      }
      for (std::size_t head = 0; head < predicted.further.size(); ++head) {
        result += ", ";
        append_json_string(further_[head], result);
        result += ": ";
        append_label(predicted.further[head][t], result);
      }
      result += '}';
    }
    result += ']';
    if (!predicted.alternatives.empty()) {
      result += ", \"alternatives\": " + json_array(predicted.alternatives, append_alternative);
    }
    result += '}';
  }

  static void append_place(std::string_view text, const text::TextSpan& place, const text::OffsetMap& map,
                           std::string& result) {
    result += "\"text\": ";
    append_json_string(text.substr(place.begin, place.end - place.begin), result);
    result += ", \"start\": " + std::to_string(map.from_byte(place.begin));
    result += ", \"end\": " + std::to_string(map.from_byte(place.end));
  }

  static std::string object_of(const Members& members) {
    std::string result;
    for (const auto& [key, value] : members)
      result += (result.empty() ? "{" : ", ") + json_string(key) + ": " + value;
    return result + "}";
  }

  std::ostream& output_;
  text::OffsetUnit unit_;
  std::vector<std::string> further_;  // names of the further heads
};

}  // namespace

std::unique_ptr<RecordWriter> make_json_line_writer(std::ostream& output, const WriterOptions& options) {
  return std::make_unique<JsonLineWriter>(output, options);
}

}  // namespace seqlab::corpus

// JSON Lines: the input's object with the prediction added, or a new object.
#include <algorithm>
#include <memory>
#include <optional>
#include <span>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "corpus/json/json_object.h"
#include "corpus/json/json_provenance.h"
#include "corpus/schemes/tag_scheme.h"
#include "corpus/writers.h"

namespace seqlab::corpus {
namespace {

// A JSON array. `append(value, result)` appends one value as JSON.
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

// Appends a label, or null for a token without one.
void append_label(const std::string& label, std::string& result) {
  if (label.empty()) {
    result += "null";
  } else {
    append_json_string(label, result);
  }
}

std::string json_labels(std::span<const std::string> labels) {
  return json_array(labels, append_label);
}

std::string json_probabilities(std::span<const double> probabilities) {
  return json_array(probabilities,
                    [](double value, std::string& result) { result += probability_text(value); });
}

// Makes the JSON object of a record. Refers to the options.
class JsonRecordWriter {
 public:
  explicit JsonRecordWriter(const WriterOptions& options) : options_(options), keys_(options.label_columns) {}

  [[nodiscard]] std::string text(const Record& record, std::span<const Predicted> predicted) const {
    for (const Predicted& one : predicted) check_heads(one, keys_.size());
    const auto* json = dynamic_cast<const JsonProvenance*>(record.provenance.get());
    return json != nullptr ? changed(*json, record, predicted) : created(record, predicted);
  }

 private:
  // The record's own object with the new values.
  std::string changed(const JsonProvenance& json, const Record& record,
                      std::span<const Predicted> predicted) const {
    JsonMembers members;
    bool any_predicted = !options_.schemes.empty();
    for (const Predicted& one : predicted) any_predicted = any_predicted || !one.heads.empty();
    if (!any_predicted) {
      add_gold(json, record, members);
    } else if (json.tokens) {
      const Predicted& one = first_of(predicted);
      for (std::size_t head = 0; head < keys_.size(); ++head) {
        members.emplace_back(head == 0 ? "predicted" : "predicted_" + keys_[head],
                             one.heads.empty() ? "[]" : json_labels(one.heads[head].labels));
        if (head == 0) add_probabilities(one, members);
      }
      add_sequence_members(one, members);
    } else {
      add_text_members(record, predicted, "predicted_spans", members);
    }
    return json.object.with(members);
  }

  static const Predicted& first_of(std::span<const Predicted> predicted) {
    static const Predicted none;
    return predicted.empty() ? none : predicted.front();
  }

  // Adds gold tags, which may have been converted.
  static void add_gold(const JsonProvenance& json, const Record& record, JsonMembers& members) {
    if (record.sentences.empty()) return;
    const std::vector<Labels>& gold = record.sentences.front().gold;
    for (std::size_t i = 0; i < std::min(gold.size(), json.tags_keys.size()); ++i) {
      if (!json.tags_keys[i].empty()) members.emplace_back(json.tags_keys[i], json_labels(gold[i]));
    }
  }

  std::string created(const Record& record, std::span<const Predicted> predicted) const {
    JsonMembers members;
    const bool tokens = record.text.empty() && (record.tokenised || !record.sentences.empty());
    if (!tokens) {
      members.emplace_back("text", json_string(record.text));
      add_text_members(record, predicted, "spans", members);
      return json_object(members);
    }
    // Columns and token lines: a record is one sentence, or one that could not be read or has no tokens.
    static const Sentence none;
    const Sentence& sentence = record.sentences.empty() ? none : record.sentences.front();
    const Predicted& one = first_of(predicted);
    const auto lists = checked_lists(sentence, one);
    members.emplace_back("tokens", json_strings(sentence.words));
    for (std::size_t i = 0; i < std::max(lists.size(), lists_always()); ++i) {
      members.emplace_back(i == 0 ? "tags" : keys_[i], i < lists.size() ? json_labels(lists[i]) : "[]");
      if (i == 0) add_probabilities(one, members);
    }
    add_sequence_members(one, members);
    return json_object(members);
  }

  // How many lists of labels every record has.
  [[nodiscard]] std::size_t lists_always() const {
    return !options_.schemes.empty() || options_.gold ? keys_.size() : 0;
  }

  // The lists of labels to write. Throws std::invalid_argument if one has no key.
  [[nodiscard]] std::vector<std::span<const std::string>> checked_lists(const Sentence& sentence,
                                                                        const Predicted& predicted) const {
    auto lists = labels_to_write(sentence, predicted);
    if (lists.size() > keys_.size()) throw std::invalid_argument("a writer needs one key per list of labels");
    return lists;
  }

  void add_probabilities(const Predicted& predicted, JsonMembers& members) const {
    const std::span<const double> probabilities = first_probabilities(predicted);
    if (probabilities.empty() && !options_.probabilities) return;
    members.emplace_back("probabilities", json_probabilities(probabilities));
  }

  // The scheme of a head, also if it has predicted nothing.
  [[nodiscard]] TagScheme scheme_of(std::size_t head, const Predicted& predicted) const {
    if (head < predicted.heads.size()) return predicted.heads[head].scheme.scheme;
    return head < options_.schemes.size() ? options_.schemes[head].scheme : TagScheme::none;
  }

  // Adds spans with their probabilities, counted in tokens, and the first head's alternatives.
  void add_sequence_members(const Predicted& predicted, JsonMembers& members) const {
    static const HeadPrediction none;
    for (std::size_t i = 0; i < keys_.size(); ++i) {
      const HeadPrediction& head = i < predicted.heads.size() ? predicted.heads[i] : none;
      if (scheme_of(i, predicted) == TagScheme::none) continue;
      if (!head.span_probabilities.has_value() && !options_.span_probabilities) continue;
      members.emplace_back(i == 0 ? "token_spans" : "token_spans_" + keys_[i], "[" + token_spans(head) + "]");
    }
    const std::vector<Alternative>& alternatives = first_of_heads(predicted).alternatives;
    if (!alternatives.empty() || options_.alternatives) {
      members.emplace_back("alternatives", json_array(alternatives, append_alternative));
    }
  }

  static const HeadPrediction& first_of_heads(const Predicted& predicted) {
    static const HeadPrediction none;
    return predicted.heads.empty() ? none : predicted.heads.front();
  }

  static std::string token_spans(const HeadPrediction& head) {
    if (head.labels.empty()) return {};
    const std::vector<Span> found = read_spans(head.labels, head.scheme);
    std::string spans;
    for (std::size_t k = 0; k < found.size(); ++k) {
      spans += k == 0 ? "{" : ", {";
      spans += "\"start\": " + std::to_string(found[k].begin) + ", \"end\": " + std::to_string(found[k].end);
      append_type(found[k], span_probability(head, found.size(), k), spans);
    }
    return spans;
  }

  // Adds the sentences with their tokens, and the spans of all heads with a tag scheme.
  void add_text_members(const Record& record, std::span<const Predicted> predicted,
                        const std::string& spans_key, JsonMembers& members) const {
    const text::OffsetMap map(record.text, options_.offsets);
    std::string sentences;
    for (std::size_t i = 0; i < record.sentences.size(); ++i) {
      if (i != 0) sentences += ", ";
      append_sentence(record, i, predicted[i], map, sentences);
    }
    members.emplace_back("sentences", "[" + sentences + "]");
    for (std::size_t head = 0; head < keys_.size(); ++head) {
      if (scheme_of(head, first_of(predicted)) == TagScheme::none) continue;
      members.emplace_back(head == 0 ? spans_key : spans_key + "_" + keys_[head],
                           "[" + text_spans(record, predicted, head, map) + "]");
    }
  }

  // A head's spans in all sentences.
  static std::string text_spans(const Record& record, std::span<const Predicted> predicted, std::size_t head,
                                const text::OffsetMap& map) {
    std::string spans;
    for (std::size_t i = 0; i < record.sentences.size(); ++i) {
      if (predicted[i].heads.empty()) continue;
      const Sentence& sentence = record.sentences[i];
      const HeadPrediction& prediction = predicted[i].heads[head];
      const std::vector<Span> found = read_spans(prediction.labels, prediction.scheme);
      for (std::size_t k = 0; k < found.size(); ++k) {
        const Span& span = found[k];
        spans += spans.empty() ? "{" : ", {";
        append_place(record.text, {sentence.offsets[span.begin].begin, sentence.offsets[span.end - 1].end},
                     map, spans);
        append_type(span, span_probability(prediction, found.size(), k), spans);
      }
    }
    return spans;
  }

  // The probability of one of a sentence's `count` spans; nothing unless asked for.
  static std::optional<double> span_probability(const HeadPrediction& head, std::size_t count,
                                                std::size_t index) {
    if (!head.span_probabilities.has_value()) return {};
    if (head.span_probabilities->size() != count) {
      throw std::invalid_argument("a writer needs one probability per span or none");
    }
    return (*head.span_probabilities)[index];
  }

  // Ends the object of a span.
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

  void append_sentence(const Record& record, std::size_t index, const Predicted& predicted,
                       const text::OffsetMap& map, std::string& result) const {
    const Sentence& sentence = record.sentences[index];
    const auto lists = checked_lists(sentence, predicted);
    const std::span<const double> probabilities = first_probabilities(predicted);
    result += "{\"tokens\": [";
    for (std::size_t t = 0; t < sentence.size(); ++t) {
      result += t == 0 ? "{" : ", {";
      append_place(record.text, sentence.offsets[t], map, result);
      for (std::size_t i = 0; i < lists.size(); ++i) {
        result += ", ";
        append_json_string(i == 0 ? "label" : keys_[i], result);
        result += ": ";
        append_label(lists[i][t], result);
        if (i == 0 && !probabilities.empty()) {
          result += ", \"probability\": " + probability_text(probabilities[t]);
        }
      }
      result += '}';
    }
    result += ']';
    if (!predicted.heads.empty() && !predicted.heads.front().alternatives.empty()) {
      result += ", \"alternatives\": " + json_array(predicted.heads.front().alternatives, append_alternative);
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

  const WriterOptions& options_;
  const std::vector<std::string>& keys_;  // of the heads' labels; the first is not used
};

class JsonLineWriter : public RecordWriter {
 public:
  JsonLineWriter(std::ostream& output, const WriterOptions& options)
      : output_(output), options_(options), writer_(options_) {}

  void write(const Record& record, std::span<const Predicted> predicted) override {
    output_ << writer_.text(record, predicted) << '\n';
  }
  void finish(const std::string&) override {}

 private:
  std::ostream& output_;
  WriterOptions options_;
  JsonRecordWriter writer_;
};

}  // namespace

std::string json_text(const Record& record, std::span<const Predicted> predicted,
                      const WriterOptions& options) {
  return JsonRecordWriter(options).text(record, predicted);
}

std::unique_ptr<RecordWriter> make_json_line_writer(std::ostream& output, const WriterOptions& options) {
  return std::make_unique<JsonLineWriter>(output, options);
}

}  // namespace seqlab::corpus

// JSON Lines: one object per record, with tokens and tags or with text and spans.
#include <algorithm>
#include <cstdint>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/errors.h"
#include "corpus/columns/columns.h"
#include "corpus/json/json_provenance.h"
#include "corpus/readers.h"
#include "corpus/tag_scheme.h"
#include "corpus/tokenised_text.h"

namespace seqlab::corpus {
namespace {

using nlohmann::json;

// A gold span in bytes, with its name in error messages.
struct TextLabel {
  std::size_t begin = 0;
  std::size_t end = 0;
  std::string label;
  std::string name;  // "span 3-7 (PER)", in the file's unit
};

// Makes sentences of one record's object.
class JsonRecord {
 public:
  JsonRecord(const JsonObject& object, const ReaderOptions& options, Place place)
      : object_(object), options_(options), place_(std::move(place)) {}

  // Fills text and sentences; returns JsonProvenance::tags_keys.
  std::vector<std::string> read(Record& record) {
    const json* tokens = object_.find("tokens");
    const json* text = object_.find("text");
    if (tokens == nullptr && text == nullptr) fail("the object has neither tokens nor text");
    if (text != nullptr) record.text = string_of(*text, "text");
    if (tokens != nullptr) {
      add_tokens(*tokens, text != nullptr, record);
    } else {
      cuts_ = tokenised(record.text, options_);
    }
    if (tokens != nullptr && !record.sentences.empty()) add_features(record.sentences.front());
    std::vector<std::string> tags_keys;
    for (const std::string& column : options_.label_columns) {
      tags_keys.push_back(read_labels(column, tokens != nullptr, record));
    }
    if (tokens == nullptr) {
      for (const text::TextSentence& cut : cuts_) {
        record.sentences.push_back(sentence_of(record.text, cut, options_));
      }
    }
    add_gold(record);
    for (Sentence& sentence : record.sentences) sentence.lines.assign(sentence.size(), place_.line);
    return tags_keys;
  }

 private:
  [[noreturn]] void fail(const std::string& message) const { throw DataError(place_, message); }

  std::string string_of(const json& value, const std::string& what) const {
    if (!value.is_string()) fail(what + " is " + value.type_name() + "; it must be a string");
    return value.get<std::string>();
  }

  void add_tokens(const json& tokens, bool with_text, Record& record) {
    if (!tokens.is_array())
      fail(std::string("tokens is ") + tokens.type_name() + "; it must be an array of strings");
    Sentence sentence;
    for (const json& token : tokens) {
      const std::string word = string_of(token, "token " + std::to_string(sentence.size() + 1));
      if (word.empty())
        fail("token " + std::to_string(sentence.size() + 1) + " is empty; every token has a word");
      if (with_text) sentence.offsets.push_back(place_in_text(record.text, word, sentence));
      sentence.words.push_back(normalised(word, options_));
    }
    if (sentence.size() == 0) return;
    if (with_text) cuts_.push_back(sentence.offsets);
    record.sentences.push_back(std::move(sentence));
  }

  // A key that an object does not have is a column without values.
  void add_features(Sentence& sentence) const {
    for (const std::string& key : options_.feature_columns) {
      Labels& column = sentence.features.emplace_back();
      const json* values = object_.find(key);
      if (values == nullptr || values->is_null()) {
        column.resize(sentence.size());
        continue;
      }
      if (!values->is_array()) fail(key + " is " + values->type_name() + "; it must be an array of strings");
      if (values->size() != sentence.size()) {
        fail(std::to_string(sentence.size()) + " tokens and " + std::to_string(values->size()) + " " + key +
             "; each token has one");
      }
      for (const json& value : *values) {
        const std::string what = key + "[" + std::to_string(column.size()) + "]";
        column.push_back(value.is_null() ? std::string()
                                         : column_value(checked_label(string_of(value, what)),
                                                        options_.unlabelled, false));
      }
    }
  }

  // Finds a token in the text after the tokens before it.
  text::TextSpan place_in_text(const std::string& text, const std::string& word,
                               const Sentence& sentence) const {
    const std::size_t from = sentence.offsets.empty() ? 0 : sentence.offsets.back().end;
    const std::size_t begin = text.find(word, from);
    if (begin == std::string::npos) {
      fail("token " + std::to_string(sentence.size() + 1) + " (" + word +
           ") is not in the text after the tokens before it");
    }
    return {begin, begin + word.size()};
  }

  // Reads the labels of a column. Returns the key of tags; an empty string for spans or no labels.
  std::string read_labels(const std::string& column, bool tokens, const Record& record) {
    const json* tags = nullptr;
    const json* spans = nullptr;
    std::string tags_key;
    if (!column.empty()) {
      const json* chosen = object_.find(column);
      // Spans are objects; tags are not.
      const bool objects = chosen != nullptr && chosen->is_array() &&
                           (chosen->empty() ? !tokens : chosen->front().is_object());
      (objects ? spans : tags) = chosen;
      tags_key = column;
    } else {
      for (const char* key : {"tags", "labels"}) {
        if (tags == nullptr && tokens && (tags = object_.find(key)) != nullptr) tags_key = key;
      }
      for (const char* key : {"spans", "entities"}) {
        if (spans == nullptr && tags == nullptr) spans = object_.find(key);
      }
    }
    if (options_.partly_labelled && (tags == nullptr || tags->is_null()) && spans == nullptr) {
      gold_.emplace_back(count_tokens(tokens, record));
      return {};
    }
    if (tags != nullptr && tokens) {
      gold_.push_back(labels_of(*tags, tags_key, count_tokens(tokens, record)));
      return tags_key;
    }
    if (spans == nullptr || object_.find("text") == nullptr) {
      fail(column.empty() ? "no labels; an object has tags beside tokens, or spans beside text"
                          : "no labels under '" + column +
                                "'; it must hold tags beside tokens, or spans beside text; "
                                "--label-column names another key");
    }
    gold_.push_back(write_spans(read_spans_of(*spans, record.text), count_tokens(tokens, record),
                                {TagScheme::iob2, '-'}));
    return {};
  }

  [[nodiscard]] std::size_t count_tokens(bool tokens, const Record& record) const {
    if (tokens) return record.sentences.empty() ? 0 : record.sentences.front().size();
    std::size_t n = 0;
    for (const text::TextSentence& cut : cuts_) n += cut.size();
    return n;
  }

  // The labels of n tokens.
  [[nodiscard]] Labels labels_of(const json& tags, const std::string& key, std::size_t n) const {
    if (!tags.is_array()) fail(key + " is " + tags.type_name() + "; it must be an array of strings");
    if (tags.size() != n) {
      fail(std::to_string(n) + " tokens and " + std::to_string(tags.size()) + " " + key +
           "; each token has one");
    }
    Labels labels;
    for (const json& tag : tags) {
      const std::string what = key + "[" + std::to_string(labels.size()) + "]";
      if (tag.is_null() && (options_.unlabelled.has_value() || options_.partly_labelled)) {
        labels.emplace_back();
        continue;
      }
      const std::string label = checked_label(string_of(tag, what));
      labels.push_back(options_.partly_labelled ? column_value(label, options_.unlabelled, false)
                                                : gold_label(label, options_.unlabelled, false, place_));
    }
    return labels;
  }

  std::string checked_label(std::string label) const {
    const bool control =
        std::any_of(label.begin(), label.end(), [](char c) { return static_cast<unsigned char>(c) < 0x20; });
    if (control)
      fail("a label with a tab, line end or other control character, which no other format could hold");
    return label;
  }

  std::size_t byte_of(const json& span, const char* key, const text::OffsetMap& map) const {
    const auto value = span.find(key);
    if (value == span.end() || !value->is_number_integer() || *value < 0) {
      fail(std::string("a span without a whole number for '") + key +
           "'; a span is {\"start\": 0, \"end\": 5, \"label\": \"PER\"}");
    }
    const std::optional<std::size_t> byte = map.to_byte(value->get<std::size_t>());
    if (!byte.has_value()) {
      fail("a span's " + std::string(key) + " is " + value->dump() +
           ", which is past the text's end or inside a character; --offsets sets the unit of offsets");
    }
    return *byte;
  }

  // Reads spans, as spans of tokens of the whole text.
  std::vector<Span> read_spans_of(const json& spans, const std::string& text) {
    if (!spans.is_array())
      fail(std::string("the spans are ") + spans.type_name() + "; they must be an array");
    std::vector<TextLabel> labels;
    const text::OffsetMap map(text, options_.offsets);
    for (const json& span : spans) {
      if (!span.is_object())
        fail("a span that is not an object; a span is {\"start\": 0, \"end\": 5, \"label\": \"PER\"}");
      TextLabel label;
      label.begin = byte_of(span, "start", map);
      label.end = byte_of(span, "end", map);
      const auto name = span.find("label");
      label.label = name == span.end() ? "" : checked_label(string_of(*name, "a span's label"));
      label.name = "span " + span["start"].dump() + "-" + span["end"].dump() + " (" + label.label + ")";
      if (label.label.empty()) fail(label.name + " has no label");
      if (label.begin >= label.end) fail(label.name + " is empty; its end must be greater than its start");
      labels.push_back(std::move(label));
    }
    std::stable_sort(labels.begin(), labels.end(),
                     [](const TextLabel& a, const TextLabel& b) { return a.begin < b.begin; });
    for (std::size_t i = 1; i < labels.size(); ++i) {
      if (labels[i].begin < labels[i - 1].end) {
        fail(labels[i - 1].name + " and " + labels[i].name + " overlap; a token has one label");
      }
    }
    return place_on_tokens(labels, map);
  }

  // Finds the tokens of each span, and joins sentences that a span crosses.
  std::vector<Span> place_on_tokens(const std::vector<TextLabel>& labels, const text::OffsetMap& map) {
    std::vector<text::TextSpan> tokens;
    std::vector<std::size_t> sentence_ends;  // in tokens
    for (const text::TextSentence& cut : cuts_) {
      tokens.insert(tokens.end(), cut.begin(), cut.end());
      sentence_ends.push_back(tokens.size());
    }
    std::vector<Span> spans;
    for (const TextLabel& label : labels) {
      const auto first = std::lower_bound(tokens.begin(), tokens.end(), label.begin,
                                          [](const text::TextSpan& t, std::size_t b) { return t.begin < b; });
      const auto last = std::lower_bound(tokens.begin(), tokens.end(), label.end,
                                         [](const text::TextSpan& t, std::size_t e) { return t.end < e; });
      if (first == tokens.end() || first->begin != label.begin || last == tokens.end() ||
          last->end != label.end) {
        fail(label.name + " does not start and end with tokens" + nearest_tokens(tokens, label, map));
      }
      const auto begin = static_cast<std::size_t>(first - tokens.begin());
      const auto end = static_cast<std::size_t>(last - tokens.begin()) + 1;
      spans.push_back({begin, end, label.label});
      std::erase_if(sentence_ends, [&](std::size_t border) { return border > begin && border < end; });
    }
    cuts_.clear();
    std::size_t begin = 0;
    for (const std::size_t end : sentence_ends) {
      cuts_.emplace_back(tokens.begin() + static_cast<std::ptrdiff_t>(begin),
                         tokens.begin() + static_cast<std::ptrdiff_t>(end));
      begin = end;
    }
    return spans;
  }

  // "; the nearest tokens are 0-5 and 6-9".
  static std::string nearest_tokens(const std::vector<text::TextSpan>& tokens, const TextLabel& label,
                                    const text::OffsetMap& map) {
    std::string found;
    for (const text::TextSpan& token : tokens) {
      if (token.end <= label.begin || token.begin >= label.end) continue;
      const bool inside = token.begin > label.begin && token.end < label.end;
      if (inside) continue;
      found += (found.empty() ? "; the nearest tokens are " : " and ") +
               std::to_string(map.from_byte(token.begin)) + "-" + std::to_string(map.from_byte(token.end));
    }
    return found.empty() ? "; there is no token" : found;
  }

  // Distributes the labels of all tokens to the sentences.
  void add_gold(Record& record) const {
    std::size_t begin = 0;
    for (Sentence& sentence : record.sentences) {
      const std::size_t end = begin + sentence.size();
      for (const Labels& labels : gold_) {
        sentence.gold.emplace_back(labels.begin() + static_cast<std::ptrdiff_t>(begin),
                                   labels.begin() + static_cast<std::ptrdiff_t>(end));
      }
      begin = end;
    }
  }

  const JsonObject& object_;
  const ReaderOptions& options_;
  Place place_;
  std::vector<text::TextSentence> cuts_;  // the tokens' places in the text, if there is one
  std::vector<Labels> gold_;              // one list per label column, over all tokens of the record
};

class JsonLineReader : public RecordReader {
 public:
  JsonLineReader(Lines lines, const ReaderOptions& options)
      : RecordReader(options), lines_(std::move(lines)), options_(options) {}

  bool take(Record& record) override {
    record = {};
    Line line;
    do {
      if (!lines_.next(line)) return false;
    } while (is_blank(line.text));
    record.raw = line.text;
    record.line = line.number;
    record.document = document_++;
    record.expected_tokens = expected_tokens(line.text);
    return true;
  }

  void read(Record& record) const override {
    const Place place = {lines_.name(), record.line, 0};
    auto provenance = std::make_shared<JsonProvenance>(JsonObject(std::move(record.raw), place));
    provenance->tokens = provenance->object.find("tokens") != nullptr;
    provenance->tags_keys = JsonRecord(provenance->object, options_, place).read(record);
    for (Sentence& sentence : record.sentences) {
      sentence.file = lines_.name();
      sentence.document = record.document;
    }
    record.provenance = std::move(provenance);
  }

  [[nodiscard]] bool record_buffered() override { return lines_.buffered(); }
  [[nodiscard]] Format format() const override { return Format::jsonl; }
  [[nodiscard]] ReadingPlan plan() const override { return {"JSON Lines", {}}; }

 private:
  Lines lines_;
  ReaderOptions options_;
  std::size_t document_ = 0;
};

}  // namespace

std::unique_ptr<RecordReader> make_json_line_reader(Lines lines, const ReaderOptions& options) {
  return std::make_unique<JsonLineReader>(std::move(lines), options);
}

}  // namespace seqlab::corpus

// Reviews in JSON objects.
#include <algorithm>
#include <cmath>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/errors.h"
#include "corpus/json/json_object.h"
#include "corpus/json/json_provenance.h"
#include "corpus/json/json_splitter.h"
#include "corpus/readers.h"
#include "corpus/reviews/review_columns.h"
#include "corpus/reviews/review_readers.h"

namespace seqlab::corpus {
namespace {

using nlohmann::json;

// A number as a label: 5.0 is 5.
std::string number_label(const json& number) {
  constexpr double largest = 1e15;
  if (!number.is_number_float()) return number.dump();
  const double value = number.get<double>();
  const bool whole = std::floor(value) == value && std::abs(value) < largest;
  return whole ? std::to_string(static_cast<long long>(value)) : number.dump();
}

// A value that could be a label or a text: a string, number or boolean, or the only one in a list.
std::optional<std::string> scalar(const json& value) {
  if (value.is_array()) return value.size() == 1 ? scalar(value.front()) : std::nullopt;
  if (value.is_string()) return value.get<std::string>();
  if (value.is_number()) return number_label(value);
  if (value.is_boolean()) return value.dump();
  return std::nullopt;
}

// The keys of objects that hold text and label. tokens: of a list of words, which counts before the text.
struct ReviewKeys {
  std::string text = "text";
  std::string tokens = "tokens";
  std::string label = "label";
  std::string shown = "text";  // in a plan
};

// Whether a value is what an annotator did with a record (Prodigy), and whether that was to set it aside.
bool is_answer(const json* value) {
  return value != nullptr && (*value == "accept" || *value == "reject" || *value == "ignore");
}

bool is_set_aside(const json* answer) {
  return is_answer(answer) && *answer != "accept";
}

constexpr const char* kAnswerKey = "answer";
constexpr const char* kChoiceKey = "accept";  // the labels that an annotator chose

// What a sample of objects has.
struct KeySample {
  std::vector<std::string> keys;  // in the order of their first object
  FieldRows rows;                 // for each object, the scalar of each key or an empty field
  bool choices = false;           // an object has a list of labels that an annotator chose

  [[nodiscard]] bool has(const std::string& key) const {
    return std::find(keys.begin(), keys.end(), key) != keys.end();
  }
  [[nodiscard]] std::optional<std::size_t> column(const std::string& key) const {
    const auto found = std::find(keys.begin(), keys.end(), key);
    return found == keys.end() ? std::nullopt : std::optional(static_cast<std::size_t>(found - keys.begin()));
  }
};

// What the objects of a file's beginning have, without records that are set aside. `answers`: the answers of
// annotators count as values.
KeySample sample_keys(JsonSplitter beginning, bool answers) {
  constexpr std::size_t most_objects = 200;
  KeySample result;
  for (JsonText value; result.rows.size() < most_objects && beginning.next(value);) {
    nlohmann::ordered_json object;
    try {
      const JsonObject checked(value.text, value.place);
      object = nlohmann::ordered_json::parse(checked.text());
    } catch (const DataError&) {  // said when it is read
      continue;
    }
    if (const auto found = object.find(kAnswerKey); !answers && found != object.end()) {
      const json answer = json::parse(found->dump());
      if (is_set_aside(&answer)) continue;
    }
    std::vector<std::string> row(result.keys.size());
    for (const auto& [key, member] : object.items()) {
      std::optional<std::size_t> column = result.column(key);
      if (!column.has_value()) {
        column = result.keys.size();
        result.keys.push_back(key);
        row.emplace_back();
      }
      const json value = json::parse(member.dump());
      result.choices = result.choices || (key == kChoiceKey && value.is_array());
      if (answers || key != kAnswerKey || !is_answer(&value)) row[*column] = scalar(value).value_or("");
    }
    result.rows.push_back(std::move(row));
  }
  for (auto& row : result.rows) row.resize(result.keys.size());
  return result;
}

// Whether the options choose the answers of annotators as labels or texts.
bool names_answers(const ReviewOptions& options) {
  return options.label_column == kAnswerKey || options.text_column == kAnswerKey;
}

class KeyChooser {
 public:
  KeyChooser(const KeySample& sample, const ReviewOptions& options, const std::string& file)
      : sample_(sample), options_(options), file_(file) {}

  [[nodiscard]] ReviewKeys choose() const {
    ReviewKeys keys;
    ColumnRoles known = {chosen(options_.text_column, "text"), chosen(options_.label_column, "label")};
    const bool usual_text =
        options_.text_column.empty() && (sample_.has(keys.text) || sample_.has(keys.tokens));
    if (usual_text) known.text = sample_.column(sample_.has(keys.text) ? keys.text : keys.tokens);
    if (!known.label.has_value()) known.label = sample_.column(keys.label);
    if (!known.label.has_value() && sample_.choices) known.label = sample_.column(kChoiceKey);
    const bool needs_label = options_.labels && !known.label.has_value();
    if (!sample_.rows.empty() && (!known.text.has_value() || needs_label)) {
      known = find_roles(sample_.keys, sample_.rows, known, options_.labels, UsualNames::only);
      if (!known.text.has_value()) refuse("text");
      if (options_.labels && !known.label.has_value()) refuse("label");
    }
    if (known.text.has_value()) keys.shown = sample_.keys[*known.text];
    if (known.text.has_value() && !usual_text) keys.text = keys.tokens = keys.shown;
    if (options_.labels && known.label.has_value()) keys.label = sample_.keys[*known.label];
    if (options_.labels && keys.label == keys.text) {
      throw UsageError(file_ + ": the key " + keys.text +
                       " would be both text and label; choose with --text-column and --label-column");
    }
    return keys;
  }

 private:
  [[nodiscard]] std::optional<std::size_t> chosen(const std::string& key, const std::string& what) const {
    if (key.empty() || sample_.rows.empty()) return std::nullopt;
    const auto column = sample_.column(key);
    if (!column.has_value()) {
      throw UsageError(file_ + ": no key '" + key + "' for the " + what + "; the objects have " + keys());
    }
    return column;
  }

  [[noreturn]] void refuse(const std::string& what) const {
    throw DataError({file_, 0, 0}, "it is not clear which key of the objects holds the " + what +
                                       "; choose with --text-column and --label-column from " + keys());
  }

  [[nodiscard]] std::string keys() const { return described_columns(sample_.keys, sample_.rows); }

  const KeySample& sample_;
  const ReviewOptions& options_;
  const std::string& file_;
};

class JsonReviewReader : public ReviewReader {
 public:
  JsonReviewReader(JsonSplitter splitter, ReviewKeys keys, const ReviewOptions& options)
      : ReviewReader(options), splitter_(std::move(splitter)), keys_(std::move(keys)), options_(options) {}

  bool take(Review& review) override {
    review = {};
    JsonText value;
    if (!splitter_.next(value)) {
      if (splitter_.open_place().line == 0 || options_.malformed == Malformed::skip) return false;
      throw DataError(splitter_.open_place(), "what begins here has no end; the file may be cut off");
    }
    review.format = ReviewFormat::jsonl;
    review.place = {splitter_.name(), value.place.line, 0};
    review.expected_tokens = expected_tokens(value.text);
    review.raw = std::move(value.text);
    return true;
  }

  [[nodiscard]] bool record_buffered() override { return splitter_.buffered(); }
  [[nodiscard]] ReviewFormat format() const override { return ReviewFormat::jsonl; }
  [[nodiscard]] ReadingPlan plan() const override {
    ReadingPlan plan{splitter_.layout_name(), {{"texts", "key " + keys_.shown}}};
    if (options_.labels) plan.parts.emplace_back("labels", "key " + keys_.label);
    return plan;
  }

 protected:
  void read(Review& review) const override {
    const auto provenance = std::make_shared<JsonProvenance>(JsonObject(review.raw, review.place));
    review.provenance = provenance;
    const JsonObject& object = provenance->object;
    review.left_out = options_.labels && !names_answers(options_) && is_set_aside(object.find(kAnswerKey));
    read_text(object, review);
    if (review.left_out) return;
    const json* label = object.find(keys_.label);
    if (label != nullptr && !label->is_null()) review.label = trimmed_label(label_of(*label, review.place));
    if (options_.labels && review.label.empty()) {
      throw DataError(review.place, "no label; an object has \"" + keys_.label + "\" and \"" + keys_.text +
                                        "\"" + keys_of(object));
    }
  }

 private:
  static std::string keys_of(const JsonObject& object) {
    const json values = json::parse(object.text());
    std::string keys;
    for (const auto& member : values.items()) keys += (keys.empty() ? "" : ", ") + member.key();
    return keys.empty() ? "; it is empty" : "; its keys are " + keys;
  }

  void read_text(const JsonObject& object, Review& review) const {
    const json* text = object.find(keys_.text);
    const json* tokens = keys_.tokens == keys_.text ? nullptr : object.find(keys_.tokens);
    if (keys_.tokens == keys_.text && text != nullptr && text->is_array()) std::swap(text, tokens);
    // Annotation tools list what they know of each token beside the text.
    if (text != nullptr && tokens != nullptr && tokens->is_array() && !tokens->empty() &&
        tokens->front().is_object()) {
      tokens = nullptr;
    }
    if (text == nullptr && tokens == nullptr) {
      throw DataError(review.place, (keys_.tokens == keys_.text ? "the object has no " + keys_.text
                                                                : "the object has neither text nor tokens") +
                                        keys_of(object));
    }
    if (text != nullptr) review.text = string_of(*text, keys_.text, review.place);
    if (tokens == nullptr) {
      tokenise(review, options_);
      return;
    }
    read_tokens(*tokens, review);
    if (text != nullptr) return;
    for (const std::string& token : review.tokens) review.text += (review.text.empty() ? "" : " ") + token;
  }

  // Classes are often numbers, such as 0 and 1 or stars, and annotation tools list them.
  [[nodiscard]] std::string label_of(const json& label, const Place& place) const {
    if (label.is_array() && label.size() != 1) {
      throw DataError(place, keys_.label + " is array of " + std::to_string(label.size()) +
                                 " values; a text has one label");
    }
    if (const std::optional<std::string> value = scalar(label)) return *value;
    throw DataError(place, keys_.label + " is " + label.type_name() + "; it must be a string or a number");
  }

  static std::string string_of(const json& value, const std::string& what, const Place& place) {
    if (!value.is_string()) {
      throw DataError(place, what + " is " + value.type_name() + "; it must be a string");
    }
    return value.get<std::string>();
  }

  void read_tokens(const json& tokens, Review& review) const {
    if (!tokens.is_array()) {
      throw DataError(review.place,
                      std::string("tokens is ") + tokens.type_name() + "; it must be an array of strings");
    }
    for (const json& token : tokens) {
      const std::string word = string_of(token, "a token", review.place);
      if (word.empty()) throw DataError(review.place, "a token is empty; every token has a word");
      review.tokens.push_back(review_word(word, options_));
    }
  }

  JsonSplitter splitter_;
  ReviewKeys keys_;
  ReviewOptions options_;
};

}  // namespace

std::unique_ptr<ReviewReader> make_json_review_reader(Lines lines, const ReviewOptions& options) {
  const std::string file = lines.name();
  JsonSplitter splitter(std::move(lines));
  ReviewKeys keys =
      KeyChooser(sample_keys(splitter.beginning(options.by_first_record ? JsonAhead::record : JsonAhead::all),
                             names_answers(options) || !options.labels),
                 options, file)
          .choose();
  return std::make_unique<JsonReviewReader>(std::move(splitter), std::move(keys), options);
}

}  // namespace seqlab::corpus

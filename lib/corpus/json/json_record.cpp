#include "corpus/json/json_record.h"

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>
#include <optional>
#include <string_view>
#include <utility>

#include "base/names.h"
#include "corpus/columns/columns.h"
#include "corpus/json/json_spans.h"
#include "corpus/readers.h"
#include "corpus/schemes/tag_scheme.h"
#include "corpus/tokenised_text.h"
#include "text/utf8.h"

namespace seqlab::corpus {
namespace {

using nlohmann::json;

std::string element(const std::string& key, std::size_t index) {
  return key + "[" + std::to_string(index) + "]";
}

bool is_blank_word(std::string_view word) {
  return word.find_first_not_of(" \t\r\n") == std::string_view::npos;
}

class JsonRecord {
 public:
  JsonRecord(JsonProvenance& provenance, const JsonKeys& keys, const ReaderOptions& options, Place place)
      : provenance_(provenance),
        object_(provenance.object),
        keys_(keys),
        options_(options),
        place_(std::move(place)) {}

  JsonChanges read(Record& record) {
    find_parts(record);
    if (!words_) {
      cuts_ = tokenised(record.text, options_);
    } else if (provenance_.tokens) {
      add_tokens(record);
    } else {
      add_placed_tokens(record.text);
    }
    if (provenance_.tokens && !record.sentences.empty()) add_features(record.sentences.front());
    for (const JsonLabels& labels : labels_) {
      provenance_.tags_keys.push_back(read_labels(labels, provenance_.tags_keys.size(), record));
    }
    if (!provenance_.tokens) {
      for (const text::TextSentence& cut : cuts_) {
        record.sentences.push_back(sentence_of(record.text, cut, options_));
      }
    }
    for (const Labels& labels : gold_) add_gold(labels, record.sentences);
    for (Sentence& sentence : record.sentences) sentence.lines.assign(sentence.size(), place_.line);
    return changes_;
  }

 private:
  [[noreturn]] void fail(const std::string& message) const { throw DataError(place_, message); }

  // Finds words, text and labels.
  void find_parts(Record& record) {
    words_ = keys_.words(object_);
    const JsonValue text = keys_.text(object_);
    if (!words_ && !text) {
      fail("the object has neither tokens nor text, but " + keys_of(object_) + "; " +
           (options_.word_column.empty() ? "--word-column names the key of the words or of the text"
                                         : "--word-column names '" + options_.word_column + "'"));
    }
    changes_.set_aside = !options_.label_columns.empty() && JsonKeys::is_set_aside(object_);
    bool spans = false;
    for (const std::string& column : options_.label_columns) {
      labels_.push_back(keys_.labels(object_, column));
      if (column.empty()) keys_.check_only_spans(object_, labels_.back(), place_);
      spans = spans || labels_.back().spans;
    }
    // A text beside words whose labels are tags adds nothing; in "tokens", its places are kept.
    const bool placed = words_ && JsonKeys::are_placed(*words_.value) && text;
    if (text && (!words_ || placed || spans || words_.key == "tokens")) {
      record.text = string_of(*text.value, text.key);
      has_text_ = true;
    }
    provenance_.tokens = words_ && !placed;
  }

  std::string string_of(const json& value, const std::string& what) const {
    if (!value.is_string()) fail(what + " is " + value.type_name() + "; it must be a string");
    auto string = value.get<std::string>();
    return options_.replace_invalid ? text::replace_nul(std::move(string)) : string;
  }

  static std::string token_name(std::size_t index) { return "token " + std::to_string(index + 1); }

  // The word of a token, which is a string or an object with a text.
  std::string word_of(const json& token, std::size_t index) const {
    const auto text = token.is_object() ? token.find("text") : token.end();
    std::string word = string_of(token.is_object() && text != token.end() ? *text : token, token_name(index));
    if (word.empty()) fail(token_name(index) + " is empty; every token has a word");
    return word;
  }

  // Words without places, as one sentence.
  void add_tokens(Record& record) {
    const json& tokens = *words_.value;
    if (!tokens.is_array()) {
      fail(words_.key + " is " + tokens.type_name() + "; it must be an array of strings");
    }
    Sentence sentence;
    for (const json& token : tokens) {
      const std::string word = word_of(token, sentence.size());
      if (has_text_) sentence.offsets.push_back(place_in_text(record.text, word, sentence));
      sentence.words.push_back(normalised(word, options_));
    }
    if (sentence.size() == 0) return;
    if (has_text_) cuts_.push_back(sentence.offsets);
    record.sentences.push_back(std::move(sentence));
  }

  // Tokens with their places, as one sentence of the text. Those of spaces only are no words.
  void add_placed_tokens(const std::string& text) {
    const text::OffsetMap map(text, options_.offsets);
    text::TextSentence sentence;
    for (const json& token : *words_.value) {
      const std::string word = word_of(token, given_.size());
      const std::optional<text::TextSpan> place = place_of(token, map);
      if (!place || text.compare(place->begin, place->end - place->begin, word) != 0) {
        fail(token_name(given_.size()) + " (" + word + ") is not in the text at its start and end" +
             other_unit(text, token, word));
      }
      if (!sentence.empty() && place->begin < sentence.back().end) {
        fail(token_name(given_.size()) + " (" + word + ") begins before the end of the one before it");
      }
      given_.push_back(!is_blank_word(word));
      if (given_.back()) sentence.push_back(*place);
    }
    if (!sentence.empty()) cuts_.push_back(std::move(sentence));
  }

  static std::optional<text::TextSpan> place_of(const json& token, const text::OffsetMap& map) {
    std::array<std::size_t, 2> bytes{};
    for (std::size_t i = 0; i < 2; ++i) {
      const std::optional<long long> offset = whole_number(token[i == 0 ? "start" : "end"]);
      if (!offset || *offset < 0) return {};
      const std::optional<std::size_t> byte = map.to_byte(static_cast<std::size_t>(*offset));
      if (!byte) return {};
      bytes[i] = *byte;
    }
    if (bytes[0] >= bytes[1]) return {};
    return text::TextSpan{bytes[0], bytes[1]};
  }

  // "; it is with --offsets utf16", if so.
  std::string other_unit(const std::string& text, const json& token, const std::string& word) const {
    for (const auto& [name, unit] : name_table(text::OffsetUnit{})) {
      const auto place = place_of(token, text::OffsetMap(text, unit));
      if (place && text.compare(place->begin, place->end - place->begin, word) == 0) {
        return "; it is with --offsets " + std::string(name);
      }
    }
    return "; --offsets sets the unit of offsets";
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
      check_count(key, values->size(), sentence.size());
      for (const json& value : *values) {
        column.push_back(value.is_null()
                             ? std::string()
                             : column_value(checked_label(string_of(value, element(key, column.size()))),
                                            options_.unlabelled, false));
      }
    }
  }

  void check_count(const std::string& key, std::size_t values, std::size_t tokens) const {
    if (values == tokens) return;
    fail(std::to_string(tokens) + " tokens and " + std::to_string(values) + " " + key +
         "; each token has one");
  }

  // Finds a token in the text after the tokens before it.
  text::TextSpan place_in_text(const std::string& text, const std::string& word,
                               const Sentence& sentence) const {
    const std::size_t from = sentence.offsets.empty() ? 0 : sentence.offsets.back().end;
    const std::size_t begin = text.find(word, from);
    if (begin == std::string::npos) {
      fail(token_name(sentence.size()) + " (" + word + ") is not in the text after the tokens before it");
    }
    return {begin, begin + word.size()};
  }

  // Reads the labels of a column. Returns the key of tags to write back; empty if there is none.
  std::string read_labels(const JsonLabels& labels, std::size_t index, const Record& record) {
    const std::string& column = options_.label_columns[index];
    if (changes_.set_aside ||
        (options_.partly_labelled && (!labels.tags || labels.tags.value->is_null()) && !labels.spans)) {
      gold_.emplace_back(count_tokens(record));
      return {};
    }
    if (labels.tags && words_) {
      gold_.push_back(labels_of(labels.tags, column, count_tokens(record)));
      return numbers_kept_ ? std::string() : labels.tags.key;
    }
    if (!labels.spans || !has_text_) {
      fail(column.empty()
               ? "no labels; an object has tags beside tokens, or spans beside text, but this one has " +
                     keys_of(object_) + "; --word-column and --label-column name others"
               : "no labels under '" + column +
                     "'; it must hold tags beside tokens, or spans beside text; the object has " +
                     keys_of(object_) + "; --label-column names another");
    }
    const LabelContext context = {
        .options = options_, .chosen = !column.empty(), .place = place_, .prefixed = keys_.prefixed(column)};
    TokenLabels placed = label_tokens_by_json(*labels.spans.value, record.text, context, cuts_);
    changes_.trimmed += placed.trimmed;
    changes_.misaligned += placed.misaligned;
    gold_.push_back(std::move(placed.labels));
    return {};
  }

  [[nodiscard]] std::size_t count_tokens(const Record& record) const {
    if (provenance_.tokens) return record.sentences.empty() ? 0 : record.sentences.front().size();
    std::size_t n = 0;
    for (const text::TextSentence& cut : cuts_) n += cut.size();
    return n;
  }

  // The labels of n tokens.
  [[nodiscard]] Labels labels_of(const JsonValue& tags, const std::string& column, std::size_t n) {
    if (!tags.value->is_array()) {
      fail(tags.key + " is " + tags.value->type_name() + "; it must be an array of strings");
    }
    check_count(tags.key, tags.value->size(), given_.empty() ? n : given_.size());
    numbers_kept_ = false;
    const LabelContext context = {.options = options_,
                                  .chosen = !column.empty(),
                                  .place = place_,
                                  .digits = has_numbers_as_strings(*tags.value, options_)};
    Labels labels;
    for (std::size_t i = 0; i < tags.value->size(); ++i) {
      if (!given_.empty() && !given_[i]) continue;
      const json& tag = (*tags.value)[i];
      // Data sets of Hugging Face have -100 for what the loss leaves out.
      const bool missing = tag.is_null() && (options_.unlabelled.has_value() || options_.partly_labelled);
      if (missing || (tag.is_number_integer() && tag == -100) || (context.digits && tag == "-100")) {
        labels.emplace_back();
        continue;
      }
      numbers_kept_ = numbers_kept_ || (tag.is_number() && options_.label_names.empty());
      const std::string label = label_text(tag, element(tags.key, i), context);
      labels.push_back(options_.partly_labelled ? column_value(label, options_.unlabelled, false)
                                                : gold_label(label, options_.unlabelled, false, place_));
    }
    return labels;
  }

  [[nodiscard]] std::string checked_label(std::string label) const {
    return checked_json_label(std::move(label), place_);
  }

  JsonProvenance& provenance_;
  const JsonObject& object_;
  const JsonKeys& keys_;
  const ReaderOptions& options_;
  Place place_;
  JsonValue words_;
  bool has_text_ = false;
  std::vector<JsonLabels> labels_;        // one per label column
  std::vector<text::TextSentence> cuts_;  // the tokens' places in the text, if there is one
  std::vector<bool> given_;               // of tokens with places: whether each is a word
  std::vector<Labels> gold_;              // one list per label column, over all tokens of the record
  bool numbers_kept_ = false;             // the tags last read are numbers without names; they stay numbers
  JsonChanges changes_;
};

}  // namespace

JsonChanges read_json_record(JsonProvenance& provenance, const JsonKeys& keys, const ReaderOptions& options,
                             const Place& place, Record& record) {
  return JsonRecord(provenance, keys, options, place).read(record);
}

}  // namespace seqlab::corpus

// Which keys of JSON objects hold the words, the text and the labels.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <vector>

#include "base/errors.h"
#include "corpus/json/json_object.h"
#include "corpus/reader.h"

namespace seqlab::corpus {

// A value of an object, and the key under which people find it; no value: there is none.
struct JsonValue {
  std::string key = {};
  const nlohmann::json* value = nullptr;
  explicit operator bool() const { return value != nullptr; }
};

// The labels of one label column: one of these or neither.
struct JsonLabels {
  JsonValue tags = {};   // a list beside the words
  JsonValue spans = {};  // of the text
};

// Finds keys that the options name, or that annotation tools use, or that the values show.
class JsonKeys {
 public:
  explicit JsonKeys(const ReaderOptions& options) : options_(options) {}

  // Finds whether labels of spans have prefixes, and the key of the labels by the values of the first
  // objects: of the known keys of spans, the one that has some; where no known key has labels, the only one
  // whose lists are as long as those of the words, or hold spans. Throws DataError if several do.
  void learn(std::span<const JsonObject> first, const Place& place);

  // A list of tokens.
  [[nodiscard]] JsonValue words(const JsonObject& object) const;
  // Whether these words are objects with their places in the text, as Prodigy has them.
  [[nodiscard]] static bool are_placed(const nlohmann::json& words);
  // A running text, also beside words.
  [[nodiscard]] JsonValue text(const JsonObject& object) const;
  // The labels of a column of ReaderOptions::label_columns.
  [[nodiscard]] JsonLabels labels(const JsonObject& object, const std::string& column) const;
  // Whether the labels of a column's spans have prefixes.
  [[nodiscard]] bool prefixed(const std::string& column) const { return prefixed_.contains(column); }
  // Throws DataError if spans of the object, which was found to have these labels, are under another key,
  // too.
  void check_only_spans(const JsonObject& object, const JsonLabels& labels, const Place& place) const;
  // Whether an annotator rejected or ignored the record, or has not annotated it.
  [[nodiscard]] static bool is_set_aside(const JsonObject& object);

 private:
  [[nodiscard]] JsonLabels known_labels(const JsonObject& object) const;
  [[nodiscard]] static bool may_label(const std::string& key, const JsonObject& object,
                                      const JsonValue& tokens);
  // Whether an option names the key.
  [[nodiscard]] bool is_named(const std::string& key) const;
  // Known keys under which a text has different spans.
  [[nodiscard]] std::vector<std::string> keys_with_spans(const JsonObject& object) const;
  void learn_keys(std::span<const JsonObject> first, const Place& place);
  void learn_span_keys(std::span<const JsonObject> first, const Place& place);
  // Keys that may hold labels where the known ones have none.
  [[nodiscard]] std::vector<std::string> other_keys(std::span<const JsonObject> first) const;
  [[noreturn]] static void refuse_several(const std::vector<std::string>& keys, const Place& place);

  ReaderOptions options_;
  std::vector<std::string> span_keys_;  // known keys that have spans
  std::string learned_;                 // the key of the labels, if no known one has any
  std::set<std::string> prefixed_;      // label columns
};

// The number, if it is whole and small enough to be counted with.
std::optional<long long> whole_number(const nlohmann::json& value);

// "the keys id, text".
std::string keys_of(const JsonObject& object);

}  // namespace seqlab::corpus

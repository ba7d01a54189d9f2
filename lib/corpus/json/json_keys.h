// Which keys of JSON objects hold the words, the text and the labels.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <optional>
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

  // Finds the key of the labels by the values of the first objects, where no known key has any: the only one
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
  // Whether an annotator rejected or ignored the record, or has not annotated it.
  [[nodiscard]] static bool is_set_aside(const JsonObject& object);

 private:
  [[nodiscard]] JsonLabels known_labels(const JsonObject& object) const;
  [[nodiscard]] bool may_label(const std::string& key, const JsonObject& object) const;

  ReaderOptions options_;
  std::string learned_;  // the key of the labels, if no known one has any
};

// The number, if it is whole and small enough to be counted with.
std::optional<long long> whole_number(const nlohmann::json& value);

// "the keys id, text".
std::string keys_of(const JsonObject& object);

}  // namespace seqlab::corpus

// JSON: a record per object, with tokens and tags or with text and spans.
#include <algorithm>
#include <cstddef>
#include <memory>
#include <mutex>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/errors.h"
#include "corpus/json/json_keys.h"
#include "corpus/json/json_provenance.h"
#include "corpus/json/json_record.h"
#include "corpus/json/json_splitter.h"
#include "corpus/readers.h"
#include "corpus/tally.h"

namespace seqlab::corpus {
namespace {

constexpr std::size_t kFirstRecords = 100;  // by which keys are found

// The object of a record, which may be a pair of a text and an object.
JsonObject object_of(std::string text, const Place& place) {
  const std::size_t first = text.find_first_not_of(" \t\r\n");
  if (first != std::string::npos && text[first] == '[') text = object_of_pair(text, place);
  return {std::move(text), place};
}

// The keys that the records of a run have, by the first one that can be read.
struct RunKeys {
  std::string content;  // of the words or the text
  bool lists = false;   // words without places in a text
  std::vector<std::string> tags = {};
};

class JsonReader : public RecordReader {
 public:
  JsonReader(Lines lines, const ReaderOptions& options)
      : RecordReader(options), splitter_(std::move(lines)), options_(options), keys_(options) {
    learn();
  }

  bool take(Record& record) override {
    record = {};
    JsonText text;
    if (!splitter_.next(text)) {
      if (splitter_.open_place().line == 0) return false;
      const DataError no_end(splitter_.open_place(), "what begins here has no end; the file may be cut off");
      if (options_.malformed == Malformed::error) throw DataError(no_end);
      const std::scoped_lock lock(mutex_);
      no_end_ = no_end.what();
      return false;
    }
    if (options_.malformed == Malformed::skip && !run_known_) look_for_run_keys(text);
    record.raw = std::move(text.text);
    record.line = text.place.line;
    record.column = text.place.column;
    record.document = document_++;
    record.expected_tokens = expected_tokens(record.raw);
    return true;
  }

  void read(Record& record) const override {
    const Place begin = {splitter_.name(), record.line, record.column};
    auto provenance = std::make_shared<JsonProvenance>(whole_object(record, begin));
    record.provenance = provenance;
    JsonChanges changes;
    try {
      changes = read_json_record(*provenance, keys_, options_, {begin.file, begin.line, 0}, record);
    } catch (const DataError&) {
      if (options_.malformed == Malformed::skip) complete(*provenance, begin);
      throw;
    }
    for (Sentence& sentence : record.sentences) {
      sentence.file = splitter_.name();
      sentence.document = record.document;
    }
    const std::scoped_lock lock(mutex_);
    trimmed_.add(changes.trimmed, record.line);
    misaligned_.add(changes.misaligned, record.line);
    set_aside_.add(changes.set_aside ? 1 : 0, record.line);
  }

  [[nodiscard]] bool record_buffered() override { return splitter_.buffered(); }
  [[nodiscard]] Format format() const override { return Format::jsonl; }

  [[nodiscard]] ReadingPlan plan() const override { return {splitter_.layout_name(), parts_}; }

  [[nodiscard]] std::vector<std::string> label_remarks() const override {
    const std::scoped_lock lock(mutex_);
    std::vector<std::string> remarks;
    const std::string& name = splitter_.name();
    trimmed_.remark(name, "span goes beyond its tokens and was trimmed",
                    "spans go beyond their tokens and were trimmed", remarks);
    misaligned_.remark(name, "span meets no token border and was passed over",
                       "spans meet no token border and were passed over", remarks);
    set_aside_.remark(name, "record that annotators rejected, ignored or left out counts as not annotated",
                      "records that annotators rejected, ignored or left out count as not annotated",
                      remarks);
    if (!no_end_.empty()) remarks.push_back(no_end_);
    return remarks;
  }

 private:
  // Takes a record of the beginning, up to where it is no JSON.
  static bool took(JsonSplitter& beginning, JsonText& text) {
    try {
      return beginning.next(text);
    } catch (const DataError&) {
      return false;
    }
  }

  // Learns from the first records. Without labels they may come from a terminal, and the first one will do;
  // if it need not be readable, those that have come.
  void learn() {
    const bool skip = options_.malformed == Malformed::skip;
    JsonSplitter beginning = splitter_.beginning(!options_.label_columns.empty() ? JsonAhead::all
                                                 : skip                          ? JsonAhead::buffered
                                                                                 : JsonAhead::record);
    std::vector<JsonObject> objects;
    Place place;
    JsonText text;
    for (std::size_t i = 0; i < kFirstRecords && took(beginning, text); ++i) {
      try {
        objects.push_back(object_of(std::move(text.text), text.place));
        if (objects.size() == 1) place = {text.place.file, text.place.line, 0};
      } catch (const DataError&) {
        // Reading says what is wrong, if the beginning is not only cut off.
      }
    }
    if (objects.empty()) return;
    keys_.learn(objects, place);
    const auto readable = std::find_if(objects.begin(), objects.end(),
                                       [&](const JsonObject& object) { return keys_of_run(object); });
    const JsonObject& first = readable == objects.end() ? objects.front() : *readable;
    const JsonValue words = keys_.words(first);
    const JsonValue text_value = keys_.text(first);
    if (readable != objects.end()) {
      run_ = *keys_of_run(first);
      run_known_ = true;
    }
    if (words) {
      parts_.emplace_back("words", words.key);
    } else if (text_value) {
      parts_.emplace_back("text", text_value.key);
    }
    for (const std::string& column : options_.label_columns) {
      JsonLabels found;
      for (std::size_t i = 0; i < objects.size() && !found.tags && !found.spans; ++i) {
        found = keys_.labels(objects[i], column);
      }
      if (found.tags || found.spans)
        parts_.emplace_back("labels", (found.tags ? found.tags : found.spans).key);
      if (keys_.prefixed(column)) parts_.emplace_back("prefixes", "the labels of spans");
    }
  }

  // Nothing for an object with neither a list of words nor a text.
  [[nodiscard]] std::optional<RunKeys> keys_of_run(const JsonObject& object) const {
    const JsonValue words = keys_.words(object);
    const JsonValue text = keys_.text(object);
    if (words && !words.value->is_array()) return {};
    if (!words || JsonKeys::are_placed(*words.value)) {
      if (text && text.value->is_string()) return RunKeys{.content = text.key};
      if (!words) return {};
    }
    RunKeys keys = {.content = words.key, .lists = true};
    for (const std::string& column : options_.label_columns) {
      if (const JsonLabels labels = keys_.labels(object, column); labels.tags)
        keys.tags.push_back(labels.tags.key);
    }
    return keys;
  }

  // Where no first record could be read: the keys of the first one that can.
  void look_for_run_keys(const JsonText& text) {
    try {
      const std::optional<RunKeys> keys = keys_of_run(object_of(text.text, text.place));
      if (!keys) return;
      const std::scoped_lock lock(mutex_);
      run_ = *keys;
      run_known_ = true;
    } catch (const DataError&) {
      // Reading says what is wrong.
    }
  }

  // The object of a record. Where there is none, the record has one with the keys of the run, so that it can
  // be written.
  JsonObject whole_object(Record& record, const Place& begin) const {
    const std::string text = std::move(record.raw);
    try {
      return object_of(text, begin);
    } catch (const DataError&) {
      const RunKeys run = run_keys();
      JsonMembers members = {{run.content, run.lists ? "[]" : json_string(text)}};
      for (const std::string& key : run.tags) members.emplace_back(key, "[]");
      auto provenance = std::make_shared<JsonProvenance>(JsonObject(json_object(members), begin));
      provenance->tokens = run.lists;
      record.provenance = std::move(provenance);
      throw;
    }
  }

  // Gives an object that cannot be read the keys of the run.
  void complete(JsonProvenance& provenance, const Place& begin) const {
    const RunKeys run = run_keys();
    provenance.tokens = run.lists;
    if (provenance.object.find(run.content) != nullptr) return;
    provenance.object = JsonObject(provenance.object.with({{run.content, run.lists ? "[]" : "\"\""}}), begin);
  }

  [[nodiscard]] RunKeys run_keys() const {
    const std::scoped_lock lock(mutex_);
    return run_;
  }

  JsonSplitter splitter_;
  ReaderOptions options_;
  JsonKeys keys_;
  std::vector<std::pair<std::string, std::string>> parts_;
  std::size_t document_ = 0;
  bool run_known_ = false;
  mutable std::mutex mutex_;  // for what follows
  RunKeys run_ = {.content = "text"};
  std::string no_end_;  // what has no end, and where
  mutable Tally trimmed_;
  mutable Tally misaligned_;
  mutable Tally set_aside_;
};

}  // namespace

std::unique_ptr<RecordReader> make_json_line_reader(Lines lines, const ReaderOptions& options) {
  return std::make_unique<JsonReader>(std::move(lines), options);
}

}  // namespace seqlab::corpus

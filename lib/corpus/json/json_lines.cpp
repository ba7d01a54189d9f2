// JSON: a record per object, with tokens and tags or with text and spans.
#include <algorithm>
#include <cstddef>
#include <memory>
#include <mutex>
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
      if (splitter_.open_place().line == 0 || options_.malformed == Malformed::skip) return false;
      throw DataError(splitter_.open_place(), "what begins here has no end; the file may be cut off");
    }
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
    const JsonChanges changes =
        read_json_record(*provenance, keys_, options_, {begin.file, begin.line, 0}, record);
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

  [[nodiscard]] std::vector<std::string> remarks() const override {
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

  // Learns from the first records; from one if no labels are read, which may come from a terminal.
  void learn() {
    const bool labels = !options_.label_columns.empty();
    JsonSplitter beginning = splitter_.beginning(!labels);
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
    const JsonObject& first = objects.front();
    const JsonValue words = keys_.words(first);
    const JsonValue text_value = keys_.text(first);
    lists_ = words && !(text_value && JsonKeys::are_placed(*words.value));
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

  // The object of a record. Where there is none, the record keeps its text, so that it can be written.
  JsonObject whole_object(Record& record, const Place& begin) const {
    const std::string text = std::move(record.raw);
    try {
      return object_of(text, begin);
    } catch (const DataError&) {
      auto provenance =
          std::make_shared<JsonProvenance>(JsonObject(json_object({{"text", json_string(text)}}), begin));
      provenance->tokens = lists_;
      record.provenance = std::move(provenance);
      throw;
    }
  }

  JsonSplitter splitter_;
  ReaderOptions options_;
  JsonKeys keys_;
  bool lists_ = false;  // the first record has words
  std::vector<std::pair<std::string, std::string>> parts_;
  std::size_t document_ = 0;
  mutable std::mutex mutex_;  // for what follows
  mutable Tally trimmed_;
  mutable Tally misaligned_;
  mutable Tally set_aside_;
};

}  // namespace

std::unique_ptr<RecordReader> make_json_line_reader(Lines lines, const ReaderOptions& options) {
  return std::make_unique<JsonReader>(std::move(lines), options);
}

}  // namespace seqlab::corpus

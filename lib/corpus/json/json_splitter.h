// Cuts JSON into records.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "base/errors.h"
#include "corpus/json/json_scan.h"
#include "corpus/lines.h"

namespace seqlab::corpus {

// lines: a record per line. values: records over any number of lines, one after the other. array: the
// elements of an array. list: the elements of an array inside an object, {"examples": [...]}.
enum class JsonLayout { lines, values, array, list };

// How far to look ahead in records that are lines: to the first one, as far as the input need not be waited
// for, or as far as the layout is looked for.
enum class JsonAhead { record, buffered, all };

// Whether the next lines look like JSON.
bool begins_json(Lines& lines);

// The text of one record.
struct JsonText {
  std::string text;  // with "\n" between its lines
  Place place;       // where it begins; no column if it is a line
};

// Memory is that of the longest record and the longest line. A record that is cut off by the end of the input
// is returned as far as it goes.
class JsonSplitter {
 public:
  // Recognises the layout by the first lines. It looks only at the first line with content if that is a whole
  // object, and never further than a mebibyte.
  explicit JsonSplitter(Lines lines);

  // Reads the next record; false at the end. Throws DataError where there is something else than JSON between
  // records.
  bool next(JsonText& record);
  // Whether next() would return without waiting for the input. Reads whatever is available.
  [[nodiscard]] bool buffered();
  [[nodiscard]] JsonLayout layout() const { return layout_; }
  // "JSON Lines", "JSON array", "JSON list in examples", ...
  [[nodiscard]] std::string layout_name() const;
  // The key of the list that holds the records; empty in other layouts.
  [[nodiscard]] const std::string& list() const { return list_; }
  [[nodiscard]] const std::string& name() const { return lines_.name(); }
  // After the end: where an array or object begins that has no end.
  [[nodiscard]] const Place& open_place() const { return open_place_; }
  // Cuts the beginning of the input in the same way, without reading it. Records that are no lines are looked
  // at as far as the layout was looked for. The last record may be cut off.
  [[nodiscard]] JsonSplitter beginning(JsonAhead most);

 private:
  JsonSplitter(Lines lines, JsonLayout layout, std::string list);
  enum class State { start, after_comma, after_value, after_key, after_colon };
  // An array or object around the records.
  struct Level {
    bool array = false;
    State state = State::start;
    std::string key = {};  // before the value of an object
    Place place = {};
  };

  void step();
  void take_value();
  void take_between();
  void take_in_level(Level& level, char c);
  void begin_value(bool record);
  void open(bool array);
  [[noreturn]] void fail(const std::string& message) const;
  [[nodiscard]] Place here() const { return lines_.place(line_, at_); }

  Lines lines_;
  JsonLayout layout_ = JsonLayout::lines;
  std::string list_;
  Line line_;           // being read
  std::size_t at_ = 0;  // in line_
  bool ended_ = false;
  std::vector<Level> levels_;
  Place open_place_;
  JsonText value_;        // begun
  ValueScanner scanner_;  // of value_
  bool inside_ = false;   // in value_
  bool record_ = false;   // value_ is a record
  bool complete_ = false;
};

}  // namespace seqlab::corpus

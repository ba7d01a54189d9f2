// Cuts lines into JSON values: one per line, or those of an array that the whole file is.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace seqlab::corpus {

struct JsonElement {
  std::string text;      // its line ends, between tokens, are spaces
  std::size_t line = 0;  // of its start, from 1
};

// Whether a line, followed by `next`, the next one that is not blank, begins an array of objects.
bool begins_array_of_objects(std::string_view line, std::string_view next);

// Give it a line when next() returns false. The values need not be valid.
class JsonElements {
 public:
  void add_line(std::string_view line, std::size_t number);
  // Takes the next complete value; false if more lines are needed.
  bool next(JsonElement& value);
  // Whether next() would return a value. Scans what has been added.
  [[nodiscard]] bool complete();
  // Whether the values are in an array; known after the first line that is not blank.
  [[nodiscard]] bool in_array() const { return in_array_; }
  // The bytes of the incomplete value.
  [[nodiscard]] std::size_t pending() const { return value_.text.size(); }
  // Whether the array is not closed. What was read of an incomplete value is in `value`.
  [[nodiscard]] bool open(JsonElement& value) const;

 private:
  enum class Mode { unknown, lines, array };

  void scan();
  void end_array();

  Mode mode_ = Mode::unknown;
  std::string line_;
  std::size_t at_ = 0;
  std::size_t number_ = 0;
  JsonElement value_;
  std::size_t depth_ = 0;
  bool in_string_ = false;
  bool in_array_ = false;
  bool complete_ = false;
};

}  // namespace seqlab::corpus

#include "corpus/reviews/json_records.h"

#include <utility>

#include "corpus/lines.h"
#include "corpus/reviews/review_readers.h"

namespace seqlab::corpus {
namespace {

constexpr std::string_view kJsonSpace = " \t\r";

}  // namespace

bool begins_array_of_objects(std::string_view line, std::string_view next) {
  const std::size_t bracket = line.find_first_not_of(kJsonSpace);
  if (bracket == std::string_view::npos || line[bracket] != '[') return false;
  const std::string_view rest = is_blank(line.substr(bracket + 1)) ? next : line.substr(bracket + 1);
  const std::size_t object = rest.find_first_not_of(kJsonSpace);
  if (object == std::string_view::npos || rest[object] != '{') return false;
  const std::string_view inside = rest.substr(object + 1);
  const std::size_t key = inside.find_first_not_of(kJsonSpace);
  return key == std::string_view::npos || inside[key] == '"' || inside[key] == '}';
}

void JsonElements::add_line(std::string_view line, std::size_t number) {
  line = without_mark(line);
  if (mode_ == Mode::unknown && is_blank(line)) line = {};
  if (mode_ == Mode::unknown && !line.empty()) {
    const std::size_t begin = line.find_first_not_of(kJsonSpace);
    mode_ = line[begin] == '[' ? Mode::array : Mode::lines;
    if (mode_ == Mode::array) line.remove_prefix(begin + 1);
    in_array_ = mode_ == Mode::array;
  }
  if (!value_.text.empty()) value_.text += ' ';
  line_ = line;
  at_ = 0;
  number_ = number;
}

// After an array, files that were joined have another one, or objects.
void JsonElements::end_array() {
  mode_ = Mode::unknown;
  const std::string rest = line_.substr(at_);
  const bool complete = std::exchange(complete_, false);
  JsonElement value = std::exchange(value_, {});
  add_line(rest, number_);
  complete_ = complete;
  value_ = std::move(value);
}

void JsonElements::scan() {
  if (mode_ == Mode::lines) {
    if (at_ == 0 && !is_blank(line_)) {
      value_ = {line_, number_};
      complete_ = true;
    }
    at_ = line_.size();
    return;
  }
  for (; mode_ == Mode::array && at_ < line_.size(); ++at_) {
    const char c = line_[at_];
    const bool between = !in_string_ && depth_ == 0;
    if (between && (c == ',' || c == ']')) {
      complete_ = !value_.text.empty();
      ++at_;
      if (c == ']') end_array();
      return;
    }
    if (value_.text.empty()) {
      if (kJsonSpace.find(c) != std::string_view::npos) continue;
      value_.line = number_;
    }
    value_.text += c;
    if (in_string_) {
      if (c == '\\' && at_ + 1 < line_.size()) value_.text += line_[++at_];
      in_string_ = c != '"';
    } else if (c == '"') {
      in_string_ = true;
    } else if (c == '{' || c == '[') {
      ++depth_;
    } else if ((c == '}' || c == ']') && depth_ > 0) {
      --depth_;
    }
  }
}

bool JsonElements::complete() {
  while (!complete_ && at_ < line_.size()) scan();
  return complete_;
}

bool JsonElements::next(JsonElement& value) {
  if (!complete()) return false;
  value = std::exchange(value_, {});
  complete_ = false;
  return true;
}

bool JsonElements::open(JsonElement& value) const {
  if (mode_ == Mode::array) value = value_;
  return mode_ == Mode::array;
}

}  // namespace seqlab::corpus

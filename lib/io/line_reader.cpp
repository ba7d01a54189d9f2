#include "io/line_reader.h"

#include <cstring>
#include <utility>

namespace seqlab::io {
namespace {

// The least number of bytes to ask the input for.
constexpr std::size_t least_free = std::size_t{1} << 16;

}  // namespace

LineReader::LineReader(std::unique_ptr<Input> input, std::size_t longest)
    : input_(std::move(input)),
      longest_(longest),
      capacity_(2 * least_free),
      block_(std::make_unique_for_overwrite<char[]>(capacity_)) {}

bool LineReader::find_end() {
  const void* found = std::memchr(block_.get() + line_end_, '\n', end_ - line_end_);
  line_end_ =
      found == nullptr ? end_ : static_cast<std::size_t>(static_cast<const char*>(found) - block_.get());
  return found != nullptr;
}

bool LineReader::fill() {
  if (exhausted_) return false;
  const std::size_t held = end_ - begin_;
  check_line_length(held, longest_, {name(), line_number_ + 1, 0});
  if (capacity_ - end_ < least_free) {
    // Moves the start of a line to the front; doubles the block if the line fills it.
    if (capacity_ - held < least_free) {
      const std::size_t larger = 2 * capacity_;
      auto block = std::make_unique_for_overwrite<char[]>(larger);
      std::memcpy(block.get(), block_.get() + begin_, held);
      block_ = std::move(block);
      capacity_ = larger;
    } else {
      std::memmove(block_.get(), block_.get() + begin_, held);
    }
    line_end_ -= begin_;
    begin_ = 0;
    end_ = held;
  }
  const std::size_t count = input_->read(block_.get() + end_, capacity_ - end_);
  exhausted_ = count == 0;
  end_ += count;
  return !exhausted_;
}

bool LineReader::next(std::string_view& line) {
  constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";
  crlf_ = false;
  ended_ = find_end();
  while (!ended_ && fill()) ended_ = find_end();
  line = {block_.get() + begin_, line_end_ - begin_};
  if (line_number_ == 0 && line.starts_with(byte_order_mark)) {
    line.remove_prefix(byte_order_mark.size());
    mark_ = true;
  }
  if (ended_) ++line_end_;
  begin_ = line_end_;
  if (begin_ == end_) begin_ = line_end_ = end_ = 0;
  if (line.empty() && !ended_) return false;
  if (ended_ && line.ends_with('\r')) {
    crlf_ = true;
    line.remove_suffix(1);
  }
  ++line_number_;
  return true;
}

bool LineReader::line_buffered() {
  while (!exhausted_ && !find_end()) {
    if (!input_->ready()) return false;
    fill();
  }
  return true;
}

}  // namespace seqlab::io

#include "io/line_reader.h"

#include <cstring>
#include <string_view>
#include <utility>

namespace seqlab::io {

LineReader::LineReader(std::unique_ptr<Input> input)
    : input_(std::move(input)), block_(std::size_t{1} << 16) {}

bool LineReader::fill() {
  if (exhausted_) return false;
  begin_ = 0;
  end_ = input_->read(block_.data(), block_.size());
  exhausted_ = end_ == 0;
  return !exhausted_;
}

bool LineReader::next(std::string& line) {
  constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";
  line.clear();
  crlf_ = false;
  ended_ = false;
  while (!ended_ && (begin_ < end_ || fill())) {
    const char* start = block_.data() + begin_;
    const void* found = std::memchr(start, '\n', end_ - begin_);
    const std::size_t count =
        found == nullptr ? end_ - begin_ : static_cast<std::size_t>(static_cast<const char*>(found) - start);
    line.append(start, count);
    ended_ = found != nullptr;
    begin_ += count + (ended_ ? 1 : 0);
  }
  if (line_number_ == 0 && line.starts_with(byte_order_mark)) line.erase(0, byte_order_mark.size());
  if (line.empty() && !ended_) return false;
  if (ended_ && line.ends_with('\r')) {
    crlf_ = true;
    line.pop_back();
  }
  ++line_number_;
  return true;
}

bool LineReader::line_buffered() const {
  return exhausted_ || std::memchr(block_.data() + begin_, '\n', end_ - begin_) != nullptr;
}

}  // namespace seqlab::io

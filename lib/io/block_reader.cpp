#include "io/block_reader.h"

#include <algorithm>
#include <cstring>
#include <utility>

namespace seqlab::io {
namespace {

constexpr std::size_t read_size = std::size_t{1} << 18;

}  // namespace

BlockReader::BlockReader(std::unique_ptr<Input> input, std::size_t size, std::size_t longest)
    : input_(std::move(input)), size_(std::max<std::size_t>(size, 1)), longest_(longest) {}

std::string_view BlockReader::next() {
  filled_ -= given_;
  if (filled_ > 0) std::memmove(buffer_.data(), buffer_.data() + given_, filled_);
  // The rest of the buffer is the start of a line.
  std::size_t lines_end = 0;
  while (lines_end < size_) {
    check_line_length(filled_ - lines_end, longest_, {input_->name(), 0, 0});
    if (buffer_.size() < filled_ + read_size)
      buffer_.resize(std::max(2 * buffer_.size(), filled_ + read_size));
    const std::size_t count = input_->read(buffer_.data() + filled_, buffer_.size() - filled_);
    if (count == 0) {
      lines_end = filled_;
      break;
    }
    const std::string_view fresh(buffer_.data() + filled_, count);
    const std::size_t last = fresh.rfind('\n');
    if (last != std::string_view::npos) lines_end = filled_ + last + 1;
    filled_ += count;
  }
  given_ = lines_end;
  return {buffer_.data(), given_};
}

}  // namespace seqlab::io

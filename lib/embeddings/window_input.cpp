#include "embeddings/window_input.h"

#include <algorithm>
#include <utility>

namespace seqlab::embeddings {

WindowInput::WindowInput(std::unique_ptr<io::Input> source, std::size_t size)
    : io::Input(source->name()), source_(std::move(source)) {
  constexpr std::size_t block_size = std::size_t{1} << 16;
  while (window_.size() < size) {
    const std::size_t filled = window_.size();
    window_.resize(std::min(size, filled + block_size));
    const std::size_t count = source_->read(window_.data() + filled, window_.size() - filled);
    window_.resize(filled + count);
    if (count == 0) break;
  }
}

std::size_t WindowInput::read(char* buffer, std::size_t size) {
  if (position_ == window_.size()) return source_->read(buffer, size);
  const std::size_t count = window_.copy(buffer, size, position_);
  position_ += count;
  return count;
}

}  // namespace seqlab::embeddings

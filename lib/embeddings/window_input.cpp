#include "embeddings/window_input.h"

#include <utility>

namespace seqlab::embeddings {

WindowInput::WindowInput(std::unique_ptr<io::Input> source, std::size_t size)
    : io::Input(source->name()), source_(std::move(source)), window_(size, '\0') {
  std::size_t filled = 0;
  while (filled < size) {
    const std::size_t count = source_->read(window_.data() + filled, size - filled);
    if (count == 0) break;
    filled += count;
  }
  window_.resize(filled);
}

std::size_t WindowInput::read(char* buffer, std::size_t size) {
  if (position_ == window_.size()) return source_->read(buffer, size);
  const std::size_t count = window_.copy(buffer, size, position_);
  position_ += count;
  return count;
}

}  // namespace seqlab::embeddings

// An input whose first bytes can be inspected before they are read.
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

#include "io/input.h"

namespace seqlab::embeddings {

class WindowInput : public io::Input {
 public:
  // The window has `size` bytes, or fewer if the input has no more.
  WindowInput(std::unique_ptr<io::Input> source, std::size_t size);

  [[nodiscard]] std::string_view window() const { return window_; }
  // Returns the bytes of the window first.
  std::size_t read(char* buffer, std::size_t size) override;

 private:
  std::unique_ptr<io::Input> source_;
  std::string window_;
  std::size_t position_ = 0;
};

}  // namespace seqlab::embeddings

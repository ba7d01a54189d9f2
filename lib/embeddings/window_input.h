// An input whose first bytes can be looked at before they are read.
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

#include "io/input.h"

namespace seqlab::embeddings {

class WindowInput : public io::Input {
 public:
  // The window holds up to `size` bytes; fewer only where the input has no more.
  WindowInput(std::unique_ptr<io::Input> source, std::size_t size);

  [[nodiscard]] std::string_view window() const { return window_; }
  // The bytes of the window come first.
  std::size_t read(char* buffer, std::size_t size) override;

 private:
  std::unique_ptr<io::Input> source_;
  std::string window_;
  std::size_t position_ = 0;
};

}  // namespace seqlab::embeddings

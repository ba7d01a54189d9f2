// Whole lines of an input, many at a time.
#pragma once

#include <cstddef>
#include <memory>
#include <string_view>
#include <vector>

#include "io/input.h"
#include "io/line_length.h"

namespace seqlab::io {

// Waits until it has a block: for inputs that nobody waits for. Memory: one block and the longest line.
class BlockReader {
 public:
  // `size` in bytes; a block may have up to a line more.
  BlockReader(std::unique_ptr<Input> input, std::size_t size, std::size_t longest = longest_line);

  // The next lines with their ends ("\n"; the last line of the input may have none), as bytes; an empty view
  // at the end. Good until the next call. Throws DataError where a line is too long.
  std::string_view next();

 private:
  std::unique_ptr<Input> input_;
  std::size_t size_;
  std::size_t longest_;
  std::vector<char> buffer_;
  std::size_t given_ = 0;  // bytes of the buffer that next() has returned
  std::size_t filled_ = 0;
};

}  // namespace seqlab::io

// An input, many whole lines at a time.
#pragma once

#include <cstddef>
#include <memory>
#include <string_view>
#include <vector>

#include "io/input.h"
#include "io/line_length.h"

namespace seqlab::io {

// Waits until a block is full, so it is not for interactive inputs. Memory: one block and the longest line.
class BlockReader {
 public:
  // `size` in bytes; a block may be longer by one line.
  BlockReader(std::unique_ptr<Input> input, std::size_t size, std::size_t longest = longest_line);

  // The bytes of the next lines with their ends ("\n"; the last line may have none); an empty view at the
  // end. Valid until the next call. Throws DataError if a line is too long.
  std::string_view next();

 private:
  std::unique_ptr<Input> input_;
  std::size_t size_;
  std::size_t longest_;
  std::vector<char> buffer_;
  std::size_t given_ = 0;  // bytes of the buffer that next() returned
  std::size_t filled_ = 0;
};

}  // namespace seqlab::io

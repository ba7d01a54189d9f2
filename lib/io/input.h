// Bytes that come in: a file, standard input, or a compressed file, recognised by its first bytes.
#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "io/mapped_file.h"

namespace seqlab::io {

// A stream of bytes. `name` is what errors call it: the path, or "<stdin>".
class Input {
 public:
  virtual ~Input() = default;
  // Reads 1 to `size` bytes into `buffer` and returns how many; 0 at the end. Does not wait to fill the
  // buffer when fewer bytes are there (a terminal, a pipe). Throws Error on a read failure, DataError on a
  // damaged compressed file.
  virtual std::size_t read(char* buffer, std::size_t size) = 0;
  // Whether read() is known to return at once; false wherever it might wait for somebody who writes.
  [[nodiscard]] virtual bool ready() { return false; }
  [[nodiscard]] const std::string& name() const { return name_; }

 protected:
  explicit Input(std::string name) : name_(std::move(name)) {}

 private:
  std::string name_;
};

// Opens a file, or standard input for "-"; gzip and zstd files are decompressed. Throws Error with the
// reason when there is no such file, no permission, or it is a directory.
std::unique_ptr<Input> open_input(const std::string& path);

// The bytes of a file as they are, mapped into memory; nothing where they cannot be had that way: no regular
// file, an empty or a compressed one, one that is not there. open_input() serves those, or says what is
// wrong.
std::optional<MappedFile> map_plain_file(const std::string& path);

// Bytes in memory as an input, for tests and for callers who hold a text.
std::unique_ptr<Input> memory_input(std::string bytes, std::string name);

}  // namespace seqlab::io

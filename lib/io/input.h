// Input bytes: from a file, standard input, or a compressed file, recognised by its first bytes.
#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "io/mapped_file.h"

namespace seqlab::io {

// A stream of bytes. `name` is for errors: the path, or "<stdin>".
class Input {
 public:
  virtual ~Input() = default;
  // Reads 1 to `size` bytes into `buffer` and returns their number; 0 at the end. Does not wait for more
  // bytes than are available (a terminal, a pipe). Throws Error if reading fails, DataError if a compressed
  // file is damaged.
  virtual std::size_t read(char* buffer, std::size_t size) = 0;
  // Whether read() is certain not to wait for a writer.
  [[nodiscard]] virtual bool ready() { return false; }
  // Whether a writer may still be at work (a terminal, a pipe), so that reading ahead could wait for it.
  [[nodiscard]] virtual bool live() const { return true; }
  [[nodiscard]] const std::string& name() const { return name_; }

 protected:
  explicit Input(std::string name) : name_(std::move(name)) {}

 private:
  std::string name_;
};

// Opens a file, or standard input for "-", and decompresses gzip and zstd. Throws Error with the reason if
// the file does not exist, cannot be read or is a directory.
std::unique_ptr<Input> open_input(const std::string& path);

// The bytes of a file, mapped into memory as data; nothing if it does not exist, is empty, compressed or not
// a regular file. open_input() reads these, or reports what is wrong.
std::optional<MappedFile> map_plain_file(const std::string& path);

// Bytes in memory as an input.
std::unique_ptr<Input> memory_input(std::string bytes, std::string name);

}  // namespace seqlab::io

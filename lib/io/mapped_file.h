// A file mapped into memory.
#pragma once

#include <cstddef>
#include <span>
#include <string>

namespace seqlab::io {

// Read-only; the bytes are valid as long as the object. Throws Error if the file cannot be opened or is not a
// regular file.
class MappedFile {
 public:
  explicit MappedFile(std::string path);
  ~MappedFile();
  MappedFile(MappedFile&& other) noexcept;
  MappedFile& operator=(MappedFile&& other) noexcept;

  [[nodiscard]] std::span<const std::byte> bytes() const { return {data_, size_}; }
  [[nodiscard]] const std::string& path() const { return path_; }

 private:
  std::string path_;
  std::byte* data_ = nullptr;
  std::size_t size_ = 0;
};

}  // namespace seqlab::io

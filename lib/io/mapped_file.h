// The bytes of a file: mapped, or a copy of bytes in memory.
#pragma once

#include <cstddef>
#include <span>
#include <string>

namespace seqlab::io {

// Read-only; the bytes are valid as long as the object, and begin at a page. Throws Error if the file cannot
// be opened or is not a regular file.
class MappedFile {
 public:
  explicit MappedFile(std::string path);
  // The same for the bytes of a file that is in memory already, which are copied. name: in place of a path.
  // Throws std::bad_alloc if there is no memory.
  static MappedFile copy_of(std::span<const std::byte> bytes, std::string name);
  ~MappedFile();
  MappedFile(MappedFile&& other) noexcept;
  MappedFile& operator=(MappedFile&& other) noexcept;

  [[nodiscard]] std::span<const std::byte> bytes() const { return {data_, size_}; }
  [[nodiscard]] const std::string& path() const { return path_; }

 private:
  MappedFile() = default;

  std::string path_;
  std::byte* data_ = nullptr;
  std::size_t size_ = 0;
};

}  // namespace seqlab::io

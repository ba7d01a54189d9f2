// The bytes of a file: mapped, or a copy of bytes in memory.
#pragma once

#include <cstddef>
#include <span>
#include <string>

#include "io/mapped_range.h"

namespace seqlab::io {

// Read-only; the bytes are valid as long as the object, and begin at a page. Throws Error if the file cannot
// be opened or is not a regular file.
//
// Files can be replaced and removed while they are mapped. If one is written into, the bytes change; if it is
// cut short, reading what is gone raises SIGBUS.
class MappedFile {
 public:
  explicit MappedFile(std::string path, MappedUse use = MappedUse::kept);
  // The same for the bytes of a file that is in memory already, which are copied. name: in place of a path.
  // Throws std::bad_alloc if there is no memory.
  static MappedFile copy_of(std::span<const std::byte> bytes, std::string name);
  ~MappedFile();
  MappedFile(MappedFile&& other) noexcept;
  MappedFile& operator=(MappedFile&& other) noexcept;

  [[nodiscard]] std::span<const std::byte> bytes() const { return {data_, size_}; }
  [[nodiscard]] const std::string& path() const { return path_; }

  // Takes the memory of these bytes and of the pages about them back, if the file is mapped: they are read
  // from the file again when they are used next.
  void give_back(std::size_t begin, std::size_t size) const;

  // Throws if the file has been written into or cut short since it was opened, as far as its size and the
  // time of its last change show that: ModelError, or DataError for data. To be called when results have been
  // computed, before they are used.
  void throw_if_changed() const;

 private:
  MappedFile() = default;

  std::string path_;
  std::byte* data_ = nullptr;
  std::size_t size_ = 0;
  int descriptor_ = -1;                 // -1 for a copy
  const MappedRange* range_ = nullptr;  // null for a copy, and if the file is empty
};

}  // namespace seqlab::io

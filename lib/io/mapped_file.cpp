#include "io/mapped_file.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdint>
#include <cstring>
#include <new>
#include <system_error>
#include <utility>

#include "base/errors.h"

namespace seqlab::io {

// What the constructor without arguments has completed is destroyed if this one throws.
MappedFile::MappedFile(std::string path, MappedUse use) : MappedFile() {
  path_ = std::move(path);
  const auto fail = [this](const char* what) {
    throw Error(path_ + ": " + what + ": " + std::generic_category().message(errno));
  };
  // O_NONBLOCK keeps open() from waiting for a writer of a pipe.
  descriptor_ = ::open(path_.c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC);
  struct stat status {};
  if (descriptor_ < 0 || ::fstat(descriptor_, &status) != 0) fail("cannot open");
  if (S_ISDIR(status.st_mode)) throw Error(path_ + ": is a directory; a file is needed");
  if (!S_ISREG(status.st_mode)) {
    throw Error(path_ + ": is not a regular file, so it cannot be mapped into memory");
  }
  if (status.st_size == 0) return;
  const auto size = static_cast<std::size_t>(status.st_size);
  void* const address = ::mmap(nullptr, size, PROT_READ, MAP_PRIVATE, descriptor_, 0);
  if (address == MAP_FAILED) fail("cannot be mapped into memory");
  data_ = static_cast<std::byte*>(address);
  size_ = size;
  range_ = &note_range(data_, {path_, use, descriptor_, size_, status.st_mtim});
}

void MappedFile::throw_if_changed() const {
  if (range_ == nullptr || !range_->changed()) return;
  const std::string message(message_of_change(range_->use));
  if (range_->use == MappedUse::data) throw DataError({path_, 0, 0}, message);
  throw ModelError(path_ + ": " + message);
}

void MappedFile::give_back(std::size_t begin, std::size_t size) const {
  if (range_ == nullptr || size == 0) return;
  // The kernel maps pages about the one that is read, in blocks of memory of this size at most.
  constexpr std::uintptr_t block = std::uintptr_t{1} << 21U;
  const auto base = reinterpret_cast<std::uintptr_t>(data_);
  const std::uintptr_t first = std::max((base + begin) / block * block, base);
  const std::uintptr_t last = std::min((base + begin + size + block - 1) / block * block, base + size_);
  ::madvise(data_ + (first - base), last - first, MADV_DONTNEED);
}

MappedFile MappedFile::copy_of(std::span<const std::byte> bytes, std::string name) {
  MappedFile file;
  file.path_ = std::move(name);
  if (bytes.empty()) return file;
  void* address = ::mmap(nullptr, bytes.size(), PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (address == MAP_FAILED) throw std::bad_alloc();
  file.data_ = static_cast<std::byte*>(address);
  file.size_ = bytes.size();
  std::memcpy(address, bytes.data(), bytes.size());
  ::mprotect(address, bytes.size(), PROT_READ);
  return file;
}

MappedFile::~MappedFile() {
  if (range_ != nullptr) forget_range(data_);
  if (data_ != nullptr) ::munmap(data_, size_);
  if (descriptor_ >= 0) ::close(descriptor_);
}

MappedFile::MappedFile(MappedFile&& other) noexcept : MappedFile() {
  *this = std::move(other);
}

MappedFile& MappedFile::operator=(MappedFile&& other) noexcept {
  std::swap(path_, other.path_);
  std::swap(data_, other.data_);
  std::swap(size_, other.size_);
  std::swap(descriptor_, other.descriptor_);
  std::swap(range_, other.range_);
  return *this;
}

}  // namespace seqlab::io

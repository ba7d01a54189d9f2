#include "io/mapped_file.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <new>
#include <system_error>
#include <utility>

#include "base/errors.h"

namespace seqlab::io {

MappedFile::MappedFile(std::string path) : path_(std::move(path)) {
  const auto reason = [] { return std::generic_category().message(errno); };
  // O_NONBLOCK keeps open() from waiting for a writer of a pipe.
  const int descriptor = ::open(path_.c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC);
  if (descriptor < 0) throw Error(path_ + ": cannot open: " + reason());
  std::string problem;
  struct stat status {};
  if (::fstat(descriptor, &status) != 0) {
    problem = "cannot open: " + reason();
  } else if (S_ISDIR(status.st_mode)) {
    problem = "is a directory; a file is needed";
  } else if (!S_ISREG(status.st_mode)) {
    problem = "is not a regular file, so it cannot be mapped into memory";
  } else if (status.st_size != 0) {
    const auto size = static_cast<std::size_t>(status.st_size);
    void* address = ::mmap(nullptr, size, PROT_READ, MAP_PRIVATE, descriptor, 0);
    if (address == MAP_FAILED) {
      problem = "cannot be mapped into memory: " + reason();
    } else {
      data_ = static_cast<std::byte*>(address);
      size_ = size;
    }
  }
  ::close(descriptor);
  if (!problem.empty()) throw Error(path_ + ": " + problem);
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
  if (data_ != nullptr) ::munmap(data_, size_);
}

MappedFile::MappedFile(MappedFile&& other) noexcept
    : path_(std::move(other.path_)),
      data_(std::exchange(other.data_, nullptr)),
      size_(std::exchange(other.size_, 0)) {}

MappedFile& MappedFile::operator=(MappedFile&& other) noexcept {
  std::swap(path_, other.path_);
  std::swap(data_, other.data_);
  std::swap(size_, other.size_);
  return *this;
}

}  // namespace seqlab::io

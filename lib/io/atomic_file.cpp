#include "io/atomic_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <cstddef>
#include <filesystem>
#include <system_error>
#include <utility>

#include "base/errors.h"

namespace seqlab::io {
namespace {

constexpr std::size_t buffer_size = std::size_t{1} << 18;

// The file to which a path resolves, whether it exists or not.
std::filesystem::path behind_links(std::filesystem::path path) {
  constexpr int most_links = 40;  // the kernel's limit
  for (int links = 0; links < most_links && std::filesystem::is_symlink(path); ++links) {
    path = path.parent_path() / std::filesystem::read_symlink(path);
  }
  return path;
}

std::filesystem::path folder_of(const std::filesystem::path& path) {
  return path.has_parent_path() ? path.parent_path() : std::filesystem::path(".");
}

// A name that no other file of this process has.
std::string fresh_name(const std::filesystem::path& folder) {
  static std::atomic<unsigned> count{0};
  const std::string name = ".seqlab-" + std::to_string(::getpid()) + "-" + std::to_string(count++) + ".tmp";
  return (folder / name).string();
}

// The path by which a file without a name can be linked.
std::string link_to(int descriptor) {
  return "/proc/self/fd/" + std::to_string(descriptor);
}

}  // namespace

AtomicFile::AtomicFile(std::string path) : path_(std::move(path)) {
  struct stat old {};
  const bool exists = ::stat(path_.c_str(), &old) == 0;
  if (exists && S_ISDIR(old.st_mode)) throw Error(path_ + ": is a directory; a file is needed");
  // /dev/stdout may be a regular file that the shell opened and continues to use.
  if (exists && (!S_ISREG(old.st_mode) || path_.starts_with("/dev/") || path_.starts_with("/proc/"))) {
    descriptor_ = ::open(path_.c_str(), O_WRONLY | O_APPEND | O_CLOEXEC);
    if (descriptor_ < 0) fail("cannot open");
    return;
  }
  if (exists && ::access(path_.c_str(), W_OK) != 0) fail("cannot be replaced");
  try {
    target_ = behind_links(path_).string();
  } catch (const std::filesystem::filesystem_error& error) {
    throw Error(path_ + ": cannot open: " + error.code().message());
  }
  open_temporary();
  if (exists) {
    // Only root can change the owner; other users own the new file.
    if (::fchown(descriptor_, old.st_uid, old.st_gid) != 0) errno = 0;
    if (::fchmod(descriptor_, old.st_mode & 07777U) != 0) errno = 0;
  }
}

void AtomicFile::open_temporary() {
  const std::filesystem::path folder = folder_of(target_);
  descriptor_ = ::open(folder.c_str(), O_TMPFILE | O_WRONLY | O_CLOEXEC, 0666);
  if (descriptor_ >= 0) {
    if (::access(link_to(descriptor_).c_str(), F_OK) == 0) return;
    ::close(std::exchange(descriptor_, -1));
  }
  do {
    temporary_ = fresh_name(folder);
    descriptor_ = ::open(temporary_.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
  } while (descriptor_ < 0 && errno == EEXIST);
  if (descriptor_ < 0) {
    temporary_.clear();
    fail("cannot create");
  }
}

void AtomicFile::name_temporary() {
  const std::string link = link_to(descriptor_);
  do {
    temporary_ = fresh_name(folder_of(target_));
    if (::linkat(AT_FDCWD, link.c_str(), AT_FDCWD, temporary_.c_str(), AT_SYMLINK_FOLLOW) == 0) return;
  } while (errno == EEXIST);
  temporary_.clear();
  fail("cannot create");
}

AtomicFile::~AtomicFile() {
  if (descriptor_ >= 0) ::close(descriptor_);
  if (!temporary_.empty()) ::unlink(temporary_.c_str());
}

void AtomicFile::fail(const std::string& what) const {
  throw Error(path_ + ": " + what + ": " + std::generic_category().message(errno));
}

void AtomicFile::write(std::string_view bytes) {
  while (!bytes.empty()) {
    const std::string_view part = bytes.substr(0, buffer_size - buffer_.size());
    buffer_.append(part);
    bytes.remove_prefix(part.size());
    if (buffer_.size() == buffer_size) flush();
  }
}

void AtomicFile::flush() {
  std::size_t written = 0;
  while (written < buffer_.size()) {
    const ssize_t count = ::write(descriptor_, buffer_.data() + written, buffer_.size() - written);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) fail("cannot write");
    written += static_cast<std::size_t>(count);
  }
  buffer_.clear();
}

void AtomicFile::commit() {
  flush();
  const bool direct = target_.empty();
  if (!direct && ::fsync(descriptor_) != 0) fail("cannot write");
  if (!direct && temporary_.empty()) name_temporary();
  if (::close(std::exchange(descriptor_, -1)) != 0) fail("cannot write");
  if (direct) return;
  if (::rename(temporary_.c_str(), target_.c_str()) != 0) fail("cannot be replaced");
  temporary_.clear();
  // The rename is durable only once the folder is synced; an unreadable folder cannot be.
  const int folder = ::open(folder_of(target_).c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (folder < 0) return;
  const bool synced = ::fsync(folder) == 0 || errno == EINVAL;
  const int error = errno;
  ::close(folder);
  errno = error;
  if (!synced) fail("the folder cannot be written");
}

}  // namespace seqlab::io

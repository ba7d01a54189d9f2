#include "io/atomic_file.h"

#include <fcntl.h>
#include <linux/magic.h>
#include <poll.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <unistd.h>

#include <cerrno>
#include <charconv>
#include <cstddef>
#include <filesystem>
#include <system_error>
#include <utility>

#include "base/errors.h"
#include "io/temporary_names.h"

namespace seqlab::io {
namespace {

constexpr std::size_t buffer_size = std::size_t{1} << 18;

std::filesystem::path folder_of(const std::filesystem::path& path) {
  return path.has_parent_path() ? path.parent_path() : std::filesystem::path(".");
}

// Whether a path leads into /proc, whatever it is called: to the open files of a process (/proc/self/fd), or
// to a file that the kernel makes up.
bool is_in_proc(const std::filesystem::path& path) {
  struct statfs status {};
  return ::statfs(folder_of(path).c_str(), &status) == 0 && status.f_type == PROC_SUPER_MAGIC;
}

// The file to which a path resolves, whether it exists or not; in /proc links are not followed further.
std::filesystem::path behind_links(std::filesystem::path path) {
  constexpr int most_links = 40;  // the kernel's limit
  for (int links = 0; links <= most_links; ++links) {
    if (is_in_proc(path) || !std::filesystem::is_symlink(path)) return path;
    path = path.parent_path() / std::filesystem::read_symlink(path);
  }
  throw std::filesystem::filesystem_error("", make_error_code(std::errc::too_many_symbolic_link_levels));
}

// The number of a path that leads to an open file of this process; -1 for others.
int own_descriptor(const std::filesystem::path& path) {
  std::error_code none;
  const std::filesystem::path folder = std::filesystem::canonical(folder_of(path), none);
  if (none || folder != "/proc/" + std::to_string(::getpid()) + "/fd") return -1;
  const std::string name = path.filename().string();
  int number = -1;
  const auto [end, error] = std::from_chars(name.data(), name.data() + name.size(), number);
  return error == std::errc() && end == name.data() + name.size() ? number : -1;
}

// Opens what is written directly. An open file of this process is not opened anew, but written where its
// owner goes on to write.
int open_directly(const std::filesystem::path& path) {
  const int own = own_descriptor(path);
  return own >= 0 ? ::fcntl(own, F_DUPFD_CLOEXEC, 0) : ::open(path.c_str(), O_WRONLY | O_APPEND | O_CLOEXEC);
}

// The path by which a file without a name can be linked.
std::string link_to(int descriptor) {
  return "/proc/self/fd/" + std::to_string(descriptor);
}

}  // namespace

bool is_written_directly(const std::string& path) {
  std::error_code none;
  if (std::filesystem::exists(path, none) && !std::filesystem::is_regular_file(path, none)) return true;
  try {
    return is_in_proc(behind_links(path));
  } catch (const std::filesystem::filesystem_error&) {
    return false;
  }
}

AtomicFile::AtomicFile(std::string path) : path_(std::move(path)) {
  struct stat old {};
  const bool exists = ::stat(path_.c_str(), &old) == 0;
  if (exists && S_ISDIR(old.st_mode)) throw Error(path_ + ": is a directory; a file is needed");
  std::filesystem::path target;
  try {
    target = behind_links(path_);
  } catch (const std::filesystem::filesystem_error& error) {
    throw Error(path_ + ": cannot open: " + error.code().message());
  }
  // /dev/stdout may be a regular file that the shell opened and continues to use.
  if (is_in_proc(target) || (exists && !S_ISREG(old.st_mode))) {
    descriptor_ = open_directly(target);
    if (descriptor_ < 0) fail("cannot open");
    return;
  }
  if (exists && ::access(path_.c_str(), W_OK) != 0) fail("cannot be replaced");
  target_ = target.string();
  remove_left_temporaries(folder_of(target_).string());
  open_temporary();
  if (exists) {
    // Only root can change the owner; other users own the new file.
    if (::fchown(descriptor_, old.st_uid, old.st_gid) != 0) errno = 0;
    if (::fchmod(descriptor_, old.st_mode & 07777U) != 0) errno = 0;
  }
}

void AtomicFile::open_temporary() {
  descriptor_ = ::open(folder_of(target_).c_str(), O_TMPFILE | O_WRONLY | O_CLOEXEC, 0666);
  if (descriptor_ < 0) return create_named();
  if (::access(link_to(descriptor_).c_str(), F_OK) != 0) {
    ::close(std::exchange(descriptor_, -1));
    return create_named();
  }
  // For when it has a name.
  hold_temporary(descriptor_);
}

void AtomicFile::create_named() {
  for (;;) {
    temporary_ = (folder_of(target_) / temporary_name()).string();
    descriptor_ = ::open(temporary_.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
    if (descriptor_ < 0) {
      temporary_.clear();
      if (errno == EEXIST) continue;
      fail("cannot create");
    }
    // Before it is held, another process may take it for a file that was left.
    struct stat status {};
    if (hold_temporary(descriptor_) && ::fstat(descriptor_, &status) == 0 && status.st_nlink > 0) return;
    ::close(std::exchange(descriptor_, -1));
  }
}

void AtomicFile::name_temporary() {
  const std::string link = link_to(descriptor_);
  do {
    temporary_ = (folder_of(target_) / temporary_name()).string();
    if (::linkat(AT_FDCWD, link.c_str(), AT_FDCWD, temporary_.c_str(), AT_SYMLINK_FOLLOW) == 0) return;
  } while (errno == EEXIST);
  temporary_.clear();
  fail("cannot create");
}

AtomicFile::~AtomicFile() {
  // While it is held, so that the name is still this file's.
  if (!temporary_.empty()) ::unlink(temporary_.c_str());
  if (descriptor_ >= 0) ::close(descriptor_);
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
    if (count < 0 && errno == EAGAIN) {
      // Another process that shares an open file may have made it non-blocking.
      pollfd waiting{descriptor_, POLLOUT, 0};
      ::poll(&waiting, 1, -1);
      continue;
    }
    if (count < 0) fail("cannot write");
    written += static_cast<std::size_t>(count);
  }
  buffer_.clear();
}

void AtomicFile::sync() {
  while (::fsync(descriptor_) != 0) {
    if (errno != EINTR) fail("cannot write");
  }
  // Some file systems say only now that the disk is full. Closing a copy of the descriptor keeps the file
  // held.
  const int copy = ::fcntl(descriptor_, F_DUPFD_CLOEXEC, 0);
  if (copy >= 0 && ::close(copy) != 0 && errno != EINTR) fail("cannot write");
}

void AtomicFile::commit() {
  flush();
  if (target_.empty()) {
    if (::close(std::exchange(descriptor_, -1)) != 0) fail("cannot write");
    return;
  }
  sync();
  if (temporary_.empty()) name_temporary();
  if (::rename(temporary_.c_str(), target_.c_str()) != 0) fail("cannot be replaced");
  temporary_.clear();
  ::close(std::exchange(descriptor_, -1));
  sync_folder();
}

void AtomicFile::sync_folder() const {
  // The rename is durable only once the folder is synced; an unreadable folder cannot be, nor can those of
  // some file systems.
  const int folder = ::open(folder_of(target_).c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (folder < 0) return;
  int error = 0;
  do {
    error = ::fsync(folder) == 0 ? 0 : errno;
  } while (error == EINTR);
  ::close(folder);
  if (error == 0 || error == EINVAL || error == ENOSYS || error == EOPNOTSUPP) return;
  errno = error;
  fail("the folder cannot be written");
}

}  // namespace seqlab::io

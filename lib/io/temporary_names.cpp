#include "io/temporary_names.h"

#include <dirent.h>
#include <fcntl.h>
#include <linux/magic.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <cerrno>
#include <mutex>
#include <set>
#include <string_view>

namespace seqlab::io {
namespace {

constexpr std::string_view name_begin = ".seqlab-";
constexpr std::string_view name_end = ".tmp";

// Removes the digits at the start of a text; false if there are none.
bool cut_number(std::string_view& text) {
  const std::size_t digits = std::min(text.find_first_not_of("0123456789"), text.size());
  text.remove_prefix(digits);
  return digits > 0;
}

bool is_temporary_name(std::string_view name) {
  if (!name.starts_with(name_begin)) return false;
  name.remove_prefix(name_begin.size());
  if (!cut_number(name) || !name.starts_with('-')) return false;
  name.remove_prefix(1);
  return cut_number(name) && name == name_end;
}

// Whether all that write into a folder see each other's locks: in file systems of one machine.
bool locks_are_seen(int folder) {
  constexpr std::array<unsigned long, 8> local = {EXT4_SUPER_MAGIC,      XFS_SUPER_MAGIC,  BTRFS_SUPER_MAGIC,
                                                  F2FS_SUPER_MAGIC,      TMPFS_MAGIC,      RAMFS_MAGIC,
                                                  OVERLAYFS_SUPER_MAGIC, MSDOS_SUPER_MAGIC};
  struct statfs status {};
  return ::fstatfs(folder, &status) == 0 &&
         std::find(local.begin(), local.end(), static_cast<unsigned long>(status.f_type)) != local.end();
}

// Whether a descriptor and a name in a folder mean the same file.
bool is_named(int descriptor, int folder, const char* name) {
  struct stat opened {};
  struct stat named {};
  return ::fstat(descriptor, &opened) == 0 && ::fstatat(folder, name, &named, AT_SYMLINK_NOFOLLOW) == 0 &&
         opened.st_dev == named.st_dev && opened.st_ino == named.st_ino;
}

void remove_if_left(int folder, const char* name) {
  struct stat status {};
  if (::fstatat(folder, name, &status, AT_SYMLINK_NOFOLLOW) != 0 || !S_ISREG(status.st_mode)) return;
  const int file = ::openat(folder, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
  if (file < 0) return;
  // While the lock is held, nobody else gives or takes this name. Before that, another process may have
  // removed the file and a third have made a new one of this name.
  if (::flock(file, LOCK_EX | LOCK_NB) == 0 && is_named(file, folder, name)) ::unlinkat(folder, name, 0);
  ::close(file);
}

// Whether this process looks into a folder for the first time.
bool is_first_look(const std::string& folder) {
  static std::mutex lock;
  static std::set<std::string> seen;
  const std::lock_guard guard(lock);
  return seen.insert(folder).second;
}

}  // namespace

std::string temporary_name() {
  static std::atomic<unsigned> count{0};
  std::string name(name_begin);
  name += std::to_string(::getpid()) + "-" + std::to_string(count++);
  return name.append(name_end);
}

bool hold_temporary(int descriptor) {
  while (::flock(descriptor, LOCK_EX | LOCK_NB) != 0) {
    if (errno == EWOULDBLOCK) return false;
    if (errno != EINTR) return true;
  }
  return true;
}

void remove_left_temporaries(const std::string& folder) {
  if (!is_first_look(folder)) return;
  const int opened = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (opened < 0) return;
  DIR* const entries = locks_are_seen(opened) ? ::fdopendir(opened) : nullptr;
  if (entries == nullptr) {
    ::close(opened);
    return;
  }
  while (const dirent* const entry = ::readdir(entries)) {
    if (is_temporary_name(entry->d_name)) remove_if_left(opened, entry->d_name);
  }
  ::closedir(entries);
}

}  // namespace seqlab::io

// A file that is written whole or not at all.
#pragma once

#include <string>
#include <string_view>

namespace seqlab::io {

// Writes to a temporary file beside the target; commit() syncs it and renames it over the target. Without
// commit() (an exception, a full disk) the temporary file is removed and the old file stays as it was. Until
// commit() it has no name where the file system can do that (O_TMPFILE), so that nothing is left of it either
// when a signal ends the program.
// The new file has the permissions of the old one, or those that the umask gives. A symbolic link stays and
// its target is replaced. What is no regular file (a pipe, a device, /dev/stdout) is written directly.
class AtomicFile {
 public:
  // Throws Error with path and reason: a directory, no such folder, no permission.
  explicit AtomicFile(std::string path);
  ~AtomicFile();
  AtomicFile(const AtomicFile&) = delete;
  AtomicFile& operator=(const AtomicFile&) = delete;

  // Both throw Error with path and reason. Bytes are buffered, so a full disk may show in commit() only.
  void write(std::string_view bytes);
  void commit();

 private:
  void open_temporary();
  void name_temporary();
  void flush();
  [[noreturn]] void fail(const std::string& what) const;

  std::string path_;       // as the caller called it, for errors
  std::string target_;     // the file itself, behind symbolic links; empty: it is written directly
  std::string temporary_;  // empty while nothing is to be renamed or removed
  std::string buffer_;
  int descriptor_ = -1;
};

}  // namespace seqlab::io

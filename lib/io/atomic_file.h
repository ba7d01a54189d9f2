// A file that is written completely or not at all.
#pragma once

#include <string>
#include <string_view>

namespace seqlab::io {

// Whether AtomicFile writes directly to what a path names, as below.
bool is_written_directly(const std::string& path);

// Writes to a temporary file in the target's folder; commit() syncs it and renames it over the target.
// Without commit() (an exception, a full disk) the temporary file is removed and the old file is unchanged.
// If the file system supports it (O_TMPFILE), the temporary file has no name until commit(), so that nothing
// remains of it even if a signal ends the program. What programs that were killed have left in the folder is
// removed (temporary_names.h).
//
// The new file has the permissions of the old one, or those that the umask gives. A symbolic link is kept and
// its target replaced. Written directly are only a pipe, a device, and what leads to an open file of a
// process
// (/dev/stdout, /dev/fd/3, a link to one of them), which may be a file that others go on to write.
class AtomicFile {
 public:
  // Throws Error with path and reason: a directory, no such folder, no permission.
  explicit AtomicFile(std::string path);
  ~AtomicFile();
  AtomicFile(const AtomicFile&) = delete;
  AtomicFile& operator=(const AtomicFile&) = delete;

  // Both throw Error with path and reason. Bytes are buffered, so commit() may be the first to notice a full
  // disk.
  void write(std::string_view bytes);
  void commit();

 private:
  void open_temporary();
  // Makes a file with a name that nobody else has.
  void create_named();
  void name_temporary();
  void flush();
  void sync();
  void sync_folder() const;
  [[noreturn]] void fail(const std::string& what) const;

  std::string path_;       // as given, for errors
  std::string target_;     // the file, with symbolic links resolved; empty: written directly
  std::string temporary_;  // empty if there is nothing to rename or remove
  std::string buffer_;
  int descriptor_ = -1;
};

}  // namespace seqlab::io

// A file that is written whole or not at all.
#pragma once

#include <string>
#include <string_view>

namespace seqlab::io {

// Writes to a temporary file beside the target; commit() syncs it and renames it over the target. Without
// commit() (an exception, a full disk) the temporary file is removed and the old file stays as it was.
class AtomicFile {
 public:
  explicit AtomicFile(std::string path);
  ~AtomicFile();
  AtomicFile(const AtomicFile&) = delete;
  AtomicFile& operator=(const AtomicFile&) = delete;

  // Both throw Error with path and reason.
  void write(std::string_view bytes);
  void commit();

 private:
  std::string path_;
  std::string temporary_;
  int descriptor_ = -1;
};

}  // namespace seqlab::io

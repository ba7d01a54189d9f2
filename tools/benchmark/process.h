// Runs other programs and watches their memory.
#pragma once

#include <sys/types.h>

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace seqlab::benchmark {

// A folder that is removed, with its contents, at the end of its scope.
class TemporaryFolder {
 public:
  TemporaryFolder();
  ~TemporaryFolder();
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;
  [[nodiscard]] std::string path(const std::string& name) const { return path_ + "/" + name; }

 private:
  std::string path_;
};

// A running program that this one talks to. Failures throw Error.
class Process {
 public:
  // Standard output goes to the file or, without one, into a pipe that read_until() reads. The program is
  // searched as a shell does.
  explicit Process(const std::vector<std::string>& command, const std::string& output_file = "");
  ~Process();  // closes its input and waits for its end
  Process(const Process&) = delete;
  Process& operator=(const Process&) = delete;

  void write(std::string_view text);
  // The output up to and including `end`. Throws if the output ends before.
  std::string read_until(std::string_view end);
  // Waits for the end. Throws unless the exit code is 0.
  void finish();
  // The peak resident memory in bytes; after finish(), as of some milliseconds before the end.
  std::size_t peak_memory();

 private:
  void sample_memory();
  void close_input();
  void reap();  // waits for the end and keeps the exit code

  std::string name_;
  pid_t process_ = -1;
  int in_ = -1;
  int out_ = -1;
  int code_ = 0;
  std::string read_;
  std::size_t peak_ = 0;
};

}  // namespace seqlab::benchmark

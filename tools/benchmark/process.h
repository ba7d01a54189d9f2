// Other programs, run and watched.
#pragma once

#include <sys/types.h>

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace seqlab::benchmark {

// Removed with all that is in it.
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

// A program that goes on while this one talks to it. Errors are Error.
class Process {
 public:
  // Standard output goes to the file, or into a pipe that read_line() and read_until() read. The program is
  // looked for as a shell would.
  explicit Process(const std::vector<std::string>& command, const std::string& output_file = "");
  ~Process();  // closes its input and waits for its end
  Process(const Process&) = delete;
  Process& operator=(const Process&) = delete;

  void write(std::string_view text);
  // What was written up to and with `end`. Throws when the output ends before.
  std::string read_until(std::string_view end);
  // Waits for the end. Throws when the exit code is not 0.
  void finish();
  // The most memory it has had resident, in bytes; after finish() as of some milliseconds before the end.
  std::size_t peak_memory();

 private:
  void look_at_memory();
  void close_input();
  void ended();  // waits for the end

  std::string name_;
  pid_t process_ = -1;
  int in_ = -1;
  int out_ = -1;
  int code_ = 0;
  std::string read_;
  std::size_t peak_ = 0;
};

}  // namespace seqlab::benchmark

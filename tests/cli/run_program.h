// Runs a built program as a user's shell would, with everything around it under the test's control.
#pragma once

#include <sys/types.h>

#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace seqlab::tests {

// The paths of the built programs.
extern const std::string tagger;
extern const std::string sentiment;

struct Outcome {
  int code = 0;     // exit code; 128 + n when signal n ended the program, as a shell has it
  std::string out;  // standard output
  std::string err;  // standard error
};

struct RunOptions {
  std::string in;                           // standard input, closed at its end
  std::string out_file;                     // standard output goes to this file (such as /dev/full)
  bool out_closed = false;                  // nobody reads standard output
  std::optional<std::size_t> largest_file;  // bytes that any file may have: a disk that is full then
  std::optional<std::size_t> most_memory;   // bytes of address space
  bool heed_permissions = false;            // also when root runs the tests
};

// Waits for the program's end; a program that runs for two minutes is ended and fails the test.
Outcome run(const std::vector<std::string>& command, const RunOptions& options = {});
Outcome run(const std::vector<std::string>& command, std::string_view in);

// Whether this system gives terminals to programs (a bare root may have no /dev/pts). If not, a line
// "SKIPPED: ..." is printed, by which ctest counts the test as skipped.
bool terminals();

// A program that goes on while the test talks to it; through a terminal when asked for.
class RunningProgram {
 public:
  explicit RunningProgram(const std::vector<std::string>& command, bool terminal = false);
  ~RunningProgram();
  RunningProgram(const RunningProgram&) = delete;
  RunningProgram& operator=(const RunningProgram&) = delete;

  void write(std::string_view text);
  void close_input();
  // Reads standard output (or standard error) until `text` is in what was read, the stream ends, or a minute
  // has gone; returns all that was read so far.
  std::string read_until(std::string_view text);
  std::string read_errors_until(std::string_view text);
  void signal(int number) const;
  // Waits for the end; the exit code as in Outcome.
  int wait();

 private:
  std::string read_until(int descriptor, std::string& seen, std::string_view text);

  pid_t process_ = -1;
  int in_ = -1;
  int out_ = -1;
  int err_ = -1;  // the same as out_ on a terminal
  std::string out_seen_;
  std::string err_seen_;
};

}  // namespace seqlab::tests

// Runs a built program as a shell would, in an environment that the test controls.
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
extern const std::string lm;
extern const std::string seq2seq;
extern const std::string forecast;

struct Outcome {
  int code = 0;     // exit code; 128 + n if signal n ended the program, as in a shell
  std::string out;  // standard output
  std::string err;  // standard error
};

struct RunOptions {
  std::string in;                              // standard input, closed at its end
  std::string out_file;                        // file for standard output, such as /dev/full
  bool out_closed = false;                     // nobody reads standard output
  std::optional<std::size_t> file_size_limit;  // bytes per file, as on a full disk
  std::optional<std::size_t> memory_limit;     // bytes of address space
  bool heed_permissions = false;               // even if root runs the tests
};

// Waits for the program to end. A program that runs for two minutes is killed and fails the test.
Outcome run(const std::vector<std::string>& command, const RunOptions& options = {});
Outcome run(const std::vector<std::string>& command, std::string_view in);

// Whether this system has terminals (a bare root may have no /dev/pts). If not, prints a line "SKIPPED: ...",
// which makes ctest count the test as skipped.
bool terminals();

// A running program that the test talks to, through a terminal if requested.
class RunningProgram {
 public:
  // non_blocking: standard input has O_NONBLOCK, which another program that shares it may set.
  explicit RunningProgram(const std::vector<std::string>& command, bool terminal = false,
                          bool non_blocking = false);
  ~RunningProgram();
  RunningProgram(const RunningProgram&) = delete;
  RunningProgram& operator=(const RunningProgram&) = delete;

  void write(std::string_view text);
  void close_input();
  // Reads standard output (or standard error) until `text` has been read, the stream ends, or a minute has
  // passed. Returns everything read so far.
  std::string read_until(std::string_view text);
  std::string read_errors_until(std::string_view text);
  void signal(int number) const;
  // Waits for the program to end. Returns the exit code as in Outcome.
  int wait();

 private:
  std::string read_until(int descriptor, std::string& seen, std::string_view text);

  pid_t process_ = -1;
  int in_ = -1;
  int out_ = -1;
  int err_ = -1;  // equal to out_ on a terminal
  std::string out_seen_;
  std::string err_seen_;
};

}  // namespace seqlab::tests

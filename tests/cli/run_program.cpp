#include "run_program.h"

#include <fcntl.h>
#include <linux/capability.h>
#include <poll.h>
#include <pty.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <iostream>
#include <stdexcept>

namespace seqlab::tests {

const std::string tagger = SEQLAB_TAGGER;
const std::string sentiment = SEQLAB_SENTIMENT;
const std::string lm = SEQLAB_LM;
const std::string seq2seq = SEQLAB_SEQ2SEQ;
const std::string forecast = SEQLAB_FORECAST;

namespace {

using Clock = std::chrono::steady_clock;
constexpr auto longest_run = std::chrono::minutes(2);
constexpr auto longest_wait = std::chrono::minutes(1);
constexpr int cannot_start = 126;

struct Pipe {
  int read = -1;
  int write = -1;
  Pipe() {
    std::array<int, 2> ends{};
    if (::pipe2(ends.data(), O_CLOEXEC) != 0) throw std::runtime_error("no pipe");
    read = ends[0];
    write = ends[1];
  }
};

void close_end(int& descriptor) {
  if (descriptor >= 0) ::close(descriptor);
  descriptor = -1;
}

[[noreturn]] void become(const std::vector<std::string>& command) {
  std::vector<char*> arguments;
  for (const auto& argument : command) arguments.push_back(const_cast<char*>(argument.c_str()));
  arguments.push_back(nullptr);
  // As for a program that a shell starts in the foreground, however the tests were started.
  std::signal(SIGINT, SIG_DFL);
  std::signal(SIGPIPE, SIG_DFL);
  ::execv(arguments[0], arguments.data());
  ::_exit(cannot_start);
}

void limit(int resource, std::size_t bytes) {
  const rlimit limits{bytes, bytes};
  ::setrlimit(resource, &limits);
}

void prepare(const RunOptions& options) {
  if (options.file_size_limit) {
    // If the signal is ignored, write() fails as on a full disk.
    std::signal(SIGXFSZ, SIG_IGN);
    limit(RLIMIT_FSIZE, *options.file_size_limit);
  }
  if (options.memory_limit) limit(RLIMIT_AS, *options.memory_limit);
  // Programs started from here lack the capabilities that are removed from this set, even as root.
  if (options.heed_permissions) {
    ::prctl(PR_CAPBSET_DROP, CAP_DAC_OVERRIDE);
    ::prctl(PR_CAPBSET_DROP, CAP_DAC_READ_SEARCH);
  }
}

int code_of(int status) {
  return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
}

// Appends what can be read now to `bytes`; false at the end of the stream.
bool drain(int descriptor, std::string& bytes) {
  std::array<char, 65536> block{};
  const ssize_t count = ::read(descriptor, block.data(), block.size());
  if (count > 0) bytes.append(block.data(), static_cast<std::size_t>(count));
  return count > 0 || (count < 0 && errno == EINTR);
}

}  // namespace

Outcome run(const std::vector<std::string>& command, std::string_view in) {
  RunOptions options;
  options.in = in;
  return run(command, options);
}

Outcome run(const std::vector<std::string>& command, const RunOptions& options) {
  std::signal(SIGPIPE, SIG_IGN);
  Pipe in, out, err;
  if (options.out_closed) close_end(out.read);
  const pid_t process = ::fork();
  if (process < 0) throw std::runtime_error("no process");
  if (process == 0) {
    ::dup2(in.read, STDIN_FILENO);
    ::dup2(err.write, STDERR_FILENO);
    if (!options.out_file.empty()) {
      ::dup2(::open(options.out_file.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0666), STDOUT_FILENO);
    } else {
      ::dup2(out.write, STDOUT_FILENO);
    }
    prepare(options);
    become(command);
  }
  close_end(in.read);
  close_end(out.write);
  close_end(err.write);
  ::fcntl(in.write, F_SETFL, O_NONBLOCK);

  Outcome outcome;
  std::string_view rest = options.in;
  if (rest.empty()) close_end(in.write);
  const auto end = Clock::now() + longest_run;
  while (out.read >= 0 || err.read >= 0) {
    std::array<pollfd, 3> waiting = {pollfd{in.write, POLLOUT, 0}, pollfd{out.read, POLLIN, 0},
                                     pollfd{err.read, POLLIN, 0}};
    ::poll(waiting.data(), waiting.size(), 1000);
    if (Clock::now() > end) {
      ::kill(process, SIGKILL);
      outcome.err += "\n(ended: it ran for too long)";
    }
    if (waiting[0].revents != 0) {
      const ssize_t count = ::write(in.write, rest.data(), rest.size());
      if (count > 0) rest.remove_prefix(static_cast<std::size_t>(count));
      if (rest.empty() || (count < 0 && errno != EAGAIN)) close_end(in.write);
    }
    if (waiting[1].revents != 0 && !drain(out.read, outcome.out)) close_end(out.read);
    if (waiting[2].revents != 0 && !drain(err.read, outcome.err)) close_end(err.read);
  }
  close_end(in.write);
  int status = 0;
  ::waitpid(process, &status, 0);
  outcome.code = code_of(status);
  return outcome;
}

bool terminals() {
  int master = -1;
  int slave = -1;
  if (::openpty(&master, &slave, nullptr, nullptr, nullptr) != 0) {
    std::cout << "SKIPPED: this system has no terminals\n";
    return false;
  }
  ::close(master);
  ::close(slave);
  return true;
}

RunningProgram::RunningProgram(const std::vector<std::string>& command, bool terminal, bool non_blocking) {
  std::signal(SIGPIPE, SIG_IGN);
  if (terminal) {
    int master = -1;
    process_ = ::forkpty(&master, nullptr, nullptr, nullptr);
    if (process_ < 0) throw std::runtime_error("no terminal can be opened");
    if (process_ == 0) become(command);
    in_ = master;
    out_ = master;
    err_ = master;
    return;
  }
  Pipe in, out, err;
  if (non_blocking) ::fcntl(in.read, F_SETFL, O_NONBLOCK);
  process_ = ::fork();
  if (process_ == 0) {
    ::dup2(in.read, STDIN_FILENO);
    ::dup2(out.write, STDOUT_FILENO);
    ::dup2(err.write, STDERR_FILENO);
    become(command);
  }
  close_end(in.read);
  close_end(out.write);
  close_end(err.write);
  in_ = in.write;
  out_ = out.read;
  err_ = err.read;
}

RunningProgram::~RunningProgram() {
  if (process_ > 0) {
    ::kill(process_, SIGKILL);
    wait();
  }
  if (in_ != out_) close_end(in_);
  if (err_ != out_) close_end(err_);
  close_end(out_);
}

void RunningProgram::write(std::string_view text) {
  while (!text.empty()) {
    const ssize_t count = ::write(in_, text.data(), text.size());
    if (count < 0) return;
    text.remove_prefix(static_cast<std::size_t>(count));
  }
}

void RunningProgram::close_input() {
  if (in_ == out_) {
    write("\x04");  // Ctrl-D on a terminal
  } else {
    close_end(in_);
  }
}

std::string RunningProgram::read_until(std::string_view text) {
  return read_until(out_, out_seen_, text);
}

std::string RunningProgram::read_errors_until(std::string_view text) {
  return err_ == out_ ? read_until(text) : read_until(err_, err_seen_, text);
}

std::string RunningProgram::read_until(int descriptor, std::string& seen, std::string_view text) {
  const auto end = Clock::now() + longest_wait;
  while (seen.find(text) == std::string::npos && Clock::now() < end) {
    pollfd waiting{descriptor, POLLIN, 0};
    ::poll(&waiting, 1, 1000);
    if (waiting.revents != 0 && !drain(descriptor, seen)) break;
  }
  return seen;
}

void RunningProgram::signal(int number) const {
  ::kill(process_, number);
}

int RunningProgram::wait() {
  int status = 0;
  ::waitpid(process_, &status, 0);
  process_ = -1;
  return code_of(status);
}

}  // namespace seqlab::tests

#include "process.h"

#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>

#include "base/errors.h"

namespace seqlab::benchmark {

namespace {

constexpr int sampling_interval = 10;  // of memory, in milliseconds

struct Ends {
  int read = -1;
  int write = -1;
};

Ends make_pipe() {
  std::array<int, 2> ends{};
  if (::pipe2(ends.data(), O_CLOEXEC) != 0)
    throw Error("cannot create a pipe: " + std::string(std::strerror(errno)));
  return {ends[0], ends[1]};
}

}  // namespace

TemporaryFolder::TemporaryFolder() {
  std::string name = (std::filesystem::temp_directory_path() / "seqlab-bench-XXXXXX").string();
  if (::mkdtemp(name.data()) == nullptr) throw Error(name + ": cannot be created: " + std::strerror(errno));
  path_ = name;
}

TemporaryFolder::~TemporaryFolder() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

Process::Process(const std::vector<std::string>& command, const std::string& output_file)
    : name_(command.at(0)) {
  std::signal(SIGPIPE, SIG_IGN);
  std::vector<char*> arguments;
  for (const std::string& argument : command) arguments.push_back(const_cast<char*>(argument.c_str()));
  arguments.push_back(nullptr);

  const Ends in = make_pipe();
  Ends out;
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_adddup2(&actions, in.read, STDIN_FILENO);
  if (output_file.empty()) {
    out = make_pipe();
    posix_spawn_file_actions_adddup2(&actions, out.write, STDOUT_FILENO);
  } else {
    posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, output_file.c_str(),
                                     O_WRONLY | O_CREAT | O_TRUNC, 0666);
  }
  // Not fork(), which takes milliseconds to copy this program's page tables.
  const int failed = ::posix_spawnp(&process_, arguments[0], &actions, nullptr, arguments.data(), environ);
  posix_spawn_file_actions_destroy(&actions);
  ::close(in.read);
  if (out.write >= 0) ::close(out.write);
  in_ = in.write;
  out_ = out.read;
  if (failed != 0) {
    process_ = -1;
    ::close(in_);
    if (out_ >= 0) ::close(out_);
    throw Error(name_ + ": cannot be started: " + std::strerror(failed));
  }
}

Process::~Process() {
  close_input();
  if (out_ >= 0) ::close(out_);
  reap();
}

void Process::close_input() {
  if (in_ >= 0) ::close(in_);
  in_ = -1;
}

void Process::write(std::string_view text) {
  while (!text.empty()) {
    const ssize_t count = ::write(in_, text.data(), text.size());
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) throw Error(name_ + ": does not accept input: " + std::strerror(errno));
    text.remove_prefix(static_cast<std::size_t>(count));
  }
}

std::string Process::read_until(std::string_view end) {
  for (std::size_t found = read_.find(end);; found = read_.find(end)) {
    if (found != std::string::npos) {
      std::string result = read_.substr(0, found + end.size());
      read_.erase(0, found + end.size());
      return result;
    }
    std::array<char, 65536> block{};
    const ssize_t count = ::read(out_, block.data(), block.size());
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) throw Error(name_ + ": ended without an answer");
    read_.append(block.data(), static_cast<std::size_t>(count));
  }
}

void Process::sample_memory() {
  std::ifstream status("/proc/" + std::to_string(process_) + "/status");
  for (std::string line; std::getline(status, line);) {
    if (line.starts_with("VmHWM:")) peak_ = 1024 * std::strtoull(line.c_str() + 6, nullptr, 10);
  }
}

std::size_t Process::peak_memory() {
  if (process_ >= 0) sample_memory();
  return peak_;
}

void Process::reap() {
  if (process_ < 0) return;
  int status = 0;
  while (::waitpid(process_, &status, 0) < 0 && errno == EINTR) {
  }
  code_ = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  process_ = -1;
}

void Process::finish() {
  close_input();
  // This descriptor becomes readable when the program ends, so poll() returns at once then. Sampling the
  // memory meanwhile costs the program nothing.
  pollfd end{static_cast<int>(::syscall(SYS_pidfd_open, process_, 0)), POLLIN, 0};
  if (end.fd < 0) throw Error(name_ + ": cannot be watched: " + std::strerror(errno));
  do {
    sample_memory();
  } while (::poll(&end, 1, sampling_interval) == 0);
  ::close(end.fd);
  reap();
  if (code_ != 0) throw Error(name_ + ": ended with code " + std::to_string(code_));
}

}  // namespace seqlab::benchmark

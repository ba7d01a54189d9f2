#include "program/lost_pages.h"

#include <unistd.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <csignal>
#include <string_view>

#include "io/mapped_range.h"
#include "program/console.h"
#include "program/program.h"

namespace seqlab::programs {

namespace {

std::string heading;  // set before the handler is
struct sigaction action_before {};
std::atomic_flag reporting;

// A message of bounded length. Uses no memory but its own, as a handler of a signal must.
class ShortMessage {
 public:
  void add(std::string_view text) {
    const std::size_t count = std::min(text.size(), text_.size() - size_);
    std::copy_n(text.data(), count, text_.data() + size_);
    size_ += count;
  }
  // The same with control characters as '?'.
  void add_printable(std::string_view text) {
    const std::size_t begin = size_;
    add(text);
    std::replace_if(
        text_.data() + begin, text_.data() + size_,
        [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; }, '?');
  }
  void print() const {
    std::string_view rest(text_.data(), size_);
    while (!rest.empty()) {
      const ssize_t count = ::write(STDERR_FILENO, rest.data(), rest.size());
      if (count <= 0) return;
      rest.remove_prefix(static_cast<std::size_t>(count));
    }
  }

 private:
  std::array<char, 6000> text_{};  // a path has up to 4,096 bytes
  std::size_t size_ = 0;
};

// Calls only what POSIX allows in a handler.
extern "C" void report_lost_page(int number, siginfo_t* info, void* /*context*/) {
  const bool sent = info->si_code <= 0;  // by a process
  const io::MappedRange* const file = sent ? nullptr : io::range_of(info->si_addr);
  if (file == nullptr) {
    // What reads the page again, or the signal sent again, finds the action of before.
    ::sigaction(number, &action_before, nullptr);
    if (sent) ::raise(number);
    return;
  }
  // Other threads may read lost pages as well, and wait here for the end.
  while (reporting.test_and_set()) ::pause();
  ShortMessage message;
  message.add(heading);
  message.add_printable(file->path);
  const bool changed = file->changed();
  message.add(": ");
  message.add(changed ? io::message_of_change(file->use) : "cannot be read: Input/output error");
  message.add("\n");
  message.print();
  const Exit of_use = file->use == io::MappedUse::data ? Exit::data : Exit::model;
  ::_exit(static_cast<int>(changed ? of_use : Exit::failure));
}

}  // namespace

void report_lost_pages(const std::string& where) {
  heading = error_heading(where);
  struct sigaction action {};
  action.sa_sigaction = report_lost_page;
  action.sa_flags = SA_SIGINFO;
  sigemptyset(&action.sa_mask);
  ::sigaction(SIGBUS, &action, &action_before);
}

}  // namespace seqlab::programs

#include "program/data_output.h"

#include <poll.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <filesystem>
#include <optional>
#include <streambuf>
#include <string_view>
#include <system_error>

#include "base/errors.h"
#include "io/atomic_file.h"
#include "program/verb_options.h"

namespace seqlab::programs {

namespace {

void write_standard_output(std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t count = ::write(STDOUT_FILENO, bytes.data(), bytes.size());
    if (count >= 0) {
      bytes.remove_prefix(static_cast<std::size_t>(count));
    } else if (errno == EPIPE) {
      throw ClosedPipe();
    } else if (errno == EAGAIN) {
      // Another process that shares standard output may have made it non-blocking.
      pollfd waiting{STDOUT_FILENO, POLLOUT, 0};
      ::poll(&waiting, 1, -1);
    } else if (errno != EINTR) {
      throw Error("standard output: cannot write: " + std::generic_category().message(errno));
    }
  }
}

}  // namespace

class DataOutput::Buffer : public std::streambuf {
 public:
  explicit Buffer(const OutputOptions& options) {
    if (!options.output.empty() && options.output != "-") {
      refuse_overwriting(options.output, options.force);
      file_.emplace(options.output);
    }
    setp(block_.data(), block_.data() + block_.size());
  }

  void send() {
    const std::string_view bytes(pbase(), static_cast<std::size_t>(pptr() - pbase()));
    // Emptied before writing, so that a failed write is not repeated.
    setp(block_.data(), block_.data() + block_.size());
    if (file_) {
      file_->write(bytes);
    } else {
      write_standard_output(bytes);
    }
  }
  void commit() {
    if (file_) file_->commit();
    committed_ = true;
  }
  // Whether the destructor drops what has not been sent.
  [[nodiscard]] bool drops_rest() const { return file_.has_value() || committed_; }

 protected:
  int_type overflow(int_type next) override {
    send();
    if (!traits_type::eq_int_type(next, traits_type::eof())) sputc(traits_type::to_char_type(next));
    return traits_type::not_eof(next);
  }
  // std::endl and std::flush do not send; only DataOutput::flush() does.
  int sync() override { return 0; }

 private:
  std::array<char, 1 << 16> block_;
  std::optional<io::AtomicFile> file_;
  bool committed_ = false;
};

DataOutput::DataOutput(const OutputOptions& options)
    : buffer_(std::make_unique<Buffer>(options)), stream_(buffer_.get()) {
  stream_.exceptions(std::ios::badbit);
}

DataOutput::~DataOutput() {
  if (buffer_->drops_rest()) return;
  try {
    buffer_->send();
  } catch (const std::exception&) {
    // Another error is already being reported.
  }
}

void DataOutput::flush() {
  buffer_->send();
}

void DataOutput::finish() {
  buffer_->send();
  buffer_->commit();
}

const options::OptionTable<OutputOptions>& output_option_table() {
  static const auto table = [] {
    options::OptionTable<OutputOptions> options;
    options
        .add({.name = "output",
              .short_name = 'o',
              .group = "Output",
              .help = "file to write to instead of standard output",
              .value = "FILE"},
             &OutputOptions::output)
        .add(force_option(), &OutputOptions::force);
    return options;
  }();
  return table;
}

void refuse_overwriting(const std::string& path, bool force) {
  std::error_code none;
  if (!force && std::filesystem::is_regular_file(path, none) && !io::is_written_directly(path)) {
    throw UsageError(path + ": already exists; give --force to overwrite it");
  }
}

void check_writable(const std::string& path) {
  const io::AtomicFile probe(path);
}

}  // namespace seqlab::programs

// Output of data: to standard output, or to a file that is written completely or not at all.
#pragma once

#include <exception>
#include <memory>
#include <ostream>
#include <string>

#include "options/option_table.h"

namespace seqlab::programs {

// The reader of standard output has closed it. This is no error; the program ends quietly.
class ClosedPipe : public std::exception {
 public:
  [[nodiscard]] const char* what() const noexcept override { return "standard output is closed"; }
};

struct OutputOptions {
  std::string output;  // empty or "-": standard output
  bool force = false;
};
const options::OptionTable<OutputOptions>& output_option_table();

// Throws UsageError if the path is a regular file and `force` is false.
void refuse_overwriting(const std::string& path, bool force);
// Throws Error with path and reason if a file cannot be written there. Changes nothing.
void check_writable(const std::string& path);

// A block-buffered stream that throws ClosedPipe, or Error when a write fails.
class DataOutput {
 public:
  DataOutput() : DataOutput(OutputOptions{}) {}
  // Throws UsageError if the file exists and `force` is false, Error if it cannot be created.
  explicit DataOutput(const OutputOptions& options);
  // Without finish(), no file is created; data written to standard output is still sent.
  ~DataOutput();
  DataOutput(const DataOutput&) = delete;
  DataOutput& operator=(const DataOutput&) = delete;

  [[nodiscard]] std::ostream& stream() { return stream_; }
  // Sends what has been written. Call this before waiting for input.
  void flush();
  // Completes the output; a file gets its name. Call this once, after success.
  void finish();

 private:
  class Buffer;
  std::unique_ptr<Buffer> buffer_;
  std::ostream stream_;
};

}  // namespace seqlab::programs

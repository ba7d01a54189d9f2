// Where the programs write data: standard output, or a file that is written whole or not at all.
#pragma once

#include <exception>
#include <memory>
#include <ostream>
#include <string>

#include "options/option_table.h"

namespace seqlab::programs {

// The reader of standard output has gone. No error of ours: the program ends quietly.
class ClosedPipe : public std::exception {
 public:
  [[nodiscard]] const char* what() const noexcept override { return "standard output is closed"; }
};

struct OutputOptions {
  std::string output;  // empty or "-": standard output
  bool force = false;
};
const options::OptionTable<OutputOptions>& output_option_table();

// Throws UsageError when the path is a regular file and `force` is not given.
void refuse_overwriting(const std::string& path, bool force);
// Throws Error with path and reason when a file could not be written there. Leaves everything as it was.
void check_writable(const std::string& path);

// Block-buffered. The stream throws: ClosedPipe, or Error when the disk is full.
class DataOutput {
 public:
  DataOutput() : DataOutput(OutputOptions{}) {}
  // Throws UsageError for a file that is there without `force`, Error for one that cannot be made.
  explicit DataOutput(const OutputOptions& options);
  // Without finish() a file is not made; what was written to standard output before an error goes out.
  ~DataOutput();
  DataOutput(const DataOutput&) = delete;
  DataOutput& operator=(const DataOutput&) = delete;

  [[nodiscard]] std::ostream& stream() { return stream_; }
  // Shows what has been written; to be called when input is awaited.
  void flush();
  // Ends the output: the file takes its name. To be called once, when all went well.
  void finish();

 private:
  class Buffer;
  std::unique_ptr<Buffer> buffer_;
  std::ostream stream_;
};

}  // namespace seqlab::programs

// What a training or a search may write: files that are distinct, and that it does not read.
#pragma once

#include <span>
#include <string>
#include <vector>

namespace seqlab::programs {

// The name of a file that does not depend on how it is written: absolute, behind all links.
std::string real_path(const std::string& path);

// Refuses a file that would be written twice, or written although it is read.
class OutputFiles {
 public:
  // inputs: files that are read; "-" and folders may be among them.
  explicit OutputFiles(std::span<const std::string> inputs);
  // Adds an output. Pipes and devices are neither written twice nor read. Throws UsageError.
  void add(const std::string& path);

 private:
  struct File {
    std::string path;
    std::string real;
  };
  std::vector<File> inputs_;
  std::vector<File> outputs_;
};

}  // namespace seqlab::programs

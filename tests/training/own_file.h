// A temporary file, removed at the end of its scope.
#pragma once

#include <unistd.h>

#include <cstdint>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

namespace seqlab::tests {

class OwnFile {
 public:
  explicit OwnFile(const std::string& name)
      : path((std::filesystem::temp_directory_path() /
              ("seqlab-" + name + "-" + std::to_string(::getpid()) + "-" +
               std::to_string(reinterpret_cast<std::uintptr_t>(this))))
                 .string()) {}
  ~OwnFile() { std::filesystem::remove(path); }
  OwnFile(const OwnFile&) = delete;
  OwnFile& operator=(const OwnFile&) = delete;
  [[nodiscard]] std::string bytes() const {
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
  }

  void write(const std::string& bytes) const { std::ofstream(path, std::ios::binary) << bytes; }

  std::string path;
};

}  // namespace seqlab::tests

#include "io/temporary_folder.h"

#include <unistd.h>

#include <atomic>
#include <fstream>
#include <iterator>

namespace seqlab::tests {

TemporaryFolder::TemporaryFolder() {
  static std::atomic<int> count{0};
  const std::string name = "seqlab-test-" + std::to_string(::getpid()) + "-" + std::to_string(count++);
  folder_ = std::filesystem::temp_directory_path() / name;
  std::filesystem::create_directory(folder_);
}

TemporaryFolder::~TemporaryFolder() {
  std::error_code ignored;
  std::filesystem::remove_all(folder_, ignored);
}

std::string TemporaryFolder::file(const std::string& name, std::string_view bytes) const {
  std::ofstream(path(name), std::ios::binary) << bytes;
  return path(name);
}

std::size_t TemporaryFolder::entries() const {
  const std::filesystem::directory_iterator begin(folder_);
  return static_cast<std::size_t>(std::distance(begin, std::filesystem::directory_iterator()));
}

std::string read_bytes(const std::string& path) {
  std::ifstream stream(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(stream), std::istreambuf_iterator<char>()};
}

}  // namespace seqlab::tests

#include "verbs/output_files.h"

#include <algorithm>
#include <filesystem>
#include <system_error>

#include "base/errors.h"

namespace seqlab::programs {

std::string real_path(const std::string& path) {
  constexpr int most_links = 40;  // the kernel's limit
  std::error_code none;
  // Also a link to a file that does not exist yet.
  std::filesystem::path file = std::filesystem::absolute(path, none);
  for (int links = 0; links < most_links && std::filesystem::is_symlink(file, none); ++links) {
    file = file.parent_path() / std::filesystem::read_symlink(file, none);
  }
  const std::filesystem::path real = std::filesystem::weakly_canonical(file, none);
  return (none ? file.lexically_normal() : real).string();
}

OutputFiles::OutputFiles(std::span<const std::string> inputs) {
  for (const std::string& path : inputs) {
    if (!path.empty() && path != "-") inputs_.push_back({path, real_path(path)});
  }
}

void OutputFiles::add(const std::string& path) {
  std::error_code none;
  const auto type = std::filesystem::status(path, none).type();
  using Type = std::filesystem::file_type;
  if (type != Type::regular && type != Type::not_found) return;
  const std::string real = real_path(path);
  const auto has = [&](const std::vector<File>& files) {
    return std::ranges::any_of(files, [&](const File& file) { return file.real == real; });
  };
  if (has(outputs_)) throw UsageError(path + ": would be written twice; give two names");
  if (has(inputs_)) throw UsageError(path + ": is read as well as written; give another name for the output");
  outputs_.push_back({path, real});
}

}  // namespace seqlab::programs

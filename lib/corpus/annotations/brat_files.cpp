#include "corpus/annotations/brat_files.h"

#include <algorithm>
#include <filesystem>

#include "text/ascii.h"

namespace seqlab::corpus {

std::string with_other_ending(const std::string& name, std::string_view ending, std::string_view other) {
  const std::string lower = text::ascii_lower(name);
  std::size_t end = lower.size();
  for (const std::string_view compressed : {".gz", ".zst"}) {
    if (lower.ends_with(compressed)) end -= compressed.size();
  }
  if (end <= ending.size() || lower.substr(end - ending.size(), ending.size()) != ending) return {};
  std::string result = name;
  return result.replace(end - ending.size(), ending.size(), other);
}

bool has_brat_annotation(const std::string& path) {
  const std::string annotation = with_other_ending(path, ".txt", ".ann");
  return !annotation.empty() && std::filesystem::exists(annotation);
}

std::vector<std::string> brat_files(const std::string& folder) {
  std::vector<std::string> files;
  if (!std::filesystem::is_directory(folder)) return files;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    const std::string name = entry.path().filename().string();
    if (!name.starts_with('.') && !with_other_ending(name, ".ann", ".txt").empty()) {
      files.push_back(entry.path().string());
    }
  }
  std::sort(files.begin(), files.end());
  return files;
}

std::vector<std::string> with_brat_folders(const std::vector<std::string>& paths) {
  std::vector<std::string> all;
  for (const std::string& path : paths) {
    const std::vector<std::string> files = brat_files(path);
    if (files.empty()) all.push_back(path);
    all.insert(all.end(), files.begin(), files.end());
  }
  return all;
}

}  // namespace seqlab::corpus

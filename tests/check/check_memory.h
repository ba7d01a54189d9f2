// Checks corpora in memory.
#pragma once

#include <optional>
#include <set>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "base/names.h"
#include "check/corpus_check.h"
#include "io/input.h"
#include "text/tokeniser.h"

namespace seqlab::tests {

struct MemoryFile {
  std::string name;
  std::string bytes;
  check::Role role = check::Role::other;
};

inline corpus::ReaderOptions reading() {
  static const text::Tokeniser english("en");
  corpus::ReaderOptions options;
  options.tokeniser = &english;
  return options;
}

inline std::vector<check::FileReport> check_files(const std::vector<MemoryFile>& files,
                                                  const corpus::ReaderOptions& options = reading(),
                                                  std::optional<std::size_t> limit = std::nullopt) {
  check::CorpusCheck checking(options, limit);
  for (const MemoryFile& file : files) {
    checking.add(io::memory_input(file.bytes, file.name), file.role);
  }
  return checking.finish();
}

inline std::vector<check::Finding> findings_of(const check::FileReport& report) {
  std::vector<check::Finding> all;
  for (const auto& [name, kind] : name_table(check::Kind{})) {
    const auto& kept = report.findings.kept(kind);
    all.insert(all.end(), kept.begin(), kept.end());
  }
  return all;
}

// "error stray-label 12", in order.
inline std::multiset<std::string> briefly(const check::FileReport& report) {
  std::multiset<std::string> all;
  for (const check::Finding& one : findings_of(report)) {
    all.insert(std::string(base::name_of(one.level)) + " " + std::string(base::name_of(one.kind)) + " " +
               std::to_string(one.place.line));
  }
  return all;
}

}  // namespace seqlab::tests

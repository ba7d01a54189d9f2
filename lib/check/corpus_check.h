// Checks labelled and unlabelled corpora, each file and all of them together.
#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "check/findings.h"
#include "check/label_check.h"
#include "check/repeated_sentences.h"
#include "check/role.h"
#include "corpus/reader.h"
#include "corpus/reading_plan.h"
#include "corpus/schemes/tag_scheme.h"
#include "io/input.h"

namespace seqlab::check {

// What a file is and what is wrong or odd in it.
struct FileReport {
  FileReport(const std::string& file, Role its_role, std::optional<std::size_t> limit)
      : role(its_role), findings(file, limit) {}

  Role role;
  std::optional<corpus::Format> format;  // nothing: it could not be read
  corpus::ReadingPlan plan;
  std::size_t sentences = 0;
  std::size_t tokens = 0;
  std::size_t labelled = 0;  // tokens with a label
  corpus::SchemeStyle style;
  std::vector<LabelCount> labels;  // most frequent first
  std::vector<LabelCount> types;   // of spans, if there is a scheme
  bool token_numbers = false;      // the first column counts the tokens
  char separator = 0;              // of columns: '\t', ',', ';' or ' '; 0: not in columns
  std::size_t columns = 0;         // in each row that can be read; 0: not in columns, or not known
  std::string encoding;            // in which the file was read; empty: UTF-8
  Findings findings;
};

// Reads each file once. Memory: 16 bytes a sentence (24 in finish()), the distinct strings with their labels,
// and the findings that the limit keeps.
class CorpusCheck {
 public:
  // options: as for reading, of which a check ignores replace_invalid and malformed. limit: as in Findings.
  CorpusCheck(const corpus::ReaderOptions& options, std::optional<std::size_t> limit);

  // Reads and checks a file. Throws UsageError for options that do not fit it.
  void add(std::unique_ptr<io::Input> input, Role role);
  // Compares the files. Call it once, after all of them.
  std::vector<FileReport> finish();

 private:
  void compare_sentences();
  void compare_labels();

  corpus::ReaderOptions options_;
  std::optional<std::size_t> limit_;
  std::vector<FileReport> reports_;
  RepeatedSentences sentences_;
};

// How check and mend read: invalid bytes are replaced.
corpus::ReaderOptions tolerant(corpus::ReaderOptions options);

}  // namespace seqlab::check

#include "corpus/corpus_files.h"

#include <cstddef>
#include <iterator>
#include <string>
#include <utility>

#include "base/errors.h"
#include "corpus/annotations/brat_files.h"

namespace seqlab::corpus {
namespace {

void append_documents(std::vector<Sentence> sentences, std::vector<Sentence>& all) {
  const std::size_t first_document = all.empty() ? 0 : all.back().document + 1;
  for (auto& sentence : sentences) sentence.document += first_document;
  all.insert(all.end(), std::make_move_iterator(sentences.begin()), std::make_move_iterator(sentences.end()));
}

// The sentences of a folder of brat's files, some of which may be empty. Notes one plan for all.
std::vector<Sentence> read_brat_folder(const std::string& folder, const std::vector<std::string>& files,
                                       ReaderOptions options) {
  options.format = Format::brat;
  std::vector<Sentence> all;
  SkippedRecords skipped;
  for (const auto& file : files) {
    const auto reader = make_reader(io::open_input(file), options);
    for (Record record; reader->next(record);) {
      if (!record.problem.empty()) skipped.add(record.problem);
      append_documents(std::move(record.sentences), all);
    }
  }
  if (all.empty()) throw DataError({folder, 0, 0}, "no sentence in this folder of brat's files");
  if (options.note) {
    ReadingPlan plan{"brat standoff", {}};
    if (!options.label_columns.empty()) {
      plan.parts.emplace_back("labels",
                              std::to_string(files.size()) + (files.size() == 1 ? " file" : " files"));
    }
    options.note(plan_remark(folder, plan, all, options.from_scheme));
    for (const std::string& remark : skipped.remarks()) options.note(remark);
  }
  return all;
}

}  // namespace

std::vector<Sentence> read_sentences(const std::vector<std::string>& files, const ReaderOptions& options) {
  std::vector<Sentence> all;
  for (const auto& file : files) {
    const std::vector<std::string> pairs = brat_files(file);
    append_documents(pairs.empty() ? read_sentences(file, options) : read_brat_folder(file, pairs, options),
                     all);
  }
  return all;
}

}  // namespace seqlab::corpus

#include "corpus/corpus_files.h"

#include <cstddef>
#include <iterator>

namespace seqlab::corpus {

std::vector<Sentence> read_sentences(const std::vector<std::string>& files, const ReaderOptions& options) {
  std::vector<Sentence> all;
  for (const auto& file : files) {
    std::vector<Sentence> sentences = read_sentences(file, options);
    const std::size_t first_document = all.empty() ? 0 : all.back().document + 1;
    for (auto& sentence : sentences) sentence.document += first_document;
    all.insert(all.end(), std::make_move_iterator(sentences.begin()),
               std::make_move_iterator(sentences.end()));
  }
  return all;
}

}  // namespace seqlab::corpus

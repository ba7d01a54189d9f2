// Corpora in several files.
#pragma once

#include <string>
#include <vector>

#include "corpus/reader.h"
#include "corpus/sentence.h"

namespace seqlab::corpus {

// All sentences of the files, with consecutive document numbers; a folder stands for its files of brat.
// Throws as the function for one file.
std::vector<Sentence> read_sentences(const std::vector<std::string>& files, const ReaderOptions& options);

}  // namespace seqlab::corpus

// Names of labels that data has as numbers, as the data sets of Hugging Face do.
#pragma once

#include <string>
#include <vector>

namespace seqlab::corpus {

// `given`: names with commas between them, or a file that has one name per line, a JSON list of names, or a
// JSON object that gives each number its name ("id2label") or each name its number. The name of the label k
// is the k-th, from 0. Throws UsageError if there is neither a comma nor such a file; DataError if the file
// holds no names.
std::vector<std::string> read_label_names(const std::string& given);

}  // namespace seqlab::corpus

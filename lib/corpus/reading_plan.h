// How an input is read: what was recognised in it and what options chose.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "corpus/schemes/corpus_scheme.h"
#include "corpus/sentence.h"

namespace seqlab::corpus {

struct ReadingPlan {
  // "tabs", "spaces", "CoNLL-U", "JSON Lines", ...
  std::string layout;
  // What is where, in the order in which people read it: {"header", "line 1"}, {"words", "column 2"},
  // {"labels", "column 3"}. One entry "labels" for each column of labels.
  std::vector<std::pair<std::string, std::string>> parts;
};

// "14,041 sentences", "1 sentence".
std::string counted(std::size_t count, const std::string& unit);

// "tabs, header in line 1, words in column 2, labels in column 3".
std::string one_line(const ReadingPlan& plan);

// The plan of a file and what it gave: "train.tsv: tabs, words in column 2, labels in column 3: iob2, 4
// types; 14,041 sentences". The labels are described as they will be read.
std::string plan_remark(const std::string& file, const ReadingPlan& plan, std::span<const Sentence> sentences,
                        FromScheme from);

}  // namespace seqlab::corpus

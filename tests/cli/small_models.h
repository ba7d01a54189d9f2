// Small corpora, and models that have memorised them.
#pragma once

#include <string>
#include <vector>

namespace seqlab::tests {

// Two columns: word and label (IOB2; PER and LOC).
extern const std::string names_corpus;
// The same sentences in CoNLL-U with UPOS.
extern const std::string parts_corpus;
// label<TAB>text.
extern const std::string reviews_corpus;

// Options that train a model on one of these in a moment.
extern const std::vector<std::string> quick_training;

// Paths of models, each trained on first use.
const std::string& names_model();
const std::string& parts_model();
const std::string& reviews_model();

// Concatenates the parts of a command.
std::vector<std::string> command(std::vector<std::string> first, const std::vector<std::string>& rest);

}  // namespace seqlab::tests

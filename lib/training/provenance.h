// What a model keeps about the data that it was trained on.
#pragma once

#include <string>
#include <vector>

#include "model/model.h"

namespace seqlab::training {

// One of several corpora, and how often an epoch sees each of its sentences, on average.
struct CorpusShare {
  std::string name;
  double rate = 1;
};

// Facts about the data, kept in the model file.
struct Provenance {
  std::string data;                       // names of the training files, without folders
  std::string licence;                    // of data and model, if given
  std::string from;                       // name of the model that is continued, if any
  std::vector<CorpusShare> corpora = {};  // of which Sentence::corpus is the index; none: there is only one
};

// The names of files are without folders.
Provenance provenance_of(const std::vector<std::string>& train, const std::string& licence,
                         const std::string& from);

// Adds what is known of data and licence to the facts of a model.
void add_provenance(const Provenance& provenance, model::Model& model);

}  // namespace seqlab::training

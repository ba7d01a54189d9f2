// The sentences of a JSON object.
#pragma once

#include <cstddef>

#include "base/errors.h"
#include "corpus/json/json_keys.h"
#include "corpus/json/json_provenance.h"
#include "corpus/reader.h"
#include "corpus/sentence.h"

namespace seqlab::corpus {

// What was done to a record in reading its labels.
struct JsonChanges {
  std::size_t trimmed = 0;     // spans that went beyond their tokens
  std::size_t misaligned = 0;  // spans that were passed over (Misaligned::skip)
  bool set_aside = false;      // not annotated, as its annotators decided
};

// Fills the text and the sentences of `record`, and what `provenance` has beside the object. Throws DataError
// if the object has no words, or labels that do not fit them.
JsonChanges read_json_record(JsonProvenance& provenance, const JsonKeys& keys, const ReaderOptions& options,
                             const Place& place, Record& record);

}  // namespace seqlab::corpus

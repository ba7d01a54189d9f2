// What a JSON reader keeps for the writer of the same format.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "corpus/json/json_object.h"
#include "corpus/sentence.h"

namespace seqlab::corpus {

struct JsonProvenance : Provenance {
  explicit JsonProvenance(JsonObject json) : object(std::move(json)) {}

  JsonObject object;
  // The object has tokens without places in a text, so predictions are written as lists beside them.
  bool tokens = false;
  // One per label column: the key of the gold tags to write back; empty if they were spans, numbers that stay
  // numbers, or absent.
  std::vector<std::string> tags_keys;
};

}  // namespace seqlab::corpus

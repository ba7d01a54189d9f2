// What a JSON Lines reader keeps for the writer of the same format.
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
  bool tokens = false;  // the object has tokens, so predictions are written as lists beside them
  // One per label column: the key of the gold tags, empty if they were spans or absent.
  std::vector<std::string> tags_keys;
};

}  // namespace seqlab::corpus

// What a JSON Lines reader leaves for the writer of the same format.
#pragma once

#include <string>
#include <utility>

#include "corpus/json/json_object.h"
#include "corpus/sentence.h"

namespace seqlab::corpus {

struct JsonProvenance : Provenance {
  explicit JsonProvenance(JsonObject json) : object(std::move(json)) {}

  JsonObject object;
  bool tokens = false;   // the object has tokens, so that a prediction is a list beside them
  bool labels = false;   // gold labels were read
  std::string tags_key;  // where gold tags were read; empty where none were
};

}  // namespace seqlab::corpus

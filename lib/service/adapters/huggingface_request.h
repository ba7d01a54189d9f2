// What requests to Hugging Face inference ask for.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "service/limits.h"

namespace seqlab::service {

struct HuggingFaceRequest {
  std::vector<std::string> texts = {};
  bool list = false;  // of texts, not one

  // Token classification.
  bool grouped = true;                             // tokens to spans (aggregation_strategy)
  std::vector<std::string> ignore_labels = {"O"};  // which are not given

  // Text classification.
  std::optional<std::size_t> top_k = {};  // how many labels are given; nothing: all
};

// tagger: token classification, else text classification. Throws RequestError: 400 for what is no JSON object
// or nests too deep, 413 for a text that is too long, 422 for anything else that is wrong, and for a
// parameter that is unknown or cannot be honoured.
HuggingFaceRequest read_huggingface_request(std::string_view json, bool tagger, const Limits& limits);

}  // namespace seqlab::service

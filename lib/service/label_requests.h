// What requests for labels ask for, in JSON.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "service/labeller.h"
#include "service/limits.h"
#include "service/tag_labeller.h"
#include "text/utf8.h"

namespace seqlab::service {

// The body of POST /v1/tag.
struct TagRequest {
  std::string model = {};  // empty: the only tagger
  std::vector<Input> inputs = {};
  bool single = false;  // a line of a stream with one text or the tokens of one sentence
  TagSettings settings = {};
  text::OffsetUnit offsets = text::OffsetUnit::codepoint;
};

// The body of POST /v1/classify.
struct ClassifyRequest {
  std::string model = {};
  std::vector<std::string> texts = {};
  bool single = false;
  bool probabilities = false;
};

// The values of a query, which the body, and each line of a stream, may override.
using Values = std::vector<std::pair<std::string, std::string>>;

// Read a body, or a line of a stream, which may have "text" or a list of "tokens" in place of many. Throw
// RequestError: 400 for what is no JSON object or nests too deep, 413 for a text that is too long, 422 for
// anything else that is wrong, also an unknown key.
TagRequest read_tag_request(std::string_view json, const TagRequest& defaults, const Limits& limits);
TagRequest read_tag_line(std::string_view json, const TagRequest& defaults, const Limits& limits);
ClassifyRequest read_classify_request(std::string_view json, const ClassifyRequest& defaults,
                                      const Limits& limits);
ClassifyRequest read_classify_line(std::string_view json, const ClassifyRequest& defaults,
                                   const Limits& limits);

// The options in a query. Throw RequestError (422) for an unknown name.
TagRequest tag_defaults(const Values& query, const Limits& limits);
ClassifyRequest classify_defaults(const Values& query);

// Throws RequestError (413) for a text longer than the limit.
void check_length(std::size_t bytes, const Limits& limits, const std::string& what);

}  // namespace seqlab::service

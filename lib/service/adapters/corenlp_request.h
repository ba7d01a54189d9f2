// What requests to CoreNLP ask for.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "service/limits.h"
#include "service/message.h"
#include "text/tokeniser.h"

namespace seqlab::service {

struct CorenlpRequest {
  // Where sentences end. found: where the tokeniser finds it; lines: there, and at the ends of lines.
  enum class Sentences { found, lines, line_each, one };

  bool parts_of_speech = true;
  bool entities = true;
  bool chosen = false;       // the request says which of these; else what the served models can
  bool white_space = false;  // tokens are what stands between white space
  Sentences sentences = Sentences::found;
};

// The properties of a request, from the query of its address. Unknown ones say how CoreNLP itself computes,
// and have no meaning here. Throws RequestError: 400 for what is no JSON; 422 for an annotator that no served
// model can stand for, or an output format other than JSON.
CorenlpRequest read_corenlp_request(std::string_view query, const Limits& limits);

// The text of a request: its body, or decoded from a form of a single nameless field as curl sends it. Throws
// RequestError: 400 for what is not UTF-8, 415 for another encoding, 413 for a text that is too long.
std::string corenlp_text(const Request& request, const Limits& limits);

// The sentences of tokens between white space.
std::vector<text::TextSentence> white_space_sentences(std::string_view text,
                                                      CorenlpRequest::Sentences sentences);

}  // namespace seqlab::service

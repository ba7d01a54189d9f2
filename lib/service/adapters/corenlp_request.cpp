#include "service/adapters/corenlp_request.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <optional>
#include <utility>

#include "service/adapters/input_words.h"
#include "service/adapters/multipart.h"
#include "service/json_request.h"
#include "service/label_requests.h"
#include "text/ascii.h"
#include "text/utf8.h"

namespace seqlab::service {

namespace {

using Words = std::vector<std::string>;

[[noreturn]] void refuse_properties(const std::string& message) {
  throw RequestError(422, "invalid_request", message);
}

std::string property_text(const std::string& name, const nlohmann::json& value) {
  if (value.is_string()) return value.get<std::string>();
  if (value.is_boolean() || value.is_number()) return value.dump();
  refuse_properties("the property " + name + " is no string");
}

bool property_flag(const std::string& name, const std::string& value) {
  const std::string lower = text::ascii_lower(value);
  if (lower == "true") return true;
  if (lower == "false") return false;
  refuse_properties("the property " + name + " is neither true nor false");
}

// "tokenize, ssplit,pos" in parts.
Words annotators_of(std::string_view list) {
  Words annotators;
  while (!list.empty()) {
    const std::size_t end = std::min(list.find_first_of(", \t"), list.size());
    if (end > 0) annotators.emplace_back(list.substr(0, end));
    list.remove_prefix(std::min(end + 1, list.size()));
  }
  return annotators;
}

void read_annotators(const std::string& list, CorenlpRequest& request) {
  request.chosen = true;
  request.parts_of_speech = request.entities = false;
  for (const std::string& annotator : annotators_of(list)) {
    if (annotator == "pos") {
      request.parts_of_speech = true;
    } else if (annotator == "ner" || annotator == "entitymentions") {
      request.entities = true;
    } else if (annotator != "tokenize" && annotator != "ssplit" && annotator != "mwt") {
      refuse_properties("the annotator " + annotator +
                        " is not served; known are tokenize, ssplit, pos, ner and entitymentions");
    }
  }
}

// Whether a token ends a sentence, and whether one behind such a token belongs to it.
bool ends_sentence(std::string_view token) {
  return token == "." || token == "。" || token.find_first_not_of("!?") == std::string_view::npos ||
         token == "！" || token == "？";
}
bool follows_end(std::string_view token) {
  constexpr std::string_view closers[] = {")", "]", "}", "\"",    "'",     "''",
                                          "”", "’", "»", "-RRB-", "-RSB-", "-RCB-"};
  return ends_sentence(token) || std::ranges::find(closers, token) != std::end(closers);
}

void append_found_sentences(std::string_view text, const text::TextSentence& tokens,
                            std::vector<text::TextSentence>& sentences) {
  bool begins = true;
  bool ended = false;  // the sentence, but for what belongs to its end
  for (const text::TextSpan token : tokens) {
    const std::string_view word = text.substr(token.begin, token.end - token.begin);
    const bool goes_on = ended && follows_end(word);
    if (begins || (ended && !goes_on)) sentences.emplace_back();
    sentences.back().push_back(token);
    ended = goes_on || ends_sentence(word);
    begins = false;
  }
}

}  // namespace

CorenlpRequest read_corenlp_request(std::string_view query, const Limits& limits) {
  CorenlpRequest request;
  bool one = false;
  bool lines = false;
  bool line_each = false;
  for (const auto& [name, value] : form_values(query)) {
    if (name != "properties" || value.empty()) continue;
    const nlohmann::json properties = parsed_object(value, limits);
    for (const auto& [property, given] : properties.items()) {
      const std::string text = property_text(property, given);
      if (property == "annotators") {
        read_annotators(text, request);
      } else if (property == "outputFormat") {
        if (text != "json") refuse_properties("the outputFormat is '" + text + "'; known is json");
      } else if (property == "tokenize.whitespace") {
        request.white_space = property_flag(property, text);
      } else if (property == "ssplit.isOneSentence") {
        one = property_flag(property, text);
      } else if (property == "ssplit.eolonly") {
        line_each = property_flag(property, text);
      } else if (property == "ssplit.newlineIsSentenceBreak") {
        lines = text == "always";
      }
    }
  }
  using Sentences = CorenlpRequest::Sentences;
  request.sentences = one         ? Sentences::one
                      : line_each ? Sentences::line_each
                      : lines     ? Sentences::lines
                                  : Sentences::found;
  return request;
}

std::string corenlp_text(const Request& request, const Limits& limits) {
  for (const auto& [name, value] : header_parameters(request.parameters)) {
    const std::string charset = text::ascii_lower(value);
    if (name != "charset" || charset == "utf-8" || charset == "utf8" || charset == "us-ascii") continue;
    throw RequestError(415, "unsupported_media_type", "the text is in " + value + "; send UTF-8");
  }
  std::string text = request.body;
  if (request.content_type == "application/x-www-form-urlencoded") {
    std::ranges::replace(text, '+', ' ');
    text = percent_decoded(text);
  }
  if (const auto at = text::find_invalid_utf8(text)) {
    throw RequestError(400, "bad_request", "the text is not UTF-8 at byte " + std::to_string(*at + 1));
  }
  check_length(text.size(), limits, "the text");
  return text;
}

std::vector<text::TextSentence> white_space_sentences(std::string_view text,
                                                      CorenlpRequest::Sentences sentences) {
  using Sentences = CorenlpRequest::Sentences;
  std::vector<text::TextSentence> found;
  if (sentences == Sentences::one || sentences == Sentences::found) {
    text::TextSentence tokens = word_spans(text, {0, text.size()});
    if (sentences == Sentences::found) {
      append_found_sentences(text, tokens, found);
    } else if (!tokens.empty()) {
      found.push_back(std::move(tokens));
    }
    return found;
  }
  for (const text::TextSpan line : line_spans(text)) {
    text::TextSentence tokens = word_spans(text, line);
    if (tokens.empty()) continue;
    if (sentences == Sentences::line_each) {
      found.push_back(std::move(tokens));
    } else {
      append_found_sentences(text, tokens, found);
    }
  }
  return found;
}

}  // namespace seqlab::service

#include "service/adapters/corenlp_request.h"

#include <string>
#include <vector>

#include "catch.h"
#include "refused.h"

namespace seqlab::service {

namespace {

using Sentences = CorenlpRequest::Sentences;
using SentenceWords = std::vector<std::vector<std::string>>;

CorenlpRequest with_properties(const std::string& json) {
  std::string query = "pipelineLanguage=en&properties=";
  for (const char c : json) query += c == ' ' ? "+" : c == '&' ? "%26" : std::string(1, c);
  return read_corenlp_request(query, {});
}

unsigned refused_properties(const std::string& json) {
  return refused([&] { with_properties(json); });
}

SentenceWords words_of(const std::string& text, Sentences sentences) {
  SentenceWords words;
  for (const auto& sentence : white_space_sentences(text, sentences)) {
    words.emplace_back();
    for (const auto [begin, end] : sentence) words.back().push_back(text.substr(begin, end - begin));
  }
  return words;
}

}  // namespace

TEST_CASE("annotators choose what is found") {
  const auto all = read_corenlp_request("", {});
  CHECK((all.parts_of_speech && all.entities && !all.chosen));
  const auto pos = with_properties(R"({"annotators": "tokenize, ssplit,pos", "outputFormat": "json"})");
  CHECK((pos.parts_of_speech && !pos.entities && pos.chosen));
  const auto ner = with_properties(R"({"annotators": "tokenize,ssplit,,ner"})");
  CHECK((!ner.parts_of_speech && ner.entities));
  const auto tokens = with_properties(R"({"annotators": "tokenize,ssplit"})");
  CHECK((!tokens.parts_of_speech && !tokens.entities && tokens.chosen));
  CHECK(refused_properties(R"({"annotators": "tokenize,lemma"})") == 422);
  CHECK(refused_properties(R"({"annotators": "tokenize,pos,parse"})") == 422);
  CHECK(refused_properties(R"({"outputFormat": "xml"})") == 422);
  CHECK(refused_properties("annotators") == 400);
  CHECK(refused_properties(R"({"annotators": ["pos"]})") == 422);
}

TEST_CASE("properties are flags in JSON or in words") {
  CHECK(with_properties(R"({"tokenize.whitespace": "true"})").white_space);
  CHECK(with_properties(R"({"tokenize.whitespace": true})").white_space);
  CHECK_FALSE(with_properties(R"({"tokenize.whitespace": "False", "ner.useSUTime": 0})").white_space);
  CHECK(refused_properties(R"({"tokenize.whitespace": "yes"})") == 422);
  CHECK(with_properties("{}").sentences == Sentences::found);
  CHECK(with_properties(R"({"ssplit.eolonly": "true"})").sentences == Sentences::line_each);
  CHECK(with_properties(R"({"ssplit.newlineIsSentenceBreak": "always"})").sentences == Sentences::lines);
  CHECK(with_properties(R"({"ssplit.newlineIsSentenceBreak": "two"})").sentences == Sentences::found);
  CHECK(with_properties(R"({"ssplit.eolonly": true, "ssplit.isOneSentence": true})").sentences ==
        Sentences::one);
}

TEST_CASE("the text is the body, in UTF-8") {
  Request request{.content_type = "text/plain", .parameters = " charset=utf8", .body = "a+b %41 \xC3\xA9"};
  CHECK(corenlp_text(request, {}) == request.body);
  request.parameters = "charset=ISO-8859-1";
  CHECK(refused([&] { corenlp_text(request, {}); }) == 415);
  request.parameters = "";
  request.content_type = "application/x-www-form-urlencoded";
  CHECK(corenlp_text(request, {}) == "a b A \xC3\xA9");
  request.body = "100% sure";
  CHECK(refused([&] { corenlp_text(request, {}); }) == 400);
  request.content_type = "text/plain";
  Limits limits;
  limits.text_bytes = 3;
  CHECK(refused([&] { corenlp_text(request, limits); }) == 413);
  request.body = "\xFF";
  CHECK(refused([&] { corenlp_text(request, {}); }) == 400);
}

TEST_CASE("sentences of tokens end as is asked") {
  const std::string text = "A b . \" C ?! ) d\nE";
  CHECK(words_of(text, Sentences::one) == SentenceWords{{"A", "b", ".", "\"", "C", "?!", ")", "d", "E"}});
  CHECK(words_of(text, Sentences::line_each) ==
        SentenceWords{{"A", "b", ".", "\"", "C", "?!", ")", "d"}, {"E"}});
  CHECK(words_of(text, Sentences::found) ==
        SentenceWords{{"A", "b", ".", "\""}, {"C", "?!", ")"}, {"d", "E"}});
  CHECK(words_of(text, Sentences::lines) ==
        SentenceWords{{"A", "b", ".", "\""}, {"C", "?!", ")"}, {"d"}, {"E"}});
  CHECK(words_of(". . a", Sentences::found) == SentenceWords{{".", "."}, {"a"}});
  for (const auto sentences : {Sentences::one, Sentences::found, Sentences::lines, Sentences::line_each}) {
    CHECK(words_of(" \n\n", sentences).empty());
  }
}

}  // namespace seqlab::service

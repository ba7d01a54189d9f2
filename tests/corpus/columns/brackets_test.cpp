#include "corpus/columns/brackets.h"

#include <string>
#include <string_view>
#include <vector>

#include "base/errors.h"
#include "catch.h"
#include "error_message.h"

using namespace seqlab;
using namespace seqlab::corpus;
using tests::contains;

namespace {

Labels labels_of(const std::vector<std::string_view>& fields) {
  Sentence sentence;
  sentence.file = "file";
  for (std::size_t t = 0; t < fields.size(); ++t) sentence.lines.push_back(t + 1);
  return labels_of_brackets(fields, sentence);
}

std::string failure(const std::vector<std::string_view>& fields) {
  return tests::error_message<DataError>([&] { labels_of(fields); });
}

}  // namespace

TEST_CASE("brackets are spans of one token or several") {
  CHECK(labels_of({"(ORG*", "*", "*)", "*", "(GPE)", "(GPE*)", "(A0*A0)", "(A1*", "*A1)"}) ==
        Labels{"B-ORG", "I-ORG", "I-ORG", "O", "B-GPE", "B-GPE", "B-A0", "B-A1", "I-A1"});
  CHECK(labels_of({}).empty());
}

TEST_CASE("brackets that do not balance or are nested are refused with their line") {
  CHECK(contains(failure({"*", "(ORG*", "*"}), "file:2: the span '(ORG*' is not closed in its sentence"));
  CHECK(contains(failure({"*", "*)"}), "file:2: '*)' closes a span that is not open"));
  CHECK(contains(failure({"(A*", "*))"}), "file:2: '*))' closes a span that is not open"));
  CHECK(contains(failure({"(ORG*", "(GPE)", "*)"}), "file:2: '(GPE)' opens a span inside another"));
  CHECK(contains(failure({"(S(NP*"}), "file:1: '(S(NP*' opens a span inside another"));
  CHECK(contains(failure({"B-ORG"}), "file:1: 'B-ORG' is no label in brackets"));
}

TEST_CASE("fields in brackets differ from other labels") {
  for (const char* field : {"*", "(A*", "(A)", "*)", "(S(NP*", "*))", "(A*A)", "*A)", "(C-A0*"}) {
    CHECK(is_bracket_field(field));
  }
  for (const char* field :
       {"", "-", "O", "_", "(", ")", "()", "(A", "A)", "-LRB-", "**", "(A*B", "*(A)", "(12|(13"}) {
    INFO(field);
    CHECK_FALSE(is_bracket_field(field));
  }
}

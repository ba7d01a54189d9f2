#include "text/english_sentences.h"

#include "catch.h"
#include "text/marked_text.h"

namespace seqlab::text {
namespace {

std::string cut_sentences(std::string_view text) {
  static const Tokeniser tokeniser("en");
  return tests::marked_sentences(tokeniser, text);
}

TEST_CASE("a full stop, an exclamation or a question mark ends a sentence") {
  CHECK(cut_sentences("One. Two! three? (Four.) five") == "One. || Two! || three? || (Four.) five");
  CHECK(cut_sentences("lower. case. 3 cats.") == "lower. || case. || 3 cats.");
  CHECK(cut_sentences("no.space and 3.14 and a.b") == "no.space and 3.14 and a.b");
}

TEST_CASE("an abbreviation ends a sentence only before a word that starts one") {
  CHECK(cut_sentences("Mr. Smith met Dr. Jones of Enron Inc. Monday.") ==
        "Mr. Smith met Dr. Jones of Enron Inc. Monday.");
  CHECK(cut_sentences("He lives in the U.S. He likes it.") == "He lives in the U.S. || He likes it.");
  CHECK(cut_sentences("the U.S. Army, Sept. 3, J. R. Doe, e.g. Bob") ==
        "the U.S. Army, Sept. 3, J. R. Doe, e.g. Bob");
  CHECK(cut_sentences("cats, dogs, etc. Then more, etc. and so on.") ==
        "cats, dogs, etc. || Then more, etc. and so on.");
}

TEST_CASE("closing quotes and brackets belong to the sentence before them") {
  CHECK(cut_sentences("\"Is it?\" He left. \"No.\" (Yes.) So") ==
        "\"Is it?\" || He left. || \"No.\" || (Yes.) || So");
  CHECK(cut_sentences("\"Is it?\" asked Bush.") == "\"Is it?\" asked Bush.");
  CHECK(cut_sentences("He said so. ) Then \" he left. \" So.") == "He said so. ) Then \" he left. \" So.");
}

TEST_CASE("an ellipsis ends a sentence only before a capital") {
  CHECK(cut_sentences("Well... maybe so... Yes") == "Well... maybe so... || Yes");
  CHECK(cut_sentences("dark. . . . and blind") == "dark. . . . and blind");
}

TEST_CASE("an emoticon ends a sentence and does not start one") {
  CHECK(cut_sentences("Thanks! :) See you :D Bye") == "Thanks! :) || See you :D || Bye");
  CHECK(cut_sentences("I like it :) a lot") == "I like it :) a lot");
}

TEST_CASE("the number of a list item stays with it") {
  CHECK(cut_sentences("1. The first. 2. The second.") == "1. The first. || 2. The second.");
}

TEST_CASE("the parts of a letter are sentences") {
  CHECK(cut_sentences("See you. Thanks, Bob") == "See you. || Thanks, || Bob");
  CHECK(cut_sentences("Best regards, Bob") == "Best regards, || Bob");
  CHECK(cut_sentences("Kay Mann 11/28/2000 11:34 AM Hello") == "Kay Mann || 11/28/2000 11:34 AM || Hello");
  CHECK(cut_sentences("me ------- You http://a.org http://b.org So") ==
        "me ------- || You http://a.org || http://b.org || So");
}

}  // namespace
}  // namespace seqlab::text

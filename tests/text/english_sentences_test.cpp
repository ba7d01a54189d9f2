#include "text/english_sentences.h"

#include "catch.h"
#include "text/marked_text.h"

namespace seqlab::text {
namespace {

std::string cut(std::string_view text) {
  static const Tokeniser tokeniser("en");
  return tests::marked_sentences(tokeniser, text);
}

TEST_CASE("a full stop, an exclamation or a question mark ends a sentence") {
  CHECK(cut("One. Two! three? (Four.) five") == "One. || Two! || three? || (Four.) five");
  CHECK(cut("lower. case. 3 cats.") == "lower. || case. || 3 cats.");
  CHECK(cut("no.space and 3.14 and a.b") == "no.space and 3.14 and a.b");
}

TEST_CASE("an abbreviation ends a sentence only before a word that starts one") {
  CHECK(cut("Mr. Smith met Dr. Jones of Enron Inc. Monday.") ==
        "Mr. Smith met Dr. Jones of Enron Inc. Monday.");
  CHECK(cut("He lives in the U.S. He likes it.") == "He lives in the U.S. || He likes it.");
  CHECK(cut("the U.S. Army, Sept. 3, J. R. Doe, e.g. Bob") == "the U.S. Army, Sept. 3, J. R. Doe, e.g. Bob");
  CHECK(cut("cats, dogs, etc. Then more, etc. and so on.") ==
        "cats, dogs, etc. || Then more, etc. and so on.");
}

TEST_CASE("closing quotes and brackets belong to the sentence before them") {
  CHECK(cut("\"Is it?\" He left. \"No.\" (Yes.) So") == "\"Is it?\" || He left. || \"No.\" || (Yes.) || So");
  CHECK(cut("\"Is it?\" asked Bush.") == "\"Is it?\" asked Bush.");
  CHECK(cut("He said so. ) Then \" he left. \" So.") == "He said so. ) Then \" he left. \" So.");
}

TEST_CASE("an ellipsis ends a sentence only before a capital") {
  CHECK(cut("Well... maybe so... Yes") == "Well... maybe so... || Yes");
  CHECK(cut("dark. . . . and blind") == "dark. . . . and blind");
}

TEST_CASE("an emoticon ends a sentence and does not start one") {
  CHECK(cut("Thanks! :) See you :D Bye") == "Thanks! :) || See you :D || Bye");
  CHECK(cut("I like it :) a lot") == "I like it :) a lot");
}

TEST_CASE("the number of a list item stays with it") {
  CHECK(cut("1. The first. 2. The second.") == "1. The first. || 2. The second.");
}

TEST_CASE("the parts of a letter are sentences") {
  CHECK(cut("See you. Thanks, Bob") == "See you. || Thanks, || Bob");
  CHECK(cut("Best regards, Bob") == "Best regards, || Bob");
  CHECK(cut("Kay Mann 11/28/2000 11:34 AM Hello") == "Kay Mann || 11/28/2000 11:34 AM || Hello");
  CHECK(cut("me ------- You http://a.org http://b.org So") ==
        "me ------- || You http://a.org || http://b.org || So");
}

}  // namespace
}  // namespace seqlab::text

#include "text/english_tokens.h"

#include "catch.h"
#include "text/marked_text.h"

namespace seqlab::text {
namespace {

std::string cut(std::string_view text) {
  static const Tokeniser tokeniser("en");
  return tests::marked_tokens(tokeniser, text);
}

TEST_CASE("contractions are two words") {
  CHECK(cut("I don't, you CAN'T and we won't.") == "I|do|n't|,|you|CA|N'T|and|we|wo|n't|.");
  CHECK(cut("I'm they're we'll you've he'd it's") == "I|'m|they|'re|we|'ll|you|'ve|he|'d|it|'s");
  CHECK(cut("don\u2019t it\u2019s") == "do|n\u2019t|it|\u2019s");
  CHECK(cut("shouldn't've") == "should|n't|'ve");
  CHECK(cut("cannot gonna dont") == "can|not|gon|na|do|nt");
  CHECK(cut("it 's mama`s") == "it|'s|mama|`s");
  CHECK(cut("O'Connell o'clock d'etat") == "O'Connell|o'clock|d'etat");
}

TEST_CASE("possessives are cut off, quotes stand alone") {
  CHECK(cut("Bush's boys' PG&E's") == "Bush|'s|boys|'|PG&E|'s");
  CHECK(cut("'The end' \"so\" ''so'' \u201Cso\u201D") == "'|The|end|'|\"|so|\"|''|so|''|\u201C|so|\u201D");
  CHECK(cut("give 'em the '90s of '72") == "give|'em|the|'|90s|of|'72");
  CHECK(cut("the 60's, 5'11\"") == "the|60's|,|5|'|11|\"");
}

TEST_CASE("addresses are one token, without the marks around them") {
  CHECK(cut("See http://www.un.org/ha/x.html?a=b#c.") == "See|http://www.un.org/ha/x.html?a=b#c|.");
  CHECK(cut("(www.juancole.com) <mailto:a@b.com>") == "(|www.juancole.com|)|<|mailto:a@b.com|>");
  CHECK(cut("http://en.wikipedia.org/wiki/X_(y), etc") == "http://en.wikipedia.org/wiki/X_(y)|,|etc");
  CHECK(cut("youtube.com/watch whitehouse.gov Get-A-Free-House.com") ==
        "youtube.com/watch|whitehouse.gov|Get-A-Free-House.com");
  CHECK(cut("carol.st.clair@enron.com, <mayur...@yahoo.com> Rice@ENRON") ==
        "carol.st.clair@enron.com|,|<|mayur...@yahoo.com|>|Rice@ENRON");
  CHECK(cut("see 02-05-02.doc and V2.xls.") == "see|02-05-02.doc|and|V2.xls|.");
  CHECK(cut("@Ryan #fun #1 @ home") == "@Ryan|#fun|#|1|@|home");
}

TEST_CASE("emoticons are one token") {
  CHECK(cut(":) ;-) :-( :D :P <3 ^_^ >:( =) :/") == ":)|;-)|:-(|:D|:P|<3|^_^|>:(|=)|:/");
  CHECK(cut("great:) THX:-)") == "great|:)|THX|:-)");
  CHECK(cut("Note:Do a:b (x:y)") != "Note|:D|o|a|:|b|(|x|:|y|)");
}

TEST_CASE("abbreviations keep their dot") {
  CHECK(cut("Mr. Smith of St. Louis, U.S.A., e.g. J. Doe") ==
        "Mr.|Smith|of|St.|Louis|,|U.S.A.|,|e.g.|J.|Doe");
  CHECK(cut("at 5 a.m. on Sept. 3 vs. Ph.D. students") == "at|5|a.m.|on|Sept.|3|vs.|Ph.D.|students");
  CHECK(cut("No. 7 was no. Not so.") == "No.|7|was|no|.|Not|so|.");
}

TEST_CASE("a dot that ends the sentence too is a token") {
  CHECK(cut("cats, dogs, etc.") == "cats|,|dogs|,|etc|.");
  CHECK(cut("cats etc. are") == "cats|etc.|are");
  CHECK(cut("in the U.S.") == "in|the|U.S|.");
  CHECK(cut("in the U.S. The army") == "in|the|U.S|.|The|army");
  CHECK(cut("the U.S. Army") == "the|U.S.|Army");
  CHECK(cut("in D.C..") == "in|D.C.|.");
  CHECK(cut("(Enron Inc.)") == "(|Enron|Inc|.|)");
}

TEST_CASE("numbers keep what belongs to them") {
  CHECK(cut("1,000 3.14 .5 +44 200,000.") == "1,000|3.14|.5|+44|200,000|.");
  CHECK(cut("$5 50% US$4.5 #2") == "$|5|50|%|US$|4.5|#|2");
  CHECK(cut("5:00 08:27:46 7:30PM 11am") == "5:00|08:27:46|7:30|PM|11|am");
  CHECK(cut("11/28/2000 9/11 1/2 11-20-2000") == "11/28/2000|9/11|1|/|2|11-20-2000");
  CHECK(cut("713-853-3989 345-9945 713/871-5119 888.916.7184") ==
        "713-853-3989|345-9945|713/871-5119|888.916.7184");
  CHECK(cut("5-10 1969-1970 5:00-8:30") == "5|-|10|1969|-|1970|5:00|-|8:30");
  CHECK(cut("35mm 65k $3M 23rd 1970s B2B") == "35|mm|65|k|$|3|M|23rd|1970s|B2B");
}

TEST_CASE("runs of the same mark are one token") {
  CHECK(cut("so... what?!?! -- !!! ==== ->") == "so|...|what|?!?!|--|!!!|====|->");
  CHECK(cut("<<x>> |---+--> (()) ),") == "<<|x|>>|\x7C---+-->|(|(|)|)|)|,");
  CHECK(cut("wait\u2026 a\u2014b") == "wait|\u2026|a|\u2014|b");
}

TEST_CASE("hyphens and slashes stand alone but after a prefix") {
  CHECK(cut("a well-known al-Qaeda e-mail non-commercial mid-1980s") ==
        "a|well|-|known|al|-|Qaeda|e-mail|non-commercial|mid-1980s");
  CHECK(cut("and/or w/o n/a E-J") == "and|/|or|w/o|n/a|E|-|J");
  CHECK(cut("R&D P&L Smith&Jones") == "R&D|P&L|Smith|&|Jones");
}

}  // namespace
}  // namespace seqlab::text

// Tables of reviews: which columns hold what is recognised, said, or asked for.
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "base/errors.h"
#include "catch.h"
#include "corpus/reviews/reviews.h"
#include "error_message.h"
#include "io/input.h"

using namespace seqlab;
using namespace seqlab::corpus;
using tests::contains;
using Pairs = std::vector<std::pair<std::string, std::string>>;

namespace {

ReviewOptions labelled(const std::string& text_column = "", const std::string& label_column = "") {
  ReviewOptions options;
  options.tokens = TextTokens::spaces;
  options.text_column = text_column;
  options.label_column = label_column;
  return options;
}

struct Reading {
  Pairs pairs;  // label, text
  std::string plan;
};

Reading read(const std::string& text, const std::string& name, const ReviewOptions& options = labelled()) {
  const auto reader = make_review_reader(io::memory_input(text, name), options);
  Reading reading{{}, one_line(reader->plan())};
  for (Review review; reader->next(review);) reading.pairs.emplace_back(review.label, review.text);
  return reading;
}

std::string plan_of(const std::string& text, const std::string& name = "file",
                    const ReviewOptions& options = labelled()) {
  return read(text, name, options).plan;
}

template <typename Error>
std::string failure(const std::string& text, const std::string& name = "file",
                    const ReviewOptions& options = labelled()) {
  return tests::error_message<Error>([&] { read(text, name, options); });
}

// A text of a few words; no two are the same.
std::string text_of(std::size_t i) {
  constexpr std::size_t words = 4;
  const std::string good[] = {"a warm film", "it is great fun", "she loves it all", "what a fine story"};
  const std::string bad[] = {"a cold film", "it is no fun", "she hates it all", "what a dull story"};
  return (i % 2 == 0 ? good : bad)[i / 2 % words] + " of number " + std::to_string(100 + i);
}

std::string label_of(std::size_t i) {
  return i % 2 == 0 ? "pos" : "neg";
}

Pairs pairs_of(std::size_t count, std::size_t kinds = 2) {
  Pairs pairs;
  for (std::size_t i = 0; i < count; ++i)
    pairs.emplace_back(kinds == 2 ? label_of(i) : std::to_string(i % kinds + 1), text_of(i));
  return pairs;
}

// Lines made by `line` of the number, label and text of each pair.
template <typename Line>
std::string lines_of(const Pairs& pairs, const Line& line) {
  std::string text;
  for (std::size_t i = 0; i < pairs.size(); ++i) text += line(i, pairs[i].first, pairs[i].second) + "\n";
  return text;
}

}  // namespace

TEST_CASE("a table with tabs has a header, columns by name and quotes, as CSV has") {
  const Pairs pairs = pairs_of(16);
  const auto text_first =
      lines_of(pairs, [](std::size_t, auto& label, auto& text) { return text + "\t" + label; });
  const Reading reading = read("sentence\tlabel\n" + text_first, "r.tsv");
  CHECK(reading.pairs == pairs);
  CHECK(reading.plan == "tabs, header in line 1, texts in column 1 (sentence), labels in column 2 (label)");
  CHECK(read(text_first, "r.txt").pairs == pairs);
  CHECK(plan_of(text_first) == "tabs, texts in column 1, labels in column 2");
  const auto numbered = lines_of(pairs, [](std::size_t i, auto& label, auto& text) {
    return std::to_string(i) + "\t" + label + "\t" + text;
  });
  CHECK(read(numbered, "r.tsv").pairs == pairs);
  CHECK(plan_of(numbered) == "tabs, texts in column 3, labels in column 2");
  const auto quoted = lines_of(pairs, [](std::size_t i, auto& label, auto& text) {
    return "\"" + std::to_string(i) + "_7\"\t" + label + "\t\"it is \\\"" + text + "\\\"\"";
  });
  const Reading escaped = read("id\tsentiment\treview\n" + quoted, "r.tsv");
  REQUIRE(escaped.pairs.size() == pairs.size());
  CHECK(escaped.pairs[1].second == "it is \"" + pairs[1].second + "\"");
  CHECK(
      escaped.plan ==
      "tabs, quotes escaped by backslashes, header in line 1, texts in column 3 (review), labels in column 2 "
      "(sentiment)");
  CHECK(read("a\tb\n1\tx\n", "r.tsv", labelled("a", "b")).pairs == Pairs{{"x", "1"}});
  CHECK(read("1\tx\n", "r.tsv", labelled("1")).pairs == Pairs{{"x", "1"}});
}

TEST_CASE("lines of label, tab, text are read as they are, with quotes and further tabs") {
  const std::string plain = "pos\t\"Great\" film\nneg\t\"Bad\"\nneg\tsay \"no\npos\ta\tb\n";
  CHECK(read(plain, "r.tsv").pairs ==
        Pairs{{"pos", "\"Great\" film"}, {"neg", "\"Bad\""}, {"neg", "say \"no"}, {"pos", "a\tb"}});
  CHECK(plan_of(plain, "r.tsv") == "label, tab, text");
  Pairs pairs = pairs_of(30);
  pairs[3].second = "\"it starts with a quote";
  pairs[4].second = "and ends with one\"";
  pairs[7].second += "\tand\ttabs";
  const auto text =
      lines_of(pairs, [](std::size_t, auto& label, auto& review) { return label + "\t" + review; });
  CHECK(read(text, "r.tsv").pairs == pairs);
  CHECK(plan_of(text) == "label, tab, text");
  Pairs few(12, {"1", "so good"});
  few[3] = few[5] = {"0", "so bad"};
  CHECK(read(lines_of(few, [](std::size_t, auto& label, auto& review) { return label + "\t" + review; }), "f")
            .pairs == few);
}

TEST_CASE("a column of a table that could be anything is asked for, with what the columns are") {
  const auto all_texts = lines_of(pairs_of(60), [](std::size_t i, auto&, auto& text) {
    return text + "\tsome label " + std::to_string(i);
  });
  const std::string message = failure<DataError>(all_texts, "r.tsv");
  CHECK(contains(message, "r.tsv: "));
  CHECK(contains(message,
                 "--text-column and --label-column from 1 (a warm film of number 100), 2 (some label 0)"));
  const auto tweets = lines_of(pairs_of(16), [](std::size_t i, auto& label, auto& text) {
    return "\"" + label + "\",\"" + std::to_string(i) + "\",\"Mon Apr 06 2009\",\"NO_QUERY\",\"" +
           (i % 3 == 0 ? "ann" : "bob") + "\",\"" + text + "\"";
  });
  CHECK(contains(failure<DataError>(tweets, "r.csv"), "which column holds the labels"));
  CHECK(read(tweets, "r.csv", labelled("", "1")).pairs == pairs_of(16));
  const auto two_texts = lines_of(pairs_of(16), [](std::size_t, auto& label, auto& text) {
    return label + "\t" + text + "\t" + text + "!";
  });
  CHECK(contains(failure<DataError>(two_texts, "r.tsv"), "which column holds the texts"));
  CHECK(contains(failure<DataError>("1\tpos\ta b\n2\tneg\tc d\n3\tpos\te f\n4\tneg\tg h\n", "r.tsv"),
                 "--label-column"));
}

TEST_CASE("text is the longest column beside a title, and of sorted files the constant column is the label") {
  const auto titled = lines_of(pairs_of(16), [](std::size_t i, auto& label, auto& text) {
    return "\"" + label + "\",\"Title " + std::to_string(i) + "\",\"" + text + "\"";
  });
  CHECK(read(titled, "r.csv").pairs == pairs_of(16));
  CHECK(plan_of(titled, "r.csv") == "commas, texts in column 3, labels in column 1");
  const auto sorted = lines_of(pairs_of(16, 1), [](std::size_t i, auto& label, auto& text) {
    return std::to_string(i) + "," + text + "," + label;
  });
  CHECK(read(sorted, "r.csv").pairs == pairs_of(16, 1));
}

TEST_CASE("a header is recognised by what it differs in from its columns") {
  const Pairs pairs = pairs_of(16);
  const auto odd =
      lines_of(pairs, [](std::size_t, auto& label, auto& text) { return label + "," + text + ",,,"; });
  CHECK(read("v1,v2,,,\n" + odd, "r.csv").pairs == pairs);
  CHECK(plan_of("v1,v2,,,\n" + odd, "r.csv") ==
        "commas, header in line 1, texts in column 2 (v2), labels in column 1 (v1)");
  CHECK(read(odd, "r.csv").pairs == pairs);
  const auto starred =
      lines_of(pairs_of(20, 5), [](std::size_t, auto& label, auto& text) { return text + ";" + label; });
  CHECK(read("What do you think?;How many stars would you give us (1 to 5)?\n" + starred, "r.csv").pairs ==
        pairs_of(20, 5));
  // A name that is also a label.
  Pairs topics;
  for (std::size_t i = 0; i < 16; ++i) topics.emplace_back(i % 2 == 0 ? "comment" : "question", text_of(i));
  topics[0].second = "Great";
  CHECK(read(lines_of(topics, [](std::size_t, auto& label, auto& text) { return label + "\t" + text; }),
             "r.tsv")
            .pairs == topics);
}

TEST_CASE(
    "a first line may name the separator, a header may be repeated, and rows of a spreadsheet be empty") {
  CHECK(read("sep=;\r\nlabel;text\r\n1;a, b, c\r\n0;d\r\n", "r.csv").pairs ==
        Pairs{{"1", "a, b, c"}, {"0", "d"}});
  CHECK(plan_of("\"sep=;\"\nlabel;text\n1;a\n", "r.csv") ==
        "semicolons, header in line 2, texts in column 2 (text), labels in column 1 (label)");
  CHECK(read("label,text\n1,a\n\xEF\xBB\xBFlabel,text\n0,b\n,\n", "r.csv").pairs ==
        Pairs{{"1", "a"}, {"0", "b"}});
  CHECK(read("pos\ta\n\xEF\xBB\xBFneg \tb\n", "r.tsv").pairs == Pairs{{"pos", "a"}, {"neg", "b"}});
  CHECK(read("label,text\n1,a,,\n0,b\n", "r.csv").pairs == Pairs{{"1", "a"}, {"0", "b"}});
}

TEST_CASE("content says more than the ending of a name") {
  const Pairs pairs = pairs_of(16);
  const auto csv = lines_of(pairs, [](std::size_t, auto& label, auto& text) { return label + "," + text; });
  CHECK(read(csv, "r.txt").pairs == pairs);
  CHECK(read("label,text\n1,so good\n0,so bad\n", "r.txt").pairs == Pairs{{"1", "so good"}, {"0", "so bad"}});
  const auto space = lines_of(pairs, [](std::size_t i, auto& label, auto& text) {
    return label + (i % 3 == 0 ? " well , " : " ") + text;
  });
  CHECK(plan_of(space, "r.txt") == "label, space, text");
  CHECK(plan_of(space, "r.csv") == "label, space, text");
  const auto commas =
      lines_of(pairs, [](std::size_t, auto& label, auto& text) { return label + " well , " + text; });
  CHECK(plan_of(commas, "r.txt") == "label, space, text");
  const auto both = lines_of(pairs, [](std::size_t i, auto& label, auto& text) {
    return (i % 3 == 0 ? "it " : "she ") + text + "," + label;
  });
  CHECK(contains(failure<DataError>(both, "r.txt"), "choose with --input-format space or csv"));
  CHECK(plan_of(both, "r.csv") == "commas, texts in column 1, labels in column 2");
  CHECK(plan_of("{\"text\":\"a\",\"label\":\"b\"}\n", "r.csv") ==
        "JSON Lines, texts in key text, labels in key label");
  const auto tabs = lines_of(pairs, [](std::size_t, auto& label, auto& text) { return label + "\t" + text; });
  CHECK(contains(failure<DataError>("a title\nmood,what\n" + csv, "r.csv"),
                 "r.csv:1: the record has 1 column, not 2"));
  CHECK(contains(failure<DataError>("a title\n" + tabs), "file:1:8: no tab"));
}

TEST_CASE("the separator is that by which all records have as many columns") {
  const Pairs pairs = pairs_of(16);
  const auto with_comma = [](std::size_t, auto& label, auto& text) { return text + ", really;" + label; };
  const std::string records = lines_of(pairs, with_comma);
  CHECK(plan_of("Text;Bewertung\n" + records, "r.csv") ==
        "semicolons, header in line 1, texts in column 1 (Text), labels in column 2 (Bewertung)");
  CHECK(plan_of(records, "r.csv") == "semicolons, texts in column 1, labels in column 2");
  const auto both =
      lines_of(pairs, [](std::size_t, auto& label, auto& text) { return label + ";" + text + "," + label; });
  CHECK(contains(failure<DataError>(both, "r.csv"),
                 "both commas and semicolons could separate columns; choose with --delimiter"));
  ReviewOptions options = labelled();
  options.delimiter = ';';
  CHECK(plan_of(both, "r.csv", options) == "semicolons, texts in column 2, labels in column 1");
}

TEST_CASE("a table without labels is recognised by the name of its file") {
  ReviewOptions unlabelled = labelled();
  unlabelled.labels = false;
  const auto numbered = lines_of(
      pairs_of(12), [](std::size_t i, auto&, auto& text) { return text + "\t" + std::to_string(i) + "\tx"; });
  CHECK(plan_of(numbered, "r.tsv", unlabelled) == "tabs, texts in column 1");
  CHECK(plan_of(numbered, "r.txt", unlabelled) == "a text per line");
  CHECK(plan_of("no tab\n", "r.tsv", unlabelled) == "a text per line");
  CHECK(plan_of("{sigh}\n", "r.txt", unlabelled) == "a text per line");
  CHECK(plan_of("__label__x a\n", "r.txt", unlabelled) == "a text per line");
  unlabelled.format = ReviewFormat::csv;
  unlabelled.by_first_record = true;
  const auto swapped =
      lines_of(pairs_of(12), [](std::size_t i, auto&, auto& text) { return text + "," + std::to_string(i); });
  CHECK(plan_of(swapped, "r.csv", unlabelled) == "commas, texts in column 2");
  unlabelled.by_first_record = false;
  CHECK(plan_of(swapped, "r.csv", unlabelled) == "commas, texts in column 1");
}

TEST_CASE("a record of a table that cannot be read can be skipped, and keeps its text") {
  ReviewOptions options = labelled();
  options.malformed = Malformed::skip;
  const auto reader = make_review_reader(
      io::memory_input("label,text\n1,a\n0,b,c\n,d\n\"0\"x,e\n0,\"f\n1,g\n", "r.csv"), options);
  Pairs pairs;
  std::vector<std::string> problems;
  for (Review review; reader->next(review);) {
    pairs.emplace_back(review.label, review.text);
    if (!review.problem.empty()) problems.push_back(review.problem);
  }
  CHECK(pairs == Pairs{{"1", "a"}, {"", "0,b,c"}, {"", ",d"}, {"", "\"0\"x,e"}, {"", "0,\"f"}, {"1", "g"}});
  REQUIRE(problems.size() == 4);
  CHECK(contains(problems[0], "r.csv:3: the record has 3 columns, not 2;"));
  CHECK(contains(problems[3], "r.csv:6:5: the record ends inside a quoted field"));
  options.format = ReviewFormat::space;
  const auto lines = make_review_reader(io::memory_input("1 a\n b\n", "r"), options);
  Review review;
  CHECK((lines->next(review) && review.problem.empty()));
  CHECK((lines->next(review) && contains(review.problem, "r:2: no label") && review.text == " b"));
}

TEST_CASE("first words that are no labels are not read as label, space, text") {
  const auto refused = [](const std::string& text, const std::string& name = "r.txt") {
    const std::string message = failure<DataError>(text, name);
    CAPTURE(text.substr(0, 200), message);
    CHECK(contains(message, name + ": "));
    return contains(message, "--input-format");
  };
  std::string prose;
  for (std::size_t i = 0; i < 400; ++i)
    prose += (i % 3 == 0   ? "The"
              : i % 3 == 1 ? "It"
                           : "Word" + std::string(1 + i % 26, 'x')) +
             std::string(i % 7, 'y') + " is no label .\n";
  for (std::size_t i = 0; i < 60; ++i) prose += "Name" + std::string(30 + i, 'z') + " said so .\n";
  CHECK(refused(prose));
  CHECK(refused("<?xml version=\"1.0\"?>\n<review label=\"1\">good</review>\n"));
  CHECK(refused("<review label=\"1\">good film</review>\n"));
  CHECK(refused("[\"good film\", \"POS\"]\n[\"bad film\", \"NEG\"]\n", "r.txt"));
  CHECK(refused("[\"good film\", \"POS\"]\n[\"bad film\", \"NEG\"]\n", "r.jsonl"));
  for (const std::string name : {"r.txt", "r.jsonl", "r.csv"}) {
    CHECK(refused(lines_of(pairs_of(40), [](std::size_t, auto& label,
                                            auto& text) { return "[\"" + text + "\", \"" + label + "\"]"; }),
                  name));
  }
  CHECK(refused("pos good film\n", "r.json"));
  CHECK(refused("It is __label__pos a film\n"));
  CHECK(refused("pos|good film\n"));
  CHECK(refused("good film|pos\nbad film|neg\n"));
  CHECK(refused(
      lines_of(pairs_of(40), [](std::size_t, auto& label, auto& text) { return text + " " + label; })));
  CHECK(refused(lines_of(pairs_of(40), [](std::size_t i, auto& label, auto& text) {
    return text + (i % 2 == 0 ? " @ home" : "") + "@" + label;
  })));
}

TEST_CASE("few or regular first words are labels, whatever their number") {
  const auto spaced = [](std::size_t count, const auto& label) {
    std::string text;
    for (std::size_t i = 0; i < count; ++i) text += label(i) + " How did it come to " + text_of(i) + " ?\n";
    return plan_of(text, "r.txt");
  };
  const std::string plan = "label, space, text";
  CHECK(spaced(60, [](std::size_t i) { return std::string(i % 2 == 0 ? "1" : "0"); }) == plan);
  CHECK(spaced(40, [](std::size_t i) { return "DESC:kind" + std::to_string(i % 21); }) == plan);
  CHECK(spaced(40, [](std::size_t i) { return i < 35 ? "HUM" : "X" + std::string(i - 34, 'Y'); }) == plan);
  CHECK(spaced(600, [](std::size_t i) { return "intent" + std::string(i % 80, 'x'); }) == plan);
  CHECK(spaced(40, [](std::size_t i) { return i < 32 ? "joy" : "mood" + std::string(i, 'x'); }) ==
        "label, space, text");
  std::string polar;
  for (int i = 0; i < 40; ++i) polar += i % 2 == 0 ? "pos it is good\n" : "neg it is bad\n";
  CHECK(plan_of(polar, "r.txt") == plan);
}

TEST_CASE("a bar or an at sign separates columns where nothing else does") {
  const Pairs pairs = pairs_of(40);
  const auto bars = lines_of(pairs, [](std::size_t, auto& label, auto& text) { return label + "|" + text; });
  const auto bars_last =
      lines_of(pairs, [](std::size_t, auto& label, auto& text) { return "\" " + text + "|" + label; });
  for (const std::string name : {"r.csv", "r.txt"}) {
    CHECK(plan_of(bars, name) == "separator |, texts in column 2, labels in column 1");
    CHECK(read(bars, name).pairs == pairs);
    CHECK(read("label|text\n" + bars, name).pairs == pairs);
  }
  CHECK(read("label|text\npos|good film\n", "r.csv").pairs == Pairs{{"pos", "good film"}});
  CHECK(read("pos|good film\nneg|bad film\n", "r.csv").pairs ==
        Pairs{{"pos", "good film"}, {"neg", "bad film"}});
  CHECK(read(bars_last, "r.csv").pairs[3].second == "\" " + pairs[3].second);
  std::string bank;
  for (std::size_t i = 0; i < 300; ++i)
    bank += "\" Firm" + std::string(1 + i, 'a') + " , of Finland , sold more .@" +
            (i % 3 == 0 ? "neutral" : "positive") + "\n";
  CHECK(plan_of(bank, "r.txt") == "separator @, texts in column 1, labels in column 2");
  ReviewOptions unlabelled = labelled();
  unlabelled.labels = false;
  CHECK(read("good film @home\n", "r.csv", unlabelled).pairs == Pairs{{"", "good film @home"}});
  CHECK(read("good|film\n", "r.csv", unlabelled).pairs == Pairs{{"", "good|film"}});
}

TEST_CASE("labels with spaces in a table that no name calls CSV are not cut") {
  const auto loose = lines_of(pairs_of(40), [](std::size_t, auto& label, auto& text) {
    return (label == "pos" ? "very good," : "not good,") + text;
  });
  CHECK(contains(failure<DataError>(loose, "r.txt"), "choose with --input-format space or csv"));
  CHECK(plan_of(loose, "r.csv") == "commas, texts in column 2, labels in column 1");
  Pairs pairs = pairs_of(40);
  for (auto& pair : pairs) pair.first = pair.first == "pos" ? "very good" : "not good";
  for (const char separator : {',', ';'}) {
    const auto quoted = lines_of(pairs, [&](std::size_t i, auto& label, auto& text) {
      return "\"" + label + "\"" + separator + "\"" + std::to_string(i) + "\"" + separator + "\"" + text +
             "\"";
    });
    CHECK(read(quoted, "r.txt").pairs == pairs);
  }
  CHECK(read("\"pos\",\"good film\"\n\"neg\",\"so, so\"\n", "r.txt").pairs ==
        Pairs{{"pos", "good film"}, {"neg", "so, so"}});
}

TEST_CASE("the order of columns does not make numbers, dates, constants or single words the text") {
  const auto refused = [](const std::string& text, const std::string& name) {
    const std::string message = failure<DataError>(text, name);
    CAPTURE(text, message);
    return contains(message, "--text-column") && contains(message, "--label-column");
  };
  const auto tweets = [](const std::string& second, bool counted) {
    return lines_of(pairs_of(9), [&](std::size_t i, auto& label, auto& text) {
      return "\"" + label + "\",\"" + second + (counted ? std::to_string(1467 + i) : "") +
             "\",\"NO_QUERY\",\"someone\",\"" + text + "\"";
    });
  };
  CHECK(refused(tweets("", true), "r.csv"));
  CHECK(refused(tweets("Mon Apr 06 ", true), "r.csv"));
  CHECK(refused(tweets("NO_QUERY", false), "r.csv"));
  CHECK(refused(tweets("u", true), "r.csv"));
  CHECK(refused("\"4\",\"1467\",\"Mon Apr 06\",\"NO_QUERY\",\"someone\",\"good film\"\n", "r.csv"));
  CHECK(refused("good film\t1\nbad film\t0\n", "r.tsv"));
  CHECK(read(tweets("", true), "r.csv", labelled("5", "1")).pairs == pairs_of(9));
  CHECK(read("pos\tgood film\npos\tgood film\n", "r.tsv").pairs.size() == 2);
  CHECK(read("4\t5 of 5\n1\t0\n", "r.tsv").pairs.size() == 2);
}

TEST_CASE("unusual names above a few records are a header where labels recur or are numbers") {
  const auto rows =
      lines_of(pairs_of(6), [](std::size_t, auto& label, auto& text) { return label + "," + text; });
  CHECK(read("mood,what\n" + rows, "r.csv").pairs == pairs_of(6));
  CHECK(plan_of("mood,what\n" + rows, "r.csv") ==
        "commas, header in line 1, texts in column 2 (what), labels in column 1 (mood)");
  CHECK(read("mood\twhat\n1\tso good\n0\tso bad\n5\tgreat film\n", "r.tsv").pairs.size() == 3);
  CHECK(read("mood,good film\n" + rows, "r.csv").pairs.size() == 7);
  CHECK(read("pos,nice\n" + rows, "r.csv").pairs.size() == 7);
  CHECK(read("joy,nice\npos,good film\nneg,bad film\npos,what a film\n", "r.csv").pairs.size() == 4);
}

// Files as people have them: every combination of a few choices, drawn by a counter.
namespace {

struct Shape {
  char separator = ',';
  std::vector<char> order;  // l(abel), t(ext), i(d), e(mpty)
  int header = 0;           // 0: none, 1: usual names, 2: odd names
  int quotes = 0;           // 0: where needed, 1: always, 2: always, with backslashes
  int labels = 0;           // 0: 0 and 1, 1: neg and pos, 2: stars
  bool crlf = false;
  bool mark = false;
  std::size_t records = 16;
};

Shape shape_of(std::size_t number) {
  const auto draw = [&number](std::size_t choices) {
    const std::size_t choice = number % choices;
    number /= choices;
    return choice;
  };
  number *= 2654435761U;  // spreads the choices over consecutive numbers
  const std::vector<char> orders[] = {{'l', 't'},           {'t', 'l'},          {'i', 'l', 't'},
                                      {'i', 't', 'l'},      {'l', 'i', 't'},     {'l', 't', 'e'},
                                      {'t', 'l', 'e', 'e'}, {'i', 'l', 't', 'e'}};
  Shape shape;
  shape.separator = ",;\t"[draw(3)];
  shape.order = orders[draw(8)];
  shape.header = static_cast<int>(draw(3));
  shape.quotes = static_cast<int>(draw(3));
  shape.labels = static_cast<int>(draw(3));
  shape.crlf = draw(2) == 1;
  shape.mark = draw(2) == 1;
  shape.records = 16 + draw(25);
  return shape;
}

std::string field_of(const std::string& text, const Shape& shape) {
  const bool needed =
      text.find_first_of("\"\n") != std::string::npos || text.find(shape.separator) != std::string::npos;
  if (!needed && shape.quotes == 0) return text;
  std::string field = "\"";
  for (const char c : text) {
    if (c == '"') field += shape.quotes == 2 ? '\\' : '"';
    field += c;
  }
  return field + '"';
}

Pairs pairs_of(const Shape& shape) {
  Pairs pairs = pairs_of(shape.records, shape.labels == 2 ? 5 : 2);
  for (std::size_t i = 0; i < pairs.size(); ++i) {
    if (shape.labels == 0) pairs[i].first = i % 2 == 0 ? "1" : "0";
    if (i % 5 == 1) pairs[i].second += ", \"so to say\"; or not";
    if (i % 7 == 2 && shape.quotes != 2) pairs[i].second += "\nand more";
  }
  return pairs;
}

std::string file_of(const Shape& shape, const Pairs& pairs) {
  const std::string end = shape.crlf ? "\r\n" : "\n";
  std::string text = shape.mark ? "\xEF\xBB\xBF" : "";
  const auto add_record = [&](const auto& field) {
    for (std::size_t i = 0; i < shape.order.size(); ++i) {
      if (i > 0) text += shape.separator;
      text += field_of(field(shape.order[i]), shape);
    }
    text += end;
  };
  if (shape.header > 0) {
    const bool usual = shape.header == 1;
    add_record([&](char column) -> std::string {
      if (column == 'e') return "";
      if (column == 'i') return usual ? "id" : "nr";
      if (column == 'l') return usual ? "sentiment" : "V1";
      return usual ? "review" : "V2";
    });
  }
  for (std::size_t i = 0; i < pairs.size(); ++i) {
    add_record([&](char column) {
      return column == 'e'   ? ""
             : column == 'i' ? std::to_string(5000 + i)
             : column == 'l' ? pairs[i].first
                             : pairs[i].second;
    });
  }
  return text;
}

}  // namespace

TEST_CASE("tables of all shapes are read right, or an option is asked for") {
  constexpr std::size_t shapes = 400;
  std::size_t right = 0;
  for (std::size_t number = 0; number < shapes; ++number) {
    const Shape shape = shape_of(number);
    const Pairs pairs = pairs_of(shape);
    const std::string file = file_of(shape, pairs);
    const std::string name = shape.separator == '\t' ? "r.tsv" : number % 4 == 0 ? "r.txt" : "r.csv";
    CAPTURE(name, file);
    try {
      const Reading reading = read(file, name);
      CAPTURE(reading.plan);
      CHECK(reading.pairs == pairs);
      right += reading.pairs == pairs ? 1 : 0;
    } catch (const Error& error) {
      CAPTURE(error.what());
      CHECK(contains(error.what(), "--"));
    }
  }
  CAPTURE(right);
  CHECK(10 * right >= 9 * shapes);
}

// JSON in the shapes that annotation tools and data sets have.
#include <algorithm>
#include <string>
#include <vector>

#include "../../io/temporary_folder.h"
#include "base/errors.h"
#include "catch.h"
#include "corpus/json/json_object.h"
#include "corpus/json/label_names.h"
#include "error_message.h"
#include "read_text.h"
#include "sanitized.h"

using namespace seqlab;
using namespace seqlab::corpus;
using tests::contains;
using tests::read_text;
using tests::rewritten;
using Words = std::vector<std::string>;

namespace {

ReaderOptions shape_options(bool labels = true) {
  static const text::Tokeniser tokeniser("en");
  ReaderOptions options;
  if (!labels) options.label_columns.clear();
  options.tokeniser = &tokeniser;
  return options;
}

ReaderOptions labelled_by(const std::string& key) {
  ReaderOptions options = shape_options();
  options.label_columns = {key};
  return options;
}

WriterOptions json_lines() {
  WriterOptions options;
  options.format = OutputFormat::jsonl;
  return options;
}

std::string refusal(const std::string& text, const ReaderOptions& options = shape_options()) {
  return tests::error_message<DataError>([&] { read_text(text, options); });
}

// "Anna/B-PER left/O", one line per sentence.
std::string tagged(const std::string& text, const ReaderOptions& options = shape_options()) {
  std::string result;
  for (const Record& record : read_text(text, options)) {
    for (const Sentence& sentence : record.sentences) {
      for (std::size_t t = 0; t < sentence.size(); ++t) {
        result += (t == 0 ? "" : " ") + sentence.words[t] + "/" + sentence.gold.at(0).at(t);
      }
      result += '\n';
    }
  }
  return result;
}

// The plan and the remarks after reading all records.
std::string said(const std::string& text, const ReaderOptions& options = shape_options()) {
  const auto reader = make_reader(io::memory_input(text, "d.jsonl"), options);
  std::string result = one_line(reader->plan());
  tests::records_of(*reader);
  for (const std::string& remark : reader->remarks()) result += "\n" + remark;
  return result;
}

const std::string anna = "Anna/B-PER left/O ./O\n";

}  // namespace

TEST_CASE("spans are read in the shapes of doccano, spaCy and Rasa") {
  const std::string text = R"({"text": "Anna left.", )";
  for (const std::string shape :
       {R"("label": [[0, 4, "PER"]], "Comments": []})", R"("labels": [[0, 4, "PER"]], "id": 7})",
        R"("entities": [[0, 4, "PER"]]})",
        R"("entities": [{"id": 3, "start_offset": 0, "end_offset": 4, "label": "PER"}], "relations": []})",
        R"("annotations": [{"label": "PER", "start_offset": 0, "end_offset": 4, "user": 1}], "meta": {}})",
        R"("intent": "x", "entities": [{"start": 0, "end": 4, "value": "Anna", "entity": "PER"}]})",
        R"("label": [{"start": 0, "end": 4, "text": "Anna", "labels": ["PER"]}], "annotator": 1})",
        R"("spans": [{"start_char": 0, "end_char": 4, "type": "PER"}]})",
        R"("label": [[0, 4, "PER", "Q42"]]})", R"("label": [[0.0, 4.0, "PER"]]})"}) {
    INFO(shape);
    CHECK(tagged(text + shape + "\n") == anna);
  }
  CHECK(tagged(text + R"("label": []})") == "Anna/O left/O ./O\n");
  CHECK(tagged(R"({"id": 1, "data": "Anna left.", "label": [[0, 4, "PER"]]})") == anna);
  CHECK(tagged(R"({"id": "x", "sentence": "Anna left.", "mentions": [[0, 4, "PER"]]})") == anna);
}

TEST_CASE("a label that is no list is not taken for spans") {
  const std::string message = refusal(R"({"text": "Anna left.", "label": "positive"})");
  CHECK(contains(message, "no labels"));
  CHECK(contains(message, "the keys text, label"));
  CHECK(contains(message, "--label-column"));
}

TEST_CASE("spaCy's pairs of text and entities are records, a line each or in an array") {
  const std::string pair = R"(["Anna left.", {"entities": [[0, 4, "PER"]]}])";
  CHECK(tagged(pair + "\n" + pair + "\n") == anna + anna);
  CHECK(tagged("[" + pair + ",\n " + pair + "]") == anna + anna);
  CHECK(tagged("[\n  [\n    \"Anna left.\",\n    {\"entities\": [[0, 4, \"PER\"]]}\n  ]\n]\n") == anna);
  CHECK(tagged(R"({"classes": ["PER"], "annotations": [)" + pair + ", null, " + pair + "]}") == anna + anna);
  CHECK(rewritten(pair + "\n", shape_options(), json_lines()) ==
        "{\"text\": \"Anna left.\", \"entities\": [[0, 4, \"PER\"]]}\n");
  CHECK(rewritten("[ \"\\u00c9 {x\" , { } ]\n", shape_options(false), json_lines()) ==
        "{\"text\": \"\\u00c9 {x\" }\n");
}

TEST_CASE("Prodigy's tokens cut the text, spaces are no words, and its answers count") {
  const std::string record =
      R"({"text":"Dr. Anna  left.","tokens":[{"text":"Dr.","start":0,"end":3,"id":0,"ws":true},)"
      R"({"text":"Anna","start":4,"end":8,"id":1,"ws":true},{"text":" ","start":9,"end":10,"id":2},)"
      R"({"text":"left.","start":10,"end":15,"id":3}],)"
      R"("spans":[{"start":4,"end":8,"token_start":1,"token_end":1,"label":"PER"}])";
  CHECK(tagged(record + "}") == "Dr./O Anna/B-PER left./O\n");
  CHECK(tagged(record + R"(,"answer":"accept"})") == "Dr./O Anna/B-PER left./O\n");
  CHECK(tagged(R"({"text":"Anna left.","answer":"accept"})") == "Anna/O left/O ./O\n");
  for (const std::string answer : {"reject", "ignore"}) {
    CHECK(tagged(record + R"(,"answer":")" + answer + "\"}") == "Dr./ Anna/ left./\n");
  }
  CHECK(
      contains(said(record + R"(,"answer":"accept"})" + "\n" + record + R"(,"answer":"reject"})"),
               "d.jsonl: 1 record that annotators rejected, ignored or left out counts as not annotated, at "
               "line 2"));
  // Lists as long as the tokens count the spaces too.
  CHECK(tagged(R"({"text":"a  b","tokens":[{"text":"a","start":0,"end":1},{"text":" ","start":2,"end":3},)"
               R"({"text":"b","start":3,"end":4}],"tags":["X","Y","Z"]})") == "a/X b/Z\n");
}

TEST_CASE("a prediction for tokens with places has its sentences and spans beside them") {
  const std::string written = rewritten(
      R"({"text":"Anna left","tokens":[{"text":"Anna","start":0,"end":4},{"text":"left","start":5,"end":9}]})",
      shape_options(false), json_lines(), {"B-X"});
  CHECK(contains(written,
                 R"("sentences": [{"tokens": [{"text": "Anna", "start": 0, "end": 4, "label": "B-X"})"));
  CHECK(contains(written, R"("predicted_spans": [{"text": "Anna", "start": 0, "end": 4, "label": "X"})"));
}

TEST_CASE("tokens with places that are not theirs are errors, with the unit that fits") {
  const std::string face = "\xF0\x9F\x98\x80";
  const auto tokens = [&](const std::string& first, const std::string& second) {
    return R"({"text":")" + face + R"( ab","tokens":[{"text":")" + face + R"(",)" + first +
           R"(},{"text":"ab",)" + second + R"(}],"spans":[]})";
  };
  CHECK(refusal(tokens(R"("start":0,"end":1)", R"("start":2,"end":4)")).empty());
  CHECK(contains(refusal(tokens(R"("start":0,"end":2)", R"("start":3,"end":5)")),
                 "is not in the text at its start and end; it is with --offsets utf16"));
  CHECK(contains(refusal(tokens(R"("start":0,"end":1)", R"("start":2,"end":400)")), "--offsets"));
  CHECK(contains(refusal(tokens(R"("start":0,"end":1)", R"("start":-2,"end":"x")")), "token 2 (ab)"));
  CHECK(contains(refusal(R"({"text":"a a","tokens":[{"text":"a","start":2,"end":3},)"
                         R"({"text":"a","start":0,"end":1}],"spans":[]})"),
                 "token 2 (a) begins before the end"));
}

TEST_CASE("tags that are numbers need names, or a column chosen for them") {
  const std::string record = R"({"id":"0","words":["Anna","left"],"ner_tags":[1,0]})";
  CHECK(tagged(record, labelled_by("ner_tags")) == "Anna/1 left/0\n");
  const std::string message = refusal(record);
  CHECK(contains(message, "file:1: ner_tags[0] is the number 1"));
  CHECK(contains(message, "--label-names"));
  ReaderOptions named = shape_options();
  named.label_names = {"O", "B-PER"};
  CHECK(tagged(record, named) == "Anna/B-PER left/O\n");
  CHECK(said(record, named) == "JSON Lines, words in words, labels in ner_tags");
  CHECK(contains(refusal(R"({"words":["a"],"ner_tags":[2]})", named),
                 "ner_tags[0] is 2; --label-names has 2 names, for the numbers from 0 to 1"));
  CHECK(contains(refusal(R"({"words":["a"],"ner_tags":[-1]})", named), "ner_tags[0] is -1"));
  ReaderOptions chosen = labelled_by("ner_tags");
  chosen.label_names = named.label_names;
  CHECK(contains(refusal(R"({"words":["a"],"ner_tags":[0.5]})", chosen), "must be a string"));
  CHECK(
      contains(refusal(R"({"words":["a"],"ner_tags":[123456789012345678901]})", chosen), "must be a string"));
  CHECK(contains(refusal(R"({"words":["a"],"ner_tags":[null]})", named), "must be a string"));
  CHECK(tagged(R"({"words":["a","b"],"ner_tags":[-100,1.0]})", named) == "a/ b/B-PER\n");
  // Spans may have numbers too.
  CHECK(tagged(R"({"text":"Anna left.","label":[[0,4,0]]})", [&] {
          named.label_names = {"PER"};
          return named;
        }()) == anna);
}

TEST_CASE("numbers with names are written back as names, others as they came") {
  const std::string record = "{\"words\": [\"Anna\", \"left\"], \"ner_tags\": [1, 0]}\n";
  ReaderOptions named = shape_options();
  named.label_names = {"O", "B-PER"};
  CHECK(rewritten(record, named, json_lines()) ==
        "{\"words\": [\"Anna\", \"left\"], \"ner_tags\": [\"B-PER\", \"O\"]}\n");
  CHECK(rewritten(record, labelled_by("ner_tags"), json_lines()) == record);
}

TEST_CASE("names of labels come from an option or from a file in several shapes") {
  const tests::TemporaryFolder folder;
  const std::vector<std::string> names = {"O", "B-PER", "I-PER"};
  CHECK(read_label_names("O,B-PER,I-PER") == names);
  CHECK(read_label_names("O, B-PER, I-PER") == names);
  for (const std::string text :
       {"O\nB-PER\r\nI-PER\n", "\n O \nB-PER\nI-PER", "[\"O\", \"B-PER\",\n \"I-PER\"]",
        "{\"0\": \"O\", \"2\": \"I-PER\", \"1\": \"B-PER\"}", "{\"O\": 0, \"I-PER\": 2, \"B-PER\": 1}"}) {
    INFO(text);
    CHECK(read_label_names(folder.file("names", text)) == names);
  }
  for (const std::string text : {"", "[]", "[1]", "[\"\"]", "{\"O\": 1}", "{\"a\": \"O\"}",
                                 "{\"O\": 0, \"P\": 0}", "{\"O\": -1}", "[\"O\""}) {
    INFO(text);
    CHECK_THROWS_AS(read_label_names(folder.file("names", text)), DataError);
  }
  CHECK_THROWS_AS(read_label_names("O,,B-PER"), UsageError);
  CHECK_THROWS_AS(read_label_names("no-such-file"), UsageError);
}

TEST_CASE(
    "the only key with a list as long as the tokens holds the tags, and of several one must be chosen") {
  CHECK(
      tagged(
          R"({"tokens":["a","b"],"pos":["X","Y"],"id":["1"],"boxes":[[0,1],[2,3]],"scores":[1,0.5],"ws":[true,false]})") ==
      "a/X b/Y\n");
  const std::string conll = R"({"tokens":["a","b"],"pos_tags":[1,2],"ner_tags":[0,1]})";
  CHECK(contains(refusal(conll),
                 "file:1: the labels may be in pos_tags or ner_tags; choose one with --label-column"));
  CHECK(tagged(conll, labelled_by("ner_tags")) == "a/0 b/1\n");
  // One record may fit by chance; the first ones together do not.
  CHECK(tagged(R"({"tokens":["a","b"],"gold":["X","Y"],"authors":["p","q"]})"
               "\n"
               R"({"tokens":["a"],"gold":["Z"],"authors":["p","q"]})") == "a/X b/Y\na/Z\n");
  // A feature is no label.
  ReaderOptions features = shape_options();
  features.feature_columns = {"pos"};
  CHECK(tagged(R"({"tokens":["a"],"pos":["D"],"gold":["X"]})", features) == "a/X\n");
  // A text has the only key with spans.
  CHECK(contains(refusal(R"({"text":"a b","x":[[0,1,"P"]],"y":[[2,3,"P"]]})"), "in x or y"));
}

TEST_CASE("of several keys for spans, the one that has some in the first records holds them") {
  const std::string none =
      R"({"text":"Hi","spans":[],"entities":[],"labels":[],"label":[],"annotations":[]})";
  const auto with = [](const std::string& members) { return R"({"text":"Anna left.",)" + members + "}"; };
  for (const std::string members :
       {R"("label":[[0,4,"PER"]],"entities":[])", R"("spans":[],"entities":[[0,4,"PER"]])",
        R"("labels":[],"label":[[0,4,"PER"]])", R"("entities":null,"label":[[0,4,"PER"]])",
        R"("entities":[],"annotations":[{"start":0,"end":4,"label":"PER"}])",
        R"("spans":[],"mentions":[[0,4,"PER"]])", R"("spans":null,"mentions":[[0,4,"PER"]])",
        R"("spans":[[0,4,"PER"]],"entities":[[0,4,"PER"]])",
        R"("spans":[[0,4,"PER"]],"annotations":[{"id":1,"by":"x"}],"label":"news")",
        R"("spans":[[0,4,"PER"]],"annotations":[[0,4,10,10]])"}) {
    INFO(members);
    CHECK(tagged(with(members)) == anna);
    CHECK(tagged(none + "\n" + with(members) + "\n" + none) == "Hi/O\n" + anna + "Hi/O\n");
  }
  // An empty list under the key found is a record without spans.
  CHECK(tagged(with(R"("label":[[0,4,"PER"]],"entities":[])") + "\n" + with(R"("label":[],"entities":[])")) ==
        anna + "Anna/O left/O ./O\n");
  CHECK(tagged(with(R"("spans":[])")) == "Anna/O left/O ./O\n");
  // Two exports in one file.
  CHECK(tagged(with(R"("spans":[[0,4,"PER"]])") + "\n" + with(R"("entities":[[0,4,"PER"]])")) == anna + anna);
  CHECK(contains(said(with(R"("spans":[],"entities":[[0,4,"PER"]])")), "labels in entities"));
  // Words may have their spans beside lists that are empty.
  CHECK(tagged(with(R"("tokens":["Anna","left","."],"labels":[[0,4,"PER"]])") + "\n" +
               with(R"("tokens":["Anna","left","."],"labels":[])")) == anna + "Anna/O left/O ./O\n");
}

TEST_CASE("several keys with spans are refused by their names unless an option chooses one") {
  const std::string both = R"({"text":"Anna left.","spans":[[0,4,"PER"]],"entities":[[5,9,"X"]]})";
  const std::string choose = "the labels may be in spans or entities; choose one with --label-column";
  CHECK(contains(refusal(both), "file:1: " + choose));
  CHECK(tagged(both, labelled_by("spans")) == anna);
  CHECK(tagged(both, labelled_by("entities")) == "Anna/O left/B-X ./O\n");
  ReaderOptions two = shape_options();
  two.label_columns = {"", "entities"};
  CHECK(tagged(both, two) == anna);
  const std::string one = R"({"text":"Anna left.","spans":[[0,4,"PER"]],"entities":[]})";
  const std::string other = R"({"text":"Anna left.","spans":[],"entities":[[0,4,"PER"]]})";
  CHECK(contains(refusal(one + "\n" + other), choose));
  // Also far behind the records that decide.
  std::string many;
  for (int i = 0; i < 150; ++i) many += one + "\n";
  CHECK(contains(refusal(many + other), "file:151: " + choose));
  CHECK(contains(refusal(R"({"text":"a b","spans":[],"x":[[0,1,"P"]],"y":[[2,3,"P"]]})"), "in x or y"));
  ReaderOptions skip = shape_options();
  skip.malformed = Malformed::skip;
  CHECK(contains(refusal(both, skip), choose));
}

TEST_CASE("a key of labels whose first list is empty is found") {
  CHECK(tagged(R"({"text":"Hi","ner":[]})"
               "\n"
               R"({"text":"Anna left.","ner":[[0,4,"PER"]]})") == "Hi/O\n" + anna);
  CHECK(tagged(R"({"tokens":[],"ner":[]})"
               "\n"
               R"({"tokens":["a"],"ner":["X"],"id":[1,2]})") == "a/X\n");
}

TEST_CASE("words and text are found under other keys, or where --word-column says") {
  CHECK(tagged(R"({"sentence":["Anna"],"tags":["X"]})") == "Anna/X\n");
  ReaderOptions options = shape_options();
  options.word_column = "forms";
  CHECK(tagged(R"({"tokens":["no"],"forms":["Anna"],"tags":["X"]})", options) == "Anna/X\n");
  CHECK(tagged(R"({"text":"no","forms":"Anna left.","label":[[0,4,"PER"]]})", options) == anna);
  const std::string message = refusal(R"({"sentence":"Anna left","gold":["B","O"]})", options);
  CHECK(contains(message, "the keys sentence, gold"));
  CHECK(contains(message, "--word-column names 'forms'"));
  CHECK(contains(refusal(R"({"forms":7})", options), "forms is number; it must be an array of strings"));
  CHECK(contains(refusal(R"({"a":1,"b":2})"), "but the keys a, b; --word-column"));
  CHECK(contains(refusal(R"({})"), "no keys"));
  // Two texts: which one is meant is not known.
  CHECK(
      contains(refusal(R"({"sentence":"a","content":"b","label":[]})"), "the keys sentence, content, label"));
  // A text beside words whose tags are in lists need not be the words.
  CHECK(tagged(R"({"text":"don't","words":["do","not"],"tags":["X","Y"]})") == "do/X not/Y\n");
  CHECK(read_text(R"({"text":"Anna left","words":["Anna"]})", shape_options(false))[0].sentences[0].words ==
        Words{"Anna", "left"});
}

TEST_CASE("the keys that are there are named") {
  const std::string message = refusal(R"({"sentence":"Anna left","gold":["B","O"]})");
  CHECK(contains(message, "file:1: no labels"));
  CHECK(contains(message, "the keys sentence, gold"));
  CHECK(contains(message, "--word-column and --label-column"));
}

TEST_CASE("tasks of Label Studio have their text and spans inside") {
  const std::string result =
      R"([{"id":"a","type":"labels","value":{"start":0,"end":4,"text":"Anna","labels":["PER"]}},)"
      R"({"type":"relation","from_id":"a","to_id":"a"},{"type":"choices","value":{"choices":["x"]}}])";
  const auto task = [&](const std::string& annotations) {
    return R"({"id":1,"annotations":)" + annotations + R"(,"data":{"text":"Anna left."}})";
  };
  CHECK(tagged("[" + task("[{\"result\":" + result + "}]") + "]") == anna);
  CHECK(tagged(task("[{\"was_cancelled\":true,\"result\":[]},{\"result\":" + result + "}]")) == anna);
  CHECK(tagged(task("[]")) == "Anna/ left/ ./\n");
  CHECK(contains(said(task("[]")), "1 record that annotators rejected, ignored or left out"));
  CHECK(contains(said(task("[{\"result\":[]}]")), "text in data, labels in annotations"));
  CHECK(contains(refusal(task(R"([{"result":[{"value":{"start":0,"end":4,"labels":["A","B"]}}]}])")),
                 "span 0-4 has several labels"));
  CHECK(contains(refusal(task(R"([{"result":[{"value":{"start":"/div[1]","end":4,"labels":["A"]}}]}])")),
                 "a span of the type labels"));
  CHECK(refusal(task("[3, {\"result\": 4}]")).empty());
}

TEST_CASE("regions of Label Studio that are not in plain text are refused by their type") {
  const auto task = [](const std::string& region) {
    return R"({"id":1,"annotations":[{"result":[)" + region + R"(]}],"data":{"text":"Anna left."}})";
  };
  const std::string xpath = R"("start":"/div[1]/text()[1]","end":"/div[1]/text()[1]",)";
  const std::string offsets = R"("startOffset":0,"endOffset":4,"hypertextlabels":["PER"])";
  const std::string message = "a span of the type hypertextlabels, whose place is not counted from the start";
  for (const std::string& value : {offsets, xpath + offsets, xpath + R"("hypertextlabels":["PER"])",
                                   std::string(R"("hypertextlabels":["PER"])")}) {
    INFO(value);
    CHECK(contains(refusal(task(R"({"type":"hypertextlabels","value":{)" + value + "}}")), message));
    CHECK(contains(refusal(task(R"({"value":{)" + value + "}}")), message));
  }
  CHECK(contains(refusal(R"({"text":"Anna left.","label":[{)" + xpath + offsets + "}]}"), message));
  CHECK(contains(refusal(task(R"({"type":"paragraphlabels","value":{"start":"0","end":"0","startOffset":0,)"
                              R"("endOffset":4,"paragraphlabels":["PER"]}})")),
                 "the type paragraphlabels"));
  CHECK(tagged(task(R"({"type":"choices","value":{"choices":["x"]}})")) == "Anna/O left/O ./O\n");
}

TEST_CASE("spans a token long whose labels have prefixes are joined by these") {
  const std::string text = R"({"text":"Anna Berg left Oslo Bergen.",)";
  const std::string read = "Anna/B-PER Berg/I-PER left/O Oslo/B-LOC Bergen/B-LOC ./O\n";
  for (const std::string spans :
       {R"("spans":[[0,4,"B-PER"],[5,9,"I-PER"],[15,19,"B-LOC"],[20,26,"B-LOC"]]})",
        R"("spans":[[20,26,"U-LOC"],[15,19,"U-LOC"],[10,14,"O"],[5,9,"L-PER"],[0,4,"B-PER"]]})",
        R"("spans":[[0,4,"B-PER"],[5,9,"E-PER"],[15,19,"S-LOC"],[20,26,"S-LOC"]]})",
        R"("label":[{"start":0,"end":9,"label":"B-PER"},{"start":15,"end":19,"label":["B-LOC"]},)"
        R"({"start":20,"end":26,"label":"B-LOC"}]})"}) {
    INFO(spans);
    CHECK(tagged(text + spans) == read);
  }
  // What no spaces separate, another type or a token between them begins a span of its own.
  CHECK(tagged(text + R"("spans":[[0,4,"B-PER"],[5,9,"I-LOC"],[15,19,"I-LOC"]]})") ==
        "Anna/B-PER Berg/B-LOC left/O Oslo/B-LOC Bergen/O ./O\n");
  CHECK(tagged(R"({"text":"Anna left.","x":[[0,4,"B-PER"]]})", labelled_by("x")) == anna);
  CHECK(contains(said(R"({"text":"Anna left.","spans":[[0,4,"B-PER"]]})"),
                 "labels in spans, prefixes in the labels of spans"));
}

TEST_CASE("types that only look like prefixes are types, and a mixture is refused") {
  CHECK(tagged(R"({"text":"a@b left","spans":[[0,3,"E-MAIL"]]})") == "a@b/B-E-MAIL left/O\n");
  CHECK(tagged(R"({"text":"a b","spans":[[0,1,"B-cell"],[2,3,"T-cell"]]})") == "a/B-B-cell b/B-T-cell\n");
  CHECK(contains(refusal(R"({"text":"a b","spans":[[0,1,"B-PER"],[2,3,"PER"]]})"),
                 "file:1: labels of spans with a prefix (B-PER) and without (PER)"));
  CHECK(contains(refusal(R"({"text":"a b c","spans":[[0,1,"B-PER"],[2,3,"I-PER"],[4,5,"LOC"]]})"),
                 "with a prefix (B-PER) and without (LOC)"));
  std::string many;
  for (int i = 0; i < 120; ++i) many += "{\"text\":\"a\",\"spans\":[[0,1,\"B-X\"]]}\n";
  CHECK(contains(refusal(many + R"({"text":"a","spans":[[0,1,"X"]]})"),
                 "file:121: span 0-1 (X) has no prefix"));
}

TEST_CASE("numbers as strings are mapped to their names where all labels of a record are such") {
  ReaderOptions named = shape_options();
  named.label_names = {"O", "B-PER"};
  CHECK(tagged(R"({"tokens":["Anna","left"],"tags":["1","0"]})", named) == "Anna/B-PER left/O\n");
  CHECK(tagged(R"({"tokens":["Anna","left"],"tags":["1 ",0]})", named) == "Anna/B-PER left/O\n");
  CHECK(tagged(R"({"tokens":["Anna","left"],"tags":["1","-100"]})", named) == "Anna/B-PER left/\n");
  CHECK(tagged(R"({"tokens":["Anna","left"],"tags":["B-PER","0"]})", named) == "Anna/B-PER left/0\n");
  CHECK(contains(refusal(R"({"tokens":["a"],"tags":["2"]})", named),
                 "tags[0] is 2; --label-names has 2 names"));
  CHECK(tagged(R"({"tokens":["Anna"],"tags":["1"]})") == "Anna/1\n");
  named.label_names = {"0", "1"};
  CHECK(tagged(R"({"tokens":["Anna"],"tags":["1"]})", named) == "Anna/1\n");
  named.label_names = {"LOC", "PER"};
  CHECK(tagged(R"({"text":"Anna left.","spans":[[0,4,"1"]]})", named) == anna);
  named.label_names = {"O", "B-PER", "I-PER"};
  CHECK(tagged(R"({"text":"Anna Berg","spans":[[0,4,"1"],[5,9,"2"]]})", named) == "Anna/B-PER Berg/I-PER\n");
}

TEST_CASE("spaces around labels are no part of them") {
  for (const std::string label :
       {"PER ", " PER", "PER\\t", "PER\u00a0", "\u200bPER", "\\uFEFF PER \\u00a0 "}) {
    INFO(label);
    CHECK(tagged("{\"text\":\"Anna left.\",\"label\":[[0,4,\"" + label + "\"]]}") == anna);
    CHECK(tagged("{\"tokens\":[\"Anna\"],\"tags\":[\"" + label + "\"]}") == "Anna/PER\n");
  }
  CHECK(contains(refusal(R"({"tokens":["Anna"],"tags":[" "]})"), "--unlabelled"));
  CHECK(contains(refusal(R"({"text":"Anna","spans":[[0,4," "]]})"), "has no label"));
}

TEST_CASE("spans that go beyond their tokens are trimmed and counted") {
  CHECK(tagged(R"({"text":"Anna Berg left.","spans":[{"start":0,"end":10,"label":"PER"}]})") ==
        "Anna/B-PER Berg/I-PER left/O ./O\n");
  CHECK(tagged("{\"text\":\"a\\u00a0 b c\",\"spans\":[[1,5,\"X\"]]}") == "a/O b/B-X c/O\n");
  CHECK(tagged(R"({"text":"Anna Berg left.","spans":[[0,5,"A"],[4,9,"B"]]})") ==
        "Anna/B-A Berg/B-B left/O ./O\n");
  CHECK(said("{\"text\":\"a\",\"spans\":[]}\n\n{\"text\":\"a b c\",\"spans\":[[0,2,\"X\"],[2,4,\"X\"]]}") ==
        "JSON Lines, text in text, labels in spans\n"
        "d.jsonl: 2 spans go beyond their tokens and were trimmed, first at line 3");
}

TEST_CASE("spans that meet no token border stop the reading, or are passed over and counted") {
  const std::string good = R"({"text":"Anna left.","label":[[0,4,"PER"]]})";
  const std::string bad = R"({"text":"Anna left.","label":[[5,7,"X"],[0,4,"PER"],[6,10,"X"],[4,5,"X"]]})";
  const std::string message = refusal(good + "\n" + bad);
  CHECK(contains(message, "file:2: span 4-5 (X) does not start and end with tokens"));
  CHECK(contains(message, "--misaligned skip"));
  ReaderOptions options = shape_options();
  options.misaligned = Misaligned::skip;
  CHECK(tagged(good + "\n" + bad + "\n" + bad, options) == anna + anna + anna);
  CHECK(contains(said(good + "\n" + bad, options),
                 "d.jsonl: 3 spans meet no token border and were passed over, first at line 2"));
  // Overlaps and offsets behind the text stay errors.
  CHECK(contains(refusal(R"({"text":"a b","label":[[0,3,"X"],[2,3,"Y"]]})", options), "overlap"));
  CHECK(contains(refusal(R"({"text":"a b","label":[[0,99,"X"]]})", options), "past the text's end"));
}

TEST_CASE("a span that fits in another unit of offsets says so") {
  const std::string record = "{\"text\":\"\xF0\x9F\x98\x80 Anna left\",\"spans\":[[3,7,\"PER\"]]}";
  CHECK(contains(refusal(record), "with --offsets utf16 it starts and ends with tokens"));
  ReaderOptions options = shape_options();
  options.offsets = text::OffsetUnit::utf16;
  CHECK(contains(tagged(record, options), "Anna/B-PER"));
}

TEST_CASE("records may stand in an array, in a list of an object, or over many lines") {
  const std::string one = R"({"tokens":["Anna","left"],"tags":["B-PER","O"]})";
  const std::string two = R"({"tokens":["]}, \"{["],"tags":["O"]})";
  const std::string both = "Anna/B-PER left/O\n]}, \"{[/O\n";
  for (const std::string& text :
       {"[" + one + "," + two + "]", "[" + one + "," + two + "]\n", "[\n" + one + ",\n" + two + "\n]\n",
        "[\r\n  " + one + "\r\n  ,\r\n  " + two + "\r\n]\r\n", "\n\n [ " + one + "\n,\n\n" + two + " ] \n",
        "{\"data\":[" + one + "," + two + "]}",
        "{\n\"version\": 1.0, \"data\": [\n" + one + ",\n" + two + "],\"x\": [{}]}",
        "{\"rasa_nlu_data\":{\"regex_features\":[],\"common_examples\":[" + one + "," + two + "]}}",
        std::string("{\n  \"tokens\": [\"Anna\",\n  \"left\"],\n  \"tags\": [\"B-PER\", \"O\"]\n}\n{\n"
                    "  \"tokens\": [\"]}, \\\"{[\"],\n  \"tags\": [\"O\"]\n}\n"),
        one + "\n" + two + "\n", "[" + one + "]\n[" + two + "]\n"}) {
    INFO(text);
    CHECK(tagged(text) == both);
    ReaderOptions automatic = shape_options();
    automatic.format = Format::automatic;
    CHECK(make_reader(io::memory_input(text, "a.json"), automatic)->format() == Format::jsonl);
  }
  CHECK(contains(said("[" + one + "]"), "JSON array, words in tokens, labels in tags"));
  CHECK(contains(said("{\"data\":[" + one + "]}"), "JSON list in data, words in tokens, labels in tags"));
  CHECK(read_text("[]", Format::jsonl).empty());
  CHECK(read_text("[ ]\n", Format::jsonl).empty());
}

TEST_CASE("records of an array have their lines and columns, and are written as lines") {
  const std::string text = "[\n  {\"id\": 1.50,\n   \"text\": \"a  b\"},\n  {\"text\": 3}\n]";
  ReaderOptions options = shape_options(false);
  CHECK(contains(refusal(text, options), "file:4: text is number"));
  options.malformed = Malformed::skip;
  const auto records = read_text(text, options);
  REQUIRE(records.size() == 2);
  CHECK(records[0].sentences[0].lines == std::vector<std::size_t>{2, 2});
  CHECK(
      rewritten("[\n  {\"id\": 1.50,\n   \"text\": \"a  b\"}]", shape_options(false), json_lines(), {"X"}) ==
      "{\"id\": 1.50, \"text\": \"a  b\", \"sentences\": [{\"tokens\": [{\"text\": \"a\", \"start\": 0, "
      "\"end\": 1, "
      "\"label\": \"X\"}, {\"text\": \"b\", \"start\": 3, \"end\": 4, \"label\": \"X\"}]}]}\n");
  CHECK(contains(refusal("[{\"text\": \"a\",\n  \"spans\": nul}]"), "file:2:15: invalid JSON"));
  CHECK(contains(refusal("[{\"text\": \"a\", \"spans\": nul}]"), "file:1:28: invalid JSON"));
}

TEST_CASE("an array that is cut off or has no commas is an error with its place") {
  const std::string one = R"({"tokens":["a"],"tags":["O"]})";
  CHECK(contains(refusal("\n[" + one), "file:2:1: what begins here has no end"));
  CHECK(contains(refusal("[" + one + ","), "file:1:1: what begins here has no end"));
  CHECK(contains(refusal("[" + one + ",{\"tokens\":[\"a\""), "invalid JSON"));
  CHECK(contains(refusal("[" + one + " " + one + "]"), "file:1:32: no comma"));
  CHECK(contains(refusal("[" + one + ",,{}]"), "',' where a value must be"));
  CHECK(contains(refusal("[" + one + ",]"), "']' where a value must be"));
  CHECK(contains(refusal("[" + one + ",5]"), "a JSON number"));
  CHECK(contains(refusal("[" + one + ",\n\"a\n\"]"), "file:2:3: a line end inside a string"));
  CHECK(contains(refusal("{\"data\":[" + one + "]"), "has no end"));
  ReaderOptions skip = shape_options();
  skip.malformed = Malformed::skip;
  CHECK(tagged("[" + one + ",5," + one, skip) == "a/O\na/O\n");
  CHECK(contains(said("\n[" + one + ",5," + one, skip), "\nd.jsonl:2:1: what begins here has no end"));
  // A broken first line does not make one record of all lines.
  CHECK(tagged("{\"tokens\":[\"a\"\n" + one + "\n", skip) == "a/O\n");
}

TEST_CASE("an array of more records than are looked at is read to its end, a record at a time") {
  std::string text = "[";
  const std::size_t count = tests::sanitized ? 10'000 : 30'000;
  for (std::size_t i = 0; i < count; ++i) {
    text += (i == 0 ? "" : ",\n") + std::string(R"({"tokens":["word","other"],"gold":["O","O"]})");
  }
  CHECK(read_text(text + "]", shape_options()).size() == count);
  text.erase(std::remove(text.begin(), text.end(), '\n'), text.end());
  CHECK(read_text(text + "]", shape_options()).size() == count);
  CHECK(read_text("{\"data\":" + text + "]}", shape_options()).size() == count);
}

TEST_CASE("records without tokens and records that were skipped have the keys of the others") {
  WriterOptions writing = json_lines();
  writing.label_columns = {"ner", "pos"};
  writing.schemes = {{TagScheme::iob2, '-'}, {TagScheme::none, '-'}};
  writing.probabilities = true;
  writing.span_probabilities = true;
  const auto keys = [&](const std::string& text, Format format, bool alternatives = false) {
    ReaderOptions options = shape_options(false);
    options.format = format;
    options.malformed = Malformed::skip;
    writing.alternatives = alternatives;
    std::vector<std::string> found;
    for (const Record& record : read_text(text, options)) {
      std::vector<Predicted> predicted;
      for (const Sentence& sentence : record.sentences) {
        const std::size_t n = sentence.size();
        HeadPrediction ner{.name = "ner", .scheme = writing.schemes[0], .labels = Labels(n, "O")};
        ner.probabilities.assign(n, 1);
        ner.span_probabilities.emplace();
        if (alternatives) ner.alternatives = {{ner.labels, 1, {}}};
        predicted.push_back({{ner, {.name = "pos", .labels = Labels(n, "X")}}});
      }
      std::string names;
      for (const std::string& name : JsonObject(json_text(record, predicted, writing), {}).keys())
        names += name + " ";
      found.push_back(names);
    }
    return found;
  };
  CHECK(keys("a b.\n\n   \nc\n", Format::text) == Words(4, "text sentences spans "));
  CHECK(keys("a b\n\nc\n", Format::tokens, true) ==
        Words(3, "tokens tags probabilities pos token_spans alternatives "));
  CHECK(keys("a\tO\n\n\tO\nb\tO\n", Format::conll) == Words(2, "tokens tags probabilities pos token_spans "));
  CHECK(keys("{\"text\":\"a\"}\n{\"text\":\"\"}\n{\"text\": 7}\n{text}\n", Format::jsonl) ==
        Words(4, "text sentences predicted_spans "));
  // What cannot be read does not choose the keys, wherever it comes.
  const std::string tokens = "{\"tokens\":[\"a\"]}\n";
  for (const std::string bad :
       {"{garbage", "garbage", "42", "{\"id\":1}", "{\"text\":3}", "[7]", "{\"tokens\":\"a\"}"}) {
    INFO(bad);
    for (const std::string& text : {bad + "\n" + tokens + tokens, tokens + bad + "\n" + tokens,
                                    bad + "\n" + bad + "\n" + tokens + bad + "\n"}) {
      for (std::string names : keys(text, Format::jsonl)) {
        for (const std::string own : {"id ", "text "}) {
          if (names.starts_with(own)) names.erase(0, own.size());
        }
        CHECK(names == "tokens predicted probabilities predicted_pos token_spans ");
      }
    }
  }
  CHECK(keys("42\n{\"words\":[\"a\"]}\n[]\n", Format::jsonl) ==
        Words(3, "words predicted probabilities predicted_pos token_spans "));
  CHECK(keys("[{},{\"tokens\":[\"a\"]},\"x\"]", Format::jsonl) ==
        Words(3, "tokens predicted probabilities predicted_pos token_spans "));
  CHECK(keys("42\n{\"sentence\":\"a\"}\n{\"tokens\":[7]}\n", Format::jsonl)[0] ==
        "sentence sentences predicted_spans ");
  CHECK(keys("{\"tokens\":[\"a\"]}\n{\"tokens\":[]}\n{\"tokens\":[7]}\n", Format::jsonl, true) ==
        Words(3, "tokens predicted probabilities predicted_pos token_spans alternatives "));
}

TEST_CASE("gold labels give records that were skipped the same keys") {
  ReaderOptions options = shape_options();
  options.format = Format::conll;
  options.malformed = Malformed::skip;
  WriterOptions writing = json_lines();
  writing.gold = true;
  CHECK(rewritten("a\tO\n\n\tO\nb\tO\n", options, writing) ==
        "{\"tokens\": [\"a\"], \"tags\": [\"O\"]}\n{\"tokens\": [], \"tags\": []}\n");
  options.format = Format::jsonl;
  const std::string lines =
      "{\"tokens\":[\"a\"],\"tags\":[\"O\"]}\n{\"tokens\":[\"a\"],\"tags\":3}\nno \"JSON\n";
  CHECK(rewritten(lines, options, writing) ==
        "{\"tokens\":[\"a\"],\"tags\":[\"O\"]}\n{\"tokens\":[\"a\"],\"tags\":3}\n{\"tokens\": [], \"tags\": "
        "[]}\n");
}

TEST_CASE("JSON that nests deeply, is cut off anywhere or is damaged gives records or an error") {
  const std::vector<std::string> whole = {
      R"([{"text":"Anna left.","label":[[0,4,"PER"]],"x":{"y":[1,{"z":null}]}},{"text":"\ud83d\ude00 b","label":[]}])",
      "{\"data\": [\n {\"tokens\": [\"a\", \"b\"],\n  \"ner_tags\": [1, 0]},\n null]}",
      "[\"Anna left.\", {\"entities\": [[0, 4, \"PER\"]]}]\n",
      R"({"id":1,"annotations":[{"result":[{"value":{"start":0,"end":4,"labels":["P"]}}]}],"data":{"text":"Anna"}})",
      R"({"text":"a b","tokens":[{"text":"a","start":0,"end":1},{"text":"b","start":2,"end":3}],"spans":[[0,1,"X"]]})"};
  const auto reads = [](const std::string& text) {
    ReaderOptions options = shape_options();
    options.format = Format::jsonl;
    for (const bool skip : {false, true}) {
      options.malformed = skip ? Malformed::skip : Malformed::error;
      options.misaligned = skip ? Misaligned::skip : Misaligned::error;
      options.label_names = skip ? Words{"O", "B-X"} : Words{};
      try {
        rewritten(text, options, json_lines());
        read_text(text, options);
      } catch (const DataError&) {
      }
    }
    return true;
  };
  for (const std::string& text : whole) {
    for (std::size_t end = 0; end <= text.size(); ++end) CHECK(reads(text.substr(0, end)));
    for (std::size_t at = 0; at < text.size(); at += tests::sanitized ? 5 : 1) {
      for (const std::string part :
           {"", "\"", "[", "]", "{", "}", ",", ":", "\n", "\\", "-1", "1e999", "null", "3.0"}) {
        std::string damaged = text;
        CHECK(reads(damaged.replace(at, 1, part)));
      }
    }
  }
  const std::string deep(100000, '[');
  for (const std::string& text : {deep, "[{\"text\":" + deep + "}]", "{\"data\":" + deep,
                                  "{\"data\":[{\"text\":\"a\",\"spans\":" + deep + "}]}",
                                  std::string("{\"text\":\"\\ud800\",\"spans\":[]}"),
                                  std::string("[{\"text\":\"\\udc00\",\"spans\":[]}]")}) {
    CHECK(reads(text));
    CHECK_FALSE(refusal(text).empty());
  }
}

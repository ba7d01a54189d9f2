#include <string>
#include <vector>

#include "base/errors.h"
#include "catch.h"
#include "error_message.h"
#include "read_text.h"

using namespace seqlab;
using namespace seqlab::corpus;
using tests::contains;
using tests::read_text;
using tests::rewritten;
using Words = std::vector<std::string>;

namespace {

const text::Tokeniser& english() {
  static const text::Tokeniser tokeniser("en");
  return tokeniser;
}

ReaderOptions json(bool labels = true) {
  ReaderOptions options;
  options.format = Format::jsonl;
  if (!labels) options.label_columns.clear();
  options.tokeniser = &english();
  return options;
}

WriterOptions to_json(text::OffsetUnit unit = text::OffsetUnit::codepoint) {
  WriterOptions options;
  options.format = OutputFormat::jsonl;
  options.offsets = unit;
  return options;
}

std::string failure(const std::string& text, const ReaderOptions& options = json()) {
  return tests::error_message<DataError>([&] { read_text(text, options); });
}

}  // namespace

TEST_CASE("objects with tokens and tags are sentences with labels") {
  const auto records = read_text(
      "{\"tokens\": [\"Ann\", \"ran\"], \"tags\": [\"B-PER\", "
      "\"O\"]}\n\n{\"labels\":[\"X\"],\"tokens\":[\"a\"]}\n"
      "{\"tokens\":[],\"tags\":[]}",
      json());
  REQUIRE(records.size() == 3);
  CHECK(records[0].sentences[0].words == Words{"Ann", "ran"});
  CHECK(records[0].sentences[0].gold.at(0) == Words{"B-PER", "O"});
  CHECK(records[1].sentences[0].gold.at(0) == Words{"X"});
  CHECK(records[1].sentences[0].lines == std::vector<std::size_t>{3});
  CHECK(records[1].sentences[0].document == 1);
  CHECK(records[2].sentences.empty());
}

TEST_CASE("tags are read from the chosen key, and may be missing if the options allow it") {
  ReaderOptions options = json();
  options.label_columns = {"pos"};
  CHECK(read_text("{\"tokens\":[\"a\"],\"tags\":[\"O\"],\"pos\":[\"DET\"]}", options)[0].sentences[0].gold.at(
            0) == Words{"DET"});
  CHECK(contains(failure("{\"tokens\":[\"a\"],\"tags\":[\"O\"]}", options), "no labels under 'pos'"));
  options = json();
  CHECK(contains(failure("{\"tokens\":[\"a\"],\"tags\":[null]}"), "tags[0] is null; it must be a string"));
  CHECK(contains(failure("{\"tokens\":[\"a\"],\"tags\":[\"\"]}"), "--unlabelled"));
  options.unlabelled = "_";
  CHECK(read_text("{\"tokens\":[\"a\",\"b\"],\"tags\":[null,\"_\"]}", options)[0].sentences[0].gold.at(0) ==
        Words{"", ""});
}

TEST_CASE("text with spans becomes IOB2 on the tokeniser's tokens") {
  const auto records = read_text(
      "{\"text\": \"Ann Lee met Bob. He ran.\", \"spans\": [{\"start\": 12, \"end\": 15, \"label\": "
      "\"PER\"}, "
      "{\"start\": 0, \"end\": 7, \"label\": \"PER\"}]}\n{\"text\": \"\", \"entities\": []}\n",
      json());
  REQUIRE(records.size() == 2);
  REQUIRE(records[0].sentences.size() == 2);
  CHECK(records[0].sentences[0].words == Words{"Ann", "Lee", "met", "Bob", "."});
  CHECK(records[0].sentences[0].gold.at(0) == Words{"B-PER", "I-PER", "O", "B-PER", "O"});
  CHECK(records[0].sentences[1].gold.at(0) == Words{"O", "O", "O"});
  CHECK(records[1].sentences.empty());
}

TEST_CASE("span offsets count code points, bytes or UTF-16 units") {
  const std::string text = "\xF0\x9F\x98\x80 \xC3\x89va ran";  // emoji, space, Éva
  const auto read = [&](text::OffsetUnit unit, int begin, int end) {
    ReaderOptions options = json();
    options.offsets = unit;
    return read_text("{\"text\":\"" + text + "\",\"spans\":[{\"start\":" + std::to_string(begin) +
                         ",\"end\":" + std::to_string(end) + ",\"label\":\"PER\"}]}",
                     options)[0]
        .sentences[0]
        .gold.at(0);
  };
  const Words expected = {"O", "B-PER", "O"};
  CHECK(read(text::OffsetUnit::codepoint, 2, 5) == expected);
  CHECK(read(text::OffsetUnit::byte, 5, 9) == expected);
  CHECK(read(text::OffsetUnit::utf16, 3, 6) == expected);
  CHECK_THROWS_AS(read(text::OffsetUnit::byte, 1, 9), DataError);   // inside a character
  CHECK_THROWS_AS(read(text::OffsetUnit::utf16, 1, 6), DataError);  // inside a surrogate pair
  CHECK_THROWS_AS(read(text::OffsetUnit::codepoint, 2, 99), DataError);
}

TEST_CASE("a span that does not start and end with tokens is an error that names the nearest ones") {
  const std::string message =
      failure("{\"text\":\"John Smithson ran\",\"spans\":[{\"start\":1,\"end\":8,\"label\":\"PER\"}]}");
  CHECK(contains(
      message,
      "file:1: span 1-8 (PER) does not start and end with tokens; the nearest tokens are 0-4 and 5-13"));
  CHECK(contains(failure("{\"text\":\"a   b\",\"spans\":[{\"start\":2,\"end\":3,\"label\":\"X\"}]}"),
                 "there is no token"));
  CHECK(contains(failure("{\"text\":\"\",\"spans\":[{\"start\":0,\"end\":0,\"label\":\"X\"}]}"), "is empty"));
}

TEST_CASE("spans that overlap, have no label or are not objects are errors") {
  const auto with_spans = [](const std::string& spans) {
    return "{\"text\":\"a b c\",\"spans\":" + spans + "}";
  };
  CHECK(contains(failure(with_spans(
                     "[{\"start\":0,\"end\":3,\"label\":\"X\"},{\"start\":2,\"end\":5,\"label\":\"Y\"}]")),
                 "span 0-3 (X) and span 2-5 (Y) overlap"));
  CHECK(contains(failure(with_spans("[{\"start\":0,\"end\":1}]")), "has no label"));
  CHECK(contains(failure(with_spans("[{\"start\":-1,\"end\":1,\"label\":\"X\"}]")),
                 "without a whole number for 'start'"));
  CHECK(
      contains(failure(with_spans("[{\"start\":0.5,\"end\":1,\"label\":\"X\"}]")), "without a whole number"));
  CHECK(contains(failure(with_spans("[{\"start\":0,\"label\":\"X\"}]")), "for 'end'"));
  CHECK(contains(failure(with_spans("[7]")), "not an object"));
  CHECK(contains(failure(with_spans("{}")), "must be an array"));
  CHECK(contains(failure("{\"text\":\"a\"}"), "no labels"));
}

TEST_CASE("a sentence does not end inside a span") {
  const auto records = read_text(
      "{\"text\":\"I like Who? Me. It is good.\",\"spans\":[{\"start\":7,\"end\":14,\"label\":\"WORK\"}]}",
      json());
  REQUIRE(records[0].sentences.size() == 2);
  CHECK(records[0].sentences[0].gold.at(0) == Words{"O", "O", "B-WORK", "I-WORK", "I-WORK", "O"});
}

TEST_CASE("given tokens are found in the text and get its spans") {
  const auto records = read_text(
      "{\"text\":\"Ann  "
      "ran.\",\"tokens\":[\"Ann\",\"ran\",\".\"],\"spans\":[{\"start\":0,\"end\":3,\"label\":\"PER\"}]}",
      json());
  CHECK(records[0].sentences[0].gold.at(0) == Words{"B-PER", "O", "O"});
  CHECK(records[0].sentences[0].offsets == text::TextSentence{{0, 3}, {5, 8}, {8, 9}});
  CHECK(contains(failure("{\"text\":\"Ann ran\",\"tokens\":[\"ran\",\"Ann\"],\"tags\":[\"O\",\"O\"]}"),
                 "token 2 (Ann) is not in the text"));
}

TEST_CASE("a line that is not an object with tokens or text is an error with its place") {
  CHECK(contains(failure("{\"tokens\":[\"a\"],\"tags\":[\"O\"]}\n{\"a\":1}"),
                 "file:2: the object has neither"));
  CHECK(contains(failure("[1]"), "file:1: a JSON array"));
  CHECK(contains(failure("{\"tokens\":[\"a\"]"), "file:1:"));
  CHECK(contains(failure("{\"tokens\":[\"a\"],}"), "file:1:17: invalid JSON"));
  CHECK(contains(failure("{\"tokens\":\"a\"}"), "must be an array"));
  CHECK(contains(failure("{\"tokens\":[1]}"), "token 1 is number"));
  CHECK(contains(failure("{\"tokens\":[\"\"]}"), "token 1 is empty"));
  CHECK(contains(failure("{\"text\":5}"), "text is number"));
  CHECK(contains(failure("{\"tokens\":[\"a\"],\"tags\":[]}"), "1 tokens and 0 tags"));
  CHECK(contains(failure("{\"tokens\":[\"a\"],\"tags\":[\"a\\tb\"]}"), "control character"));
  CHECK(contains(failure("{\"text\":\"\\ud800\"}"), "invalid JSON"));
}

TEST_CASE("deep nesting is refused, not followed") {
  const std::size_t depth = 1000000;
  CHECK(contains(failure("{\"text\":" + std::string(depth, '[') + std::string(depth, ']') + "}"),
                 "nested deeper than 512"));
  CHECK(contains(failure(std::string(depth, '{')), "nested deeper"));
  // Brackets inside strings nest nothing.
  CHECK(read_text("{\"text\":\"" + std::string(1000, '[') + "\"}", json(false)).size() == 1);
}

TEST_CASE("an object that is only read comes out byte for byte") {
  const std::string text =
      "{ \"id\" : 123456789012345678901234567890, \"x\": 1.50e+3, \"tokens\":[ \"a\\u00e9\" ],\"tags\": "
      "[\"O\"], \"z\": {\"k\": "
      "[1, \"}\"]} }\n";
  CHECK(rewritten(text, json(false), to_json()) == text);
  CHECK(rewritten(text, json(), to_json()).substr(0, 60) == text.substr(0, 60));
}

TEST_CASE("a byte order mark before an object is passed on") {
  const std::string text = "{\"text\": \"\"}\n\xEF\xBB\xBF{\"text\": \"\"}\n";
  CHECK(rewritten(text, json(false), to_json(), {"X"}) ==
        "{\"text\": \"\", \"sentences\": []}\n\xEF\xBB\xBF{\"text\": \"\", \"sentences\": []}\n");
}

TEST_CASE("a prediction is appended after the input's keys, which stay unchanged") {
  CHECK(rewritten("{\"id\": 1.50, \"tokens\": [\"a\", \"b\"], \"tags\": [\"O\", \"O\"]}\n", json(), to_json(),
                  {"X"}, 0.5) ==
        "{\"id\": 1.50, \"tokens\": [\"a\", \"b\"], \"tags\": [\"O\", \"O\"], \"predicted\": [\"X\", \"X\"], "
        "\"probabilities\": [0.500000, 0.500000]}\n");
  // Tagged again, the old prediction goes.
  CHECK(rewritten("{\"predicted\": [\"Q\"], \"tokens\":[\"a\"]}\n", json(false), to_json(), {"X"}) ==
        "{\"predicted\": [\"X\"], \"tokens\":[\"a\"]}\n");
  CHECK(rewritten("{\"tokens\":[]}\n", json(false), to_json(), {"X"}) ==
        "{\"tokens\":[], \"predicted\": []}\n");
}

TEST_CASE("a predicted text gets its sentences and, with a tag scheme, its spans") {
  CHECK(rewritten("{\"text\": \"Hi \xF0\x9F\x98\x80 Bob\", \"n\": 1}\n", json(false), to_json(), {"B-X"}) ==
        "{\"text\": \"Hi \xF0\x9F\x98\x80 Bob\", \"n\": 1, \"sentences\": [{\"tokens\": ["
        "{\"text\": \"Hi\", \"start\": 0, \"end\": 2, \"label\": \"B-X\"}, "
        "{\"text\": \"\xF0\x9F\x98\x80\", \"start\": 3, \"end\": 4, \"label\": \"B-X\"}, "
        "{\"text\": \"Bob\", \"start\": 5, \"end\": 8, \"label\": \"B-X\"}]}], \"predicted_spans\": ["
        "{\"text\": \"Hi\", \"start\": 0, \"end\": 2, \"label\": \"X\"}, "
        "{\"text\": \"\xF0\x9F\x98\x80\", \"start\": 3, \"end\": 4, \"label\": \"X\"}, "
        "{\"text\": \"Bob\", \"start\": 5, \"end\": 8, \"label\": \"X\"}]}\n");
}

TEST_CASE("spans are those of a head's tag scheme, whatever its labels look like") {
  const auto reader = make_reader(io::memory_input("{\"text\": \"Ann ran\"}\n", "file"), json(false));
  Record record;
  reader->next(record);
  WriterOptions options = to_json();
  options.label_columns = {"", "pos"};
  const std::vector<Predicted> predicted = {
      {{{.name = "chunk", .labels = {"B-X", "I-X"}},
        {.name = "name", .scheme = {TagScheme::iob2, '_'}, .labels = {"B_P", "O"}}}}};
  std::ostringstream output;
  make_writer(output, options)->write(record, predicted);
  CHECK_FALSE(contains(output.str(), "predicted_spans\""));
  CHECK(contains(output.str(),
                 "\"predicted_spans_pos\": [{\"text\": \"Ann\", \"start\": 0, \"end\": 3, "
                 "\"label\": \"P\"}]}"));
}

TEST_CASE("the JSON of a record needs no stream") {
  Record record;
  record.text = "Ann ran";
  Sentence& sentence = record.sentences.emplace_back();
  sentence.words = {"Ann", "ran"};
  sentence.offsets = {{0, 3}, {4, 7}};
  const std::vector<Predicted> predicted = {
      {{{.name = "name", .scheme = {TagScheme::iob2, '-'}, .labels = {"B-P", "O"}}}}};
  CHECK(json_text(record, predicted, {}) ==
        "{\"text\": \"Ann ran\", \"sentences\": [{\"tokens\": ["
        "{\"text\": \"Ann\", \"start\": 0, \"end\": 3, \"label\": \"B-P\"}, "
        "{\"text\": \"ran\", \"start\": 4, \"end\": 7, \"label\": \"O\"}]}], "
        "\"spans\": [{\"text\": \"Ann\", \"start\": 0, \"end\": 3, \"label\": \"P\"}]}");
  record.text.clear();
  CHECK(json_text(record, predicted, {}) == "{\"tokens\": [\"Ann\", \"ran\"], \"tags\": [\"B-P\", \"O\"]}");
}

TEST_CASE("several label columns may each be tags or spans") {
  ReaderOptions options = json();
  options.label_columns = {"pos", "names"};
  const std::string tokens = R"("tokens": ["Ann", "ran"], "pos": ["N", "V"], )";
  const std::string text = R"("text": "Ann ran", "names": [{"start": 0, "end": 3, "label": "P"}])";
  CHECK(read_text("{" + tokens + text + "}", options)[0].sentences[0].gold ==
        std::vector<Labels>{{"N", "V"}, {"B-P", "O"}});
  options.label_columns = {"names", "verbs"};
  const std::string verbs = R"(, "verbs": [{"start": 4, "end": 7, "label": "V"}])";
  CHECK(read_text("{" + text + verbs + "}", options)[0].sentences[0].gold ==
        std::vector<Labels>{{"B-P", "O"}, {"O", "B-V"}});
  CHECK_THROWS_AS(read_text("{" + text + "}", options), DataError);
  options.partly_labelled = true;
  CHECK(read_text("{" + text + "}", options)[0].sentences[0].gold ==
        std::vector<Labels>{{"B-P", "O"}, {"", ""}});
}

TEST_CASE("raw text becomes one object per record, also an empty one, and can be read back") {
  ReaderOptions raw = json(false);
  raw.format = Format::text;
  const std::string written = rewritten("Ann \"ran\".\n\n", raw, to_json(text::OffsetUnit::byte), {"I-X"});
  CHECK(
      contains(written, "{\"text\": \"Ann \\\"ran\\\".\", \"sentences\": [{\"tokens\": [{\"text\": \"Ann\""));
  CHECK(contains(
      written,
      "\"spans\": [{\"text\": \"Ann \\\"ran\\\".\", \"start\": 0, \"end\": 10, \"label\": \"X\"}]}\n"));
  CHECK(contains(written, "\n{\"text\": \"\", \"sentences\": [], \"spans\": []}\n"));
  ReaderOptions spans = json();
  const auto records = read_text(written.substr(0, written.find('\n')), spans);
  CHECK(records[0].sentences[0].gold.at(0).front() == "B-X");
  CHECK_FALSE(contains(rewritten("a b\n", raw, to_json(), {"NN"}), "spans"));
}

TEST_CASE("columns become tokens and tags") {
  ReaderOptions conll;
  conll.format = Format::conll;
  conll.unlabelled = "_";
  CHECK(rewritten("a\tO\nb \"c\"\t_\n", conll, to_json()) ==
        "{\"tokens\": [\"a\", \"b \\\"c\\\"\"], \"tags\": [\"O\", null]}\n");
  conll.label_columns.clear();
  CHECK(rewritten("a\tO\n", conll, to_json(), {"X"}, 0.25) ==
        "{\"tokens\": [\"a\"], \"tags\": [\"X\"], \"probabilities\": [0.250000]}\n");
}

TEST_CASE("words that columns cannot hold are an error in columns but not in JSON") {
  const std::string text = "{\"tokens\": [\"a\\tb\", \"\\u0000\"]}\n";
  CHECK(rewritten(text, json(false), to_json(), {}) == text);
  WriterOptions conll;
  const std::string message =
      tests::error_message<DataError>([&] { rewritten(text, json(false), conll, {"X"}); });
  CHECK(contains(message, "file:1: a tab or line end inside"));
  WriterOptions conllu;
  conllu.format = OutputFormat::conllu;
  CHECK_THROWS_AS(rewritten(text, json(false), conllu, {"X"}), DataError);
}

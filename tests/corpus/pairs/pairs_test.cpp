#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include "../../io/temporary_folder.h"
#include "base/errors.h"
#include "catch.h"
#include "corpus/pairs/pair_reader.h"
#include "corpus/pairs/pair_writer.h"
#include "error_message.h"

using namespace seqlab;
using namespace seqlab::corpus;
using tests::contains;
using Texts = std::vector<std::string>;

namespace {

std::vector<PairRecord> records_of(const std::string& text, const PairOptions& options = {}) {
  const auto reader = make_pair_reader(io::memory_input(text, "file"), options);
  std::vector<PairRecord> records;
  for (PairRecord record; reader->next(record);) records.push_back(record);
  return records;
}

PairFormat format_of(const std::string& text) {
  return make_pair_reader(io::memory_input(text, "file"), {})->format();
}

std::string pair_failure(const std::string& text) {
  return tests::error_message<DataError>([&] { records_of(text); });
}

Texts symbols_of(const Source& source, SymbolUnit unit) {
  Texts symbols;
  each_symbol(source, unit, [&](std::string_view symbol) { symbols.emplace_back(symbol); });
  return symbols;
}

const std::string& two_words() {
  static const std::string text =
      "# sent_id = 1\n"
      "1-2\tdelwoods\t_\t_\t_\t_\t_\t_\t_\t_\n"
      "1\tdel\tde\tADP\tX\t_\t_\t_\t_\t_\n"
      "2\twoods\twood\tNOUN\t_\tNumber=Plur|Case=Nom\t_\t_\t_\tSpaceAfter=No\n"
      "2.1\tghost\tghost\tNOUN\t_\t_\t_\t_\t_\t_\n"
      "3\t_\t_\tPUNCT\t_\t_\t_\t_\t_\t_\n"
      "4\todd\t_\t_\t_\t_\t_\t_\t_\t_\n"
      "\n# end\n";
  return text;
}

// What a model gives that writes the source's text and an exclamation mark.
std::string written(const std::string& text, const PairWriterOptions& options) {
  const auto reader = make_pair_reader(io::memory_input(text, "file"), {});
  std::ostringstream output;
  const auto writer = make_pair_writer(output, reader->format(), options);
  for (PairRecord record; reader->next(record);) {
    std::vector<Transduced> results;
    for (const Pair& pair : record.pairs) {
      results.push_back({pair.source.text + "!", -0.5, true, {{0.25F, 0.75F}}});
    }
    writer->write(record, results);
  }
  writer->finish(reader->trailing());
  return output.str();
}

}  // namespace

TEST_CASE("a line is a source, a target and tags, and a blank line has no pair") {
  const auto records = records_of("walked\twalk\tVERB|Tense=Past\n\nfoo\na b\t\tX\n\tempty source\ngone\t\n");
  REQUIRE(records.size() == 6);
  const Pair& first = records[0].pairs.at(0);
  CHECK(first.source.text == "walked");
  CHECK(first.target == "walk");
  CHECK(first.source.tags == Texts{"VERB", "Tense=Past"});
  CHECK(to_string(first.place) == "file:1:1");
  CHECK(records[1].pairs.empty());
  CHECK(records[2].pairs.at(0).source.text == "foo");
  CHECK_FALSE(records[2].pairs.at(0).target);
  CHECK(records[3].pairs.at(0).target == "");
  CHECK(records[3].pairs.at(0).source.tags == Texts{"X"});
  CHECK(records[4].pairs.at(0).source.text.empty());
  CHECK(records[4].pairs.at(0).target == "empty source");
  CHECK(records[5].pairs.at(0).target == "");
}

TEST_CASE("a source is characters or words, and no tag is like either") {
  const Source source{.text = "a\xC3\xA9 b", .tags = {"a", "b"}};
  CHECK(symbols_of(source, SymbolUnit::characters) == Texts{"a", "\xC3\xA9", " ", "b", "\ta", "\tb"});
  CHECK(symbols_of(source, SymbolUnit::words) == Texts{"a\xC3\xA9", "b", "\ta", "\tb"});
  CHECK(is_tag_symbol("\ta"));
  CHECK_FALSE(is_tag_symbol("\t"));
  CHECK_FALSE(is_tag_symbol("a"));
}

TEST_CASE("CoNLL-U gives a pair for each word, with tags from its columns") {
  const auto records = records_of(two_words());
  REQUIRE(records.size() == 1);
  const auto& pairs = records[0].pairs;
  REQUIRE(pairs.size() == 4);
  CHECK(pairs[0].source == Source{.text = "del", .tags = {"ADP"}});
  CHECK(pairs[1].source == Source{.text = "woods", .tags = {"NOUN", "Number=Plur", "Case=Nom"}});
  CHECK(pairs[1].target == "wood");
  CHECK(pairs[1].place.line == 4);
  CHECK(pairs[2].target == "_");  // the lemma of a word _
  CHECK_FALSE(pairs[3].target);
  const auto other = records_of(two_words(), {.source = {"LEMMA", "MISC:SpaceAfter"}, .target = "FORM"});
  CHECK(other[0].pairs[1].source == Source{.text = "wood", .tags = {"No"}});
  CHECK(other[0].pairs[1].target == "woods");
}

TEST_CASE("JSON Lines have sources that are texts with tags, or vectors") {
  const auto texts =
      records_of("{\"source\": \"caf\\u00e9\", \"tags\": [\"X\"], \"target\": \"c\", \"id\": 7}\n\n");
  REQUIRE(texts.size() == 1);
  CHECK(texts[0].pairs[0].source == Source{.text = "caf\xC3\xA9", .tags = {"X"}});
  CHECK(texts[0].pairs[0].target == "c");
  const auto vectors = records_of(
      "{\"source\": [[1, -2.5], [0, 3e1]], \"target\": \"ab\"}\n{\"source\": [], \"target\": null}\n");
  REQUIRE(vectors.size() == 2);
  const Source& source = vectors[0].pairs[0].source;
  CHECK(source.vectors);
  CHECK(source.width == 2);
  CHECK(source.numbers == std::vector<float>{1, -2.5, 0, 30});
  CHECK(vectors[1].pairs[0].source.vectors);
  CHECK(vectors[1].pairs[0].source.numbers.empty());
  CHECK_FALSE(vectors[1].pairs[0].target);
}

TEST_CASE("the format of pairs is recognised by the first lines") {
  CHECK(format_of("a\tb\n") == PairFormat::lines);
  CHECK(format_of("") == PairFormat::lines);
  CHECK(format_of("# a\n# b\n") == PairFormat::lines);
  CHECK(format_of("1\tb\tc\n") == PairFormat::lines);
  CHECK(format_of("{\tb\n") == PairFormat::lines);
  CHECK(format_of("\n# text = a\n" + two_words()) == PairFormat::conllu);
  CHECK(format_of("  {\"source\": \"a\"}\n") == PairFormat::jsonl);
}

TEST_CASE("what is no pair is an error with its place") {
  CHECK(contains(pair_failure("a\tb\nab\tc\td\te\n"), "file:2:8: the line has 4 fields"));
  CHECK(contains(pair_failure("a\tb\tX||Y\n"), "file:1:7: a tag is empty"));
  CHECK(contains(pair_failure("{\"target\": \"a\"}\n"), "file:1:1: the object has no key source"));
  CHECK(contains(pair_failure("{\"source\": 3}\n"), "file:1:12: the source is neither a text nor"));
  CHECK(
      contains(pair_failure("{\"source\": \"a\", \"target\": 3}\n"), "file:1:27: the target is not a text"));
  CHECK(
      contains(pair_failure("{\"source\": \"a\", \"tags\": \"X\"}\n"), "file:1:25: the tags are not a list"));
  CHECK(contains(pair_failure("{\"source\": \"a\", \"tags\": [\"\"]}\n"), "a tag is empty"));
  CHECK(contains(pair_failure("{\"source\": [[1]], \"tags\": [\"X\"]}\n"), "the source is vectors"));
  CHECK(contains(pair_failure("{\"source\": [[1, 2], [3]]}\n"),
                 "file:1:12: vector 2 of the source has 1 numbers; the first of the file has 2"));
  CHECK(contains(pair_failure("{\"source\": [[1, \"2\"]]}\n"), "vector 1 of the source is not a list of"));
  CHECK(contains(pair_failure("{\"source\": [[]]}\n"), "vector 1 of the source is not a list of"));
  CHECK(contains(pair_failure("{\"source\": [[1e39]]}\n"), "a number that is too large"));
  CHECK(contains(pair_failure("{\"source\": [[1e999]]}\n"), "file:1"));
  CHECK(
      contains(pair_failure("{\"source\": [[1]]}\n{\"source\": \"a\"}\n"), "file:2:12: the source is text"));
  CHECK(contains(pair_failure("{\"source\": \"a\"}\nno json\n"), "file:2:"));
  CHECK(contains(pair_failure("a\tb\n\xFF\tb\n"), "file:2:1: byte 0xFF is not valid UTF-8"));
}

TEST_CASE("pairs to learn from have targets, and words of CoNLL-U without one are left out and counted") {
  const tests::TemporaryFolder folder;
  const std::string words = folder.file("words.conllu", two_words());
  std::string remarks;
  const auto note = [&](const std::string& remark) { remarks += remark + "\n"; };
  const auto read = [&](const Texts& files) { return read_pairs(files, {}, note); };
  CHECK(read({words, words}).size() == 6);
  CHECK(contains(remarks, "words.conllu: conllu, 3 pairs; 1 words without a target are left out\n"));
  const auto failure = [&](const std::string& text) {
    const std::string file = folder.file("pairs", text);
    return tests::error_message<DataError>([&] { read({file}); });
  };
  CHECK(contains(failure("a\tb\nc\n"), "pairs:2:1: the line has no target; a tab separates it"));
  CHECK(contains(failure("{\"source\": \"a\"}\n"), "the object has no target"));
  CHECK(contains(failure("\n\n"), "there are no pairs of source and target"));
  const std::string vectors = folder.file("vectors", "{\"source\": [[1]], \"target\": \"a\"}\n");
  CHECK(contains(tests::error_message<DataError>([&] { read({words, vectors}); }), "the source is vectors"));
}

TEST_CASE("targets are written a line each, and a blank line for each blank line and sentence") {
  CHECK(written("a\tb\n\nc d\n", {}) == "a!\n\nc d!\n");
  CHECK(written("{\"source\": \"a\\nb\\tc\"}\n", {}) == "a b c!\n");
  CHECK(written(two_words(), {}) == "del!\nwoods!\n_!\nodd!\n\n");
}

TEST_CASE("CoNLL-U is given back with the target in its column") {
  std::string expected = two_words();
  for (const auto& [old, now] :
       std::vector<std::pair<std::string, std::string>>{{"1\tdel\tde\t", "1\tdel\tdel!\t"},
                                                        {"\twoods\twood\t", "\twoods\twoods!\t"},
                                                        {"3\t_\t_\t", "3\t_\t_!\t"},
                                                        {"4\todd\t_\t", "4\todd\todd!\t"}}) {
    expected.replace(expected.find(old), old.size(), now);
  }
  CHECK(written(two_words(), {.format = PairOutput::conllu}) == expected);
  std::ostringstream output;
  CHECK_THROWS_AS(make_pair_writer(output, PairFormat::lines, {.format = PairOutput::conllu}), UsageError);
}

TEST_CASE("JSON has the target, and on request its probability and attention, and other keys pass through") {
  CHECK(written("{\"id\": 1, \"source\": \"a\", \"target\": \"x\"}\n", {.format = PairOutput::jsonl}) ==
        "{\"id\": 1, \"source\": \"a\", \"target\": \"a!\"}\n");
  CHECK(contains(
      written("a\t\tX\n", {.format = PairOutput::jsonl, .log_probabilities = true, .attention = true}),
      "\"log_probability\""));
  const std::string all =
      written("a\t\tX\n", {.format = PairOutput::jsonl, .log_probabilities = true, .attention = true});
  CHECK(contains(all, "\"tags\""));
  CHECK(contains(all, "[\"X\"]"));
  CHECK(contains(all, "-0.5"));
  CHECK(contains(all, "[[0.25,0.75]]"));
}

// Taggers of the public face, as a server uses them.
#include "seqlab/tagger.h"

#include <sstream>

#include "answers.h"
#include "base/pool.h"
#include "catch.h"
#include "contains.h"
#include "corpus/reader.h"
#include "corpus/writer.h"
#include "io/input.h"
#include "small_models.h"
#include "streams/label_columns.h"
#include "streams/tag_stream.h"

namespace seqlab {
namespace {

using tests::anna;
using tests::as_text;
using tests::contains;
using tests::message_of;

std::vector<std::string> texts(std::size_t count) {
  std::vector<std::string> result;
  for (std::size_t i = 0; i < count; ++i) result.push_back(tests::some_text(i));
  return result;
}

// Texts and lists of tokens by turns.
std::vector<Input> mixed_inputs(const std::vector<std::string>& texts) {
  std::vector<Input> inputs;
  for (std::size_t i = 0; i < texts.size(); ++i) {
    inputs.emplace_back(texts[i]);
    if (i % 3 == 0) inputs.emplace_back(Tokens{std::vector<std::string>(i % 5, "Anna")});
  }
  return inputs;
}

// What `tagger tag` writes for this input.
std::string program_output(const std::string& model, const std::string& input, corpus::Format format,
                           corpus::OutputFormat output, const TagOptions& options,
                           text::OffsetUnit unit = text::OffsetUnit::codepoint) {
  model::TaggerModel tagger = model::TaggerModel::load(model);
  if (!options.head.empty()) tagger = tagger.with_head(options.head);
  const text::Tokeniser tokeniser(tagger.options().language);
  corpus::ReaderOptions reading;
  reading.format = format;
  reading.label_columns.clear();
  reading.tokeniser = &tokeniser;
  reading.offsets = unit;
  corpus::WriterOptions writing;
  writing.format = output;
  writing.offsets = unit;
  streams::write_label_columns("", tagger, writing);
  const model::TaggerModel::TagOptions tagging = {
      .probabilities = options.probabilities,
      .span_probabilities = options.probabilities && output == corpus::OutputFormat::jsonl,
      .n_best = options.n_best};
  streams::write_scores(tagging, writing);
  std::ostringstream result;
  const auto reader = corpus::make_reader(io::memory_input(input, "input"), reading);
  const auto writer = corpus::make_writer(result, writing);
  base::Pool pool(1);
  streams::tag_stream(tagger, *reader, *writer, {.tag = tagging}, pool, [] {});
  return result.str();
}

}  // namespace

TEST_CASE("spans can be withheld below a confidence, and have the network's own probabilities") {
  const tests::SmallTagger model;
  const Tagger tagger = Tagger::load(model.file.path);
  const std::string text = "Anna sees Rome";
  const auto labels_of = [](const std::vector<TaggedSentence>& sentences) {
    std::string labels;
    for (const TaggedToken& token : sentences.at(0).tokens) labels += token.labels.at(0).label + " ";
    return labels;
  };
  const auto all = tagger.tag(text, {.probabilities = true});
  const auto raw = tagger.tag(text, {.probabilities = true, .raw_probabilities = true});
  CHECK(labels_of(all) == labels_of(raw));
  CHECK(all.at(0).tokens.at(0).labels.at(0).probability != raw.at(0).tokens.at(0).labels.at(0).probability);
  const auto withheld = tagger.tag(text, {.min_confidence = 1});
  CHECK(withheld.at(0).spans.empty());
  CHECK(withheld.at(0).tokens.size() == 3);
  CHECK_THROWS_AS(tagger.tag(text, {.min_confidence = -1}), BadInput);
  CHECK_THROWS_AS(tagger.tag(text, {.n_best = 2, .min_confidence = 0.5}), BadInput);
}

TEST_CASE("a token has its text, its place, and a label with a probability from each head") {
  const tests::TwoHeadedTagger model;
  const Tagger tagger = Tagger::load(model.file.path);
  const auto sentences = tagger.tag("Anna sees Oslo", {.probabilities = true});
  REQUIRE(sentences.size() == 1);
  REQUIRE(sentences[0].tokens.size() == 3);
  const TaggedToken& anna = sentences[0].tokens[0];
  CHECK(anna.text == "Anna");
  CHECK(anna.begin == 0);
  CHECK(anna.end == 4);
  REQUIRE(anna.labels.size() == 2);
  CHECK(anna.labels[0].label == "B-PER");
  const TokenLabel& verb = sentences[0].tokens[1].labels[1];
  CHECK(verb.label == "VERB");
  CHECK(verb.probability.value() > 0.5);
  const auto of_tokens = tagger.tag(Tokens{{"Anna", "sees", "Oslo"}}).front();
  CHECK(of_tokens.tokens[1].labels[1].label == "VERB");
  CHECK(!of_tokens.tokens[1].labels[1].probability.has_value());
  CHECK(of_tokens.tokens[2].begin == 2);
  CHECK(of_tokens.tokens[2].end == 3);
}

TEST_CASE("the facts of a tagger") {
  const tests::TwoHeadedTagger two;
  const ModelInfo info = Tagger::load(two.file.path).info();
  CHECK(info.task == Task::tagger);
  CHECK(info.language == "en");
  CHECK(info.feature_columns.empty());
  REQUIRE(info.heads.size() == 2);
  CHECK(info.heads[0].name == "NER");
  CHECK(info.heads[0].column == "NER");
  CHECK(info.heads[0].tag_scheme == "iob2");
  CHECK(std::ranges::count(info.heads[0].labels, "I-PER") == 1);
  CHECK(info.heads[1].name == "UPOS");
  CHECK(info.heads[1].tag_scheme == "none");
  CHECK(info.heads[1].labels == std::vector<std::string>{"OTHER", "VERB"});
  CHECK(std::ranges::count(info.options, std::pair<std::string, std::string>("hidden", "12")) == 1);
  CHECK(std::ranges::count(info.options, std::pair<std::string, std::string>("epochs", "20")) == 1);
  const tests::SmallTagger one;
  const ModelInfo small = Tagger::load(one.file.path).info();
  CHECK(small.licence == "CC0");
  CHECK(small.data == "small");
  const tests::FeatureTagger features;
  CHECK(Tagger::load(features.file.path).info().feature_columns == std::vector<std::string>{"CASE", "SHAPE"});
}

TEST_CASE("a batch gives what single calls give, bit for bit, with any number of threads") {
  const tests::TwoHeadedTagger model;
  const Tagger tagger = Tagger::load(model.file.path);
  const std::vector<std::string> lines = texts(40);
  const std::vector<Input> inputs = mixed_inputs(lines);
  const TagOptions single{.probabilities = true, .head = "NER", .n_best = 3};
  std::string expected;
  std::string expected_json;
  for (const Input& input : inputs) {
    expected += as_text(tagger.tag(input, single)) + "--\n";
    expected_json += tagger.json(input, single) + "\n";
  }
  for (const std::size_t threads : {1U, 2U, 8U}) {
    for (const std::size_t batch : {1U, 7U, 64U}) {
      TagOptions options = single;
      options.threads = threads;
      options.batch_size = batch;
      std::string found;
      for (const auto& sentences : tagger.tag_batch(inputs, options)) found += as_text(sentences) + "--\n";
      CHECK(found == expected);
      std::string json;
      for (const std::string& object : tagger.json_batch(inputs, options)) json += object + "\n";
      CHECK(json == expected_json);
    }
  }
  CHECK(tagger.tag_batch({}).empty());
  CHECK(tagger.json_batch({}).empty());
  CHECK(tagger.conllu({}).empty());
}

TEST_CASE("eight threads call everything of one tagger at once and get what one alone gets") {
  const tests::TwoHeadedTagger model;
  const Tagger tagger = Tagger::load(model.file.path);
  const std::vector<std::string> lines = texts(24);
  const std::vector<Input> inputs = mixed_inputs(lines);
  const auto answer = [&](const Tagger& used, std::size_t turn) {
    const TagOptions options{.threads = 1 + turn % 3,
                             .offsets = turn % 2 == 0 ? OffsetUnit::byte : OffsetUnit::utf16,
                             .probabilities = turn % 3 != 0,
                             .head = turn % 2 == 0 ? "UPOS" : "NER",
                             .n_best = turn % 4};
    const std::span<const Input> some = std::span(inputs).subspan(turn, 8);
    std::string result;
    for (const auto& sentences : used.tag_batch(some, options)) result += as_text(sentences);
    for (const std::string& object : used.json_batch(some, options)) result += object;
    return result + used.conllu(some, options) + as_text(used.tag(lines[turn])) + used.json(lines[turn]) +
           used.info().heads.at(1).name;
  };
  constexpr std::size_t turns = 12;
  std::vector<std::string> expected;
  for (std::size_t turn = 0; turn < turns; ++turn) expected.push_back(answer(tagger, turn));
  std::vector<std::vector<std::string>> found(8, std::vector<std::string>(turns));
  tests::on_threads(8, [&](std::size_t thread) {
    const Tagger copy = tagger;
    for (std::size_t i = 0; i < turns; ++i) {
      const std::size_t turn = (i * 5 + thread * 7) % turns;
      found[thread][turn] = answer(thread % 2 == 0 ? copy : tagger, turn);
    }
  });
  for (const auto& answers : found) CHECK(answers == expected);
}

TEST_CASE("places are in code points, bytes or UTF-16 units") {
  const tests::SmallTagger model;
  const Tagger tagger = Tagger::load(model.file.path);
  // é has 2 bytes and 1 UTF-16 unit, the emoji 4 bytes and 2 units.
  const std::string text = "\xC3\xA9 \xF0\x9F\x98\x80 Anna";
  const auto place = [&](OffsetUnit unit) {
    const TaggedToken token = tagger.tag(text, {.offsets = unit}).front().tokens.back();
    return std::pair(token.begin, token.end);
  };
  CHECK(place(OffsetUnit::codepoint) == std::pair<std::size_t, std::size_t>(4, 8));
  CHECK(place(OffsetUnit::byte) == std::pair<std::size_t, std::size_t>(8, 12));
  CHECK(place(OffsetUnit::utf16) == std::pair<std::size_t, std::size_t>(5, 9));
  CHECK(as_text(tagger.tag(text)) == as_text(tagger.tag(text, {.offsets = OffsetUnit::codepoint})));
  CHECK(tagger.json(text, {.offsets = OffsetUnit::byte}).find("\"start\": 8, \"end\": 12") !=
        std::string::npos);
}

TEST_CASE("spans and the best sequences are those of the labels") {
  const tests::SmallTagger model;
  const Tagger tagger = Tagger::load(model.file.path);
  const std::string line = "Anna Smith sees Rome. Ben!";
  std::size_t found = 0;
  for (const TaggedSentence& sentence : tagger.tag(line, {.probabilities = true})) {
    for (const TaggedSpan& span : sentence.spans) {
      CHECK(span.text == line.substr(span.begin, span.end - span.begin));
      CHECK((span.type == "PER" || span.type == "LOC"));
      CHECK((span.probability.value() > 0 && *span.probability <= 1));
      CHECK(span.head == tagger.info().heads.front().name);
      ++found;
    }
  }
  CHECK(found > 0);
  const TaggedSentence sentence = tagger.tag(anna, {.n_best = 1000}).front();
  for (const TaggedSpan& span : sentence.spans) {
    CHECK(!span.probability.has_value());
    if (span.begin == 0 && span.end == 2) CHECK(span.text == "Anna Smith");
    CHECK(span.end <= anna.words.size());
  }
  double sum = 0;
  for (const LabelSequence& sequence : sentence.n_best) sum += sequence.probability;
  CHECK((sum > 1 - 1e-5 && sum < 1 + 1e-5));
  for (std::size_t i = 0; i < anna.words.size(); ++i) {
    CHECK(sentence.n_best.front().labels[i] == sentence.tokens[i].labels.front().label);
  }
}

TEST_CASE("one of several heads is chosen per call") {
  const tests::TwoHeadedTagger model;
  const Tagger tagger = Tagger::load(model.file.path);
  const TaggedSentence parts = tagger.tag(anna, {.head = "UPOS", .n_best = 2}).front();
  CHECK(parts.tokens[2].labels.size() == 1);
  CHECK(parts.tokens[2].labels[0].label == "VERB");
  CHECK(parts.spans.empty());
  REQUIRE(parts.n_best.size() == 2);
  CHECK(parts.n_best[0].labels[2] == "VERB");
  CHECK(!tagger.tag(anna, {.head = "NER"}).front().spans.empty());
  CHECK(message_of([&] { (void)tagger.tag(anna, {.head = "none"}); }) ==
        "the model has no head 'none'; it has NER, UPOS");
  CHECK(message_of([&] { (void)tagger.tag(anna, {.n_best = 2}); }).find("NER, UPOS") != std::string::npos);
}

TEST_CASE("feature columns are given by name, in any order") {
  const tests::FeatureTagger model;
  const Tagger tagger = Tagger::load(model.file.path);
  const std::vector<std::string> words = {"Anna", "sees", "in"};
  const Column cases{"CASE", {"upper", "lower", "upper"}};
  const Column shapes{"SHAPE", {"a", "", "a"}};
  const TaggedSentence tagged = tagger.tag(Tokens{words, {cases, shapes}}, {.probabilities = true}).front();
  CHECK(tagged.tokens[0].labels[0].label == "B-UP");
  CHECK(tagged.tokens[1].labels[0].label == "O");
  CHECK(tagged.tokens[2].labels[0].label == "B-UP");
  CHECK(as_text({tagged}) == as_text(tagger.tag(Tokens{words, {shapes, cases}}, {.probabilities = true})));
  const auto wrong = [&](std::vector<Column> columns) {
    return message_of([&] { (void)tagger.tag(Tokens{words, std::move(columns)}); });
  };
  CHECK(wrong({cases}) == "the column SHAPE is missing; the model reads CASE, SHAPE");
  CHECK(wrong({cases, shapes, {"POS", {"a", "b", "c"}}}) ==
        "the model does not read a column 'POS'; it reads CASE, SHAPE");
  CHECK(wrong({cases, shapes, shapes}) == "the column SHAPE is given twice");
  CHECK(wrong({cases, {"SHAPE", {"a"}}}) ==
        "the column SHAPE has 1 values for 3 tokens; each token needs one");
  CHECK(wrong({cases, {"SHAPE", {"a", "\xFF", "a"}}}) ==
        "byte 0 of a value of the column SHAPE is not valid UTF-8");
  CHECK(message_of([&] { (void)tagger.tag("Anna sees"); }).find("CASE") != std::string::npos);
  const tests::SmallTagger plain;
  CHECK(message_of([&] {
          (void)Tagger::load(plain.file.path).tag(Tokens{words, {cases}});
        }) == "the model does not read a column 'CASE'; it reads none");
}

TEST_CASE("wrong input is BadInput and names the input at fault") {
  const tests::SmallTagger model;
  const Tagger tagger = Tagger::load(model.file.path);
  CHECK(message_of([&] { (void)tagger.tag("ab\xC3\x28"); }) == "byte 2 of the text is not valid UTF-8");
  const std::vector<Input> inputs = {"fine", std::string_view("a\0b\xFF", 4), "\xFF"};
  CHECK(message_of([&] { (void)tagger.tag_batch(inputs, {.threads = 8}); }) ==
        "input 2: byte 3 of the text is not valid UTF-8");
  CHECK(message_of([&] {
          (void)tagger.tag(Tokens{{"a", ""}});
        }) == "token 2 is empty; every token has a word");
  CHECK(message_of([&] {
          (void)tagger.json(Tokens{{"a", "\xED\xA0\x80"}});
        }) == "byte 0 of token 2 is not valid UTF-8");
  CHECK(message_of([&] { (void)tagger.tag("a", {.threads = 0}); }) == "threads is 0; give 1 to 1024");
  CHECK(message_of([&] { (void)tagger.tag("a", {.threads = 5000}); }) == "threads is 5000; give 1 to 1024");
  CHECK(message_of([&] { (void)tagger.tag("a", {.batch_size = 0}); }) ==
        "batch_size is 0; give 1 to 1000000");
  CHECK(message_of([&] { (void)tagger.tag("a", {.n_best = std::size_t(-1)}); }).find("n_best is ") == 0);
  CHECK(message_of([&] { (void)tagger.tag("a", {.offsets = static_cast<OffsetUnit>(9)}); }) ==
        "offsets is no OffsetUnit");
  CHECK(message_of([&] {
          const std::vector<Input> tokens = {Tokens{{"a\tb"}}};
          (void)tagger.conllu(tokens);
        }).find("tab") != std::string::npos);
}

TEST_CASE("texts and sentences without tokens are answered") {
  const tests::SmallTagger model;
  const Tagger tagger = Tagger::load(model.file.path);
  CHECK(tagger.tag("").empty());
  CHECK(tagger.tag(" \n\t ").empty());
  const auto none = tagger.tag(Tokens{}, {.probabilities = true, .n_best = 3});
  REQUIRE(none.size() == 1);
  CHECK(none[0].tokens.empty());
  CHECK(none[0].spans.empty());
  CHECK(none[0].n_best.size() == 1);
  CHECK(tagger.json(Tokens{}) == "{\"tokens\": [], \"tags\": []}");
  CHECK(tagger.json("") == "{\"text\": \"\", \"sentences\": [], \"spans\": []}");
}

TEST_CASE("JSON and CoNLL-U are byte for byte what the program writes") {
  const tests::TwoHeadedTagger two;
  const tests::SmallTagger one;
  const std::vector<std::string> lines = texts(30);
  std::string document;
  for (const std::string& line : lines) document += line + "\n";
  const std::string token_document = "Anna Smith sees Rome\n\nBen \xC3\xA9 \\ \"q\"\n";
  const std::vector<Input> token_inputs = {anna, Tokens{}, Tokens{{"Ben", "\xC3\xA9", "\\", "\"q\""}}};
  const std::vector<Input> inputs(lines.begin(), lines.end());
  for (const TagOptions& options :
       {TagOptions{}, TagOptions{.probabilities = true}, TagOptions{.head = "NER", .n_best = 3},
        TagOptions{.probabilities = true, .head = "UPOS", .n_best = 2}}) {
    const Tagger tagger = Tagger::load(two.file.path);
    const auto json = [&](std::span<const Input> of) {
      std::string result;
      for (const std::string& object : tagger.json_batch(of, options)) result += object + "\n";
      return result;
    };
    const auto program = [&](const std::string& input, corpus::Format format, corpus::OutputFormat output) {
      return program_output(two.file.path, input, format, output, options);
    };
    using corpus::Format;
    using corpus::OutputFormat;
    CHECK(json(inputs) == program(document, Format::text, OutputFormat::jsonl));
    CHECK(json(token_inputs) == program(token_document, Format::tokens, OutputFormat::jsonl));
    CHECK(tagger.conllu(inputs, options) == program(document, Format::text, OutputFormat::conllu));
    CHECK(tagger.conllu(token_inputs, options) ==
          program(token_document, Format::tokens, OutputFormat::conllu));
  }
  std::string utf16;
  for (const std::string& object :
       Tagger::load(one.file.path).json_batch(inputs, {.offsets = OffsetUnit::utf16})) {
    utf16 += object + "\n";
  }
  CHECK(utf16 == program_output(one.file.path, document, corpus::Format::text, corpus::OutputFormat::jsonl,
                                {}, text::OffsetUnit::utf16));
}

TEST_CASE("JSON and CoNLL-U of what was tagged before are those of tagging now") {
  const tests::TwoHeadedTagger two;
  const Tagger tagger = Tagger::load(two.file.path);
  const std::vector<std::string> lines = texts(30);
  for (const TagOptions& options :
       {TagOptions{}, TagOptions{.probabilities = true}, TagOptions{.probabilities = true, .head = "NER"},
        TagOptions{.head = "UPOS"}, TagOptions{.offsets = OffsetUnit::byte, .probabilities = true},
        TagOptions{.probabilities = true, .min_confidence = 0.6}}) {
    for (const Input& input : mixed_inputs(lines)) {
      const std::vector<TaggedSentence> tagged = tagger.tag(input, options);
      CHECK(tagger.json(input, tagged, options) == tagger.json(input, options));
      CHECK(tagger.conllu(input, tagged, options) == tagger.conllu(std::vector{input}, options));
    }
  }
  const std::vector<TaggedSentence> tagged = tagger.tag(lines[3]);
  const auto wrong = [&](const Input& input, const TagOptions& options) {
    return message_of([&] { (void)tagger.json(input, tagged, options); });
  };
  CHECK(contains(wrong("", {}), "the input has 0 sentences, but"));
  CHECK(contains(wrong(Tokens{{"a"}}, {}), "has other tokens than the tagged one"));
  CHECK(contains(wrong(lines[3], {.probabilities = true}), "the tagged sentence has none"));
  CHECK(contains(wrong(lines[3], {.head = "NER"}), "2 labels; the model has 1 heads"));
  CHECK(contains(wrong(lines[3], {.head = "NER", .n_best = 2}), "only as they are found"));
}

}  // namespace seqlab

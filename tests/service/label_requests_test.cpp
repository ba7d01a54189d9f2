#include "service/label_requests.h"

#include <functional>

#include "catch.h"
#include "contains.h"
#include "service/message.h"

namespace seqlab::service {

using tests::contains;

namespace {

// "STATUS message" of the error, or "fine".
std::string outcome(const std::function<void()>& call) {
  try {
    call();
  } catch (const RequestError& error) {
    return std::to_string(error.status()) + " " + error.what();
  }
  return "fine";
}

std::string tag_outcome(const std::string& json, const Limits& limits = {}) {
  return outcome([&] { read_tag_request(json, {}, limits); });
}

}  // namespace

TEST_CASE("a request for tags is read with all of its options") {
  const TagRequest request = read_tag_request(
      R"({"model": "en", "texts": ["a\u2028b", ""], "heads": ["XPOS", "UPOS"], "probabilities": true,
          "n_best": 3, "offsets": "utf16"})",
      {}, {});
  CHECK(request.model == "en");
  REQUIRE(request.inputs.size() == 2);
  CHECK(std::get<std::string>(request.inputs[0]) == "a\u2028b");
  CHECK(request.settings.heads == std::vector<std::string>{"UPOS", "XPOS"});
  CHECK(request.settings.probabilities);
  CHECK(request.settings.n_best == 3);
  CHECK(request.offsets == text::OffsetUnit::utf16);
  const TagRequest tokens = read_tag_request(R"({"tokens": [["Anna", "Berg"], []]})", {}, {});
  CHECK(std::get<std::vector<std::string>>(tokens.inputs[0]) == std::vector<std::string>{"Anna", "Berg"});
  CHECK(std::get<std::vector<std::string>>(tokens.inputs[1]).empty());
}

TEST_CASE("a line of a stream may have one text, and takes the options of the stream") {
  const TagRequest defaults = tag_defaults({{"model", "en"}, {"probabilities", "true"}, {"n_best", "2"}}, {});
  const TagRequest text = read_tag_line(R"({"text": "Oslo"})", defaults, {});
  CHECK(text.single);
  CHECK(text.model == "en");
  CHECK(text.settings.n_best == 2);
  const TagRequest own =
      read_tag_line(R"({"tokens": ["Oslo"], "model": "de", "probabilities": false})", defaults, {});
  CHECK(own.single);
  CHECK(own.model == "de");
  CHECK(!own.settings.probabilities);
  CHECK(!read_tag_line(R"({"texts": ["Oslo"]})", defaults, {}).single);
  CHECK(!read_tag_line(R"({"tokens": [["Oslo"]]})", defaults, {}).single);
  CHECK(read_classify_line(R"({"text": "fine"})", classify_defaults({{"probabilities", "1"}}), {})
            .probabilities);
}

TEST_CASE("what is no JSON object is status 400") {
  for (const char* bad : {"", "x", "[]", "\"a\"", "{\"texts\": [\"a\"]", "{\"texts\": [\"\\ud800\"]}",
                          "{\"texts\": [\"\xff\"]}", "{\"n_best\": 1e999}", "{} {}", "nul"}) {
    CHECK(contains(tag_outcome(bad), "400"));
  }
  std::string deep = "{\"texts\": ";
  for (int i = 0; i < 16; ++i) deep += '[';
  for (int i = 0; i < 16; ++i) deep += ']';
  CHECK(contains(tag_outcome(deep + "}"), "400 the JSON nests deeper than 16 levels"));
  CHECK(contains(tag_outcome(std::string(1'000'000, '[')), "400"));
}

TEST_CASE("what is JSON but not right is status 422 and says where") {
  const std::pair<const char*, const char*> cases[] = {
      {R"({})", "nothing to label"},
      {R"({"texts": ["a"], "tokens": [["a"]]})", "several kinds"},
      {R"({"texts": "a"})", "texts is no list"},
      {R"({"texts": []})", "texts is empty"},
      {R"({"texts": ["a", 1]})", "texts[1] is no string"},
      {R"({"tokens": [["a", ""]]})", "tokens[0][1] is empty"},
      {R"({"tokens": ["a"]})", "tokens[0] is no list"},
      {R"({"text": "a"})", "the key 'text' is unknown"},
      {R"({"texts": ["a"], "probabilites": true})", "the key 'probabilites' is unknown"},
      {R"({"texts": ["a"], "probabilities": 1})", "neither true nor false"},
      {R"({"texts": ["a"], "n_best": -1})", "n_best"},
      {R"({"texts": ["a"], "n_best": 101})", "from 0 to 100"},
      {R"({"texts": ["a"], "n_best": 1.5})", "n_best"},
      {R"({"texts": ["a"], "offsets": "chars"})", "codepoint, byte or utf16"},
      {R"({"texts": ["a"], "heads": "UPOS"})", "heads is no list"},
      {R"({"texts": ["a"], "model": 3})", "model is no string"}};
  for (const auto& [json, message] : cases) {
    CHECK(contains(tag_outcome(json), "422"));
    CHECK(contains(tag_outcome(json), message));
  }
  CHECK(contains(outcome([] { tag_defaults({{"modle", "en"}}, {}); }), "422 the key 'modle'"));
  for (const char* number : {"x", "", "101", "-1", "1.5", "59273652014645459812352"}) {
    CHECK(contains(outcome([&] { tag_defaults({{"n_best", number}}, {}); }), "422 n_best"));
  }
  CHECK(contains(outcome([] { read_classify_request(R"({"tokens": [["a"]]})", {}, {}); }), "422"));
}

TEST_CASE("texts have a number and a length") {
  const Limits limits{.text_bytes = 10, .texts = 2};
  CHECK(tag_outcome(R"({"texts": ["0123456789", ""]})", limits) == "fine");
  CHECK(
      contains(tag_outcome(R"({"texts": ["0123456789x"]})", limits), "413 texts[0] is longer than 10 bytes"));
  CHECK(contains(tag_outcome(R"({"texts": ["", "", ""]})", limits), "422 texts has 3 elements"));
  CHECK(contains(tag_outcome(R"({"tokens": [["01234", "56789"]]})", limits), "413 tokens[0]"));
}

}  // namespace seqlab::service

#include "service/adapters/huggingface_request.h"

#include <string>
#include <vector>

#include "catch.h"
#include "refused.h"

namespace seqlab::service {

namespace {

HuggingFaceRequest read_inference(const std::string& json, bool tagger = true) {
  return read_huggingface_request(json, tagger, {});
}

unsigned refused_inference(const std::string& json, bool tagger = true) {
  return refused([&] { read_inference(json, tagger); });
}

}  // namespace

TEST_CASE("inputs are a text or a list of texts") {
  CHECK(read_inference(R"({"inputs": "a"})").texts == std::vector<std::string>{"a"});
  CHECK_FALSE(read_inference(R"({"inputs": "a"})").list);
  CHECK(read_inference(R"({"inputs": ["a", ""], "options": {"use_cache": true}})").texts ==
        std::vector<std::string>{"a", ""});
  CHECK(read_inference(R"({"inputs": ["a"]})").list);
  CHECK(refused_inference("[]") == 400);
  CHECK(refused_inference("{}") == 422);
  CHECK(refused_inference(R"({"inputs": []})") == 422);
  CHECK(refused_inference(R"({"inputs": [1]})") == 422);
  CHECK(refused_inference(R"({"inputs": {"question": "?"}})") == 422);
  CHECK(refused_inference(R"({"inputs": "a", "input": "b"})") == 422);
  Limits limits;
  limits.text_bytes = 1;
  CHECK(refused([&] { read_huggingface_request(R"({"inputs": "ab"})", true, limits); }) == 413);
  limits.texts = 1;
  CHECK(refused([&] { read_huggingface_request(R"({"inputs": ["a", "b"]})", true, limits); }) == 422);
}

TEST_CASE("parameters of token classification are honoured or refused") {
  CHECK(read_inference(R"({"inputs": "a"})").grouped);
  CHECK(read_inference(R"({"inputs": "a"})").ignore_labels == std::vector<std::string>{"O"});
  const auto request = read_inference(
      R"({"inputs": "a", "parameters": {"aggregation_strategy": "none", "ignore_labels": ["PER"], "stride": 2}})");
  CHECK_FALSE(request.grouped);
  CHECK(request.ignore_labels == std::vector<std::string>{"PER"});
  CHECK(read_inference(R"({"inputs": "a", "parameters": {"aggregation_strategy": "max", "stride": null}})")
            .grouped);
  CHECK(refused_inference(R"({"inputs": "a", "parameters": {"aggregation_strategy": "some"}})") == 422);
  CHECK(refused_inference(R"({"inputs": "a", "parameters": {"ignore_labels": "O"}})") == 422);
  CHECK(refused_inference(R"({"inputs": "a", "parameters": {"top_k": 1}})") == 422);
  CHECK(refused_inference(R"({"inputs": "a", "parameters": []})") == 422);
}

TEST_CASE("parameters of text classification are honoured or refused") {
  CHECK_FALSE(read_inference(R"({"inputs": "a"})", false).top_k);
  CHECK(
      read_inference(R"({"inputs": "a", "parameters": {"top_k": 2, "function_to_apply": "softmax"}})", false)
          .top_k == 2);
  for (const char* const parameters :
       {R"("top_k": 0)", R"("top_k": -1)", R"("top_k": "1")", R"("top_k": 1.5)",
        R"("function_to_apply": "sigmoid")", R"("function_to_apply": "none")",
        R"("aggregation_strategy": "none")", R"("truncation": true)"}) {
    INFO(parameters);
    CHECK(refused_inference(R"({"inputs": "a", "parameters": {)" + std::string(parameters) + "}}", false) ==
          422);
  }
}

}  // namespace seqlab::service

#include "service/adapters/huggingface_request.h"

#include <nlohmann/json.hpp>
#include <utility>

#include "service/json_request.h"
#include "service/label_requests.h"
#include "service/message.h"

namespace seqlab::service {

namespace {

[[noreturn]] void refuse_inference(const std::string& message) {
  throw RequestError(422, "invalid_request", message);
}

std::string inference_text(const nlohmann::json& value, const std::string& what) {
  if (!value.is_string()) refuse_inference(what + " is no string");
  return value.get<std::string>();
}

void read_inputs(const nlohmann::json& inputs, const Limits& limits, HuggingFaceRequest& request) {
  request.list = inputs.is_array();
  if (!request.list) {
    request.texts.push_back(inference_text(inputs, "inputs"));
  } else if (inputs.empty() || inputs.size() > limits.texts) {
    refuse_inference("inputs has " + std::to_string(inputs.size()) + " elements; give 1 to " +
                     std::to_string(limits.texts));
  } else {
    for (const nlohmann::json& text : inputs) {
      request.texts.push_back(inference_text(text, "inputs[" + std::to_string(request.texts.size()) + "]"));
    }
  }
  for (const std::string& text : request.texts) check_length(text.size(), limits, "a text of inputs");
}

void read_strategy(const nlohmann::json& value, HuggingFaceRequest& request) {
  const std::string strategy = inference_text(value, "aggregation_strategy");
  request.grouped = strategy != "none";
  for (const char* const known : {"none", "simple", "first", "average", "max"}) {
    if (strategy == known) return;
  }
  refuse_inference("aggregation_strategy is '" + strategy + "'; give none, simple, first, average or max");
}

void read_ignored(const nlohmann::json& value, HuggingFaceRequest& request) {
  if (!value.is_array()) refuse_inference("ignore_labels is no list");
  request.ignore_labels.clear();
  for (const nlohmann::json& label : value) {
    request.ignore_labels.push_back(inference_text(label, "a label of ignore_labels"));
  }
}

void read_token_parameter(const std::string& name, const nlohmann::json& value, HuggingFaceRequest& request) {
  if (name == "aggregation_strategy") return read_strategy(value, request);
  if (name == "ignore_labels") return read_ignored(value, request);
  // Texts are never cut into chunks, so there is nothing that could overlap.
  if (name == "stride") return;
  refuse_inference("the parameter '" + name +
                   "' is unknown; known are aggregation_strategy, ignore_labels and stride");
}

void read_text_parameter(const std::string& name, const nlohmann::json& value, HuggingFaceRequest& request) {
  if (name == "top_k") {
    if (!value.is_number_unsigned() || value.get<std::size_t>() < 1) {
      refuse_inference("top_k is no whole number from 1");
    }
    request.top_k = value.get<std::size_t>();
  } else if (name == "function_to_apply") {
    const std::string function = inference_text(value, name);
    if (function != "softmax") {
      refuse_inference("function_to_apply is '" + function +
                       "'; scores are probabilities, as softmax makes them");
    }
  } else {
    refuse_inference("the parameter '" + name + "' is unknown; known are top_k and function_to_apply");
  }
}

}  // namespace

HuggingFaceRequest read_huggingface_request(std::string_view json, bool tagger, const Limits& limits) {
  const nlohmann::json object = parsed_object(json, limits);
  HuggingFaceRequest request;
  for (const auto& [key, value] : object.items()) {
    // options are of the hosted service: caching, waiting for a model.
    if (key == "options" || value.is_null()) continue;
    if (key == "inputs") {
      read_inputs(value, limits, request);
    } else if (key == "parameters") {
      if (!value.is_object()) refuse_inference("parameters is no object");
      for (const auto& [name, parameter] : value.items()) {
        if (parameter.is_null()) continue;
        tagger ? read_token_parameter(name, parameter, request)
               : read_text_parameter(name, parameter, request);
      }
    } else {
      refuse_inference("the key '" + key + "' is unknown; known are inputs, parameters and options");
    }
  }
  if (request.texts.empty()) refuse_inference("inputs is missing");
  return request;
}

}  // namespace seqlab::service

#include "service/label_requests.h"

#include <algorithm>
#include <charconv>
#include <nlohmann/json.hpp>
#include <optional>
#include <utility>

#include "base/errors.h"
#include "base/names.h"
#include "service/json_request.h"
#include "service/message.h"

namespace seqlab::service {

namespace {

using nlohmann::json;

[[noreturn]] void refuse(const std::string& message) {
  throw RequestError(422, "invalid_request", message);
}

std::string string_of(const json& value, const std::string& what) {
  if (!value.is_string()) refuse(what + " is no string");
  return value.get<std::string>();
}

bool flag_of(const json& value, const std::string& what) {
  if (!value.is_boolean()) refuse(what + " is neither true nor false");
  return value.get<bool>();
}

const json::array_t& list_of(const json& value, const std::string& what) {
  if (!value.is_array()) refuse(what + " is no list");
  return value.get_ref<const json::array_t&>();
}

// One of `most`, at least one.
const json::array_t& inputs_of(const json& value, const std::string& what, const Limits& limits) {
  const json::array_t& list = list_of(value, what);
  if (list.empty()) refuse(what + " is empty");
  if (list.size() > limits.texts) {
    refuse(what + " has " + std::to_string(list.size()) + " elements; give up to " +
           std::to_string(limits.texts));
  }
  return list;
}

std::string text_of(const json& value, const std::string& what, const Limits& limits) {
  std::string text = string_of(value, what);
  check_length(text.size(), limits, what);
  return text;
}

std::vector<std::string> tokens_of(const json& value, const std::string& what, const Limits& limits) {
  std::vector<std::string> tokens;
  std::size_t bytes = 0;
  for (const json& token : list_of(value, what)) {
    tokens.push_back(string_of(token, what + "[" + std::to_string(tokens.size()) + "]"));
    if (tokens.back().empty()) {
      refuse(what + "[" + std::to_string(tokens.size() - 1) + "] is empty; every token has a word");
    }
    bytes += tokens.back().size() + 1;
    check_length(bytes, limits, what);
  }
  return tokens;
}

std::string element(const char* list, std::size_t index) {
  return std::string(list) + "[" + std::to_string(index) + "]";
}

std::size_t count_of(const json& value, const std::string& what, std::size_t most) {
  if (value.is_number_integer() && (value.is_number_unsigned() || value.get<std::int64_t>() >= 0)) {
    const auto count = value.get<std::uint64_t>();
    if (count <= most) return count;
  }
  refuse(what + " is no whole number from 0 to " + std::to_string(most));
}

text::OffsetUnit offsets_of(const std::string& name) {
  if (const auto unit = base::find_name<text::OffsetUnit>(name)) return *unit;
  refuse("offsets is '" + name + "'; give codepoint, byte or utf16");
}

void refuse_key(const std::string& key, std::vector<std::string> known) {
  std::string names;
  for (const std::string& name : known) names += (names.empty() ? "" : ", ") + name;
  refuse("the key '" + key + "' is unknown; known are " + names);
}

void read_heads(const json& value, std::vector<std::string>& heads) {
  heads.clear();
  for (const json& head : list_of(value, "heads"))
    heads.push_back(string_of(head, element("heads", heads.size())));
  std::ranges::sort(heads);
}

// A request of either kind, from its object. line: it may have one text or one list of tokens.
TagRequest tag_request(const json& object, TagRequest request, bool line, const Limits& limits) {
  for (const auto& [key, value] : object.items()) {
    if (key == "model") {
      request.model = string_of(value, key);
    } else if (key == "texts") {
      for (const json& text : inputs_of(value, key, limits)) {
        request.inputs.emplace_back(text_of(text, element("texts", request.inputs.size()), limits));
      }
    } else if (key == "tokens") {
      request.single = line && (value.empty() || !value.front().is_array());
      if (request.single) {
        request.inputs.emplace_back(tokens_of(value, key, limits));
        continue;
      }
      std::size_t index = 0;
      for (const json& tokens : inputs_of(value, key, limits)) {
        request.inputs.emplace_back(tokens_of(tokens, element("tokens", index++), limits));
      }
    } else if (key == "text" && line) {
      request.single = true;
      request.inputs.emplace_back(text_of(value, key, limits));
    } else if (key == "heads") {
      read_heads(value, request.settings.heads);
    } else if (key == "probabilities") {
      request.settings.probabilities = flag_of(value, key);
    } else if (key == "n_best") {
      request.settings.n_best = count_of(value, key, limits.n_best);
    } else if (key == "offsets") {
      request.offsets = offsets_of(string_of(value, key));
    } else {
      refuse_key(key,
                 {"model", line ? "text" : "texts", "tokens", "heads", "probabilities", "n_best", "offsets"});
    }
  }
  const int inputs = static_cast<int>(object.contains("texts")) +
                     static_cast<int>(object.contains("tokens")) + static_cast<int>(object.contains("text"));
  if (inputs != 1) {
    refuse(inputs == 0
               ? std::string("there is nothing to label; give ") + (line ? "text" : "texts") + " or tokens"
               : "there are several kinds of input; give texts or tokens");
  }
  return request;
}

ClassifyRequest classify_request(const json& object, ClassifyRequest request, bool line,
                                 const Limits& limits) {
  for (const auto& [key, value] : object.items()) {
    if (key == "model") {
      request.model = string_of(value, key);
    } else if (key == "texts") {
      for (const json& text : inputs_of(value, key, limits)) {
        request.texts.push_back(text_of(text, element("texts", request.texts.size()), limits));
      }
    } else if (key == "text" && line) {
      request.single = true;
      request.texts.push_back(text_of(value, key, limits));
    } else if (key == "probabilities") {
      request.probabilities = flag_of(value, key);
    } else {
      refuse_key(key, {"model", line ? "text" : "texts", "probabilities"});
    }
  }
  if (object.contains("texts") == object.contains("text")) {
    refuse(std::string("give ") + (line ? "text" : "texts"));
  }
  return request;
}

bool flag_of(const std::string& value, const std::string& name) {
  if (value == "true" || value == "1") return true;
  if (value == "false" || value == "0") return false;
  refuse(name + " is neither true nor false");
}

}  // namespace

void check_length(std::size_t bytes, const Limits& limits, const std::string& what) {
  if (bytes <= limits.text_bytes) return;
  throw RequestError(413, "too_large",
                     what + " is longer than " + std::to_string(limits.text_bytes) + " bytes");
}

TagRequest read_tag_request(std::string_view json, const TagRequest& defaults, const Limits& limits) {
  return tag_request(parsed_object(json, limits), defaults, false, limits);
}

TagRequest read_tag_line(std::string_view json, const TagRequest& defaults, const Limits& limits) {
  return tag_request(parsed_object(json, limits), defaults, true, limits);
}

ClassifyRequest read_classify_request(std::string_view json, const ClassifyRequest& defaults,
                                      const Limits& limits) {
  return classify_request(parsed_object(json, limits), defaults, false, limits);
}

ClassifyRequest read_classify_line(std::string_view json, const ClassifyRequest& defaults,
                                   const Limits& limits) {
  return classify_request(parsed_object(json, limits), defaults, true, limits);
}

TagRequest tag_defaults(const Values& query, const Limits& limits) {
  TagRequest request;
  for (const auto& [name, value] : query) {
    if (name == "model") {
      request.model = value;
    } else if (name == "heads") {
      request.settings.heads.push_back(value);
    } else if (name == "probabilities") {
      request.settings.probabilities = flag_of(value, name);
    } else if (name == "n_best") {
      std::size_t count = 0;
      const char* const end = value.data() + value.size();
      const auto [stop, error] = std::from_chars(value.data(), end, count);
      if (error != std::errc() || stop != end || count > limits.n_best) {
        refuse("n_best is no whole number from 0 to " + std::to_string(limits.n_best));
      }
      request.settings.n_best = count;
    } else if (name == "offsets") {
      request.offsets = offsets_of(value);
    } else {
      refuse_key(name, {"model", "heads", "probabilities", "n_best", "offsets"});
    }
  }
  std::ranges::sort(request.settings.heads);
  return request;
}

ClassifyRequest classify_defaults(const Values& query) {
  ClassifyRequest request;
  for (const auto& [name, value] : query) {
    if (name == "model") {
      request.model = value;
    } else if (name == "probabilities") {
      request.probabilities = flag_of(value, name);
    } else {
      refuse_key(name, {"model", "probabilities"});
    }
  }
  return request;
}

}  // namespace seqlab::service

#include "corpus/json/label_names.h"

#include <algorithm>
#include <charconv>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <optional>
#include <string_view>
#include <system_error>

#include "base/errors.h"
#include "corpus/json/json_keys.h"
#include "corpus/lines.h"
#include "io/input.h"

namespace seqlab::corpus {
namespace {

using nlohmann::json;

std::string trimmed(std::string_view name) {
  const std::size_t begin = std::min(name.find_first_not_of(" \t"), name.size());
  name.remove_prefix(begin);
  return std::string(name.substr(0, name.find_last_not_of(" \t") + 1));
}

std::optional<std::size_t> index_of(const std::string& text) {
  std::size_t index = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), index);
  if (error != std::errc() || end != text.data() + text.size()) return {};
  return index;
}

// The names of {"0": "O", "1": "B-PER"} or {"O": 0, "B-PER": 1}; nothing if it is neither.
std::optional<std::vector<std::string>> names_of_object(const json& object) {
  std::vector<std::string> names(object.size());
  for (const auto& [key, value] : object.items()) {
    const std::optional<long long> number = whole_number(value);
    const std::optional<std::size_t> index = value.is_string() ? index_of(key)
                                             : number.has_value()
                                                 ? std::optional(static_cast<std::size_t>(*number))
                                                 : std::nullopt;
    if (!index || *index >= names.size() || !names[*index].empty()) return {};
    names[*index] = value.is_string() ? value.get<std::string>() : key;
  }
  return names;
}

std::optional<std::vector<std::string>> names_of_json(const std::string& text) {
  const json value = json::parse(text, nullptr, false);
  if (value.is_object()) return names_of_object(value);
  if (!value.is_array()) return {};
  std::vector<std::string> names;
  for (const json& name : value) {
    if (!name.is_string()) return {};
    names.push_back(name.get<std::string>());
  }
  return names;
}

}  // namespace

std::vector<std::string> read_label_names(const std::string& given) {
  std::vector<std::string> names;
  if (given.find(',') != std::string::npos) {
    for (std::size_t begin = 0; begin <= given.size();) {
      const std::size_t end = std::min(given.find(',', begin), given.size());
      names.push_back(trimmed(std::string_view(given).substr(begin, end - begin)));
      begin = end + 1;
    }
    if (std::find(names.begin(), names.end(), "") != names.end()) {
      throw UsageError("--label-names: '" + given + "' has an empty name");
    }
    return names;
  }
  if (!std::filesystem::exists(given)) {
    throw UsageError("--label-names: '" + given +
                     "' is no file; it takes a file with a name per line, or names with commas between them");
  }
  Lines lines(io::open_input(given), "", false);
  std::string text;
  for (Line line; lines.next(line);) {
    text += std::string(line.text) + "\n";
    if (!is_blank(line.text)) names.push_back(trimmed(line.text));
  }
  if (const std::size_t first = text.find_first_not_of(" \t\r\n");
      first != std::string::npos && (text[first] == '[' || text[first] == '{')) {
    const auto found = names_of_json(text);
    if (!found) {
      throw DataError(
          {given, 0, 0},
          "no names of labels; it must hold a name per line, a JSON list of names, or a JSON object "
          "that gives each number from 0 a name");
    }
    names = *found;
  }
  if (names.empty() || std::find(names.begin(), names.end(), "") != names.end()) {
    throw DataError({given, 0, 0}, "an empty name, or no name at all; each label needs one");
  }
  return names;
}

}  // namespace seqlab::corpus

#include "corpus/columns/conllu_columns.h"

#include <algorithm>
#include <cctype>
#include <optional>

#include "base/errors.h"
#include "corpus/columns/columns.h"

namespace seqlab::corpus {
namespace {

std::string upper(std::string_view text) {
  std::string result(text);
  for (char& c : result) c = static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
  return result;
}

// The place of "key=value" in a field of parts separated by bars; npos if absent.
struct Part {
  std::size_t begin = std::string_view::npos;
  std::size_t end = std::string_view::npos;
};

Part find_key(std::string_view field, std::string_view key) {
  for (std::size_t begin = 0; begin <= field.size();) {
    const std::size_t end = std::min(field.find('|', begin), field.size());
    const std::string_view part = field.substr(begin, end - begin);
    if (part.starts_with(key) && part.size() > key.size() && part[key.size()] == '=') return {begin, end};
    begin = end + 1;
  }
  return {};
}

}  // namespace

const std::vector<std::string>& conllu_columns() {
  static const std::vector<std::string> columns = {"ID",    "FORM", "LEMMA",  "UPOS", "XPOS",
                                                   "FEATS", "HEAD", "DEPREL", "DEPS", "MISC"};
  return columns;
}

ColumnField find_conllu_field(const std::string& text, const std::vector<std::string>& columns) {
  if (const std::optional<std::size_t> number = column_number(text)) {
    if (*number < columns.size()) return {*number, {}};
    throw UsageError("column " + text + " of a CoNLL-U file; it has " + std::to_string(columns.size()));
  }
  const std::size_t colon = text.find(':');
  // Names in CoNLL-U Plus may contain colons (PARSEME:MWE).
  auto column = std::find(columns.begin(), columns.end(), upper(text));
  std::string key;
  if (column == columns.end() && colon != std::string::npos && upper(text.substr(0, colon)) == "MISC") {
    column = std::find(columns.begin(), columns.end(), "MISC");
    key = text.substr(colon + 1);
    if (key.empty()) throw UsageError("column 'MISC:' without a key; name one, such as MISC:Entity");
  }
  if (column != columns.end()) return {static_cast<std::size_t>(column - columns.begin()), key};
  std::string names;
  for (const std::string& name : columns) names += " " + name;
  throw UsageError("no column '" + text + "' in CoNLL-U; there are" + names + ", and MISC:Key");
}

std::string_view value_of_key(std::string_view field, std::string_view key) {
  const Part part = find_key(field, key);
  if (part.begin == std::string_view::npos) return "_";
  return field.substr(part.begin, part.end - part.begin).substr(key.size() + 1);
}

std::string with_value_of_key(std::string_view field, std::string_view key, std::string_view value) {
  std::string entry = std::string(key) + "=" + std::string(value);
  if (field.empty() || field == "_") return entry;
  const Part part = find_key(field, key);
  if (part.begin == std::string_view::npos) return std::string(field) + "|" + entry;
  return std::string(field.substr(0, part.begin)) + entry + std::string(field.substr(part.end));
}

}  // namespace seqlab::corpus

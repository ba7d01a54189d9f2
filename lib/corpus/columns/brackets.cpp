#include "corpus/columns/brackets.h"

#include <cstddef>
#include <optional>
#include <string>
#include <utility>

#include "base/errors.h"

namespace seqlab::corpus {
namespace {

struct BracketField {
  std::string_view type;   // of the last span that it opens
  std::size_t opened = 0;  // spans
  std::size_t closed = 0;
};

std::optional<BracketField> parse_bracket_field(std::string_view field) {
  const std::string_view whole = field;
  BracketField parsed;
  while (field.starts_with('(')) {
    field.remove_prefix(1);
    parsed.type = field.substr(0, field.find_first_of("(*)"));
    if (parsed.type.empty()) return std::nullopt;
    field.remove_prefix(parsed.type.size());
    ++parsed.opened;
  }
  const bool star = field.starts_with('*');
  if (star) field.remove_prefix(1);
  while (!field.empty()) {
    // The type may be repeated where a span is closed.
    const std::size_t end = field.find(')');
    if (end == std::string_view::npos || field.substr(0, end).find_first_of("(*") != std::string_view::npos) {
      return std::nullopt;
    }
    field.remove_prefix(end + 1);
    ++parsed.closed;
  }
  const bool complete = star || (parsed.opened > 0 && parsed.opened == parsed.closed);
  if (whole.empty() || !complete) return std::nullopt;
  return parsed;
}

}  // namespace

bool is_bracket_field(std::string_view field) {
  return parse_bracket_field(field).has_value();
}

Labels labels_of_brackets(std::span<const std::string_view> fields, const Sentence& sentence) {
  Labels labels;
  std::string open;  // the type of the open span
  std::size_t opened_at = 0;
  for (std::size_t t = 0; t < fields.size(); ++t) {
    const auto fail = [&](const std::string& why) {
      throw DataError(sentence.place(t), "'" + std::string(fields[t]) + "' " + why);
    };
    const std::optional<BracketField> field = parse_bracket_field(fields[t]);
    if (!field) fail("is no label in brackets; such a column has (PER*, *, *) and (PER)");
    if (field->opened + (open.empty() ? 0U : 1U) > 1) {
      fail("opens a span inside another; a token has one label, so spans may not be nested");
    }
    std::string label = open.empty() ? "O" : "I-" + open;
    if (field->opened == 1) {
      open = field->type;
      opened_at = t;
      label = "B-" + open;
    }
    if (field->closed > (open.empty() ? 0U : 1U)) fail("closes a span that is not open");
    if (field->closed == 1) open.clear();
    labels.push_back(std::move(label));
  }
  if (!open.empty()) {
    throw DataError(sentence.place(opened_at), "the span '" + std::string(fields[opened_at]) +
                                                   "' is not closed in its sentence; its last token has *)");
  }
  return labels;
}

}  // namespace seqlab::corpus

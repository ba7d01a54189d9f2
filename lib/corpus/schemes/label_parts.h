// The parts of a label that marks spans.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace seqlab::corpus {

// 'B', 'I', 'E' or 'S', whatever letter a scheme has for it: begin, inside, end or single token of a span.
constexpr char role_of(char prefix) {
  switch (prefix) {
    case 'M':
      return 'I';
    case 'L':
      return 'E';
    case 'U':
    case 'W':
      return 'S';
    default:
      return prefix;
  }
}

struct LabelParts {
  char prefix = 'O';      // of any scheme; 'O': outside
  char separator = 0;     // 0: none
  std::string_view type;  // empty for a bare prefix
};

// The parts of O, of a bare prefix, or of prefix, '-' or '_', type; none for another label. Only the first
// separator counts, because types may contain both. An empty label counts as O.
inline std::optional<LabelParts> split_label(std::string_view label) {
  if (label.empty() || label == "O") return LabelParts{};
  if (std::string_view("BIESLUMW").find(label[0]) == std::string_view::npos) return std::nullopt;
  if (label.size() == 1) return LabelParts{label[0], 0, {}};
  if (label.size() < 3 || (label[1] != '-' && label[1] != '_')) return std::nullopt;
  return LabelParts{label[0], label[1], label.substr(2)};
}

// The label with these parts; a type that is empty has a bare prefix.
inline std::string join_label(char prefix, char separator, std::string_view type) {
  std::string label(1, prefix);
  if (!type.empty()) (label += separator).append(type);
  return label;
}

}  // namespace seqlab::corpus

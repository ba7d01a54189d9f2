#include "corpus/schemes/relabel.h"

#include <algorithm>
#include <string_view>

namespace seqlab::corpus {

namespace {

const std::string* find(const LabelNames& names, std::string_view name) {
  const auto found =
      std::ranges::find(names, name, [](const auto& pair) { return std::string_view(pair.first); });
  return found == names.end() ? nullptr : &found->second;
}

// Whether a label has a prefix and a type.
bool has_type(std::string_view label, SchemeStyle style) {
  return style.scheme != TagScheme::none && label.size() > 2 && label[1] == style.separator;
}

}  // namespace

std::string renamed(const std::string& label, SchemeStyle style, const LabelNames& names) {
  if (const std::string* const name = find(names, label)) return *name;
  if (!has_type(label, style)) return label;
  const std::string* const type = find(names, std::string_view(label).substr(2));
  if (type == nullptr) return label;
  return type->empty() || *type == "O" ? *type : label.substr(0, 2) + *type;
}

void relabel(std::vector<Sentence>& sentences, std::size_t column, SchemeStyle style,
             const Relabelling& relabelling) {
  for (Sentence& sentence : sentences) {
    Labels& labels = sentence.gold.at(column);
    if (!relabelling.names.empty()) {
      for (std::string& label : labels) label = renamed(label, style, relabelling.names);
    }
    for (std::size_t token = 0; token < labels.size(); ++token) {
      for (const UnlabelledWord& unlabelled : relabelling.unlabelled) {
        if (sentence.words[token] != unlabelled.word) continue;
        const std::size_t end = std::min(labels.size(), token + unlabelled.following + 1);
        std::fill(labels.begin() + static_cast<std::ptrdiff_t>(token),
                  labels.begin() + static_cast<std::ptrdiff_t>(end), "");
      }
    }
  }
}

}  // namespace seqlab::corpus

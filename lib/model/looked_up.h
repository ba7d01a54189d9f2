// The words of a sequence as a model reads them.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace seqlab::model {

struct LookedUp {
  std::vector<std::uint32_t> rows;  // of the vocabulary, one a token
  // For a model that reads more of a word than its row: the word of each token whose row is another word's,
  // else an empty string. For one that reads further columns: the word of each token, and behind it the rows
  // of its values, four bytes each. Empty for other models.
  std::vector<std::string> forms;

  [[nodiscard]] std::size_t size() const { return rows.size(); }
  [[nodiscard]] bool has_form(std::size_t token) const { return !forms.empty() && !forms[token].empty(); }
};

}  // namespace seqlab::model

#include "model/symbol_rows.h"

#include <cstddef>
#include <utility>

namespace seqlab::model {

SymbolRows::SymbolRows(std::shared_ptr<const Vocabulary> vocabulary) : vocabulary_(std::move(vocabulary)) {
  for (std::size_t byte = 0; byte < bytes_.size(); ++byte) {
    const char symbol = static_cast<char>(byte);
    bytes_[byte] = find({&symbol, 1});
  }
}

std::uint32_t SymbolRows::find(std::string_view symbol) const {
  const auto number = vocabulary_->words().find(symbol);
  return number ? static_cast<std::uint32_t>(*number) + 1 : Vocabulary::unknown;
}

}  // namespace seqlab::model

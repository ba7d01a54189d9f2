// The row of each symbol in a vocabulary of symbols.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <string_view>

#include "model/vocabulary.h"

namespace seqlab::model {

// Symbols are looked up as they are, unlike words. Immutable.
class SymbolRows {
 public:
  explicit SymbolRows(std::shared_ptr<const Vocabulary> vocabulary);

  // Vocabulary::unknown for a symbol that the model does not know.
  [[nodiscard]] std::uint32_t row(std::string_view symbol) const {
    if (symbol.size() == 1) return bytes_[static_cast<unsigned char>(symbol.front())];
    return find(symbol);
  }
  // Empty for the unknown symbol.
  [[nodiscard]] std::string_view symbol(std::uint32_t row) const { return vocabulary_->word(row); }
  [[nodiscard]] const Vocabulary& vocabulary() const { return *vocabulary_; }

 private:
  [[nodiscard]] std::uint32_t find(std::string_view symbol) const;

  std::shared_ptr<const Vocabulary> vocabulary_;
  std::array<std::uint32_t, 256> bytes_{};  // rows of symbols of one byte
};

}  // namespace seqlab::model

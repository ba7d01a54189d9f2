// A text file as a sequence of symbols, of which any part can be read.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "corpus/symbols/symbols.h"
#include "io/mapped_file.h"

namespace seqlab::corpus {

// The file is mapped, and what has been read is given back, so that memory does not grow with its length, but
// for eight bytes every `spacing` symbols. Const calls may run concurrently.
class SymbolText {
 public:
  static constexpr std::size_t spacing = 4096;

  // Reads the file once. Throws Error if it cannot be mapped (a pipe, a compressed file), DataError for
  // invalid UTF-8.
  SymbolText(const std::string& path, SymbolUnit unit);
  // The same for bytes in memory, which are copied. name: in place of a path.
  static SymbolText copy_of(std::string_view bytes, const std::string& name, SymbolUnit unit);

  // In symbols.
  [[nodiscard]] std::size_t size() const { return size_; }
  [[nodiscard]] SymbolUnit unit() const { return unit_; }
  [[nodiscard]] const std::string& path() const { return file_.path(); }
  // Of the bytes and the unit.
  [[nodiscard]] std::string hash() const;

  // Calls visit(symbol) for symbols [begin, end) in order; the views are valid during the call. Throws
  // DataError if the file has changed.
  template <class Visit>
  void read(std::size_t begin, std::size_t end, const Visit& visit) const {
    std::size_t kept = position_before(begin);
    std::size_t position = kept;
    for (std::size_t i = begin / spacing * spacing; i < begin; ++i) next_symbol(bytes(), position, unit_);
    for (std::size_t i = begin; i < end; ++i) {
      visit(next_symbol(bytes(), position, unit_));
      if (position - kept < kept_bytes) continue;
      give_back(kept, position);
      kept = position;
    }
    give_back(kept, position);
    file_.throw_if_changed();
  }

 private:
  // So much of the file may be in memory for each reader.
  static constexpr std::size_t kept_bytes = std::size_t{1} << 20U;

  SymbolText(io::MappedFile file, SymbolUnit unit);
  [[nodiscard]] std::string_view bytes() const {
    return {reinterpret_cast<const char*>(file_.bytes().data()), file_.bytes().size()};
  }
  // The position in the bytes of the last symbol up to this one whose position is known.
  [[nodiscard]] std::size_t position_before(std::size_t symbol) const;
  void give_back(std::size_t begin, std::size_t end) const { file_.give_back(begin, end - begin); }

  io::MappedFile file_;
  SymbolUnit unit_;
  std::size_t size_ = 0;
  std::vector<std::size_t> positions_;  // of symbols 0, spacing, 2 spacing, ...
};

}  // namespace seqlab::corpus

#include "corpus/symbols/symbol_text.h"

#include <algorithm>
#include <span>
#include <utility>

#include "base/errors.h"
#include "io/hash.h"
#include "text/utf8.h"

namespace seqlab::corpus {

namespace {

constexpr std::string_view gzip_magic = "\x1F\x8B";
constexpr std::string_view zstd_magic = "\x28\xB5\x2F\xFD";

void refuse_compressed(std::string_view bytes, const std::string& path) {
  if (!bytes.starts_with(gzip_magic) && !bytes.starts_with(zstd_magic)) return;
  throw DataError({path, 0, 0}, "is compressed; a text that is read in any place has to be unpacked first");
}

// The place of the byte at `position`.
Place place_of(std::string_view bytes, std::size_t position, const std::string& path) {
  const std::string_view before = bytes.substr(0, position);
  const auto lines = static_cast<std::size_t>(std::ranges::count(before, '\n'));
  const std::size_t line_begin = lines == 0 ? 0 : before.rfind('\n') + 1;
  return {path, lines + 1, position - line_begin + 1};
}

}  // namespace

SymbolText::SymbolText(const std::string& path, SymbolUnit unit)
    : SymbolText(io::MappedFile(path, io::MappedUse::data), unit) {}

SymbolText SymbolText::copy_of(std::string_view bytes, const std::string& name, SymbolUnit unit) {
  return {io::MappedFile::copy_of(std::as_bytes(std::span(bytes)), name), unit};
}

SymbolText::SymbolText(io::MappedFile file, SymbolUnit unit) : file_(std::move(file)), unit_(unit) {
  refuse_compressed(bytes(), path());
  for (std::size_t begin = 0; begin < bytes().size();) {
    // A piece ends behind a line end or, without one, anywhere but within a character.
    std::size_t end = std::min(begin + kept_bytes, bytes().size());
    while (end < bytes().size() && (static_cast<unsigned char>(bytes()[end]) & 0xC0U) == 0x80U) ++end;
    if (const auto invalid = text::find_invalid_utf8(bytes().substr(begin, end - begin))) {
      throw DataError(place_of(bytes(), begin + *invalid, path()),
                      "is not valid UTF-8; convert the text to UTF-8");
    }
    give_back(begin, end);
    begin = end;
  }
  std::size_t kept = 0;
  for (std::size_t position = 0;;) {
    const std::size_t before = position;
    if (next_symbol(bytes(), position, unit_).empty()) break;
    if (size_++ % spacing == 0) positions_.push_back(before);
    if (position - kept < kept_bytes) continue;
    give_back(kept, position);
    kept = position;
  }
  file_.throw_if_changed();
}

std::size_t SymbolText::position_before(std::size_t symbol) const {
  const std::size_t mark = symbol / spacing;
  return mark < positions_.size() ? positions_[mark] : bytes().size();
}

std::string SymbolText::hash() const {
  io::Hash128 hash;
  for (std::size_t begin = 0; begin < bytes().size(); begin += kept_bytes) {
    const std::size_t size = std::min(kept_bytes, bytes().size() - begin);
    hash.update(std::as_bytes(std::span(bytes().substr(begin, size))));
    give_back(begin, begin + size);
  }
  hash.update(std::as_bytes(std::span(base::name_of(unit_))));
  return hash.digits();
}

}  // namespace seqlab::corpus

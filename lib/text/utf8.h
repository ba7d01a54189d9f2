// UTF-8: validation, offsets in other units, and conversion from other encodings.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/names.h"
namespace seqlab::text {

// Reads the code point at `position` and moves `position` after it. If the bytes are not valid UTF-8, the
// result is negative and `position` is after a maximal invalid part. Requires position < bytes.size().
std::int32_t next_code_point(std::string_view bytes, std::size_t& position);

// Whether no byte is above 0x7F.
bool is_ascii(std::string_view bytes);

// The position (from 0) of the first byte that is not valid UTF-8; overlong forms, surrogates and code points
// above U+10FFFF are invalid. Nothing if all bytes are valid.
std::optional<std::size_t> find_invalid_utf8(std::string_view bytes);

// Replaces every maximal invalid part by U+FFFD (Unicode 15, section 3.9, "substitution of maximal
// subparts").
std::string replace_invalid_utf8(std::string_view bytes);

// Replaces every NUL by U+FFFD.
std::string replace_nul(std::string text);

// Normalisation form C. Requires valid UTF-8. Throws Error for a text of more than 2 GB.
std::string to_nfc(std::string_view text);
// Whether to_nfc() changes nothing. The same requirements.
bool is_nfc(std::string_view text);

// Lower case with Unicode's full, language-independent mappings. Requires valid UTF-8; invalid bytes are
// kept.
std::string to_lower(std::string_view text);

// Units of offsets into a text.
enum class OffsetUnit { codepoint, byte, utf16 };
constexpr auto name_table(OffsetUnit /*unit*/) {
  return base::NameTable<OffsetUnit, 3>{
      {{"codepoint", OffsetUnit::codepoint}, {"byte", OffsetUnit::byte}, {"utf16", OffsetUnit::utf16}}};
}

// The length of a valid UTF-8 text.
std::size_t length_in(std::string_view text, OffsetUnit unit);

// Converts offsets into a valid UTF-8 text between bytes and another unit. O(length) to construct, O(log
// length) per call.
class OffsetMap {
 public:
  OffsetMap(std::string_view text, OffsetUnit unit);
  // Inside a code point: the offset of its start. Throws std::out_of_range past the end.
  [[nodiscard]] std::size_t from_byte(std::size_t byte) const;
  // Nothing if the offset is past the end or inside a code point.
  [[nodiscard]] std::optional<std::size_t> to_byte(std::size_t offset) const;

 private:
  OffsetUnit unit_;
  std::size_t size_;  // of the text, in bytes
  std::vector<std::size_t>
      bytes_;  // start of the code point of each unit (for bytes: of each code point); empty for ASCII
};

// Converts bytes in an ICU encoding ("ISO-8859-1", "windows-1252", ...) to UTF-8, one chunk at a time;
// characters may be split between chunks. Bytes that are not a character become U+FFFD. Throws UsageError for
// an unknown encoding. Not thread-safe.
class Transcoder {
 public:
  explicit Transcoder(const std::string& encoding);
  ~Transcoder();
  Transcoder(Transcoder&&) noexcept;
  // `last`: no chunk follows, so an unfinished character becomes U+FFFD.
  std::string convert(std::string_view bytes, bool last);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace seqlab::text

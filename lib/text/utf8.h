// UTF-8: validation, lengths in other units, and conversion from other encodings.
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

// The code point at `position`, which is moved behind it; negative when the bytes are not valid UTF-8, and
// then `position` is behind a maximal invalid part. Requires position < bytes.size().
std::int32_t next_code_point(std::string_view bytes, std::size_t& position);

// Whether no byte is above 0x7F.
bool is_ascii(std::string_view bytes);

// The position (from 0) of the first byte that is no valid UTF-8 (overlong forms, surrogates and code
// points above U+10FFFF are invalid); nothing when all is valid.
std::optional<std::size_t> find_invalid_utf8(std::string_view bytes);

// Every maximal invalid part becomes U+FFFD (Unicode 15, section 3.9, "substitution of maximal subparts").
std::string replace_invalid_utf8(std::string_view bytes);

// Normalisation form C. Requires valid UTF-8. Throws Error for a text of more than 2 GB.
std::string to_nfc(std::string_view text);

// Lower case with Unicode's full, language-independent mappings. Requires valid UTF-8; bytes that are not
// valid come back as they are.
std::string to_lower(std::string_view text);

// The units in which offsets into a text are given.
enum class OffsetUnit { codepoint, byte, utf16 };
constexpr auto name_table(OffsetUnit /*unit*/) {
  return base::NameTable<OffsetUnit, 3>{
      {{"codepoint", OffsetUnit::codepoint}, {"byte", OffsetUnit::byte}, {"utf16", OffsetUnit::utf16}}};
}

// Turns byte offsets into a valid UTF-8 text into another unit and back. O(length) to make, O(log) a call
// at most.
class OffsetMap {
 public:
  OffsetMap(std::string_view text, OffsetUnit unit);
  // Inside a code point: where the code point begins. Throws std::out_of_range past the end.
  [[nodiscard]] std::size_t from_byte(std::size_t byte) const;
  // Nothing when the offset is past the end or inside a code point.
  [[nodiscard]] std::optional<std::size_t> to_byte(std::size_t offset) const;

 private:
  OffsetUnit unit_;
  std::size_t size_;                // of the text, in bytes
  std::vector<std::size_t> bytes_;  // where each unit's (for bytes: each) code point begins; empty for ASCII
};

// Converts bytes in an ICU encoding ("ISO-8859-1", "windows-1252", ...) to UTF-8, a chunk at a time; a
// character may be split between two chunks. What is no character in that encoding becomes U+FFFD.
// Throws UsageError for an unknown encoding. One thread at a time.
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

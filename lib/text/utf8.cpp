#include "text/utf8.h"

#include <unicode/bytestream.h>
#include <unicode/casemap.h>
#include <unicode/normalizer2.h>
#include <unicode/stringpiece.h>
#include <unicode/ucnv.h>
#include <unicode/ucnv_cb.h>
#include <unicode/ucnv_err.h>
#include <unicode/utf16.h>
#include <unicode/utf8.h>

#include <algorithm>
#include <array>
#include <climits>
#include <cstdint>
#include <cstring>
#include <stdexcept>

#include "base/errors.h"
#include "text/icu_status.h"

namespace seqlab::text {
namespace {

// The first byte from `position` on that is not ASCII; the end if there is none.
std::size_t skip_ascii(std::string_view bytes, std::size_t position) {
  constexpr std::uint64_t high_bits = 0x8080808080808080U;
  std::array<std::uint64_t, 2> sixteen{};
  for (; bytes.size() - position >= sizeof sixteen; position += sizeof sixteen) {
    std::memcpy(sixteen.data(), bytes.data() + position, sizeof sixteen);
    if (((sixteen[0] | sixteen[1]) & high_bits) != 0) break;
  }
  while (position < bytes.size() && static_cast<unsigned char>(bytes[position]) < 0x80) ++position;
  return position;
}

icu::StringPiece piece_of(std::string_view text) {
  if (text.size() > INT_MAX) throw Error("a text of more than 2 GB cannot be processed as a whole");
  return {text.data(), static_cast<std::int32_t>(text.size())};
}

std::string lower_valid(std::string_view text) {
  std::string lower;
  icu::StringByteSink<std::string> sink(&lower);
  UErrorCode status = U_ZERO_ERROR;
  icu::CaseMap::utf8ToLower("", 0, piece_of(text), sink, nullptr, status);
  check_icu(status);
  return lower;
}

}  // namespace

std::int32_t next_code_point(std::string_view bytes, std::size_t& position) {
  const auto first = static_cast<unsigned char>(bytes[position]);
  if (first < 0x80) {
    ++position;
    return first;
  }
  // ICU counts in 32 bits, and a character has at most four bytes.
  const auto* start = reinterpret_cast<const std::uint8_t*>(bytes.data()) + position;
  const auto length = static_cast<std::int32_t>(std::min<std::size_t>(4, bytes.size() - position));
  std::int32_t count = 0;
  UChar32 code_point = 0;
  U8_NEXT(start, count, length, code_point);
  position += static_cast<std::size_t>(count);
  return code_point;
}

bool is_ascii(std::string_view bytes) {
  return skip_ascii(bytes, 0) == bytes.size();
}

std::optional<std::size_t> find_invalid_utf8(std::string_view bytes) {
  std::size_t position = skip_ascii(bytes, 0);
  while (position < bytes.size()) {
    const std::size_t start = position;
    if (next_code_point(bytes, position) < 0) return start;
    position = skip_ascii(bytes, position);
  }
  return std::nullopt;
}

std::string replace_invalid_utf8(std::string_view bytes) {
  std::string valid;
  valid.reserve(bytes.size());
  std::size_t position = 0;
  while (position < bytes.size()) {
    const std::size_t start = position;
    if (next_code_point(bytes, position) < 0) {
      valid += "\xEF\xBF\xBD";
    } else {
      valid.append(bytes, start, position - start);
    }
  }
  return valid;
}

std::string replace_nul(std::string text) {
  if (text.find('\0') == std::string::npos) return text;
  std::string replaced;
  for (const char c : text) {
    if (c == '\0') {
      replaced += "\xEF\xBF\xBD";
    } else {
      replaced += c;
    }
  }
  return replaced;
}

std::string to_nfc(std::string_view text) {
  if (is_ascii(text)) return std::string(text);
  UErrorCode status = U_ZERO_ERROR;
  const icu::Normalizer2* normaliser = icu::Normalizer2::getNFCInstance(status);
  check_icu(status);
  std::string normal;
  icu::StringByteSink<std::string> sink(&normal);
  normaliser->normalizeUTF8(0, piece_of(text), sink, nullptr, status);
  check_icu(status);
  return normal;
}

bool is_nfc(std::string_view text) {
  if (is_ascii(text)) return true;
  UErrorCode status = U_ZERO_ERROR;
  const icu::Normalizer2* normaliser = icu::Normalizer2::getNFCInstance(status);
  check_icu(status);
  const bool normal = normaliser->isNormalizedUTF8(piece_of(text), status) != 0;
  check_icu(status);
  return normal;
}

std::string to_lower(std::string_view text) {
  if (is_ascii(text)) {
    std::string lower(text);
    for (char& byte : lower) {
      if (byte >= 'A' && byte <= 'Z') byte = static_cast<char>(byte - 'A' + 'a');
    }
    return lower;
  }
  std::string lower;
  while (!text.empty()) {
    const std::size_t valid = find_invalid_utf8(text).value_or(text.size());
    lower += lower_valid(text.substr(0, valid));
    text.remove_prefix(valid);
    if (text.empty()) break;
    std::size_t invalid = 0;
    next_code_point(text, invalid);
    lower += text.substr(0, invalid);
    text.remove_prefix(invalid);
  }
  return lower;
}

std::size_t length_in(std::string_view text, OffsetUnit unit) {
  if (unit == OffsetUnit::byte) return text.size();
  std::size_t length = 0;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    length += (byte & 0xC0U) != 0x80U ? 1 : 0;
    // In UTF-16, a character of four bytes is a pair.
    length += unit == OffsetUnit::utf16 && byte >= 0xF0U ? 1 : 0;
  }
  return length;
}

OffsetMap::OffsetMap(std::string_view text, OffsetUnit unit) : unit_(unit), size_(text.size()) {
  if (is_ascii(text)) return;
  bytes_.reserve(text.size() + 1);
  std::size_t position = 0;
  while (position < text.size()) {
    const std::size_t start = position;
    const UChar32 code_point = next_code_point(text, position);
    bytes_.push_back(start);
    if (unit == OffsetUnit::utf16 && code_point > 0xFFFF) bytes_.push_back(start);
  }
  bytes_.push_back(text.size());
  bytes_.shrink_to_fit();
}

std::size_t OffsetMap::from_byte(std::size_t byte) const {
  if (byte > size_) throw std::out_of_range("an offset past the end of the text");
  if (bytes_.empty()) return byte;
  const auto behind = std::upper_bound(bytes_.begin(), bytes_.end(), byte);
  const std::size_t start = *(behind - 1);
  if (unit_ == OffsetUnit::byte) return start;
  return static_cast<std::size_t>(std::lower_bound(bytes_.begin(), behind, start) - bytes_.begin());
}

std::optional<std::size_t> OffsetMap::to_byte(std::size_t offset) const {
  if (bytes_.empty()) return offset <= size_ ? std::optional(offset) : std::nullopt;
  if (unit_ == OffsetUnit::byte) {
    const bool starts = std::binary_search(bytes_.begin(), bytes_.end(), offset);
    return starts ? std::optional(offset) : std::nullopt;
  }
  if (offset >= bytes_.size()) return std::nullopt;
  if (offset > 0 && bytes_[offset] == bytes_[offset - 1]) return std::nullopt;  // between two surrogates
  return bytes_[offset];
}

namespace {

// Called by ICU for bytes that are not a character; ICU's own function writes U+001A for some encodings.
void write_replacement(const void* /*context*/, UConverterToUnicodeArgs* arguments, const char* /*bytes*/,
                       std::int32_t /*length*/, UConverterCallbackReason reason, UErrorCode* status) {
  if (reason > UCNV_IRREGULAR) return;
  constexpr UChar replacement = 0xFFFD;
  *status = U_ZERO_ERROR;
  ucnv_cbToUWriteUChars(arguments, &replacement, 1, 0, status);
}

}  // namespace

struct Transcoder::Impl {
  explicit Impl(const std::string& encoding) {
    UErrorCode status = U_ZERO_ERROR;
    // ICU takes an empty name for the platform's encoding.
    if (!encoding.empty()) source = ucnv_open(encoding.c_str(), &status);
    if (source == nullptr || U_FAILURE(status)) {
      throw UsageError("unknown encoding '" + encoding + "'; give a name that ICU knows, such as ISO-8859-1");
    }
    ucnv_setToUCallBack(source, write_replacement, nullptr, nullptr, nullptr, &status);
    target = ucnv_open("UTF-8", &status);
    if (U_FAILURE(status)) ucnv_close(source);
    check_icu(status);
  }
  ~Impl() {
    ucnv_close(source);
    ucnv_close(target);
  }
  Impl(const Impl&) = delete;
  Impl& operator=(const Impl&) = delete;

  UConverter* source = nullptr;
  UConverter* target = nullptr;
  std::array<UChar, 4096> pivot{};
  UChar* pivot_read = pivot.data();
  UChar* pivot_write = pivot.data();
};

Transcoder::Transcoder(const std::string& encoding) : impl_(std::make_unique<Impl>(encoding)) {}
Transcoder::~Transcoder() = default;
Transcoder::Transcoder(Transcoder&&) noexcept = default;

std::string Transcoder::convert(std::string_view bytes, bool last) {
  std::string converted;
  std::array<char, 4096> buffer{};
  const char* in = bytes.data();
  UErrorCode status = U_BUFFER_OVERFLOW_ERROR;
  while (status == U_BUFFER_OVERFLOW_ERROR) {
    status = U_ZERO_ERROR;
    char* out = buffer.data();
    ucnv_convertEx(impl_->target, impl_->source, &out, buffer.data() + buffer.size(), &in,
                   bytes.data() + bytes.size(), impl_->pivot.data(), &impl_->pivot_read, &impl_->pivot_write,
                   impl_->pivot.data() + impl_->pivot.size(), 0, static_cast<UBool>(last), &status);
    converted.append(buffer.data(), static_cast<std::size_t>(out - buffer.data()));
  }
  check_icu(status);
  return converted;
}

}  // namespace seqlab::text

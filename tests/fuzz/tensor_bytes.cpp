#include "fuzz/tensor_bytes.h"

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <span>

#include "base/errors.h"
#include "io/hash.h"
#include "io/tensor_header.h"

namespace seqlab::fuzz {
namespace {

constexpr std::size_t most_data = std::size_t{1} << 20U;

// What the header says; as much as there is if it is no header.
std::size_t stated_size(const std::string& header, std::size_t present) {
  try {
    std::size_t size = 0;
    for (const io::TensorEntry& entry : io::parse_tensor_header(header, "file").entries) {
      size = std::max(size, entry.end);
    }
    return std::min(size, most_data);
  } catch (const ModelError&) {
    return present;
  }
}

// The place of the checksum's digits; npos without one.
std::size_t find_digits(std::string_view header) {
  constexpr std::string_view key = "\"checksum\":\"";
  const std::size_t at = header.find(key);
  if (at == std::string_view::npos || header.size() - at < key.size() + io::checksum_digits) {
    return std::string_view::npos;
  }
  return at + key.size();
}

}  // namespace

std::string taken_apart(std::string_view file) {
  std::uint64_t length = 0;
  std::memcpy(&length, file.data(), sizeof length);
  const std::string_view parts = file.substr(sizeof length);
  return std::string(parts.substr(0, length)) + '\0' + std::string(parts.substr(length));
}

std::string put_together(std::string_view parts) {
  const std::size_t border = std::min(parts.find('\0'), parts.size());
  std::string header(parts.substr(0, border));
  std::string data(parts.substr(std::min(border + 1, parts.size())));
  data.resize(stated_size(header, data.size()));
  const std::uint64_t length = header.size();
  std::string length_bytes(sizeof length, '\0');
  std::memcpy(length_bytes.data(), &length, sizeof length);
  const std::size_t digits = find_digits(header);
  if (digits != std::string::npos) {
    header.replace(digits, io::checksum_digits, io::checksum_digits, '0');
    io::Hash128 hash;
    for (const std::string* part : {&length_bytes, &header, &data})
      hash.update(std::as_bytes(std::span(*part)));
    header.replace(digits, io::checksum_digits, hash.digits());
  }
  return length_bytes + header + data;
}

}  // namespace seqlab::fuzz

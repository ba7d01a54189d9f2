// The header of a tensor file: its limits, the texts of its errors, and its JSON.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "io/tensor_file.h"

namespace seqlab::io {

inline constexpr std::size_t length_bytes = 8;
inline constexpr std::size_t longest_header = 100'000'000;  // what the public implementations accept
inline constexpr std::string_view metadata_name = "__metadata__";
inline constexpr std::string_view checksum_key = "checksum";
inline constexpr std::size_t checksum_digits = 32;

// Text from a file for an error message: shortened, without control characters.
std::string excerpt(std::string_view text);

// "[2, 3]"; shortened if it is long.
std::string shape_text(std::span<const std::size_t> shape);

// The number of bytes of a tensor; nothing if the product of its non-zero dimensions overflows.
std::optional<std::size_t> byte_count(DType dtype, std::span<const std::size_t> shape);

// A tensor as the header describes it, not yet checked against the data.
struct TensorEntry {
  std::string name;
  DType dtype = DType::f32;
  std::vector<std::size_t> shape;
  std::size_t begin = 0;
  std::size_t end = 0;
};

struct TensorHeader {
  Metadata metadata;
  std::vector<TensorEntry> entries;  // in the order of the header
};

// Accepts only the format's grammar, without building a tree, so that nesting costs nothing. Throws
// ModelError "path: what is wrong".
TensorHeader parse_tensor_header(std::string_view json, const std::string& path);

}  // namespace seqlab::io

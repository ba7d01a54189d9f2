// Tensor files whose lengths and checksum are right whatever the fuzzer does, so that it reaches the
// contents.
#pragma once

#include <string>
#include <string_view>

namespace seqlab::fuzz {

// The bytes of a tensor file (io/tensor_file.h) in parts: its header, a NUL, and the data.
std::string taken_apart(std::string_view file);

// The file of these parts: with the length of the header, as much data as it states (zeros where there is
// less; at most a mebibyte), and a checksum that matches if the header has one.
std::string put_together(std::string_view parts);

}  // namespace seqlab::fuzz

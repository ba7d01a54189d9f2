#include "io/tensor_file.h"

#include <algorithm>
#include <bit>
#include <cstdint>
#include <cstring>
#include <tuple>

#include "base/errors.h"
#include "io/hash.h"
#include "io/tensor_header.h"

namespace seqlab::io {
namespace {

static_assert(std::endian::native == std::endian::little, "tensors are read as they lie in memory");

}  // namespace

TensorFile TensorFile::open(const std::string& path) {
  return TensorFile(MappedFile(path));
}

TensorFile TensorFile::from_bytes(std::span<const std::byte> bytes, std::string name) {
  return TensorFile(MappedFile::copy_of(bytes, std::move(name)));
}

TensorFile::TensorFile(MappedFile mapped) : file_(std::move(mapped)) {
  const std::span<const std::byte> file = file_.bytes();
  const auto fail = [&](const std::string& message) { throw ModelError(path() + ": " + message); };

  if (file.size() < length_bytes) fail("the file is too short for a model");
  std::uint64_t header_length = 0;
  std::memcpy(&header_length, file.data(), length_bytes);
  if (header_length > longest_header)
    fail("this is not a model file: the length of its header is impossible");
  if (header_length > file.size() - length_bytes) {
    fail("the file ends inside its header; it is truncated or not a model file");
  }
  const std::string_view header(reinterpret_cast<const char*>(file.data()) + length_bytes, header_length);
  const std::span<const std::byte> data = file.subspan(length_bytes + header_length);
  // The JSON parser takes a NUL as the end of its input.
  if (!header.starts_with('{') || header.find('\0') != std::string_view::npos) {
    fail("this is not a model file: its header is not a JSON object");
  }
  TensorHeader stated = parse_tensor_header(header, path());

  std::size_t needed = 0;
  for (const TensorEntry& entry : stated.entries) {
    const std::string tensor = "the tensor " + excerpt(entry.name);
    if (entry.begin > entry.end) fail(tensor + " ends before it starts");
    const std::size_t length = entry.end - entry.begin;
    if (byte_count(entry.dtype, entry.shape) != length) {
      fail(tensor + " has " + std::to_string(length) + " bytes, not those of its shape " +
           shape_text(entry.shape) + " and dtype " + std::string(to_string(entry.dtype)));
    }
    needed = std::max(needed, entry.end);
  }
  if (needed != data.size()) {
    fail("the data is " + std::to_string(data.size()) + " bytes where the header says " +
         std::to_string(needed) + "; the file is truncated or damaged");
  }
  std::sort(stated.entries.begin(), stated.entries.end(), [](const TensorEntry& a, const TensorEntry& b) {
    return std::tie(a.begin, a.end, a.name) < std::tie(b.begin, b.end, b.name);
  });
  std::size_t position = 0;
  tensors_.reserve(stated.entries.size());
  for (TensorEntry& entry : stated.entries) {
    if (entry.begin != position) {
      fail("the tensor " + excerpt(entry.name) +
           (entry.begin < position ? " overlaps another" : " comes after a hole"));
    }
    index_.emplace(entry.name, tensors_.size());
    tensors_.push_back({std::move(entry.name), entry.dtype, std::move(entry.shape),
                        data.subspan(entry.begin, entry.end - entry.begin)});
    position = entry.end;
  }

  metadata_ = std::move(stated.metadata);
  header_ = header;
}

void TensorFile::verify() const {
  const auto fail = [&](const std::string& message) { throw ModelError(path() + ": " + message); };
  const auto entry = metadata_.find(checksum_key);
  if (entry == metadata_.end()) fail("the file has no checksum; it was not written by this program");
  const std::string& digits = entry->second;
  const bool is_hexadecimal =
      digits.size() == checksum_digits && digits.find_first_not_of("0123456789abcdef") == std::string::npos;
  const std::size_t found = is_hexadecimal ? header_.find('"' + digits + '"') : std::string_view::npos;
  if (found == std::string_view::npos) {
    fail("the checksum is not " + std::to_string(checksum_digits) + " lower-case hexadecimal digits");
  }
  const std::span<const std::byte> file = file_.bytes();
  const std::size_t digits_at = length_bytes + found + 1;
  const std::string zeros(checksum_digits, '0');
  Hash128 hash;
  hash.update(file.first(digits_at));
  hash.update(std::as_bytes(std::span(zeros)));
  hash.update(file.subspan(digits_at + checksum_digits));
  if (hash.digits() != digits) fail("the checksum does not match; the file is damaged");
}

const std::string& TensorFile::metadata(std::string_view key) const {
  const auto found = metadata_.find(key);
  if (found == metadata_.end()) throw ModelError(path() + ": the metadata lacks " + excerpt(key));
  return found->second;
}

const Tensor* TensorFile::find(std::string_view name) const {
  const auto found = index_.find(name);
  return found == index_.end() ? nullptr : &tensors_[found->second];
}

const Tensor& TensorFile::checked_dtype(std::string_view name, DType dtype, std::size_t alignment) const {
  const Tensor* const tensor = find(name);
  if (tensor == nullptr) throw ModelError(path() + ": the tensor " + excerpt(name) + " is missing");
  if (tensor->dtype != dtype) {
    throw ModelError(path() + ": the tensor " + excerpt(name) + " has the dtype " +
                     std::string(to_string(tensor->dtype)) + "; it should be " +
                     std::string(to_string(dtype)));
  }
  if (reinterpret_cast<std::uintptr_t>(tensor->bytes.data()) % alignment != 0) {
    throw ModelError(path() + ": the tensor " + excerpt(name) + " is not aligned to its elements");
  }
  return *tensor;
}

const Tensor& TensorFile::checked(std::string_view name, DType dtype, std::span<const std::size_t> shape,
                                  std::size_t alignment) const {
  const Tensor& tensor = checked_dtype(name, dtype, alignment);
  if (!std::ranges::equal(tensor.shape, shape)) {
    throw ModelError(path() + ": the tensor " + excerpt(name) + " has the shape " + shape_text(tensor.shape) +
                     "; it should be " + shape_text(shape));
  }
  return tensor;
}

const Tensor& TensorFile::checked_list(std::string_view name, DType dtype, std::size_t alignment) const {
  const Tensor& tensor = checked_dtype(name, dtype, alignment);
  if (tensor.shape.size() != 1) {
    throw ModelError(path() + ": the tensor " + excerpt(name) + " has the shape " + shape_text(tensor.shape) +
                     "; it should have one dimension");
  }
  return tensor;
}

}  // namespace seqlab::io

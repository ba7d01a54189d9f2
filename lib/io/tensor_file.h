// Named tensors and metadata in one file, in the safetensors format.
//
//   file     = length header data
//   length   = the number of bytes of the header, 8 bytes, little-endian
//   header   = a JSON object, padded with spaces:
//              {"__metadata__": {KEY: STRING, ...},
//               NAME: {"dtype": DTYPE, "shape": [N, ...], "data_offsets": [BEGIN, END]}, ...}
//   data     = the tensors, little-endian, in C order; offsets count from its start
//
// Beyond the format's rules, a file has a metadata key "checksum": the 128-bit XXH3 hash of the file as
// lower-case hexadecimal digits, computed with these 32 digits as '0'.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <initializer_list>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "io/mapped_file.h"

namespace seqlab::io {

enum class DType { f64, i64, u64, f32, i32, u32, f16, bf16, i16, u16, i8, u8, boolean };

// As in the header: "F64" ... "BOOL".
std::string_view to_string(DType dtype);
// In bytes.
std::size_t element_size(DType dtype);

// The element type in memory: double, std::int64_t, std::uint64_t, float, std::int32_t, std::uint32_t,
// std::int16_t, std::uint16_t, std::int8_t or std::uint8_t.
template <typename T>
constexpr DType dtype_of() {
  if constexpr (std::is_same_v<T, double>) return DType::f64;
  if constexpr (std::is_same_v<T, std::int64_t>) return DType::i64;
  if constexpr (std::is_same_v<T, std::uint64_t>) return DType::u64;
  if constexpr (std::is_same_v<T, float>) return DType::f32;
  if constexpr (std::is_same_v<T, std::int32_t>) return DType::i32;
  if constexpr (std::is_same_v<T, std::uint32_t>) return DType::u32;
  if constexpr (std::is_same_v<T, std::int16_t>) return DType::i16;
  if constexpr (std::is_same_v<T, std::uint16_t>) return DType::u16;
  if constexpr (std::is_same_v<T, std::int8_t>) return DType::i8;
  if constexpr (std::is_same_v<T, std::uint8_t>) return DType::u8;
}

using Metadata = std::map<std::string, std::string, std::less<>>;

struct Tensor {
  std::string name;
  DType dtype = DType::f32;
  std::vector<std::size_t> shape;    // empty for a single number
  std::span<const std::byte> bytes;  // the elements in C order
};

// A file open for reading, mapped or copied into memory. Tensors are views that are valid as long as the
// object, also after it is moved. All const; any number of threads may read.
class TensorFile {
 public:
  // Trusts nothing in the header: lengths, JSON, names, shapes, types and offsets (no overlap, no hole) are
  // checked, in this order, before anything is allocated from them. The data is not read. Throws ModelError
  // "path: what is wrong"; Error if the file cannot be read at all.
  static TensorFile open(const std::string& path);
  // The same for the bytes of a file in memory, which are copied; `name` stands for the path.
  static TensorFile from_bytes(std::span<const std::byte> bytes, std::string name);
  // Reads the whole file. Throws ModelError if the checksum is missing or does not match.
  void verify() const;
  // See MappedFile.
  void throw_if_changed() const { file_.throw_if_changed(); }

  [[nodiscard]] const std::string& path() const { return file_.path(); }
  [[nodiscard]] const Metadata& metadata() const { return metadata_; }
  // Throws ModelError if there is no such key.
  [[nodiscard]] const std::string& metadata(std::string_view key) const;

  // In the order of their data.
  [[nodiscard]] const std::vector<Tensor>& tensors() const { return tensors_; }
  // Null if there is no such tensor.
  [[nodiscard]] const Tensor* find(std::string_view name) const;

  // The elements of a tensor with this type and shape, aligned for T. Throws ModelError if there is none.
  template <typename T>
  [[nodiscard]] std::span<const T> values(std::string_view name,
                                          std::initializer_list<std::size_t> shape) const {
    const std::span<const std::byte> bytes =
        checked(name, dtype_of<T>(), {shape.begin(), shape.size()}, alignof(T)).bytes;
    return {reinterpret_cast<const T*>(bytes.data()), bytes.size() / sizeof(T)};
  }
  [[nodiscard]] std::span<const float> floats(std::string_view name,
                                              std::initializer_list<std::size_t> shape) const {
    return values<float>(name, shape);
  }
  // The bits of a bf16 tensor.
  [[nodiscard]] std::span<const std::uint16_t> bf16(std::string_view name,
                                                    std::initializer_list<std::size_t> shape) const {
    const std::span<const std::byte> bytes =
        checked(name, DType::bf16, {shape.begin(), shape.size()}, alignof(std::uint16_t)).bytes;
    return {reinterpret_cast<const std::uint16_t*>(bytes.data()), bytes.size() / 2};
  }
  // The same for a tensor of one dimension and any length.
  template <typename T>
  [[nodiscard]] std::span<const T> list(std::string_view name) const {
    const std::span<const std::byte> bytes = checked_list(name, dtype_of<T>(), alignof(T)).bytes;
    return {reinterpret_cast<const T*>(bytes.data()), bytes.size() / sizeof(T)};
  }

 private:
  // Checks and indexes the header.
  explicit TensorFile(MappedFile file);
  const Tensor& checked(std::string_view name, DType dtype, std::span<const std::size_t> shape,
                        std::size_t alignment) const;
  const Tensor& checked_list(std::string_view name, DType dtype, std::size_t alignment) const;
  const Tensor& checked_dtype(std::string_view name, DType dtype, std::size_t alignment) const;

  MappedFile file_;
  std::string_view header_;
  Metadata metadata_;
  std::vector<Tensor> tensors_;
  std::map<std::string, std::size_t, std::less<>> index_;
};

// Collects tensors and writes them as one file. The caller owns the bytes, which must live until write()
// returns.
class TensorFileWriter {
 public:
  // In UTF-8. The key "checksum" is reserved; throws std::invalid_argument for it.
  void set_metadata(std::string key, std::string value);
  // Throws std::invalid_argument if the name is empty, taken or "__metadata__", or if the number of bytes
  // does not match the shape.
  void add(std::string name, DType dtype, std::vector<std::size_t> shape, std::span<const std::byte> bytes);
  template <typename T>
  void add(std::string name, std::vector<std::size_t> shape, std::span<const T> values) {
    add(std::move(name), dtype_of<T>(), std::move(shape), std::as_bytes(values));
  }

  // Writes the file completely or not at all. The data starts at a multiple of 64; tensors are sorted by
  // descending element size, then by name, so that every element is aligned. Equal content gives equal bytes.
  // Throws Error if the file cannot be written, if names or metadata are not valid UTF-8, or if the header
  // exceeds the format's limit.
  //
  // check: called when all bytes are written; if it throws, no file is made.
  void write(const std::string& path, const std::function<void()>& check = {}) const;
  // The bytes of the file, to put it into another. name: of the file, for errors; throws as write() does.
  [[nodiscard]] std::vector<std::byte> bytes(const std::string& name) const;

 private:
  // Gives the file piece by piece to put(std::span<const std::byte>).
  template <class Put>
  void put_all(const std::string& name, const Put& put) const;

  Metadata metadata_;
  std::map<std::string, Tensor, std::less<>> tensors_;
};

}  // namespace seqlab::io

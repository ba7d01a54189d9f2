#include "io/tensor_file.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cstring>
#include <nlohmann/json.hpp>
#include <optional>
#include <stdexcept>
#include <tuple>

#include "io/atomic_file.h"
#include "io/errors.h"
#include "io/sha256.h"

namespace seqlab::io {
namespace {

static_assert(std::endian::native == std::endian::little,
              "tensors are read and written as they lie in memory");

using Json = nlohmann::ordered_json;

constexpr std::size_t length_bytes = 8;
constexpr std::size_t longest_header = 100'000'000;  // what the public implementations accept
constexpr std::size_t data_alignment = 64;
constexpr std::string_view metadata_name = "__metadata__";
constexpr std::string_view checksum_key = "checksum";
constexpr std::size_t checksum_digits = 64;

struct TypeRow {
  DType dtype;
  std::string_view name;
  std::size_t size;
};
// In the order of DType.
constexpr std::array<TypeRow, 13> types = {{{DType::f64, "F64", 8},
                                            {DType::i64, "I64", 8},
                                            {DType::u64, "U64", 8},
                                            {DType::f32, "F32", 4},
                                            {DType::i32, "I32", 4},
                                            {DType::u32, "U32", 4},
                                            {DType::f16, "F16", 2},
                                            {DType::bf16, "BF16", 2},
                                            {DType::i16, "I16", 2},
                                            {DType::u16, "U16", 2},
                                            {DType::i8, "I8", 1},
                                            {DType::u8, "U8", 1},
                                            {DType::boolean, "BOOL", 1}}};

const TypeRow& type_row(DType dtype) {
  return types[static_cast<std::size_t>(dtype)];
}

// A text of the file as an error may show it: short, and nothing in it that a terminal obeys.
std::string excerpt(std::string_view text) {
  constexpr std::size_t longest = 60;
  std::string shown = "\"";
  for (const char c : text.substr(0, longest)) {
    const auto byte = static_cast<unsigned char>(c);
    shown += byte < 0x20 || byte >= 0x7f ? '?' : c;
  }
  return shown + (text.size() > longest ? "...\"" : "\"");
}

std::string shape_text(std::span<const std::size_t> shape) {
  constexpr std::size_t most = 8;
  std::string text = "[";
  for (std::size_t i = 0; i < std::min(shape.size(), most); ++i) {
    text += (i > 0 ? ", " : "") + std::to_string(shape[i]);
  }
  return text + (shape.size() > most ? ", ...]" : "]");
}

// The bytes of a tensor; nothing when the product of its non-zero dimensions overflows, so that no caller
// meets a dimension that could not be.
std::optional<std::size_t> byte_count(DType dtype, std::span<const std::size_t> shape) {
  std::size_t count = element_size(dtype);
  bool empty = false;
  for (const std::size_t dimension : shape) {
    if (dimension == 0) {
      empty = true;
    } else if (__builtin_mul_overflow(count, dimension, &count)) {
      return std::nullopt;
    }
  }
  return empty ? 0 : count;
}

struct Entry {
  std::string name;
  std::optional<DType> dtype;
  std::optional<std::vector<std::size_t>> shape;
  std::optional<std::vector<std::size_t>> offsets;
};

// Takes the header's JSON as events and accepts nothing but the grammar of the format. No tree is built, so
// depth costs nothing: the fourth level is an error.
class HeaderReader : public nlohmann::json_sax<nlohmann::json> {
 public:
  Metadata metadata;
  std::vector<Entry> entries;
  std::map<std::string, std::size_t, std::less<>> index;
  std::string error;

  bool start_object(std::size_t) override {
    switch (where_) {
      case Where::start:
        where_ = Where::root;
        return true;
      case Where::root:
        if (key_ == metadata_name) {
          where_ = Where::metadata;
        } else {
          where_ = Where::tensor;
          entries.push_back({key_, {}, {}, {}});
        }
        return true;
      default:
        return unexpected();
    }
  }

  bool key(string_t& key) override {
    key_ = std::move(key);
    switch (where_) {
      case Where::root:
        if (key_ == metadata_name) return std::exchange(has_metadata_, true) ? twice() : true;
        return index.emplace(key_, entries.size()).second ? true : twice();
      case Where::metadata:
        return metadata.contains(key_) ? twice() : true;
      default: {
        const Entry& entry = entries.back();
        if (key_ == "dtype") return entry.dtype ? twice() : true;
        if (key_ == "shape") return entry.shape ? twice() : true;
        if (key_ == "data_offsets") return entry.offsets ? twice() : true;
        return fail("the tensor " + excerpt(entry.name) + " has an unknown field " + excerpt(key_));
      }
    }
  }

  bool end_object() override {
    if (where_ == Where::tensor) {
      const Entry& entry = entries.back();
      if (!entry.dtype || !entry.shape || !entry.offsets) {
        return fail("the tensor " + excerpt(entry.name) + " lacks its " +
                    (!entry.dtype   ? "dtype"
                     : !entry.shape ? "shape"
                                    : "data_offsets"));
      }
    }
    where_ = where_ == Where::root ? Where::end : Where::root;
    return true;
  }

  bool start_array(std::size_t) override {
    if (where_ != Where::tensor) return unexpected();
    if (key_ == "shape") {
      entries.back().shape.emplace();
    } else if (key_ == "data_offsets") {
      entries.back().offsets.emplace();
    } else {
      return unexpected();
    }
    where_ = Where::numbers;
    return true;
  }

  bool number_unsigned(number_unsigned_t number) override {
    if (where_ != Where::numbers) return unexpected();
    Entry& entry = entries.back();
    (key_ == "shape" ? entry.shape : entry.offsets)->push_back(number);
    return true;
  }

  bool end_array() override {
    const Entry& entry = entries.back();
    if (key_ == "data_offsets" && entry.offsets->size() != 2) {
      return fail("the data_offsets of the tensor " + excerpt(entry.name) + " are not two numbers");
    }
    where_ = Where::tensor;
    return true;
  }

  bool string(string_t& text) override {
    if (where_ == Where::metadata) {
      metadata.emplace(key_, std::move(text));
      return true;
    }
    if (where_ != Where::tensor || key_ != "dtype") return unexpected();
    const auto* const row =
        std::find_if(types.begin(), types.end(), [&](const TypeRow& type) { return type.name == text; });
    if (row == types.end()) {
      return fail("the tensor " + excerpt(entries.back().name) + " has an unknown dtype " + excerpt(text));
    }
    entries.back().dtype = row->dtype;
    return true;
  }

  bool null() override { return unexpected(); }
  bool boolean(bool) override { return unexpected(); }
  bool number_integer(number_integer_t) override { return unexpected(); }
  bool number_float(number_float_t, const string_t&) override { return unexpected(); }
  bool binary(binary_t&) override { return unexpected(); }
  bool parse_error(std::size_t position, const std::string&, const nlohmann::json::exception&) override {
    return fail("the header is no valid JSON at its byte " + std::to_string(position));
  }

 private:
  enum class Where { start, root, metadata, tensor, numbers, end };

  bool fail(std::string message) {
    error = std::move(message);
    return false;
  }
  bool twice() { return fail("the header has the key " + excerpt(key_) + " twice"); }
  bool unexpected() {
    if (where_ == Where::start) return fail("the header is no JSON object");
    return fail("the header has a value of the wrong kind at " + excerpt(key_));
  }

  Where where_ = Where::start;
  std::string key_;
  bool has_metadata_ = false;
};

std::string checksum(std::span<const std::byte> file, std::size_t digits_at) {
  const std::string zeros(checksum_digits, '0');
  Sha256 sha;
  sha.update(file.first(digits_at));
  sha.update(std::as_bytes(std::span(zeros)));
  sha.update(file.subspan(digits_at + checksum_digits));
  return sha.finish();
}

}  // namespace

std::string_view to_string(DType dtype) {
  return type_row(dtype).name;
}

std::size_t element_size(DType dtype) {
  return type_row(dtype).size;
}

TensorFile TensorFile::open(const std::string& path) {
  TensorFile result{MappedFile(path)};
  const std::span<const std::byte> file = result.file_.bytes();
  const auto fail = [&](const std::string& message) { throw ModelError(path + ": " + message); };

  if (file.size() < length_bytes) fail("the file is too short for a model");
  std::uint64_t header_length = 0;
  std::memcpy(&header_length, file.data(), length_bytes);
  if (header_length > longest_header) fail("this is no model file: the length of its header cannot be");
  if (header_length > file.size() - length_bytes) {
    fail("the file ends inside its header; it is truncated or no model file");
  }
  const std::string_view header(reinterpret_cast<const char*>(file.data()) + length_bytes, header_length);
  const std::span<const std::byte> data = file.subspan(length_bytes + header_length);
  // The JSON parser takes a NUL for the end of its input.
  if (!header.starts_with('{') || header.find('\0') != std::string_view::npos) {
    fail("this is no model file: its header is no JSON object");
  }
  HeaderReader reader;
  if (!nlohmann::json::sax_parse(header.begin(), header.end(), &reader)) fail(reader.error);

  std::size_t needed = 0;
  for (const Entry& entry : reader.entries) {
    const std::string tensor = "the tensor " + excerpt(entry.name);
    const std::size_t begin = (*entry.offsets)[0];
    const std::size_t end = (*entry.offsets)[1];
    if (begin > end) fail(tensor + " ends before it begins");
    const std::optional<std::size_t> bytes = byte_count(*entry.dtype, *entry.shape);
    if (bytes != end - begin) {
      fail(tensor + " has " + std::to_string(end - begin) + " bytes, not those of its shape " +
           shape_text(*entry.shape) + " and dtype " + std::string(to_string(*entry.dtype)));
    }
    needed = std::max(needed, end);
  }
  if (needed != data.size()) {
    fail("the data is " + std::to_string(data.size()) + " bytes where the header says " +
         std::to_string(needed) + "; the file is truncated or damaged");
  }
  std::vector<Entry*> order;
  for (Entry& entry : reader.entries) order.push_back(&entry);
  std::sort(order.begin(), order.end(), [](const Entry* a, const Entry* b) {
    return std::tie(*a->offsets, a->name) < std::tie(*b->offsets, b->name);
  });
  std::size_t position = 0;
  result.tensors_.reserve(order.size());
  for (Entry* entry : order) {
    const std::size_t begin = (*entry->offsets)[0];
    const std::size_t end = (*entry->offsets)[1];
    if (begin != position) {
      fail("the tensor " + excerpt(entry->name) +
           (begin < position ? " overlaps another" : " comes after a hole"));
    }
    result.index_.emplace(entry->name, result.tensors_.size());
    result.tensors_.push_back(
        {std::move(entry->name), *entry->dtype, std::move(*entry->shape), data.subspan(begin, end - begin)});
    position = end;
  }

  result.metadata_ = std::move(reader.metadata);
  const auto stated = result.metadata_.find(checksum_key);
  if (stated == result.metadata_.end()) fail("the file has no checksum; it was not written by this program");
  const std::string& digits = stated->second;
  const bool is_hexadecimal =
      digits.size() == checksum_digits && digits.find_first_not_of("0123456789abcdef") == std::string::npos;
  const std::size_t digits_at = is_hexadecimal ? header.find('"' + digits + '"') : std::string_view::npos;
  if (digits_at == std::string_view::npos) fail("the checksum is not 64 lower-case hexadecimal digits");
  if (checksum(file, length_bytes + digits_at + 1) != digits) {
    fail("the checksum does not match; the file is damaged");
  }
  return result;
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

void TensorFileWriter::set_metadata(std::string key, std::string value) {
  if (key == checksum_key) throw std::invalid_argument("the metadata key \"checksum\" is the writer's own");
  metadata_.insert_or_assign(std::move(key), std::move(value));
}

void TensorFileWriter::add(std::string name, DType dtype, std::vector<std::size_t> shape,
                           std::span<const std::byte> bytes) {
  if (name.empty() || name == metadata_name)
    throw std::invalid_argument("no name for a tensor: " + excerpt(name));
  if (byte_count(dtype, shape) != bytes.size()) {
    throw std::invalid_argument("the tensor " + excerpt(name) + " of shape " + shape_text(shape) +
                                " cannot have " + std::to_string(bytes.size()) + " bytes");
  }
  if (tensors_.contains(name)) throw std::invalid_argument("there are two tensors " + excerpt(name));
  Tensor tensor{name, dtype, std::move(shape), bytes};
  tensors_.emplace(std::move(name), std::move(tensor));
}

void TensorFileWriter::write(const std::string& path) const {
  std::vector<const Tensor*> order;
  for (const auto& [name, tensor] : tensors_) order.push_back(&tensor);
  std::stable_sort(order.begin(), order.end(), [](const Tensor* a, const Tensor* b) {
    return element_size(a->dtype) > element_size(b->dtype);
  });

  Json tree = Json::object();
  Json& metadata = tree[std::string(metadata_name)];
  // The checksum comes first, so that the first 64 zeros in quotes are its own, whatever else is written.
  metadata[std::string(checksum_key)] = std::string(checksum_digits, '0');
  for (const auto& [key, value] : metadata_) metadata[key] = value;
  std::size_t position = 0;
  for (const Tensor* tensor : order) {
    const std::size_t end = position + tensor->bytes.size();
    tree[tensor->name] = {
        {"dtype", to_string(tensor->dtype)}, {"shape", tensor->shape}, {"data_offsets", {position, end}}};
    position = end;
  }
  std::string head;
  try {
    head = std::string(length_bytes, '\0') + tree.dump();
  } catch (const Json::type_error&) {
    throw Error(path + ": names and metadata of a model must be valid UTF-8");
  }
  head.resize((head.size() + data_alignment - 1) / data_alignment * data_alignment, ' ');
  const std::uint64_t header_length = head.size() - length_bytes;
  if (header_length > longest_header) {
    throw Error(path + ": the header would have " + std::to_string(header_length) +
                " bytes; the format allows 100,000,000");
  }
  std::memcpy(head.data(), &header_length, length_bytes);

  Sha256 sha;
  sha.update(std::as_bytes(std::span(head)));
  for (const Tensor* tensor : order) sha.update(tensor->bytes);
  const std::size_t digits_at = head.find('"' + std::string(checksum_digits, '0') + '"') + 1;
  head.replace(digits_at, checksum_digits, sha.finish());

  AtomicFile file(path);
  file.write(head);
  for (const Tensor* tensor : order) {
    file.write({reinterpret_cast<const char*>(tensor->bytes.data()), tensor->bytes.size()});
  }
  file.commit();
}

}  // namespace seqlab::io

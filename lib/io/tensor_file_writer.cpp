#include <algorithm>
#include <bit>
#include <cstdint>
#include <cstring>
#include <nlohmann/json.hpp>
#include <optional>
#include <stdexcept>

#include "base/errors.h"
#include "io/atomic_file.h"
#include "io/hash.h"
#include "io/tensor_file.h"
#include "io/tensor_header.h"

namespace seqlab::io {
namespace {

static_assert(std::endian::native == std::endian::little, "tensors are written as they lie in memory");

using Json = nlohmann::ordered_json;
constexpr std::size_t data_alignment = 64;

}  // namespace

void TensorFileWriter::set_metadata(std::string key, std::string value) {
  if (key == checksum_key) throw std::invalid_argument("the metadata key \"checksum\" is reserved");
  metadata_.insert_or_assign(std::move(key), std::move(value));
}

void TensorFileWriter::add(std::string name, DType dtype, std::vector<std::size_t> shape,
                           std::span<const std::byte> bytes) {
  if (name.empty() || name == metadata_name)
    throw std::invalid_argument("not a name for a tensor: " + excerpt(name));
  if (byte_count(dtype, shape) != bytes.size()) {
    throw std::invalid_argument("the tensor " + excerpt(name) + " of shape " + shape_text(shape) +
                                " cannot have " + std::to_string(bytes.size()) + " bytes");
  }
  if (tensors_.contains(name)) throw std::invalid_argument("there are two tensors " + excerpt(name));
  Tensor tensor{name, dtype, std::move(shape), bytes};
  tensors_.emplace(std::move(name), std::move(tensor));
}

template <class Put>
void TensorFileWriter::put_all(const std::string& name, const Put& put) const {
  std::vector<const Tensor*> order;
  for (const auto& [its_name, tensor] : tensors_) order.push_back(&tensor);
  std::stable_sort(order.begin(), order.end(), [](const Tensor* a, const Tensor* b) {
    return element_size(a->dtype) > element_size(b->dtype);
  });

  Json tree = Json::object();
  Json& metadata = tree[std::string(metadata_name)];
  // The checksum comes first, so that the first zeros in quotes are its own.
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
    throw Error(name + ": names and metadata of a model must be valid UTF-8");
  }
  head.resize((head.size() + data_alignment - 1) / data_alignment * data_alignment, ' ');
  const std::uint64_t header_length = head.size() - length_bytes;
  if (header_length > longest_header) {
    throw Error(name + ": the header would have " + std::to_string(header_length) +
                " bytes; the format allows 100,000,000");
  }
  std::memcpy(head.data(), &header_length, length_bytes);

  Hash128 hash;
  hash.update(std::as_bytes(std::span(head)));
  for (const Tensor* tensor : order) hash.update(tensor->bytes);
  const std::size_t digits_at = head.find('"' + std::string(checksum_digits, '0') + '"') + 1;
  head.replace(digits_at, checksum_digits, hash.digits());

  put(std::as_bytes(std::span(head)));
  for (const Tensor* tensor : order) put(tensor->bytes);
}

void TensorFileWriter::write(const std::string& path, const std::function<void()>& check) const {
  // Made when there is something to write, so that no file is opened for one that cannot be written.
  std::optional<AtomicFile> file;
  put_all(path, [&](std::span<const std::byte> piece) {
    if (!file) file.emplace(path);
    file->write({reinterpret_cast<const char*>(piece.data()), piece.size()});
  });
  if (check) check();
  file->commit();
}

std::vector<std::byte> TensorFileWriter::bytes(const std::string& name) const {
  std::vector<std::byte> all;
  put_all(name, [&](std::span<const std::byte> piece) { all.insert(all.end(), piece.begin(), piece.end()); });
  return all;
}

}  // namespace seqlab::io

#include "io/tensor_header.h"

#include <algorithm>
#include <array>
#include <map>
#include <nlohmann/json.hpp>
#include <utility>

#include "base/errors.h"

namespace seqlab::io {
namespace {

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

// A tensor whose fields arrive one by one.
struct Entry {
  std::string name;
  std::optional<DType> dtype;
  std::optional<std::vector<std::size_t>> shape;
  std::optional<std::vector<std::size_t>> offsets;
};

// Receives the header's JSON as events and accepts only the format's grammar. It builds no tree, so depth
// costs nothing: the fourth level is an error.
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
    return fail("the header is not valid JSON at its byte " + std::to_string(position));
  }

 private:
  enum class Where { start, root, metadata, tensor, numbers, end };

  bool fail(std::string message) {
    error = std::move(message);
    return false;
  }
  bool twice() { return fail("the header has the key " + excerpt(key_) + " twice"); }
  bool unexpected() {
    if (where_ == Where::start) return fail("the header is not a JSON object");
    return fail("the header has a value of the wrong kind at " + excerpt(key_));
  }

  Where where_ = Where::start;
  std::string key_;
  bool has_metadata_ = false;
};

}  // namespace

std::string_view to_string(DType dtype) {
  return type_row(dtype).name;
}

std::size_t element_size(DType dtype) {
  return type_row(dtype).size;
}

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

TensorHeader parse_tensor_header(std::string_view json, const std::string& path) {
  HeaderReader reader;
  if (!nlohmann::json::sax_parse(json.begin(), json.end(), &reader)) {
    throw ModelError(path + ": " + reader.error);
  }
  TensorHeader header;
  header.metadata = std::move(reader.metadata);
  for (Entry& entry : reader.entries) {
    header.entries.push_back({std::move(entry.name), *entry.dtype, std::move(*entry.shape),
                              (*entry.offsets)[0], (*entry.offsets)[1]});
  }
  return header;
}

}  // namespace seqlab::io

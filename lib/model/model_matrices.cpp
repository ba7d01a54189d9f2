#include "model/model_matrices.h"

#include <bit>
#include <cstdint>
#include <string_view>

#include "base/errors.h"
#include "kernels/quantized_matrix.h"
#include "nn/numbers/bf16.h"

namespace seqlab::model {

namespace {

[[noreturn]] void not_finite(const io::TensorFile& file, std::string_view name) {
  throw ModelError(file.path() + ": the tensor '" + std::string(name) +
                   "' contains a value that is not finite");
}

void check_finite(const io::TensorFile& file, std::string_view name, std::span<const float> values) {
  // On integers and without an early exit, so that the compiler vectorises the loop.
  constexpr std::uint32_t exponent = 0x7F800000;  // all ones only in infinities and NaNs
  std::uint32_t found = 0;
  for (const float value : values) {
    found |= static_cast<std::uint32_t>((std::bit_cast<std::uint32_t>(value) & exponent) == exponent);
  }
  if (found != 0) not_finite(file, name);
}

void check_finite(const io::TensorFile& file, std::string_view name, std::span<const std::uint16_t> halves) {
  constexpr std::uint16_t exponent = 0x7F80;
  unsigned found = 0;
  for (const std::uint16_t half : halves) found |= static_cast<unsigned>((half & exponent) == exponent);
  if (found != 0) not_finite(file, name);
}

}  // namespace

VectorTable::Numbers read_matrix(const io::TensorFile& file, const std::string& name, std::size_t rows,
                                 std::size_t columns, nn::Precision precision) {
  if (precision == nn::Precision::int8) {
    const auto numbers = file.values<std::int8_t>(name, {rows, columns});
    const auto scales = file.floats(name + ".scale", {rows});
    check_finite(file, name + ".scale", scales);
    return VectorTable::Quantized{numbers.data(), scales.data()};
  }
  if (precision == nn::Precision::bf16) {
    const auto halves = file.bf16(name, {rows, columns});
    check_finite(file, name, halves);
    return halves.data();
  }
  const auto numbers = file.floats(name, {rows, columns});
  check_finite(file, name, numbers);
  return numbers.data();
}

void write_matrix(io::TensorFileWriter& writer, const std::string& name, std::span<const float> values,
                  std::size_t rows, std::size_t columns, nn::Precision precision,
                  std::deque<std::vector<std::byte>>& bytes) {
  if (precision == nn::Precision::f32) return writer.add<float>(name, {rows, columns}, values);
  if (precision == nn::Precision::bf16) {
    auto* const halves = reinterpret_cast<std::uint16_t*>(bytes.emplace_back(values.size() * 2).data());
    for (std::size_t i = 0; i < values.size(); ++i) halves[i] = nn::to_bf16(values[i]);
    return writer.add(name, io::DType::bf16, {rows, columns}, bytes.back());
  }
  auto* const scales = reinterpret_cast<float*>(bytes.emplace_back(rows * sizeof(float)).data());
  auto* const numbers = reinterpret_cast<std::int8_t*>(bytes.emplace_back(values.size()).data());
  for (std::size_t row = 0; row < rows; ++row) {
    scales[row] = kernels::quantize(values.data() + row * columns, columns, numbers + row * columns);
  }
  writer.add(name + ".scale", io::DType::f32, {rows}, bytes[bytes.size() - 2]);
  writer.add(name, io::DType::i8, {rows, columns}, bytes.back());
}

}  // namespace seqlab::model

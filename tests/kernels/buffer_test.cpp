#include "kernels/buffer.h"

#include <algorithm>
#include <cstdint>
#include <utility>

#include "catch.h"

using seqlab::kernels::Buffer;

TEST_CASE("a buffer is aligned, also after it has grown, and keeps its memory when it shrinks") {
  Buffer<float> buffer(3);
  CHECK(buffer.size() == 3);
  CHECK(reinterpret_cast<std::uintptr_t>(buffer.data()) % seqlab::kernels::alignment == 0);
  buffer.resize(1000);
  CHECK(reinterpret_cast<std::uintptr_t>(buffer.data()) % seqlab::kernels::alignment == 0);
  const float* const memory = buffer.data();
  buffer.resize(10);
  CHECK(buffer.size() == 10);
  buffer.resize(1000);
  CHECK(buffer.data() == memory);
  CHECK(Buffer<double>().data() == nullptr);
}

TEST_CASE(
    "a buffer of several huge pages can be written to its end, and a moved-from buffer can be refilled") {
  const std::size_t size = (std::size_t{5} << 20) / sizeof(float) + 1;
  Buffer<float> buffer(size);
  CHECK(reinterpret_cast<std::uintptr_t>(buffer.data()) % seqlab::kernels::alignment == 0);
  std::fill_n(buffer.data(), size, 1.0F);
  const Buffer<float> taken = std::move(buffer);
  CHECK(taken.data()[size - 1] == 1.0F);
  buffer.resize(3);  // NOLINT(bugprone-use-after-move): this is what is tested
  REQUIRE(buffer.data() != nullptr);
  buffer.data()[2] = 2;
}

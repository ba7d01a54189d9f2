#include "kernels/buffer.h"

#include <cstdint>

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

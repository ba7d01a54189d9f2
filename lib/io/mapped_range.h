// Which files are mapped where, also for handlers of signals: SIGBUS comes from reading a page that a file no
// longer has.
#pragma once

#include <cstddef>
#include <ctime>
#include <string>
#include <string_view>

namespace seqlab::io {

// What a file is mapped for: to be used as long as the program runs (a model, a table of word vectors), or to
// be read once.
enum class MappedUse { kept, data };

// What is wrong with a file that has changed; a message's part after its path.
std::string_view message_of_change(MappedUse use);

struct MappedRange {
  std::string path;
  MappedUse use;
  int descriptor;    // open as long as the file is mapped
  std::size_t size;  // in bytes; as the next one when the file was opened
  timespec last_write;

  // Whether the file has been written into or has another size. That it was renamed, removed or replaced is
  // no change. May be called in a handler of a signal.
  [[nodiscard]] bool changed() const noexcept;
};

// Notes that a file is mapped from an address on. The result is valid until forget_range().
const MappedRange& note_range(const std::byte* begin, MappedRange range);
// To be called before the range is unmapped.
void forget_range(const std::byte* begin) noexcept;
// The file that is mapped where an address is, null if none is. May be called in a handler of a signal.
const MappedRange* range_of(const void* address) noexcept;

}  // namespace seqlab::io

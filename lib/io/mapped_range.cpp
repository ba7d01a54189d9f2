#include "io/mapped_range.h"

#include <sys/stat.h>

#include <atomic>
#include <cstdint>
#include <mutex>
#include <utility>

namespace seqlab::io {
namespace {

// Places are never freed, only used again, so that a handler of a signal can go through them at any time.
struct RangePlace {
  std::atomic<const std::byte*> begin{nullptr};  // null: free
  MappedRange range;
  RangePlace* next;
};

std::mutex range_changes;
std::atomic<RangePlace*> first_range{nullptr};

RangePlace* range_place(const std::byte* begin) noexcept {
  RangePlace* place = first_range.load(std::memory_order_acquire);
  while (place != nullptr && place->begin.load(std::memory_order_relaxed) != begin) place = place->next;
  return place;
}

}  // namespace

std::string_view message_of_change(MappedUse use) {
  return use == MappedUse::kept
             ? "was overwritten or cut short while it was in use; replace a model or a table by "
               "renaming a new file over it"
             : "was overwritten or cut short while it was being read";
}

bool MappedRange::changed() const noexcept {
  struct stat now {};
  return ::fstat(descriptor, &now) != 0 || static_cast<std::size_t>(now.st_size) != size ||
         now.st_mtim.tv_sec != last_write.tv_sec || now.st_mtim.tv_nsec != last_write.tv_nsec;
}

const MappedRange& note_range(const std::byte* begin, MappedRange range) {
  const std::lock_guard lock(range_changes);
  RangePlace* place = range_place(nullptr);
  if (place != nullptr) {
    place->range = std::move(range);
  } else {
    place = new RangePlace{nullptr, std::move(range), first_range.load(std::memory_order_relaxed)};
    first_range.store(place, std::memory_order_release);
  }
  place->begin.store(begin, std::memory_order_release);
  return place->range;
}

void forget_range(const std::byte* begin) noexcept {
  const std::lock_guard lock(range_changes);
  if (RangePlace* const place = range_place(begin)) place->begin.store(nullptr, std::memory_order_release);
}

const MappedRange* range_of(const void* address) noexcept {
  const auto wanted = reinterpret_cast<std::uintptr_t>(address);
  for (const RangePlace* place = first_range.load(std::memory_order_acquire); place != nullptr;
       place = place->next) {
    const auto begin = reinterpret_cast<std::uintptr_t>(place->begin.load(std::memory_order_acquire));
    if (begin != 0 && wanted >= begin && wanted - begin < place->range.size) return &place->range;
  }
  return nullptr;
}

}  // namespace seqlab::io

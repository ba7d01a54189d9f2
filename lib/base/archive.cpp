#include "base/archive.h"

#include <cstring>
#include <stdexcept>

namespace seqlab::base {

namespace {

// No text of a state is longer, and no list of texts.
constexpr std::uint64_t longest_text = std::uint64_t{1} << 24;
constexpr std::uint64_t most_texts = std::uint64_t{1} << 16;

}  // namespace

void Archive::flag(std::string_view name, bool& value) {
  std::uint64_t number = value ? 1 : 0;
  count(name, number, 1);
  value = number == 1;
}

void Archive::count(std::string_view name, std::uint64_t& value, std::uint64_t most) {
  number(name, value);
  if (restores() && value > most) refuse(full_name(name));
}

void Archive::text(std::string_view name, std::string& value) {
  std::uint64_t size = value.size();
  count(std::string(name) + ".size", size, longest_text);
  value.resize(size);
  item(full_name(name), ArchivedType::u8, std::as_writable_bytes(std::span(value)));
}

void Archive::texts(std::string_view name, std::vector<std::pair<std::string, std::string>>& pairs) {
  const Scope scope(*this, name);
  std::uint64_t size = pairs.size();
  count("size", size, most_texts);
  pairs.resize(size);
  for (std::size_t i = 0; i < pairs.size(); ++i) {
    text("name" + std::to_string(i), pairs[i].first);
    text("value" + std::to_string(i), pairs[i].second);
  }
}

void Snapshot::archive(Archive& archive, std::uint64_t most) {
  const Archive::Scope scope(archive, "snapshot");
  std::uint64_t size = bytes_.size();
  archive.count("size", size, most);
  bytes_.resize(size);
  archive.values("bytes", std::span(bytes_));
}

void Snapshot::Saving::item(std::string name, ArchivedType type, std::span<std::byte> bytes) {
  array(std::move(name), type, bytes);
}

void Snapshot::Saving::array(std::string /*name*/, ArchivedType /*type*/, std::span<std::byte> bytes) {
  bytes_.insert(bytes_.end(), bytes.begin(), bytes.end());
}

void Snapshot::Saving::refuse(const std::string& name) const {
  throw std::logic_error("saving refuses nothing: " + name);
}

void Snapshot::Restoring::item(std::string name, ArchivedType type, std::span<std::byte> bytes) {
  array(std::move(name), type, bytes);
}

void Snapshot::Restoring::array(std::string name, ArchivedType /*type*/, std::span<std::byte> bytes) {
  if (rest_.size() < bytes.size()) refuse(name);
  if (!bytes.empty()) std::memcpy(bytes.data(), rest_.data(), bytes.size());
  rest_ = rest_.subspan(bytes.size());
}

void Snapshot::Restoring::refuse(const std::string& name) const {
  throw std::logic_error("a snapshot of another object; at " + name);
}

}  // namespace seqlab::base

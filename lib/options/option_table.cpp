#include "options/option_table.h"

#include <algorithm>

#include "base/errors.h"

namespace seqlab::options {

namespace {

std::string at(const Place& place) {
  return place.file.empty() ? std::string() : seqlab::to_string(place) + ": ";
}

}  // namespace

void OptionList::add(OptionInfo&& info, const FieldType& type, void (*problem)(), const void* field,
                     const void* prototype) {
  info.field_type = &type;
  info.problem = problem;
  type.describe(info);
  info.defaults = type.print(info, field);
  entries_.push_back(
      {std::move(info), static_cast<const char*>(field) - static_cast<const char*>(prototype)});
}

void OptionList::include(const OptionList& list, const void* part, const void* prototype,
                         const void* defaults) {
  const std::ptrdiff_t part_offset = static_cast<const char*>(part) - static_cast<const char*>(prototype);
  for (const Entry& entry : list.entries_) {
    OptionInfo info = entry.info;
    info.defaults = info.field_type->print(info, entry.field(defaults));
    entries_.push_back({std::move(info), part_offset + entry.offset});
  }
}

OptionList OptionList::without(std::span<const std::string_view> names) const {
  OptionList result;
  for (const Entry& entry : entries_) {
    if (std::ranges::find(names, entry.info.name) == names.end()) result.entries_.push_back(entry);
  }
  return result;
}

OptionList OptionList::of(Task task) const {
  OptionList result;
  for (const Entry& entry : entries_) {
    if (entry.info.applies_to(task)) result.entries_.push_back(entry);
  }
  return result;
}

std::vector<const OptionInfo*> OptionList::options() const {
  std::vector<const OptionInfo*> result;
  for (const Entry& entry : entries_) result.push_back(&entry.info);
  return result;
}

const OptionInfo* OptionList::find(std::string_view name) const {
  const Entry* const entry = find_entry(name);
  return entry == nullptr ? nullptr : &entry->info;
}

void OptionList::set(void* options, std::string_view name, const std::string& value) const {
  const Entry* const entry = find_entry(name);
  if (entry == nullptr) throw UsageError(unknown_option(name));
  entry->info.field_type->read(entry->info, value, entry->field(options));
}

void OptionList::set_all(void* options, std::span<const OptionSetting> settings,
                         std::span<const std::string> except) const {
  std::vector<const Entry*> cleared;
  for (const OptionSetting& setting : settings) {
    const Entry* const entry = find_entry(setting.name);
    if (entry == nullptr) throw UsageError(at(setting.place) + unknown_option(setting.name));
    try {
      if (std::ranges::find(except, setting.name) != except.end()) {
        entry->info.check(setting.value);
        continue;
      }
      if (std::ranges::find(cleared, entry) == cleared.end()) {
        entry->info.field_type->clear(entry->field(options));
        cleared.push_back(entry);
      }
      entry->info.field_type->read(entry->info, setting.value, entry->field(options));
    } catch (const UsageError& error) {
      throw UsageError(at(setting.place) + error.what());
    }
  }
}

std::vector<std::pair<std::string, std::string>> OptionList::values(
    const void* options, std::span<const OptionScope> scopes) const {
  std::vector<std::pair<std::string, std::string>> result;
  for (const Entry& entry : entries_) {
    if (std::ranges::find(scopes, entry.info.scope) == scopes.end()) continue;
    for (std::string& value : entry.info.field_type->print(entry.info, entry.field(options))) {
      result.emplace_back(entry.info.name, std::move(value));
    }
  }
  return result;
}

void OptionList::check(const void* options) const {
  for (const Entry& entry : entries_) {
    for (const std::string& value : entry.info.field_type->print(entry.info, entry.field(options)))
      entry.info.check(value);
  }
}

const OptionList::Entry* OptionList::find_entry(std::string_view name) const {
  const auto found = std::ranges::find(entries_, name, [](const Entry& entry) { return entry.info.name; });
  return found == entries_.end() ? nullptr : &*found;
}

std::string OptionList::unknown_option(std::string_view name) const {
  std::vector<std::string> names;
  for (const Entry& entry : entries_) names.push_back(entry.info.name);
  return "unknown option '" + std::string(name) + "'" + nearest_hint(name, names);
}

}  // namespace seqlab::options

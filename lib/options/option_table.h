// Tables of options. Each option is declared once; command line, config file, help and model metadata follow.
#pragma once

#include <cstddef>
#include <initializer_list>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "options/config.h"
#include "options/field_type.h"
#include "options/option_info.h"

namespace seqlab::options {

// A table of options, for code that does not know the type of their struct.
class OptionList {
 public:
  // prototype: a struct with its initial values, which are the defaults. field: a member of it.
  void add(OptionInfo&& info, const FieldType& type, void (*problem)(), const void* field,
           const void* prototype);
  // Adds the options of a part, a member of the struct.
  // defaults: a part with its initial values.
  void include(const OptionList& list, const void* part, const void* prototype, const void* defaults);

  // The other functions are as in OptionTable.
  [[nodiscard]] OptionList without(std::span<const std::string_view> names) const;
  [[nodiscard]] OptionList of(Task task) const;
  [[nodiscard]] std::vector<const OptionInfo*> options() const;
  [[nodiscard]] const OptionInfo* find(std::string_view name) const;
  void set(void* options, std::string_view name, const std::string& value) const;
  void set_all(void* options, std::span<const OptionSetting> settings,
               std::span<const std::string> except) const;
  [[nodiscard]] std::vector<std::pair<std::string, std::string>> values(
      const void* options, std::span<const OptionScope> scopes) const;
  void check(const void* options) const;

 private:
  struct Entry {
    OptionInfo info;
    std::ptrdiff_t offset = 0;  // of the field in the struct, in bytes

    [[nodiscard]] void* field(void* options) const { return static_cast<char*>(options) + offset; }
    [[nodiscard]] const void* field(const void* options) const {
      return static_cast<const char*>(options) + offset;
    }
  };

  [[nodiscard]] const Entry* find_entry(std::string_view name) const;
  [[nodiscard]] std::string unknown_option(std::string_view name) const;

  std::vector<Entry> entries_;
};

// Options whose values are the fields of a struct T.
template <class T>
class OptionTable {
 public:
  // The option's type is that of the field (option_value.h); a std::vector<std::string> is an option that may
  // be repeated. Its default is the field's initial value. problem: checks a value beyond its type and range;
  // null: no check.
  template <class Field>
  OptionTable& add(OptionInfo&& info, Field T::*field,
                   std::type_identity_t<Problem<Field>> problem = nullptr) {
    list_.add(std::move(info), field_type<Field>(), reinterpret_cast<void (*)()>(problem),
              &(prototype().*field), &prototype());
    return *this;
  }

  // Adds the options of a part, a member of T.
  template <class Part>
  OptionTable& include(const OptionTable<Part>& table, Part T::*part) {
    return include(table, part, prototype().*part);
  }
  // The same with these values as defaults.
  template <class Part>
  OptionTable& include(const OptionTable<Part>& table, Part T::*part,
                       const std::type_identity_t<Part>& defaults) {
    list_.include(table.list_, &(prototype().*part), &prototype(), &defaults);
    return *this;
  }

  // The table without the options of these names.
  [[nodiscard]] OptionTable without(std::span<const std::string_view> names) const {
    return OptionTable(list_.without(names));
  }
  // The options that apply to a kind of model.
  [[nodiscard]] OptionTable of(Task task) const { return OptionTable(list_.of(task)); }

  // The options in the order of their declaration. The pointers are valid as long as the table.
  [[nodiscard]] std::vector<const OptionInfo*> options() const { return list_.options(); }
  // Null if there is no such option.
  [[nodiscard]] const OptionInfo* find(std::string_view name) const { return list_.find(name); }

  // Sets an option, or appends the value if it may be repeated. Throws UsageError for an unknown name, with
  // the nearest one, and for an invalid value.
  void set(T& options, std::string_view name, const std::string& value) const {
    list_.set(&options, name, value);
  }

  // Applies the settings of a config file, except to the options in `except`, which the command line has set;
  // those are only checked. Clears the default of an option that may be repeated first. Throws UsageError
  // with file and line.
  void set_all(T& options, std::span<const OptionSetting> settings,
               std::span<const std::string> except = {}) const {
    list_.set_all(&options, settings, except);
  }

  // Names and values of the options of these scopes, in order, once per value for an option that may be
  // repeated. set() reads them back.
  [[nodiscard]] std::vector<std::pair<std::string, std::string>> values(
      const T& options, std::initializer_list<OptionScope> scopes = {
                            OptionScope::model, OptionScope::training, OptionScope::run}) const {
    return list_.values(&options, {scopes.begin(), scopes.size()});
  }

  // Throws UsageError for the first invalid field of a struct that was filled in by a program.
  void check(const T& options) const { list_.check(&options); }

  // The same options, for code that does not know T.
  [[nodiscard]] const OptionList& list() const { return list_; }

  OptionTable() = default;

 private:
  template <class Other>
  friend class OptionTable;

  explicit OptionTable(OptionList list) : list_(std::move(list)) {}

  static const T& prototype() {
    static const T object{};
    return object;
  }

  OptionList list_;
};

}  // namespace seqlab::options

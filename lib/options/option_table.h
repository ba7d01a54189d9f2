// Options, each declared once: what the command line, the config file, the help texts and the model's
// metadata all read.
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

// A table of options whose struct is not known by its type.
class OptionList {
 public:
  // prototype: a struct with its initial values, which are the defaults. field: lies in it.
  void add(OptionInfo&& info, const FieldType& type, void (*problem)(), const void* field,
           const void* prototype);
  // Adds the options of a part of the struct.
  void include(const OptionList& list, const void* part, const void* prototype);

  // The other members are those of OptionTable.
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
  [[nodiscard]] std::string unknown(std::string_view name) const;

  std::vector<Entry> entries_;
};

// The options whose values are the fields of a struct T.
template <class T>
class OptionTable {
 public:
  // The type of the option is that of the field (option_value.h). A std::vector<std::string> is an option
  // that may be repeated. The default is what a T has when it is made. problem: what is wrong with a value
  // beyond its type and range; null: nothing.
  template <class Field>
  OptionTable& add(OptionInfo&& info, Field T::*field,
                   std::type_identity_t<Problem<Field>> problem = nullptr) {
    list_.add(std::move(info), field_type<Field>(), reinterpret_cast<void (*)()>(problem),
              &(prototype().*field), &prototype());
    return *this;
  }

  // Takes over the options of a part of T.
  template <class Part>
  OptionTable& include(const OptionTable<Part>& table, Part T::*part) {
    list_.include(table.list_, &(prototype().*part), &prototype());
    return *this;
  }

  // The table without some options, for a verb that has no use for them.
  [[nodiscard]] OptionTable without(std::span<const std::string_view> names) const {
    return OptionTable(list_.without(names));
  }
  // The options that apply to a kind of model.
  [[nodiscard]] OptionTable of(Task task) const { return OptionTable(list_.of(task)); }

  // The options in the order in which they were declared; the pointers live as long as the table.
  [[nodiscard]] std::vector<const OptionInfo*> options() const { return list_.options(); }
  // Null when there is none.
  [[nodiscard]] const OptionInfo* find(std::string_view name) const { return list_.find(name); }

  // Sets one option; a value of a repeated option is added to those before. Throws UsageError for an unknown
  // name, naming the nearest, and for a value that does not fit.
  void set(T& options, std::string_view name, const std::string& value) const {
    list_.set(&options, name, value);
  }

  // Sets what a config file says, but for the options in `except`, which the command line has set. A repeated
  // option loses its default first. Throws UsageError with file and line.
  void set_all(T& options, std::span<const OptionSetting> settings,
               std::span<const std::string> except = {}) const {
    list_.set_all(&options, settings, except);
  }

  // Names and values of the options of these scopes, in order; a repeated option comes once per value. set()
  // reads them back.
  [[nodiscard]] std::vector<std::pair<std::string, std::string>> values(
      const T& options, std::initializer_list<OptionScope> scopes = {
                            OptionScope::model, OptionScope::training, OptionScope::run}) const {
    return list_.values(&options, {scopes.begin(), scopes.size()});
  }

  // Throws UsageError for the first field whose value does not fit: for options that a program filled in.
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

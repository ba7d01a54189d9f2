// Options, each declared once: what the command line, the config file, the help texts and the model's
// metadata all read.
#pragma once

#include <initializer_list>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "options/config.h"
#include "options/option_info.h"
#include "options/option_value.h"

namespace seqlab::options {

// What is wrong with a value of a field, or an empty text: "is no language; give a code such as en".
template <class Field>
using Problem = std::string (*)(const Field&);

// The field of a struct that an option is kept in.
class Binding {
 public:
  virtual ~Binding() = default;
  // As texts that set() reads back; several where the option may be repeated.
  [[nodiscard]] virtual std::vector<std::string> get(const void* options) const = 0;
  virtual void set(void* options, const std::string& value) const = 0;
  // Empties the list of an option that may be repeated.
  virtual void clear(void* options) const = 0;
};

// A table of options whose struct is not known by its type.
class OptionList {
 public:
  struct Entry {
    OptionInfo info;
    std::shared_ptr<const Binding> binding;
  };

  void add(Entry entry) { entries_.push_back(std::move(entry)); }
  [[nodiscard]] const std::vector<Entry>& entries() const { return entries_; }
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
  OptionTable& add(OptionInfo info, Field T::*field, std::type_identity_t<Problem<Field>> problem = nullptr) {
    describe_field<Field>(info);
    info.defaults = print_field(info, T{}.*field);
    info.checker = [problem](const OptionInfo& option, const std::string& text) {
      FieldBinding<Field>::parse(option, problem, text);
    };
    auto binding = std::make_shared<const FieldBinding<Field>>(info, field, problem);
    list_.add({std::move(info), std::move(binding)});
    return *this;
  }

  // Takes over the options of a part of T.
  template <class Part>
  OptionTable& include(const OptionTable<Part>& table, Part T::*part) {
    const T defaults{};
    for (const auto& entry : table.list_.entries()) {
      auto binding = std::make_shared<const PartBinding<Part>>(entry.binding, part);
      OptionInfo info = entry.info;
      info.defaults = binding->get(&defaults);
      list_.add({std::move(info), std::move(binding)});
    }
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

  OptionTable() = default;

 private:
  template <class Other>
  friend class OptionTable;

  explicit OptionTable(OptionList list) : list_(std::move(list)) {}

  template <class Field>
  class FieldBinding : public Binding {
   public:
    FieldBinding(OptionInfo info, Field T::*field, Problem<Field> problem)
        : info_(std::move(info)), field_(field), problem_(problem) {}
    [[nodiscard]] std::vector<std::string> get(const void* options) const override {
      return print_field(info_, static_cast<const T*>(options)->*field_);
    }
    void set(void* options, const std::string& value) const override {
      Field& field = static_cast<T*>(options)->*field_;
      Field parsed = parse(info_, problem_, value);
      if constexpr (repeated<Field>) {
        field.insert(field.end(), parsed.begin(), parsed.end());
      } else {
        field = std::move(parsed);
      }
    }
    void clear(void* options) const override {
      if constexpr (repeated<Field>) (static_cast<T*>(options)->*field_).clear();
    }
    static Field parse(const OptionInfo& info, Problem<Field> problem, const std::string& text) {
      Field value;
      if constexpr (repeated<Field>) {
        value = {text};
      } else {
        value = OptionValue<Field>::parse(info, text);
      }
      if (problem == nullptr) return value;
      if (const std::string wrong = problem(value); !wrong.empty()) refuse(info, text, wrong);
      return value;
    }

   private:
    OptionInfo info_;
    Field T::*field_;
    Problem<Field> problem_;
  };

  template <class Part>
  class PartBinding : public Binding {
   public:
    PartBinding(std::shared_ptr<const Binding> binding, Part T::*part)
        : binding_(std::move(binding)), part_(part) {}
    [[nodiscard]] std::vector<std::string> get(const void* options) const override {
      return binding_->get(&(static_cast<const T*>(options)->*part_));
    }
    void set(void* options, const std::string& value) const override {
      binding_->set(&(static_cast<T*>(options)->*part_), value);
    }
    void clear(void* options) const override { binding_->clear(&(static_cast<T*>(options)->*part_)); }

   private:
    std::shared_ptr<const Binding> binding_;
    Part T::*part_;
  };

  template <class Field>
  static constexpr bool repeated = std::is_same_v<Field, std::vector<std::string>>;

  OptionList list_;
};

}  // namespace seqlab::options

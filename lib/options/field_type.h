// The types of the fields that hold options, for code that does not know the type of a field.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include "base/names.h"
#include "options/option_info.h"
#include "options/option_value.h"

namespace seqlab::options {

// Describes what is wrong with a value, as in "is not a language; give a code such as en"; empty for a good
// value.
template <class Field>
using Problem = std::string (*)(const Field&);

// Reads and prints fields of one type, passed as pointers to void.
class FieldType {
 public:
  // Sets an option's type from its field's, and the choices of an enumeration.
  virtual void describe(OptionInfo& option) const = 0;
  // The texts that read back as this value: one for each element of an option that may be repeated, none for
  // an absent value without OptionInfo::absent, else one.
  [[nodiscard]] virtual std::vector<std::string> print(const OptionInfo& option, const void* field) const = 0;
  // Sets a field from a text, or appends the text if the option may be repeated. With a null field, only
  // checks the text. Throws UsageError.
  virtual void read(const OptionInfo& option, const std::string& text, void* field) const = 0;
  // Empties the list of an option that may be repeated.
  virtual void clear(void* field) const = 0;

 protected:
  ~FieldType() = default;
};

// Sets the choices of an enumeration with these names; OptionInfo::absent comes first.
void set_choices(OptionInfo& option, std::vector<std::string> names);
// Throws UsageError unless `problem`, returned by a Problem, is empty.
void refuse_problem(const OptionInfo& option, const std::string& text, const std::string& problem);

template <class Field>
struct OptionalOf {
  using type = void;
};
template <class Value>
struct OptionalOf<std::optional<Value>> {
  using type = Value;
};

template <class Field>
struct ElementOf {
  using type = void;
};
template <class Element>
struct ElementOf<List<Element>> {
  using type = Element;
};

template <class Field>
class FieldTypeOf final : public FieldType {
 public:
  void describe(OptionInfo& option) const override {
    option.type = OptionValue<Field>::type;
    if constexpr (base::Named<Field>) set_choices(option, base::names_of<Field>(option.refused));
    if constexpr (base::Named<Value>) set_choices(option, base::names_of<Value>(option.refused));
    if constexpr (base::Named<Element>) set_choices(option, base::names_of<Element>(option.refused));
  }
  [[nodiscard]] std::vector<std::string> print(const OptionInfo& option, const void* field) const override {
    const auto& value = *static_cast<const Field*>(field);
    if constexpr (std::is_void_v<Value>) {
      return {OptionValue<Field>::print(value)};
    } else {
      if (value) return {OptionValue<Value>::print(*value)};
      if (option.absent.empty()) return {};
      return {option.absent};
    }
  }
  void read(const OptionInfo& option, const std::string& text, void* field) const override {
    Field value = OptionValue<Field>::parse(option, text);
    if (option.problem != nullptr) {
      refuse_problem(option, text, reinterpret_cast<Problem<Field>>(option.problem)(value));
    }
    if (field != nullptr) *static_cast<Field*>(field) = std::move(value);
  }
  void clear(void* /*field*/) const override {}

 private:
  using Value = typename OptionalOf<Field>::type;
  using Element = typename ElementOf<Field>::type;
};

// An option that may be repeated.
template <>
class FieldTypeOf<std::vector<std::string>> final : public FieldType {
 public:
  void describe(OptionInfo& option) const override;
  [[nodiscard]] std::vector<std::string> print(const OptionInfo& option, const void* field) const override;
  void read(const OptionInfo& option, const std::string& text, void* field) const override;
  void clear(void* field) const override;
};

// Instantiated in field_type.cpp.
extern template class FieldTypeOf<bool>;
extern template class FieldTypeOf<std::uint64_t>;
extern template class FieldTypeOf<double>;
extern template class FieldTypeOf<std::string>;
extern template class FieldTypeOf<std::optional<std::string>>;

template <class Field>
const FieldType& field_type() {
  static constexpr FieldTypeOf<Field> type;
  return type;
}

}  // namespace seqlab::options

#include "options/field_type.h"

#include <utility>

namespace seqlab::options {

void set_choices(OptionInfo& option, std::vector<std::string> names) {
  option.choices = std::move(names);
  if (!option.absent.empty()) option.choices.insert(option.choices.begin(), option.absent);
}

void refuse_problem(const OptionInfo& option, const std::string& text, const std::string& problem) {
  if (!problem.empty()) refuse(option, text, problem);
}

void FieldTypeOf<std::vector<std::string>>::describe(OptionInfo& option) const {
  option.type = OptionType::repeated;
}

std::vector<std::string> FieldTypeOf<std::vector<std::string>>::print(const OptionInfo& /*option*/,
                                                                      const void* field) const {
  return *static_cast<const std::vector<std::string>*>(field);
}

void FieldTypeOf<std::vector<std::string>>::read(const OptionInfo& option, const std::string& text,
                                                 void* field) const {
  if (option.problem != nullptr) {
    const auto problem = reinterpret_cast<Problem<std::vector<std::string>>>(option.problem);
    refuse_problem(option, text, problem({text}));
  }
  if (field != nullptr) static_cast<std::vector<std::string>*>(field)->push_back(text);
}

void FieldTypeOf<std::vector<std::string>>::clear(void* field) const {
  static_cast<std::vector<std::string>*>(field)->clear();
}

template class FieldTypeOf<bool>;
template class FieldTypeOf<std::uint64_t>;
template class FieldTypeOf<double>;
template class FieldTypeOf<std::string>;
template class FieldTypeOf<std::optional<std::string>>;

}  // namespace seqlab::options

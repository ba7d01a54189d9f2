#include "model/task_traits.h"

#include <stdexcept>

namespace seqlab::model {

const TaskTraits& task_traits(Task task) {
  static constexpr TaskTraits tagger{
      .pooled = false, .tag_schemes = true, .heads = [](const options::ModelOptions& options) {
        return options.label_columns.size();
      }};
  static constexpr TaskTraits classifier{
      .pooled = true, .tag_schemes = false, .heads = [](const options::ModelOptions& /*options*/) {
        return std::size_t{1};
      }};
  // Models that label nothing.
  static constexpr TaskTraits other{
      .pooled = false, .tag_schemes = false, .heads = [](const options::ModelOptions& /*options*/) {
        return std::size_t{1};
      }};
  static constexpr TaskTraits forecaster{
      .pooled = true, .tag_schemes = false, .heads = [](const options::ModelOptions& /*options*/) {
        return std::size_t{1};
      }};
  switch (task) {
    case Task::tagger:
      return tagger;
    case Task::classifier:
      return classifier;
    case Task::language_model:
    case Task::transducer:
      return other;
    case Task::forecaster:
      return forecaster;
  }
  throw std::logic_error("a task without traits");
}

}  // namespace seqlab::model

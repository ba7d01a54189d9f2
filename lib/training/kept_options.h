// The options that training takes from the model that it continues.
#pragma once

#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "options/option_info.h"
#include "options/training_options.h"

namespace seqlab::model {
class Model;
}

namespace seqlab::training {

// Whether the model decides an option: the options that shape its network or what it reads, except the
// columns of its labels, and the minimum counts of its characters and feature values.
bool is_kept(const options::OptionInfo& option);

// Names and values of the options that a model decides, in the order of the table. Throws ModelError if a
// value is invalid.
std::vector<std::pair<std::string, std::string>> kept_options(const model::Model& model);

// Sets the options that a model decides and, if none are given, the label columns to those of the model.
// given: whether an option of this name is given. path: of the model, for messages. Throws UsageError if an
// option that the model decides is given with another value.
void keep_options(const model::Model& from, const std::string& path,
                  const std::function<bool(const std::string&)>& given, options::TrainingOptions& options);

// Throws UsageError, with both values, for an option whose value differs from the model's, and ModelError if
// the weights of the model have fewer bits than training needs.
void check_continuable(const options::TrainingOptions& options, const model::Model& from);

}  // namespace seqlab::training

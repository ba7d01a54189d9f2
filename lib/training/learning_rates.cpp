#include "training/learning_rates.h"

#include <algorithm>
#include <map>
#include <vector>

#include "base/errors.h"
#include "options/named_numbers.h"

namespace seqlab::training {

nn::RateFactors rate_factors(const options::NamedNumbers& factors, const nn::Layout& layout, bool frozen) {
  constexpr std::string_view word_group = "words";
  nn::RateFactors result;
  if (factors.empty()) return result;
  std::vector<std::string> groups;
  if (!frozen) groups.emplace_back(word_group);
  for (const nn::Slot& slot : layout.slots()) {
    if (std::find(groups.begin(), groups.end(), slot.group) == groups.end()) groups.push_back(slot.group);
  }
  std::map<std::string, double> by_group;
  for (const auto& [group, factor] : factors) {
    if (std::find(groups.begin(), groups.end(), group) == groups.end()) {
      std::string known;
      for (const std::string& name : groups) known += (known.empty() ? "" : ", ") + name;
      throw UsageError("--learning-rate-factors: no trainable weights of this network are in the group '" +
                       group + "'; groups: " + known);
    }
    by_group[group] = factor;
    if (group == word_group) result.table = factor;
  }
  for (const nn::Slot& slot : layout.slots()) {
    const auto found = by_group.find(slot.group);
    if (found != by_group.end()) {
      result.weights.push_back({slot.offset, slot.offset + slot.size(), found->second});
    }
  }
  return result;
}

double word_beta1(const options::TrainingOptions& options, const model::SequenceModel& model) {
  if (options.word_beta1) return *options.word_beta1;
  const auto& heads = model.heads();
  const bool single_tokens = !model::task_traits(model.task()).pooled &&
                             std::none_of(heads.begin(), heads.end(), [](const model::ModelHead& head) {
                               return head.labels.scheme.scheme != corpus::TagScheme::none;
                             });
  return single_tokens ? 0 : options.beta1;
}

}  // namespace seqlab::training

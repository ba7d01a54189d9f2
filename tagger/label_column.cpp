#include "label_column.h"

#include <algorithm>

namespace seqlab::programs {

std::string label_column_to_write(const std::string& given, const tasks::TaggerModel& model,
                                  corpus::OutputFormat format) {
  if (!given.empty() || format != corpus::OutputFormat::conllu) return given;
  std::string upper = model.options().label_column;
  std::transform(upper.begin(), upper.end(), upper.begin(),
                 [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c; });
  if (upper == "UPOS" || upper == "XPOS" || upper == "FEATS" || upper.starts_with("MISC:")) {
    return model.options().label_column;
  }
  return model.scheme().scheme == corpus::TagScheme::none ? "" : "MISC:NER";
}

}  // namespace seqlab::programs

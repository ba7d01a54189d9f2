#include "base/names.h"

#include "base/edit_distance.h"
#include "base/errors.h"

namespace seqlab::base {

void refuse_name(std::string_view name, std::string_view what, std::span<const std::string_view> known) {
  std::string all;
  std::string_view nearest = known.front();
  for (const std::string_view other : known) {
    if (edit_distance(name, other) < edit_distance(name, nearest)) nearest = other;
    all += (all.empty() ? "" : ", ") + std::string(other);
  }
  throw UsageError("unknown " + std::string(what) + " '" + std::string(name) + "'; did you mean '" +
                   std::string(nearest) + "'? Known: " + all);
}

}  // namespace seqlab::base

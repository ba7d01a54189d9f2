#include "training/learning_rates.h"

#include "base/errors.h"
#include "catch.h"

using namespace seqlab;
using training::rate_factors;

namespace {

nn::Layout layout_of_two_groups() {
  nn::Layout layout;
  layout.add("characters.table", 4, 3, "characters");
  layout.add("encoder.input", 5, 2, "recurrent");
  layout.add("encoder.bias", 5, 1, "recurrent");
  return layout;
}

}  // namespace

TEST_CASE("a factor applies to all weights of its group, and that of `words` to the word vectors") {
  const nn::Layout layout = layout_of_two_groups();
  const nn::RateFactors factors = rate_factors({{"recurrent", 3}, {"words", 0.5}}, layout, false);
  CHECK(factors.table == 0.5);
  REQUIRE(factors.weights.size() == 2);
  for (std::size_t i = 0; i < 2; ++i) {
    const nn::Slot& slot = layout.slots()[i + 1];
    CHECK(factors.weights[i].begin == slot.offset);
    CHECK(factors.weights[i].end == slot.offset + slot.size());
    CHECK(factors.weights[i].factor == 3);
  }
  CHECK(rate_factors({}, layout, false).weights.empty());
  CHECK(rate_factors({}, layout, false).table == 1);
}

TEST_CASE("a group without trainable weights is refused with the known groups") {
  const nn::Layout layout = layout_of_two_groups();
  const auto message = [&](const options::NamedNumbers& factors, bool frozen) {
    try {
      rate_factors(factors, layout, frozen);
    } catch (const UsageError& error) {
      return std::string(error.what());
    }
    return std::string();
  };
  CHECK(message({{"crf", 1}}, false).find("'crf'; groups: words, characters, recurrent") !=
        std::string::npos);
  CHECK(message({{"words", 1}}, true).find("'words'; groups: characters, recurrent") != std::string::npos);
}

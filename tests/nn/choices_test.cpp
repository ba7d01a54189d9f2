#include "nn/choices.h"

#include <set>
#include <string>

#include "catch.h"

namespace {

using namespace seqlab;

// Checks that every value has a name of its own that reads back.
template <class Enum>
void check_names() {
  std::set<std::string_view> names;
  for (const auto& [name, value] : name_table(Enum{})) {
    CHECK(names.insert(name).second);
    CHECK(base::find_name<Enum>(name) == value);
    CHECK(base::find_name<Enum>(base::name_of(value)) == value);
  }
  CHECK_FALSE(base::find_name<Enum>(""));
}

}  // namespace

TEMPLATE_TEST_CASE("what can be chosen of a network has names", "", nn::CellKind, nn::ForgetGate,
                   nn::ResetGate, nn::Activation, nn::InitialState, nn::Connections, nn::CharacterKind,
                   nn::Pooling, nn::HeadKind, nn::Precision, nn::DropoutKind, nn::OptimizerKind,
                   nn::ScheduleKind, nn::AveragingKind, nn::RegressionLoss, nn::LossReduction) {
  check_names<TestType>();
}

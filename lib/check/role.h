// What the files of a check are for.
#pragma once

#include "base/names.h"

namespace seqlab::check {

// What a file is for; other: not told.
enum class Role { other, train, dev, test };
constexpr auto name_table(Role /*role*/) {
  return base::NameTable<Role, 4>{
      {{"other", Role::other}, {"train", Role::train}, {"dev", Role::dev}, {"test", Role::test}}};
}

}  // namespace seqlab::check

#include "base/edit_distance.h"

#include "catch.h"

namespace {

using seqlab::base::edit_distance;

TEST_CASE("one edit inserts, deletes or replaces a byte or swaps two neighbours") {
  CHECK(edit_distance("", "") == 0);
  CHECK(edit_distance("tag", "tag") == 0);
  CHECK(edit_distance("", "tag") == 3);
  CHECK(edit_distance("tag", "tags") == 1);
  CHECK(edit_distance("tag", "ag") == 1);
  CHECK(edit_distance("tag", "tug") == 1);
  CHECK(edit_distance("tga", "tag") == 1);
  CHECK(edit_distance("train", "brian") == 2);
  CHECK(edit_distance("score", "convert") == edit_distance("convert", "score"));
}

}  // namespace

#include "base/archive.h"

#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "catch.h"

namespace {

using namespace seqlab;

struct Part {
  std::uint64_t steps = 0;
  std::vector<float> sums = std::vector<float>(3);

  void archive(base::Archive& archive) {
    archive.number("steps", steps);
    archive.values("sums", std::span(sums));
  }
};

struct Whole {
  Part first, second;
  double rate = 0;
  bool ended = false;
  std::uint64_t epoch = 0;
  std::string name;
  std::vector<std::pair<std::string, std::string>> facts;

  void archive(base::Archive& archive) {
    {
      const base::Archive::Scope scope(archive, "first");
      first.archive(archive);
    }
    {
      const base::Archive::Scope scope(archive, "second");
      second.archive(archive);
    }
    archive.number("rate", rate);
    archive.flag("ended", ended);
    archive.count("epoch", epoch, 9);
    archive.text("name", name);
    archive.texts("facts", facts);
  }
};

}  // namespace

TEST_CASE("a snapshot restores an object as it was, as often as wanted") {
  Whole whole;
  whole.first = {7, {1, 2, 3}};
  whole.second.sums[1] = 0.25F;
  whole.rate = 0.1;
  whole.ended = true;
  whole.epoch = 9;
  whole.name = "best";
  whole.facts = {{"data", "train"}, {"", ""}};
  base::Snapshot snapshot;
  snapshot.save(whole);
  Whole other;
  for (int time = 0; time < 2; ++time) {
    other = {};
    other.name = "a longer name";
    snapshot.restore(other);
    CHECK(other.first.steps == 7);
    CHECK(other.first.sums == whole.first.sums);
    CHECK(other.second.sums == whole.second.sums);
    CHECK(other.rate == 0.1);
    CHECK(other.ended);
    CHECK(other.epoch == 9);
    CHECK(other.name == "best");
    CHECK(other.facts == whole.facts);
  }
}

TEST_CASE("a later save replaces a snapshot") {
  Part part{1, {1, 1, 1}};
  base::Snapshot snapshot;
  snapshot.save(part);
  part.steps = 2;
  snapshot.save(part);
  part.steps = 3;
  snapshot.restore(part);
  CHECK(part.steps == 2);
}

TEST_CASE("a snapshot of an object of another size is refused, and so is a count above its limit") {
  Part small{1, std::vector<float>(1)};
  base::Snapshot snapshot;
  snapshot.save(small);
  Part large;
  CHECK_THROWS_AS(snapshot.restore(large), std::logic_error);
  Whole whole;
  whole.epoch = 10;
  snapshot.save(whole);
  CHECK_THROWS_AS(snapshot.restore(whole), std::logic_error);
}

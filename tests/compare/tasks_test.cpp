// That the tasks are what they say.
#include <algorithm>
#include <cmath>
#include <set>
#include <vector>

#include "../io/temporary_folder.h"
#include "catch.h"
#include "compare/adding_task.h"
#include "compare/copy_task.h"
#include "compare/corpus_task.h"

using namespace seqlab;
using namespace seqlab::compare;

namespace {

// The column of token `step` of each sequence, all of one length, from the definition of a packing.
std::size_t column_of(const Batch& batch, std::size_t sequence, std::size_t step) {
  return step * batch.packing.sequences() + sequence;
}

std::vector<float> token(const Batch& batch, std::size_t column) {
  return {batch.input.column(column), batch.input.column(column) + batch.input.rows()};
}

std::vector<float> one_hot(std::size_t place, std::size_t size) {
  std::vector<float> vector(size);
  vector[place] = 1;
  return vector;
}

bool same(const Batch& a, const Batch& b) {
  return a.columns == b.columns && a.targets == b.targets && a.input.matrix() == b.input.matrix();
}

}  // namespace

TEST_CASE("copy asks at the last token for the symbol of the first, and shows blanks between") {
  constexpr std::size_t length = 12;
  const Task task = copy_task(length);
  const Batch batch = task.draw(base::Noise(1), 200);
  REQUIRE(batch.packing.columns() == 200 * length);
  REQUIRE(batch.columns.size() == 200);
  std::set<float> symbols;
  for (std::size_t sequence = 0; sequence < 200; ++sequence) {
    const float symbol = batch.targets[sequence];
    symbols.insert(symbol);
    CHECK(batch.columns[sequence] == column_of(batch, sequence, length - 1));
    CHECK(token(batch, column_of(batch, sequence, 0)) == one_hot(static_cast<std::size_t>(symbol), 9));
    for (std::size_t step = 1; step < length; ++step) {
      CHECK(token(batch, column_of(batch, sequence, step)) == one_hot(8, 9));
    }
  }
  CHECK(symbols == std::set<float>{0, 1, 2, 3, 4, 5, 6, 7});
}

TEST_CASE("adding marks a number in each half and asks for the sum of the two") {
  for (const std::size_t length : {2U, 11U, 30U}) {
    const Batch batch = adding_task(length).draw(base::Noise(1), 100);
    REQUIRE(batch.packing.columns() == 100 * length);
    REQUIRE(batch.columns.size() == 100);
    std::set<std::size_t> marked;
    double mean = 0;
    for (std::size_t sequence = 0; sequence < 100; ++sequence) {
      double sum = 0;
      std::size_t first = 0;
      std::size_t second = 0;
      for (std::size_t step = 0; step < length; ++step) {
        const std::vector<float> both = token(batch, column_of(batch, sequence, step));
        CHECK(both[0] >= 0);
        CHECK(both[0] < 1);
        mean += static_cast<double>(both[0]) / (100 * static_cast<double>(length));
        if (both[1] == 0) continue;
        CHECK(both[1] == 1);
        sum += static_cast<double>(both[0]);
        marked.insert(step);
        ++(step < length / 2 ? first : second);
      }
      CHECK(first == 1);
      CHECK(second == 1);
      CHECK(static_cast<double>(batch.targets[sequence]) == Approx(sum));
      CHECK(batch.columns[sequence] == column_of(batch, sequence, length - 1));
    }
    CHECK(marked.size() == length);
    CHECK(mean == Approx(0.5).margin(0.1));
  }
}

TEST_CASE("always saying 1 has a squared error of a sixth in adding") {
  double error = 0;
  std::size_t sequences = 0;
  for (const Batch& batch : adding_task(20).test) {
    for (const float target : batch.targets) error += std::pow(static_cast<double>(target) - 1, 2);
    sequences += batch.targets.size();
  }
  CHECK(sequences == 1000);
  CHECK(error / static_cast<double>(sequences) == Approx(1.0 / 6).margin(0.02));
}

TEST_CASE("a batch is a function of the noise, and the test set is none of training") {
  for (const Task& task : {copy_task(10), adding_task(10)}) {
    CHECK(same(task.draw(base::Noise(3), 50), task.draw(base::Noise(3), 50)));
    CHECK(!same(task.draw(base::Noise(3), 50), task.draw(base::Noise(4), 50)));
    for (std::uint64_t step = 0; step < 100; ++step) {
      CHECK(!same(task.draw(base::Noise(1).at(1).at(step), 50), task.test.front()));
    }
  }
}

TEST_CASE("corpus asks for the label of every word") {
  const tests::TemporaryFolder folder;
  const std::string train = folder.file("train.conll", "the D\ndog N\n\na D\n\n");
  const std::string dev = folder.file("dev.conll", "cat N\n\nthe D\nthe X\n\n");
  const Task task = corpus_task({{train}, {dev}, ""});
  CHECK(task.outputs == 3);  // D, N, and any other
  REQUIRE(task.test.size() == 1);
  const Batch& test = task.test.front();
  REQUIRE(test.packing.columns() == 3);  // the longer sentence is first
  // the, the (labelled X), cat
  CHECK(test.columns == std::vector<std::size_t>{0, 2, 1});
  CHECK(test.targets == std::vector<float>{0, 2, 1});
  CHECK(token(test, 0) == token(test, 2));
  CHECK(token(test, 0) != token(test, 1));

  const Batch batch = task.draw(base::Noise(1), 40);
  CHECK(batch.packing.sequences() == 40);
  CHECK(batch.columns.size() == batch.packing.columns());
}

TEST_CASE("corpus takes vectors from a table") {
  const tests::TemporaryFolder folder;
  const std::string train = folder.file("train.conll", "The D\ndog N\n\n");
  const std::string table = folder.file("table.txt", "the 1 2\ncat 3 4\n");
  const Task task = corpus_task({{train}, {train}, table});
  CHECK(task.inputs == 2);
  CHECK(token(task.test.front(), 0) == std::vector<float>{1, 2});
  CHECK(token(task.test.front(), 1) == std::vector<float>{0, 0});
}

#include "corpus/series/series.h"

#include <sstream>
#include <string>
#include <vector>

#include "base/errors.h"
#include "catch.h"
#include "error_message.h"

using namespace seqlab;
using namespace seqlab::corpus;
using tests::contains;
using Names = std::vector<std::string>;
using Values = std::vector<double>;

namespace {

Series read(const std::string& text, const Names& columns = {}) {
  return read_series(io::memory_input(text, "file"), {.columns = columns});
}

std::string failure(const std::string& text, const Names& columns = {}) {
  return tests::error_message<DataError>([&] { read(text, columns); });
}

}  // namespace

TEST_CASE("a series is read in the order of its rows, with all columns or those that are named") {
  const std::string text = "month,passengers,price\n1949-01,112,1.5\n1949-02,118,-2e3\n1949-03,132,+.25\n";
  const Series both = read(text, {"price", "passengers"});
  CHECK(both.names == Names{"price", "passengers"});
  CHECK(both.values == Values{1.5, 112, -2000, 118, 0.25, 132});
  CHECK(both.rows() == 3);
  CHECK(both.columns() == 2);
  CHECK(both.value(1, 0) == -2000);
  const Series all = read("a,b\n1,2\n3,4\n");
  CHECK(all.names == Names{"a", "b"});
  CHECK(all.values == Values{1, 2, 3, 4});
  CHECK(read("a\n").rows() == 0);
  CHECK(Series().rows() == 0);
}

TEST_CASE("a series is read with any line end, a byte order mark, quotes, spaces and each separator") {
  const Names columns = {"y"};
  const Values expected = {1, 2};
  CHECK(read("\xEF\xBB\xBFy,x\r\n1,a\r\n2,b", columns).values == expected);
  CHECK(read("\"x\",\"y\"\n\"a,b\",\"1\"\n\n\"c\nd\", 2 \n", columns).values == expected);
  CHECK(read("x;y\n1,5;1\n2,5;2\n", columns).values == expected);
  CHECK(read("x\ty\na\t1\nb\t2\n", columns).values == expected);
  CHECK(read("sep=;\ny;x,x\n1;a\n2;b\n", columns).values == expected);
  CHECK(read("y,x\n1,a,\n2,b,,\n", columns).values == expected);
}

TEST_CASE("what is no number in a series is an error with its place") {
  CHECK(failure("a,b\n1,2\n3,x\n") ==
        "file:3:3: 'x' in the column 'b' is no finite number; name the columns that have numbers");
  CHECK(contains(failure("a;b\n1;2,5\n"), "file:2:3: '2,5' in the column 'b' is no finite number; decimals"));
  CHECK(failure("a,b\n1,\n") == "file:2:3: the column 'b' is empty here; a series has a number in each row");
  CHECK(contains(failure("a,b\n\"1\n2\",3\n"), "file:2:1: '1\n2' in the column 'a'"));
  CHECK(contains(failure("x,a,b\n\"p\nq\",1,-\n", {"b"}), "file:3:6: '-'"));
  CHECK(contains(failure("x\ty\n\"a\tb\n", {"y"}), "file:2:4: 'b'"));
  for (const std::string field :
       {"nan", "inf", "-inf", "1e999", "1x", "0x10", "+-1", "1 2", "NA", "--1", "+"}) {
    INFO(field);
    CHECK(contains(failure("a,b\n0," + field + "\n"), "file:2:3: '" + field + "'"));
  }
}

TEST_CASE("a table that is no series is an error with its place") {
  CHECK(failure("") == "file: there are no rows; the first one names the columns");
  CHECK(failure("\n1,2\n3,4\n") ==
        "file:2: the first row has numbers alone; it must have the names of the columns");
  CHECK(failure("a,b\n1,2\n1,2,3\n") == "file:3: the row has 3 fields; the first row names 2 columns");
  CHECK(failure("a,b\n1\n") == "file:2: the row has 1 fields; the first row names 2 columns");
  CHECK(
      failure("month,passengers\n", {"passenger"}) ==
      "file:1: no column is called 'passenger'; did you mean 'passengers'? The table has month, passengers");
  CHECK(failure("a,b,a\n1,2,3\n") == "file:1: several columns are called 'a'");
  CHECK(read("a,b,a\n1,2,3\n", {"b"}).values == Values{2});
  CHECK(failure("a,\n1,2\n") == "file:1: column 2 has no name");
  CHECK(contains(failure("a,b\r1,2\r"), "carriage returns"));
  CHECK(contains(failure("a,\"b\n1,2\n"), "file:1:3: the quote"));
  CHECK(contains(failure("a\n\xFF\n"), "file:2:1: byte 0xFF"));
}

TEST_CASE("a series that is written is read as the same numbers") {
  Series series;
  series.names = {"plain", "with, comma", "with \"quotes\""};
  series.values = {0.1, -1e300, 5e-324, 1.0 / 3, 123456789.0, -0.0};
  std::ostringstream output;
  write_series(output, series);
  CHECK(output.str() ==
        "plain,\"with, comma\",\"with \"\"quotes\"\"\"\n0.1,-1e+300,5e-324\n"
        "0.3333333333333333,123456789,-0\n");
  const Series again = read(output.str());
  CHECK(again.names == series.names);
  CHECK(again.values == series.values);
}

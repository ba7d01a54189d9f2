// What a mended copy has and no longer has.
#include "check/mend.h"

#include <sstream>
#include <string>

#include "base/errors.h"
#include "catch.h"
#include "check_memory.h"
#include "corpus/error_message.h"

using namespace seqlab::tests;
using seqlab::check::FileReport;
using seqlab::check::Kind;
using seqlab::check::Level;

namespace {

std::string mended(const std::string& bytes, const seqlab::corpus::ReaderOptions& options = reading()) {
  const FileReport report = std::move(check_files({{"a", bytes}}, options).front());
  std::ostringstream copy;
  seqlab::check::mend(seqlab::io::memory_input(bytes, "a"), options, report, copy);
  return copy.str();
}

FileReport check_bytes(const std::string& bytes) {
  return std::move(check_files({{"a", bytes}}).front());
}

std::string many_times(const std::string& text, int times) {
  std::string all;
  for (int i = 0; i < times; ++i) all += text;
  return all;
}

const std::string tabs = many_times("a\tO\nb\tB-X\nc\tI-X\n\n", 5);

}  // namespace

TEST_CASE("mending removes byte order marks, carriage returns and spaces around fields") {
  CHECK(mended("\xEF\xBB\xBF" + tabs + "d\tO\r\ne\tO\n") == tabs + "d\tO\ne\tO\n");
  CHECK(mended(tabs + "d\xEF\xBB\xBF\tO\n") == tabs + "d\tO\n");
  CHECK(mended(tabs + " d \tO \n \tO\n") == tabs + "d\tO\n \tO\n");
  // The last line keeps its missing end, and a clean file all of its bytes.
  CHECK(mended(tabs + "\n\n-DOCSTART-\tO\n\nd  e\tO") == tabs + "\n\n-DOCSTART-\tO\n\nd  e\tO");
}

TEST_CASE("mending removes spaces in columns between commas, also inside quotes") {
  const std::string commas = many_times("a,O\nb,B-X\nc,I-X\n\n", 6);
  CHECK(mended(commas + "\" left\",O\n") == commas + "\"left\",O\n");
  CHECK(mended(commas + "d , O\n\" e\"\"f, \",\"O \"\n") == commas + "d,O\n\"e\"\"f,\",\"O\"\n");
  CHECK(mended(commas + "\" \",O\n") == commas + "\" \",O\n");
  const std::string semicolons = many_times("a;O\nb;B-X\nc;I-X\n\n", 6);
  CHECK(mended(semicolons + "\" left\";O\n") == semicolons + "\"left\";O\n");
  const FileReport report = check_bytes(commas + "\" left\",O\n");
  CHECK(seqlab::check::mends(Kind::outer_space, report));
}

TEST_CASE("mending removes empty fields behind the last column") {
  CHECK(mended(tabs + "ran\tO\t\nd\tO\t \t\n") == tabs + "ran\tO\nd\tO\n");
  CHECK(mended(tabs + "d\tO\t\ne\tI-X\t\n") == tabs + "d\tO\ne\tB-X\n");
  CHECK(mended(tabs + "d\tO\tx\n\ne\t\n") == tabs + "d\tO\tx\n\ne\t\n");
  const std::string commas = many_times("a,O\nb,B-X\nc,I-X\n\n", 60);
  CHECK(mended(commas + "ran,O,\n") == commas + "ran,O\n");
}

TEST_CASE("what mending does is listed, and nothing else") {
  const auto done = [](const std::string& bytes, const std::string& encoding = "") {
    auto options = reading();
    options.encoding = encoding;
    std::string all;
    for (const auto& one : seqlab::check::mended(check_files({{"a", bytes}}, options).front())) {
      all += std::string(seqlab::base::name_of(one.kind)) + ": " + one.where + "\n";
    }
    return all;
  };
  const std::string mark = "\xEF\xBB\xBF";
  const std::string json = "{\"tokens\": [\"a\", \"b\"], \"tags\": [\"O\", \"B-X\"]}\n";
  CHECK(done(json).empty());
  CHECK(done(mark + json) ==
        "byte-order-mark: a byte order mark; other programs read it as part of the first word\n");
  CHECK(mended(mark + json) == json);
  const std::string inside = "{\"tokens\": [\"a" + mark + "\"], \"tags\": [\"O\"]}\n";
  CHECK(done(json + inside).empty());
  CHECK(done(mark + json + inside) == "byte-order-mark: the one at the start of the file\n");
  CHECK(done(tabs + "caf\xE9\tO\n", "windows-1252") == "encoding: converted from windows-1252 to UTF-8\n");
  CHECK(done(tabs + "caf\xC3\xA9\tO\n", "utf-8").empty());
  std::string wide = "\xFF\xFE";
  for (const char c : tabs) wide += {c, '\0'};
  CHECK(done(wide, "UTF-16") == "encoding: converted from UTF-16 to UTF-8\n");
  CHECK(done(tabs + "d\tO\t\n") ==
        "column-count: an empty field behind the last column, which other lines do not have\n");
}

TEST_CASE("mending brings words into normalisation form C, but not texts that have offsets") {
  CHECK(mended(tabs + "cafe\xCC\x81\tO\n") == tabs + "caf\xC3\xA9\tO\n");
  const std::string json =
      "{\"text\": \"Cafe\xCC\x81 A.\", \"spans\": [{\"start\": 0, \"end\": 5, \"label\": \"LOC\"}]}\n";
  CHECK(mended(json) == json);
}

TEST_CASE("mending rewrites sequences that the scheme does not allow as conlleval reads them") {
  CHECK(mended(tabs + "d\tO\ne\tI-X\nf\tI-X\n\ng\tI-X\nh\tI-Y\n\n") ==
        tabs + "d\tO\ne\tB-X\nf\tI-X\n\ng\tB-X\nh\tB-Y\n\n");
  CHECK(mended(tabs + "d\tS-X\ne\tO\n") == tabs + "d\tB-X\ne\tO\n");
  const std::string spaces = many_times("a O\nb  B-X\nc I-X\n\n", 5);
  CHECK(mended(spaces + "d   I-X\n") == spaces + "d   B-X\n");
}

TEST_CASE("mending leaves alone what is not certain") {
  const std::string stray = "d\t0\ne\tO\n\nf\tB_X\n\n";
  CHECK(mended(tabs + stray) == tabs + stray);
  CHECK(mended(tabs + tabs + "d\t0\ne\tI-X\nf\tB_X\ng\t_\n\n") ==
        tabs + tabs + "d\t0\ne\tB-X\nf\tB_X\ng\t_\n\n");
  const std::string unreadable = "d\te\tO\n\nf\n\n";
  CHECK(mended(tabs + "x\tI-X\n\n" + unreadable) == tabs + "x\tB-X\n\n" + unreadable);
  const std::string json =
      many_times("{\"tokens\": [\"a\", \"b\"], \"tags\": [\"O\", \"B-X\"], \"id\": 7}\n", 8) +
      "{\"tokens\": [\"a\", \"b\"], \"tags\": [\"O\", \"I-X\"]}\n";
  CHECK(mended(json) == json);
  const std::string zero =
      "d\xE2\x80\x8B"
      "e\tO\n";
  CHECK(mended(tabs + zero) == tabs + zero);
}

TEST_CASE("comments and raw text are copied as they are") {
  const std::string uner = many_times("# text = a  b \n1\ta\tO\n2\tb\tB-X\n\n", 5);
  CHECK(mended(uner + "# x \t y\n1\ta \tI-X\n") == uner + "# x \t y\n1\ta\tB-X\n");
  const std::string text = "Some text.\n\n  Another \t one. \n";
  CHECK(mended(text) == text);
}

TEST_CASE("a file that is not UTF-8 is mended only with its encoding") {
  CHECK(error_message<seqlab::DataError>([] {
          mended(tabs + "caf\xE9\tO\n");
        }).find("a:21:4: byte 0xE9 is not valid UTF-8; name the encoding") == 0);
  auto options = reading();
  options.encoding = "ISO-8859-1";
  CHECK(mended(tabs + "caf\xE9\tO\r\n", options) == tabs + "caf\xC3\xA9\tO\n");
}

TEST_CASE("a mended copy has no finding of the kinds that are mended, and all others") {
  const std::string broken = "\xEF\xBB\xBF" + tabs +
                             "d \tO\r\ncafe\xCC\x81\tI-X\ne\xEF\xBB\xBF\tI-Y\nf\t0\ng\tS-X\t\nh\tO\n\n" +
                             tabs;
  const FileReport before = check_bytes(broken);
  const FileReport after = check_bytes(mended(broken));
  for (const auto& [name, kind] : name_table(Kind{})) {
    CAPTURE(name);
    if (seqlab::check::mends(kind, before)) {
      CHECK(before.findings.count(kind) > 0);
      CHECK(after.findings.count(kind) == 0);
    } else if (kind != Kind::ambiguous && kind != Kind::rare_label) {
      CHECK(after.findings.count(kind) == before.findings.count(kind));
    }
  }
  CHECK(mended(mended(broken)) == mended(broken));
}

// Pages of HTML.
#include <algorithm>
#include <cstdlib>
#include <sstream>
#include <string>
#include <vector>

#include "catch.h"
#include "contains.h"
#include "corpus/shown/shown_sentence.h"
#include "shown_records.h"

using namespace seqlab;
using namespace seqlab::corpus;
using tests::contains;
using tests::document;
using tests::head;
using tests::plain_head;

namespace {

WriterOptions html() {
  WriterOptions options;
  options.format = OutputFormat::html;
  return options;
}

std::string page(const std::string& text, const std::vector<HeadPrediction>& heads, double probability = -1) {
  return document(text, heads, html(), probability);
}

// What stands between the body's first and last line.
std::string body(const std::string& page) {
  const std::size_t begin = page.find("<main>\n") + 7;
  return page.substr(begin, page.find("</main>") - begin);
}

std::size_t count(const std::string& text, const std::string& part) {
  std::size_t found = 0;
  for (std::size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) ++found;
  return found;
}

}  // namespace

TEST_CASE("spans are marks with their type, in running text as it came") {
  CHECK(body(page("Anna  Berg left.\n\nOslo\n", {head({"B-PER", "I-PER", "O", "O", "B-LOC"})})) ==
        "<p dir=\"auto\"><mark style=\"--hue:270\">Anna  Berg<bdi> PER</bdi></mark> left.</p>\n"
        "<p dir=\"auto\"></p>\n"
        "<p dir=\"auto\"><mark style=\"--hue:105\">Oslo<bdi> LOC</bdi></mark></p>\n");
}

TEST_CASE("a probability stands beside its type") {
  CHECK(contains(page("Anna left.\n", {head({"B-PER"})}, 0.984), "Anna<bdi> PER 0.98</bdi></mark> left."));
  CHECK(
      contains(page("Anna left.\n", {plain_head({"PROPN", "VERB", "."})}, 0.5), "Anna<bdi>PROPN 0.50</bdi>"));
}

TEST_CASE("a label that says nothing is not shown") {
  CHECK(contains(page("a b\n", {plain_head({"_", "X=1"})}, 0.5),
                 ">a<bdi></bdi></span> <span class=\"word\">b<bdi>X=1 0.50</bdi>"));
}

TEST_CASE("labels that mark no spans stand below their words, those of each head") {
  CHECK(
      body(page("Anna left\n", {plain_head({"PROPN", "VERB"}), head({"B-PER"}), plain_head({"NNP", ""})})) ==
      "<p dir=\"auto\"><mark style=\"--hue:270\"><span "
      "class=\"word\">Anna<bdi>PROPN</bdi><bdi>NNP</bdi></span>"
      "<bdi> PER</bdi></mark> <span class=\"word\">left<bdi>VERB</bdi><bdi></bdi></span></p>\n");
}

TEST_CASE("an empty document is a whole page") {
  const std::string empty = page("", {});
  CHECK(empty.starts_with("<!DOCTYPE html>\n<html>\n<head>\n<meta charset=\"utf-8\">\n"));
  CHECK(empty.ends_with("<main>\n</main>\n</body>\n</html>\n"));
  CHECK(count(empty, "<main>") == 1);
}

TEST_CASE("a page allows neither scripts nor outside resources") {
  const std::string any = page("Anna\n", {head({"B-PER"})});
  CHECK(contains(any,
                 "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src "
                 "'unsafe-inline'\">"));
  CHECK(!contains(any, "<script"));
  CHECK(!contains(any, "src="));
  CHECK(!contains(any, "http:"));
  CHECK(!contains(any, "https:"));
  CHECK(!contains(any, "url("));
}

TEST_CASE("texts and labels cannot leave their place in a page") {
  const std::string hostile = "<img src=x onerror=alert(1)> & '\"></p></main>";
  const std::string in_text = page(hostile + "\n", {});
  CHECK(body(in_text) ==
        "<p dir=\"auto\">&lt;img src=x onerror=alert(1)&gt; &amp; "
        "&#39;&quot;&gt;&lt;/p&gt;&lt;/main&gt;</p>\n");
  const std::string type = "\"><script>alert(1)</script>";
  const std::string escaped = "&quot;&gt;&lt;script&gt;alert(1)&lt;/script&gt;";
  const std::string as_span = page("Anna\n", {head({"B-" + type})});
  CHECK(contains(as_span, "Anna<bdi> " + escaped + "</bdi></mark>"));
  CHECK(!contains(as_span, "<script"));
  const std::string as_label = page("Anna\n", {plain_head({type})});
  CHECK(contains(as_label, "Anna<bdi>" + escaped + "</bdi></span>"));
  CHECK(!contains(as_label, "<script"));
}

TEST_CASE("characters that HTML forbids are replaced") {
  const std::string text =
      std::string("a\0b", 3) + "\x1B[31m \x7F \u0085 \uFDD0 \uFFFE \U0001FFFF \t\r x\x0C";
  const std::string shown = body(page(text + "\n", {}));
  CHECK(shown ==
        "<p dir=\"auto\">a\u2400b\u241B[31m \u2421 \uFFFD \uFFFD \uFFFD \uFFFD \t\u240D x\u240C</p>\n");
  CHECK(contains(page("Anna\n", {plain_head({"\x1B"})}), "<bdi>\u241B</bdi>"));
}

TEST_CASE("bytes that are no UTF-8 do not reach a page") {
  Record record;
  record.text = "a\xFF\xC3(b";
  std::ostringstream output;
  const auto writer = make_writer(output, html());
  writer->write(record, {});
  writer->close();
  CHECK(body(output.str()) == "<p dir=\"auto\">a\uFFFD\uFFFD(b</p>\n");
}

TEST_CASE("text from right to left decides its direction, and labels do not") {
  const std::string shalom = "\u05E9\u05DC\u05D5\u05DD";
  CHECK(body(page(shalom + " " + shalom + "\n", {head({"B-PER"})})) ==
        "<p dir=\"auto\"><mark style=\"--hue:270\">" + shalom + "<bdi> PER</bdi></mark> " + shalom +
            "</p>\n");
}

TEST_CASE("spans of several heads are nested, and one that crosses another is closed and opened again") {
  const auto mark = [](const std::string& type) {
    return "<mark style=\"--hue:" + std::to_string(hue_of(type)) + "\">";
  };
  CHECK(body(page("a b c\n", {head({"O", "B-X"}), head({"B-Y", "I-Y", "I-Y"})})) ==
        "<p dir=\"auto\">" + mark("Y") + "a " + mark("X") +
            "b<bdi> X</bdi></mark> c<bdi> Y</bdi></mark></p>\n");
  CHECK(body(page("a b\n", {head({"B-X"}), head({"B-Y", "I-Y"})})) ==
        "<p dir=\"auto\">" + mark("Y") + mark("X") + "a<bdi> X</bdi></mark> b<bdi> Y</bdi></mark></p>\n");
  CHECK(body(page("a b c\n", {head({"B-X", "I-X"}), head({"O", "B-Y", "I-Y"})})) ==
        "<p dir=\"auto\">" + mark("X") + "a " + mark("Y") + "b</mark><bdi> X</bdi></mark>" + mark("Y") +
            " c<bdi> Y</bdi></mark></p>\n");
}

TEST_CASE("words without running text are joined by spaces, and sentences by line ends") {
  ReaderOptions tokens;
  tokens.format = Format::tokens;
  tokens.label_columns.clear();
  CHECK(body(document("Anna Berg <\n", {head({"B-PER", "I-PER"})}, html(), -1, tokens)) ==
        "<p dir=\"auto\"><mark style=\"--hue:270\">Anna Berg<bdi> PER</bdi></mark> &lt;</p>\n");
}

TEST_CASE("gold labels are shown in the schemes that are given, and otherwise as labels of words") {
  ReaderOptions conll;
  conll.format = Format::conll;
  const std::string text = "Anna\tB-PER\nBerg\tI-PER\n\n";
  WriterOptions spans = html();
  spans.schemes = {{TagScheme::iob2, '-'}};
  CHECK(contains(tests::rewritten(text, conll, spans), "Anna Berg<bdi> PER</bdi></mark>"));
  CHECK(contains(tests::rewritten(text, conll, html()), "Anna<bdi>B-PER</bdi></span>"));
}

TEST_CASE("the usual types have colours that are far apart") {
  const std::vector<std::string> types = {"PER", "ORG", "LOC", "MISC"};
  for (const std::string& one : types) {
    for (const std::string& other : types) {
      if (one == other) continue;
      const int gap = std::abs(static_cast<int>(hue_of(one)) - static_cast<int>(hue_of(other)));
      CHECK(std::min(gap, 360 - gap) > 60);
    }
  }
}

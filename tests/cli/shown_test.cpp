// Output for people and for other tools: pages, terminals, brat, tables.
#include <cstddef>
#include <regex>
#include <string>
#include <vector>

#include "../io/temporary_folder.h"
#include "catch.h"
#include "contains.h"
#include "run_program.h"
#include "small_models.h"

using namespace seqlab::tests;

namespace {

Outcome tag_as(const std::string& format, const std::string& text,
               const std::vector<std::string>& more = {}) {
  return run(command({tagger, "tag", "-q", "-m", names_model(), "--output-format", format}, more), text);
}

Outcome convert_as(const std::string& format, const std::string& text,
                   const std::vector<std::string>& more = {}) {
  return run(command({tagger, "convert", "-q", "--output-format", format}, more), text);
}

std::size_t occurrences(const std::string& text, const std::string& part) {
  std::size_t found = 0;
  for (std::size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) ++found;
  return found;
}

std::string without_empty_lines(const std::string& text) {
  std::string result;
  for (const char c : text) {
    if (c != '\n' || !result.ends_with('\n')) result += c;
  }
  return result;
}

}  // namespace

TEST_CASE("names in a text are marks on a page") {
  const Outcome page = tag_as("html", "Anna lives in  Lisbon.\n");
  REQUIRE(page.code == 0);
  CHECK(contains(page.out,
                 "<p dir=\"auto\"><mark style=\"--hue:270\">Anna<bdi> PER</bdi></mark> lives in  "
                 "<mark style=\"--hue:105\">Lisbon<bdi> LOC</bdi></mark>.</p>\n"));
  const std::string sure = tag_as("html", "Anna lives.\n", {"--probabilities"}).out;
  CHECK((contains(sure, "Anna<bdi> PER 0.") || contains(sure, "Anna<bdi> PER 1.00")));
}

TEST_CASE("several files give one page and one table") {
  const TemporaryFolder folder;
  const std::string first = folder.file("first.txt", "Anna");
  const std::string second = folder.file("second.txt", "Lisbon");
  const std::string target = folder.path("page.html");
  REQUIRE(tag_as("html", "", {first, second, "-o", target}).code == 0);
  const std::string page = read_bytes(target);
  CHECK(occurrences(page, "<!DOCTYPE html>") == 1);
  CHECK(occurrences(page, "<main>") == 1);
  CHECK(occurrences(page, "</html>") == 1);
  CHECK(page.find("Anna<bdi>") < page.find("Lisbon<bdi>"));
  CHECK(page.find("Lisbon<bdi>") < page.find("</main>"));
  const std::string table = tag_as("tsv", "", {first, second}).out;
  CHECK(table.starts_with("sentence\tposition\ttoken\tlabel\n"));
  CHECK(contains(table, "\n1\t1\tAnna\tB-PER\n2\t1\tLisbon\tB-LOC\n"));
}

TEST_CASE("an empty input gives a whole page, and a table with a header") {
  const std::string page = tag_as("html", "").out;
  CHECK(page.starts_with("<!DOCTYPE html>"));
  CHECK(page.ends_with("</html>\n"));
  CHECK(occurrences(tag_as("tsv", "").out, "\n") == 1);
  CHECK(tag_as("brat", "").out.empty());
  CHECK(tag_as("terminal", "").out.empty());
}

TEST_CASE("a page has hostile text and labels as text alone") {
  const std::string page = tag_as("html", "Anna <img src=x onerror=alert(1)> \x1B[31m\n").out;
  CHECK(contains(page, "&lt;"));
  CHECK(!contains(page, "<img"));
  CHECK(!contains(page, "\x1B"));
  CHECK(contains(convert_as("html", "<img src=x onerror=alert(1)>\n", {"--input-format", "text"}).out,
                 "<p dir=\"auto\">&lt;img src=x onerror=alert(1)&gt;</p>"));
  const std::string gold =
      convert_as("html", "Anna\tB-\"><script>alert(1)</script>\nx\tO\n", {"--input-format", "conll"}).out;
  CHECK(contains(gold, "Anna<bdi> &quot;&gt;&lt;script&gt;alert(1)&lt;/script&gt;</bdi></mark>"));
  CHECK(!contains(gold, "<script"));
}

TEST_CASE(
    "a terminal gets names in colour, or in brackets where NO_COLOR is set, and no escapes of the text") {
  const std::string text = "Anna lives \x1B[2J\n";
  const Outcome coloured = tag_as("terminal", text);
  REQUIRE(coloured.code == 0);
  CHECK(coloured.out.starts_with("\033[1;35mAnna\033[0m\033[35m PER\033[0m lives "));
  const std::string uncoloured = std::regex_replace(coloured.out, std::regex("\033\\[[0-9;]*m"), "");
  CHECK(occurrences(uncoloured, "\033") == 0);
  CHECK(contains(uncoloured, "\u241B"));
  const auto with = [&](const std::string& setting) {
    return run({"/usr/bin/env", setting, tagger, "tag", "-q", "-m", names_model(), "--output-format",
                "terminal"},
               text)
        .out;
  };
  CHECK(with("NO_COLOR=1").starts_with("[Anna PER] lives "));
  CHECK(occurrences(with("NO_COLOR=1"), "\033") == 0);
  CHECK(with("NO_COLOR=") == coloured.out);
  CHECK(contains(convert_as("terminal", "Anna\tB-PER\n", {"--input-format", "conll"}).out, "\033[35m PER"));
}

TEST_CASE("brat's annotation of a text is read again with the text") {
  for (const std::string end : {"\n", "\r\n"}) {
    const TemporaryFolder folder;
    const std::string text =
        folder.file("doc.txt", "\u00C9" + end + "Anna lives." + end + "They like Lisbon." + end);
    const std::string annotation = folder.path("doc.ann");
    REQUIRE(tag_as("brat", "", {"-o", annotation, text}).code == 0);
    CHECK(contains(read_bytes(annotation), end == "\n" ? "\tPER 2 6\tAnna\n" : "\tPER 3 7\tAnna\n"));
    // With its annotation beside it, the text is brat's.
    const std::string tagged = tag_as("conll", "", {"--input-format", "text", text}).out;
    CHECK(contains(tagged, "Lisbon\tB-LOC\n"));
    CHECK(without_empty_lines(convert_as("conll", "", {annotation}).out) == without_empty_lines(tagged));
    const std::string again = convert_as("brat", "", {annotation}).out;
    CHECK(again == read_bytes(annotation));
  }
}

TEST_CASE("brat's places count what --offsets says, and notes have probabilities") {
  CHECK(contains(tag_as("brat", "\U0001F600\nAnna\n").out, "\tPER 2 6\tAnna\n"));
  CHECK(contains(tag_as("brat", "\U0001F600\nAnna\n", {"--offsets", "byte"}).out, "\tPER 5 9\tAnna\n"));
  CHECK(tag_as("brat", "Anna\n", {"--probabilities"})
            .out.starts_with("T1\tPER 0 4\tAnna\n#1\tAnnotatorNotes T1\t0."));
}

TEST_CASE("brat refuses tokens, and several files, and says what works") {
  const TemporaryFolder folder;
  const Outcome tokens =
      tag_as("brat", "Anna left\n", {"--input-format", "tokens", "-o", folder.path("x.ann")});
  CHECK(tokens.code == 2);
  CHECK(contains(tokens.err, "raw text"));
  CHECK(folder.entries() == 0);
  const std::string first = folder.file("first.txt", "Anna");
  const std::string second = folder.file("second.txt", "Lisbon");
  for (const Outcome& outcome : {tag_as("brat", "", {first, second}),
                                 convert_as("brat", "", {"--input-format", "text", first, second})}) {
    CHECK(outcome.code == 2);
    CHECK(contains(outcome.err, "2 files"));
  }
}

TEST_CASE("a model of parts of speech shows them below words, behind words and as brat's types") {
  const auto parts = [](const std::string& format) {
    return run({"/usr/bin/env", "NO_COLOR=1", tagger, "tag", "-q", "-m", parts_model(), "--output-format",
                format},
               "Anna lives.\n")
        .out;
  };
  CHECK(contains(parts("html"), "<span class=\"word\">Anna<bdi>PROPN</bdi></span> "));
  CHECK(parts("terminal").starts_with("Anna/PROPN lives/VERB"));
  CHECK(parts("brat").starts_with("T1\tPROPN 0 4\tAnna\nT2\tVERB 5 10\tlives\n"));
}

TEST_CASE("a table has the heads' names, and probabilities if they are asked for") {
  const std::string table = tag_as("tsv", "Anna \"x\"\n", {"--label-column", "NER", "--probabilities"}).out;
  CHECK(table.starts_with("sentence\tposition\ttoken\tNER\tNER_probability\n1\t1\tAnna\tB-PER\t0."));
  CHECK(contains(table, "\n1\t2\t\"\"\"\"\t"));
  CHECK(convert_as("tsv", "Anna\tB-PER\nleft\tO\n", {"--input-format", "conll"}).out ==
        "sentence\tposition\ttoken\tlabel\n1\t1\tAnna\tB-PER\n1\t2\tleft\tO\n");
  CHECK(convert_as("tsv", "Anna left\n", {"--input-format", "tokens"}).out ==
        "sentence\tposition\ttoken\n1\t1\tAnna\n1\t2\tleft\n");
}

TEST_CASE("gold labels are shown as spans, however their scheme is read") {
  const std::vector<std::string> conll = {"--input-format", "conll"};
  const std::string two = "<mark style=\"--hue:270\">Anna Berg<bdi> PER</bdi></mark> left";
  CHECK(contains(convert_as("html", "Anna\tB-PER\nBerg\tL-PER\nleft\tO\n\nOslo\tU-LOC\n", conll).out, two));
  CHECK(contains(
      convert_as("html", "Anna\tPER\nBerg\tPER\nleft\tO\n", command(conll, {"--from-scheme", "raw"})).out,
      two));
  CHECK(contains(
      convert_as("html", "Anna\tB-PER\nBerg\tI-PER\nleft\tO\n", command(conll, {"--scheme", "iobes"})).out,
      two));
  CHECK(contains(convert_as("html", "Anna\tNN\nleft\tVB\n", conll).out, "Anna<bdi>NN</bdi></span>"));
  CHECK(convert_as("conll", "Anna\tPER\n", command(conll, {"--from-scheme", "raw"})).code == 2);
  const std::string json =
      "{\"text\": \"Anna left.\", \"spans\": [{\"start\": 0, \"end\": 4, \"label\": \"PER\"}]}\n";
  CHECK(convert_as("brat", json, {"--input-format", "jsonl"}).out == "T1\tPER 0 4\tAnna\n");
}

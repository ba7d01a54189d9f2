// What a check says of small corpora.
#include <algorithm>
#include <set>
#include <string>
#include <vector>

#include "catch.h"
#include "check_memory.h"

using namespace seqlab::tests;
using seqlab::check::FileReport;
using seqlab::check::Finding;
using seqlab::check::Kind;
using seqlab::check::Level;
using seqlab::check::Role;
using seqlab::corpus::Format;
using seqlab::corpus::TagScheme;

namespace {

using Brief = std::multiset<std::string>;

// Five sentences in IOB2 with five examples of each type; 15 lines and no fault.
const std::string clean =
    "Anna B-PER\nsees O\nOslo B-LOC\n\nBen B-PER\nBerg I-PER\nlikes O\nRome B-LOC\n\nDora B-PER\nin O\nPisa "
    "B-LOC\n\n"
    "Emil B-PER\nleft O\nBern B-LOC\n\nFred B-PER\nat O\nLa B-LOC\nPaz I-LOC\n\n";

FileReport check_one(const std::string& bytes, const seqlab::corpus::ReaderOptions& options = reading()) {
  return std::move(check_files({{"a", bytes}}, options).front());
}

// The clean corpus and more: the findings at lines after it, with lines counted from there.
Brief after_clean(const std::string& more) {
  const std::size_t lines = static_cast<std::size_t>(std::count(clean.begin(), clean.end(), '\n'));
  Brief found;
  for (const Finding& one : findings_of(check_one(clean + more))) {
    CHECK(one.place.line > lines);
    found.insert(std::string(seqlab::base::name_of(one.level)) + " " +
                 std::string(seqlab::base::name_of(one.kind)) + " " + std::to_string(one.place.line - lines));
  }
  return found;
}

// Without the findings that small corpora have anyway.
Brief faults(const FileReport& report) {
  Brief found = briefly(report);
  std::erase_if(found, [](const std::string& one) { return one.starts_with("warning duplicate"); });
  return found;
}

std::string message(const FileReport& report, Kind kind) {
  const auto& kept = report.findings.kept(kind);
  return kept.empty() ? "" : kept.front().message;
}

std::string repeated(const std::string& text, int times) {
  std::string all;
  for (int i = 0; i < times; ++i) all += text;
  return all;
}

}  // namespace

TEST_CASE("a clean file has its plan, its counts and no finding") {
  const FileReport report = check_one(clean);
  CHECK(briefly(report).empty());
  CHECK(report.format == Format::conll);
  CHECK(report.plan.layout == "spaces");
  CHECK(report.sentences == 5);
  CHECK(report.tokens == 17);
  CHECK(report.labelled == 17);
  CHECK(report.style.scheme == TagScheme::iob2);
  REQUIRE(report.types.size() == 2);
  CHECK(report.types[0].name == "LOC");
  CHECK(report.types[0].count == 5);
  CHECK(report.labels.front().name == "B-LOC");
}

TEST_CASE("label sequences that the scheme does not allow are errors at the later label") {
  CHECK(after_clean("x O\ny I-PER\n\n") == Brief{"error transition 2"});
  CHECK(after_clean("x I-LOC\n\n") == Brief{"error transition 1"});
  CHECK(after_clean("x B-PER\ny I-LOC\n\n") == Brief{"error transition 2"});
  const std::string iobes = repeated("a S-PER\nb O\nc B-LOC\nd I-LOC\ne E-LOC\nf O\n\n", 8);
  CHECK(check_one(iobes).style.scheme == TagScheme::iobes);
  CHECK(check_one(iobes + "a B-PER\nb O\n\n").findings.kept(Kind::transition).front().place.line == 58);
  CHECK(check_one(iobes + "a B-PER\n\n").findings.kept(Kind::transition).front().message ==
        "'B-PER' cannot end a sentence in iobes");
}

TEST_CASE("labels of another scheme and of none are errors, and the others keep their scheme") {
  CHECK(after_clean("x S-PER\n\n") == Brief{"error scheme 1"});
  CHECK(after_clean("x 0\n\n") == Brief{"error stray-label 1"});
  // Training reads these as the others.
  CHECK(after_clean("x B_PER\n\n") == Brief{"warning mixed-schemes 1"});
  CHECK(after_clean("x S_PER\n\n") == Brief{"error stray-label 1"});
  const std::string big = repeated(clean, 40);
  for (const std::string stray : {"0", "o", "B-", "PER", "-", "b-PER"}) {
    CAPTURE(stray);
    const FileReport report = check_one(big + "word " + stray + "\n");
    CHECK(report.style.scheme == TagScheme::iob2);
    CHECK(report.findings.count(Kind::stray_label) == 1);
    CHECK(report.findings.kept(Kind::stray_label).front().place.line == 40 * 22 + 1);
  }
}

TEST_CASE("schemes that are mixed through the whole file are an error") {
  const FileReport halves = check_one(repeated("a B-PER\nb I-PER\nc LOC\nd LOC\n\n", 20));
  CHECK(halves.findings.count(Kind::scheme) == 1);
  CHECK(message(halves, Kind::scheme).find("no single tag scheme") != std::string::npos);
  CHECK(check_one(repeated("a NOUN\nb VERB\n\n", 20)).findings.count(Kind::scheme) == 0);
  const std::vector<FileReport> two =
      check_files({{"a", clean}, {"b", repeated("a S-PER\nb O\nc B-LOC\nd E-LOC\nf O\n\n", 8)}});
  CHECK(two[0].findings.count(Kind::scheme) == 0);
  CHECK(message(two[1], Kind::scheme).find("its labels are iobes, those of a iob2") == 0);
}

TEST_CASE("missing labels are errors unless they mean not annotated") {
  CHECK(after_clean("x _\n\n") == Brief{"error unlabelled 1"});
  const std::string tabs = "a\tO\nb\tB-X\n\n";
  CHECK(check_one(repeated(tabs, 5) + "c\t\n").findings.count(Kind::unlabelled) == 1);
  auto options = reading();
  options.unlabelled = "_";
  CHECK(check_one(clean + "x _\n", options).findings.count(Kind::unlabelled) == 0);
  options.unlabelled = "?";
  CHECK(check_one(clean + "x _\ny ?\n", options).findings.kept(Kind::unlabelled).size() == 1);
  const FileReport json = check_one(
      "{\"tokens\": [\"a\"], \"tags\": [\"B-X\"]}\n{\"tokens\": [\"b\", \"c\"]}\n"
      "{\"tokens\": [\"b\", \"c\"], \"tags\": [\"O\", \"_\"]}\n");
  REQUIRE(json.findings.count(Kind::malformed) == 1);
  CHECK(json.findings.kept(Kind::malformed).front().place.line == 2);
  REQUIRE(json.findings.count(Kind::unlabelled) == 1);
  CHECK(json.findings.kept(Kind::unlabelled).front().place.line == 3);
}

TEST_CASE("every row that cannot be read is an error, and the rest of its sentence is checked") {
  CHECK(after_clean("x O\ny\nz O O\nq I-PER\n\n") ==
        Brief{"error malformed 2", "error malformed 3", "error transition 4"});
  const std::string words = "1\ta\t_\tNOUN\t_\t_\t0\troot\t_\t_\n2\tb\t_\tVERB\t_\t_\t1\tdep\t_\t_\n";
  const FileReport conllu = check_one(
      "# text = a b\n" + words +
      "4\tc\t_\tVERB\t_\t_\t1\tdep\t_\t_\n5\td\t_\tX\n6\te\t_\t_\t_\t_\t1\tdep\t_\t_\n\n" + words + "\n");
  CHECK(conllu.format == Format::conllu);
  std::vector<std::size_t> lines;
  for (const Finding& one : conllu.findings.kept(Kind::malformed)) lines.push_back(one.place.line);
  CHECK(lines == std::vector<std::size_t>{4, 5});
  CHECK(conllu.findings.kept(Kind::unlabelled).front().place.line == 6);
}

TEST_CASE("token numbers that do not count are errors also where reading does not need them") {
  const std::string sentence = "1\tAnna\tB-PER\t-\n2\tsees\tO\t-\n3\tOslo\tB-LOC\t-\n\n";
  const FileReport report =
      check_one("# a\n" + repeated(sentence, 6) +
                "1\ta\tO\t-\n3\tb\tO\t-\n4\tc\tO\t-\n1\td\tO\t-\n2\te\tO\t-\nx\tf\tO\t-\n");
  std::vector<std::size_t> lines;
  for (const Finding& one : report.findings.kept(Kind::token_number)) lines.push_back(one.place.line);
  CHECK(lines == std::vector<std::size_t>{27, 29, 31});
}

TEST_CASE("byte order marks, line ends and control characters are found at their lines") {
  CHECK(briefly(check_one("\xEF\xBB\xBF" + clean)) == Brief{"warning byte-order-mark 1"});
  CHECK(after_clean("x\xEF\xBB\xBFy O\n\n") == Brief{"warning byte-order-mark 1"});
  CHECK(after_clean("x O\r\ny O\n\n") == Brief{"warning line-end 1"});
  std::string crlf;
  for (const char c : clean) crlf += c == '\n' ? std::string("\r\n") : std::string(1, c);
  CHECK(briefly(check_one(crlf)) == Brief{"warning line-end 1"});
  CHECK(message(check_one(crlf), Kind::line_end) == "all 22 lines end in CRLF");
  CHECK(briefly(check_one(crlf + "x O\n")) == Brief{"warning line-end 23"});
  CHECK(after_clean("x\x07y O\n\n") == Brief{"warning control-character 1"});
  CHECK(after_clean("x\ry O\n\n") == Brief{"warning control-character 1"});
  CHECK(after_clean("x\xC2\x92y O\n\n") == Brief{"warning control-character 1"});
  CHECK(after_clean(std::string("x\0y O\n\n", 7)) == Brief{"error control-character 1"});
}

TEST_CASE("bytes that are not UTF-8 are errors with line and column, and a named encoding mends them") {
  const FileReport report = check_one(clean + "caf\xE9 O\n");
  REQUIRE(report.findings.kept(Kind::encoding).size() == 1);
  CHECK(to_string(report.findings.kept(Kind::encoding).front().place) == "a:23:4");
  CHECK(message(report, Kind::encoding) ==
        "byte 0xE9 is not valid UTF-8; name the encoding (--encoding windows-1252)");
  auto options = reading();
  options.encoding = "windows-1252";
  CHECK(briefly(check_one(clean + "caf\xE9 O\n", options)).empty());
  const FileReport wide =
      check_one(std::string("\xFF\xFE"
                            "a\0 \0O\0\n\0",
                            10));
  CHECK(briefly(wide) == Brief{"error encoding 1"});
  CHECK(after_clean("x\xEF\xBF\xBDy O\n\n") == Brief{"warning lost-character 1"});
}

TEST_CASE("signs without width, unusual spaces, misread and unnormalised words are warnings") {
  CHECK(after_clean("x\xE2\x80\x8By O\n\n") == Brief{"warning zero-width 1"});
  CHECK(after_clean("x\xC2\xADy O\n\n") == Brief{"warning zero-width 1"});
  CHECK(after_clean("x\xE2\x80\x8E O\n\n") == Brief{"warning zero-width 1"});
  CHECK(after_clean("x\xE2\x80\x8Cy O\n\n") == Brief{"warning zero-width 1"});
  CHECK(after_clean("x\xC2\xA0y O\n\n") == Brief{"warning odd-space 1"});
  CHECK(after_clean("x\xE2\x80\xAFy O\n\n") == Brief{"warning odd-space 1"});
  CHECK(after_clean("caf\xC3\x83\xC2\xA9 O\n\n") == Brief{"warning mojibake 1"});
  CHECK(after_clean("it\xC3\xA2\xE2\x82\xAC\xE2\x84\xA2s O\n\n") == Brief{"warning mojibake 1"});
  CHECK(after_clean("cafe\xCC\x81 O\n\n") == Brief{"warning not-nfc 1"});
  // A joiner in Persian, in Hindi and in an emoji, and plain accents.
  CHECK(after_clean(
            "\xD9\x85\xDB\x8C\xE2\x80\x8C\xD8\xAE O\n\xE0\xA4\x95\xE0\xA5\x8D\xE2\x80\x8D\xE0\xA4\xB7 O\n"
            "\xF0\x9F\x91\xA9\xE2\x80\x8D\xF0\x9F\x92\xBB O\ncaf\xC3\xA9 O\nS\xC3\x83O O\n\n") == Brief{});
}

TEST_CASE("spaces around fields are found where tabs separate") {
  const std::string tabs = repeated("a\tO\nb\tB-X\n\n", 5);
  std::set<std::string> found;
  for (const Finding& one : findings_of(check_one(tabs + "c \tO\nd\tO \n e\tO\n"))) {
    if (one.kind == Kind::outer_space) {
      found.insert(std::string(seqlab::base::name_of(one.level)) + " " + to_string(one.place));
    }
  }
  CHECK(found == std::set<std::string>{"warning a:16:1", "error a:17:3", "warning a:18:1"});
  const FileReport json = check_one(
      "{\"tokens\": [\"a\"], \"tags\": [\"B-X\"]}\n{\"tokens\": [\" b\", \"c\"], \"tags\": [\"O\", "
      "\"O\"]}\n");
  CHECK(json.findings.kept(Kind::outer_space).front().place.line == 2);
}

TEST_CASE("spaces inside quotes of columns between commas are found, and behind commas they are odd") {
  const std::string commas = repeated("a,O\nb,B-X\nc,I-X\n\n", 6);
  CHECK(check_one(commas).plan.layout == "commas");
  std::set<std::string> found;
  for (const Finding& one : findings_of(check_one(commas + "\" left\",O\nd, O\ne,\"O \"\n\"f g\",O\n"))) {
    if (one.kind == Kind::ambiguous) continue;
    found.insert(std::string(seqlab::base::name_of(one.level)) + " " +
                 std::string(seqlab::base::name_of(one.kind)) + " " + to_string(one.place));
  }
  CHECK(found.contains("warning outer-space a:25:1"));
  CHECK(found.contains("warning outer-space a:26:3"));
  CHECK(found.contains("error outer-space a:27:3"));
  CHECK(check_one(commas + "\"f g\",O\n").findings.count(Kind::outer_space) == 0);
}

TEST_CASE("empty fields behind the last column are warnings at their lines") {
  const std::string tabs = repeated("a\tO\nb\tB-X\nc\tI-X\n\n", 6);
  CHECK(faults(check_one(tabs + "ran\tO\t\nd\tO\n\ne\tO\t \t\n")) ==
        Brief{"warning column-count 25", "warning column-count 28"});
  CHECK(to_string(check_one(tabs + "ran\tO\t\n").findings.kept(Kind::column_count).front().place) ==
        "a:25:6");
  CHECK(faults(check_one(tabs + "ran\tO\t")) == Brief{"warning column-count 25"});
  CHECK(faults(check_one(tabs + "x\tO\nran\tO\t\ny\nd\tO\t\n")) ==
        Brief{"warning column-count 26", "error malformed 27", "warning column-count 28"});
  const std::string commas = repeated("a,O\nb,B-X\nc,I-X\n\n", 60);
  CHECK(faults(check_one(commas + "ran,O,\n")) == Brief{"warning column-count 241"});
  const std::string numbered = repeated("1\ta\tO\n2\tb\tB-X\n3\tc\tI-X\n\n", 6);
  CHECK(faults(check_one(numbered + "1\ta\tO\t\n2\tb\n3\tc\tO\t\n")) ==
        Brief{"warning column-count 25", "error malformed 26", "warning column-count 27"});
}

TEST_CASE("a word of nothing but spaces is a warning") {
  const std::string tabs = repeated("a\tO\nb\tB-X\nc\tI-X\n\n", 6);
  CHECK(faults(check_one(tabs + " \tO\nd\tO\n")) == Brief{"warning empty 25"});
  CHECK(faults(check_one(tabs + "d\tO\n  \tO\n")) == Brief{"warning empty 26"});
  CHECK(check_one("{\"tokens\": [\"a\", \" \"], \"tags\": [\"B-X\", \"O\"]}\n")
            .findings.kept(Kind::empty)
            .size() == 1);
}

TEST_CASE("a range of token numbers that does not stand before its words is a warning") {
  const auto row = [](const std::string& id) { return id + "\ta\t_\tX\t_\t_\t0\troot\t_\t_\n"; };
  const auto lines = [&](const std::string& bytes) {
    std::vector<std::size_t> found;
    const FileReport report = check_one(bytes);
    for (const Finding& one : report.findings.kept(Kind::token_number)) found.push_back(one.place.line);
    return found;
  };
  using Lines = std::vector<std::size_t>;
  CHECK(lines("# x\n" + row("1-2") + row("1") + row("2") + row("2.1") + row("3-4") + row("3") + row("4")) ==
        Lines{});
  CHECK(lines(row("1") + row("50-51") + row("2") + row("3")) == Lines{2});
  CHECK(lines(row("1") + row("1-2") + row("2") + row("3")) == Lines{2});
  CHECK(lines(row("1") + row("2-3") + row("2")) == Lines{2});
  CHECK(lines(row("2-1") + row("1") + row("2")) == Lines{1});
}

TEST_CASE("blank lines that surprise are warnings, at the end of the file they are not") {
  CHECK(after_clean("x O\n \t\ny O\n\n\n") == Brief{"warning blank-line 2"});
  CHECK(after_clean("x O\n\n\n\ny O\n\n\n") == Brief{"warning blank-line 3", "warning blank-line 4"});
  auto options = reading();
  options.format = Format::text;
  CHECK(check_one("a text\n\n\n\nand another\n", options).findings.count(Kind::blank_line) == 0);
}

TEST_CASE("sentences that are empty or too long are found") {
  CHECK(check_one("").findings.kept(Kind::empty).front().level == Level::error);
  CHECK(after_clean(repeated("x O\n", 1001) + "\n") == Brief{"warning giant 1"});
  CHECK(check_one(repeated("Anna B-PER\nx O\n", 600)).findings.count(Level::error) == 1);
  CHECK(check_one(repeated("Anna B-PER\nx O\n", 60)).findings.kept(Kind::giant).front().level ==
        Level::warning);
  const FileReport json =
      check_one("{\"tokens\": [\"a\"], \"tags\": [\"B-X\"]}\n{\"tokens\": [], \"tags\": []}\n");
  CHECK(json.findings.kept(Kind::empty).front().place.line == 2);
}

TEST_CASE("spans that meet no token border are errors") {
  const FileReport json = check_one(
      "{\"text\": \"Anna lives.\", \"spans\": [{\"start\": 0, \"end\": 4, \"label\": \"PER\"}]}\n"
      "{\"text\": \"Anna lives.\", \"spans\": [{\"start\": 0, \"end\": 3, \"label\": \"PER\"}]}\n");
  REQUIRE(json.findings.kept(Kind::malformed).size() == 1);
  CHECK(json.findings.kept(Kind::malformed).front().place.line == 2);
  CHECK(message(json, Kind::malformed).find("does not start and end with tokens") != std::string::npos);
}

TEST_CASE("a sentence that occurs again is a warning that names the first place") {
  const FileReport report =
      check_one(clean + "x O\n\nAnna B-PER\nsees O\nOslo B-LOC\n\nAnna O\nsees O\nOslo B-LOC\n\n");
  REQUIRE(report.findings.kept(Kind::duplicate).size() == 2);
  CHECK(report.findings.kept(Kind::duplicate)[0].place.line == 25);
  CHECK(report.findings.kept(Kind::duplicate)[0].message == "the same sentence as in a:1 (3 tokens)");
  CHECK(report.findings.kept(Kind::duplicate)[1].message ==
        "the same sentence as in a:1, but labelled otherwise (3 tokens)");
  const std::vector<FileReport> files =
      check_files({{"train", clean, Role::train},
                   {"dev", "y B-PER\n\nBen B-PER\nBerg I-PER\nlikes O\nRome B-LOC\n\n", Role::dev}});
  CHECK(files[0].findings.count(Kind::shared) == 0);
  CHECK(files[1].findings.kept(Kind::shared).front().place.line == 3);
  CHECK(message(files[1], Kind::shared) == "the sentence is also in train:5 (4 tokens)");
}

TEST_CASE("labels with few examples, with similar names and outside the training data are warnings") {
  CHECK(after_clean("x B-ORG\n\n") == Brief{"warning rare-label 1"});
  CHECK(after_clean("x B-Loc\n\n") == Brief{"warning label-spelling 1", "warning rare-label 1"});
  const std::vector<FileReport> files =
      check_files({{"train", clean, Role::train}, {"test", "x O\ny B-PER\n\nz B-ORG\n\n", Role::test}});
  CHECK(files[1].findings.kept(Kind::unknown_label).front().place.line == 4);
  CHECK(message(files[1], Kind::unknown_label).find("'ORG' (1) is not in the training data") == 0);
}

TEST_CASE("strings with several labels are listed, the most frequent first") {
  const std::string more =
      repeated("Washington B-LOC\n\n", 4) + "Washington B-PER\n\nLa B-PER\nPaz I-PER\n\n";
  const FileReport report = check_one(clean + more);
  REQUIRE(report.findings.kept(Kind::ambiguous).size() == 2);
  CHECK(report.findings.kept(Kind::ambiguous)[0].message == "Washington: LOC 4, PER 1");
  CHECK(report.findings.kept(Kind::ambiguous)[0].place.line == 22 + 9);
  CHECK(report.findings.kept(Kind::ambiguous)[1].message == "La Paz: LOC 1, PER 1");
  const FileReport words = check_one(repeated("the DET\nrun VERB\n\nthe DET\nrun NOUN\n\n", 3));
  CHECK(message(words, Kind::ambiguous) == "run: VERB 3, NOUN 3");
}

TEST_CASE("a file without labels to learn is an error as training data and else a warning") {
  const std::string outside = repeated("a O\nb O\n\n", 3);
  CHECK(check_files({{"a", outside, Role::train}})
            .front()
            .findings.kept(Kind::nothing_labelled)
            .front()
            .level == Level::error);
  CHECK(check_one(outside).findings.kept(Kind::nothing_labelled).front().level == Level::warning);
  CHECK(check_one(repeated("a -\nb -\n\n", 3)).findings.count(Kind::nothing_labelled) == 1);
  CHECK(check_files({{"a", "Some text.\n", Role::train}}).front().findings.count(Kind::nothing_labelled) ==
        1);
  CHECK(check_one("Some text.\n").findings.count(Level::error) == 0);
  CHECK(check_one(repeated("a B-X\nb B-X\n\n", 3)).findings.count(Kind::no_outside) == 1);
}

TEST_CASE("only as many findings of a kind are kept as the limit allows, and all are counted") {
  const FileReport report =
      std::move(check_files({{"a", clean + repeated("x I-PER\n\n", 9)}}, reading(), 2).front());
  CHECK(report.findings.kept(Kind::transition).size() == 2);
  CHECK(report.findings.count(Kind::transition) == 9);
  CHECK(report.findings.kept(Kind::duplicate).size() == 2);
  CHECK(report.findings.count(Kind::duplicate) == 8);
}

#include <cstddef>
#include <string>

#include "../io/temporary_folder.h"
#include "catch.h"
#include "run_program.h"
#include "small_models.h"

using namespace seqlab::tests;

namespace {

Outcome convert(const std::string& in, const std::vector<std::string>& options) {
  return run(command({tagger, "convert"}, options), in);
}

// The last line of the messages, after that of the plan.
std::string last_line(const std::string& messages) {
  const std::size_t end = messages.empty() ? 0 : messages.size() - 1;
  const std::size_t before = messages.rfind('\n', end == 0 ? 0 : end - 1);
  return before == std::string::npos ? messages : messages.substr(before + 1);
}

}  // namespace

TEST_CASE("a tag scheme is recognised and written as another") {
  const std::string iob2 = "a B-X\nb I-X\nc B-X\nd O\ne B-Y\n\n";
  const Outcome iobes = convert(iob2, {"--input-format", "conll", "--scheme", "iobes"});
  CHECK(iobes.code == 0);
  CHECK(iobes.out == "a B-X\nb E-X\nc S-X\nd O\ne S-Y\n\n");
  CHECK(last_line(iobes.err) == "1 records; iob2 to iobes, 0 labels repaired\n");
  const Outcome bilou =
      convert(iobes.out, {"--input-format", "conll", "--scheme", "bilou", "--separator", "_"});
  CHECK(bilou.out == "a B_X\nb L_X\nc U_X\nd O\ne U_Y\n\n");
  const Outcome iob1 = convert(bilou.out, {"--input-format", "conll", "--scheme", "iob1"});
  CHECK(iob1.out == "a I-X\nb I-X\nc B-X\nd O\ne I-Y\n\n");
  CHECK(convert(iob1.out, {"--input-format", "conll", "--scheme", "iob2"}).out == iob2);
}

TEST_CASE("invalid sequences are repaired as conlleval reads them, and counted") {
  const Outcome outcome =
      convert("a B-X\nb I-Y\n\nc B-X\nd I-X\ne B-X\n\n", {"--input-format", "conll", "--scheme", "iob2"});
  CHECK(outcome.code == 0);
  CHECK(outcome.out == "a B-X\nb B-Y\n\nc B-X\nd I-X\ne B-X\n\n");
  CHECK(outcome.err.find(" labels repaired\n") != std::string::npos);
}

TEST_CASE("the scheme is recognised in a file and in a pipe") {
  const TemporaryFolder folder;
  const std::string data = folder.file("data.conll", names_corpus);
  const Outcome file = run({tagger, "convert", "--scheme", "bilou", data});
  CHECK(file.code == 0);
  CHECK(file.out == convert(names_corpus, {"--input-format", "conll", "--scheme", "bilou"}).out);
}

TEST_CASE("raw text becomes CoNLL-U with sentence ids, texts and SpaceAfter=No") {
  const Outcome outcome = convert("Anna lives. It rains.\n", {"--input-format", "text", "-q"});
  CHECK(outcome.code == 0);
  CHECK(outcome.err.empty());
  CHECK(outcome.out.find("# sent_id = 1\n# text = Anna lives.\n1\tAnna\t") == 0);
  CHECK(outcome.out.find("\n2\tlives\t_\t_\t_\t_\t_\t_\t_\tSpaceAfter=No\n") != std::string::npos);
  CHECK(outcome.out.find("\n\n# sent_id = 2\n# text = It rains.\n") != std::string::npos);
}

TEST_CASE("unchanged CoNLL-U comes out byte for byte") {
  CHECK(convert(parts_corpus, {"-q", "--input-format", "conllu"}).out == parts_corpus);
}

TEST_CASE("formats are converted into each other, with and without labels") {
  CHECK(convert(names_corpus, {"--input-format", "conll", "--output-format", "inline", "-q"})
            .out.rfind("Anna/B-PER lives/O in/O Lisbon/B-LOC ./O\n", 0) == 0);
  CHECK(convert(names_corpus, {"--input-format", "conll", "--output-format", "tokens", "-q"})
            .out.rfind("Anna lives in Lisbon .\n", 0) == 0);
  CHECK(convert(names_corpus,
                {"--input-format", "conll", "--output-format", "conllu", "--output-column", "MISC:NER", "-q"})
            .out.find("1\tAnna\t_\t_\t_\t_\t_\t_\t_\tNER=B-PER\n") != std::string::npos);
  CHECK(
      convert("Anna\nlives\n", {"--input-format", "conll", "--no-labels", "--output-format", "tokens", "-q"})
          .out == "Anna lives\n");
  const std::string json =
      convert(names_corpus, {"--input-format", "conll", "--output-format", "jsonl", "-q"}).out;
  CHECK(convert(json, {"--input-format", "jsonl", "--output-format", "inline", "-q"}).out ==
        convert(names_corpus, {"--input-format", "conll", "--output-format", "inline", "-q"}).out);
}

TEST_CASE("word/TAG comes out as it came, and other shapes of annotation as formats of output") {
  const std::string tagged = "Anna/B-PER lives/O in/O New\\ York/B-LOC\n\n1\\/2/O\n";
  CHECK(convert(tagged, {"-q"}).out == tagged);
  CHECK(convert(tagged, {"-q", "--output-format", "conll"}).out.rfind("Anna\tB-PER\nlives\tO\n", 0) == 0);
  CHECK(convert("Sentence #,Word,Tag\n1,Anna,B-PER\n,left,O\n2,We,O\n", {"-q"}).out ==
        "Anna\tB-PER\nleft\tO\n\nWe\tO\n\n");
  const TemporaryFolder folder;
  const std::string text = folder.file("x.txt", "Anna left.\n");
  const std::string file = folder.file("x.ann", "T1\tPER 0 4\tAnna\n");
  const std::string conllu = run({tagger, "convert", "-q", file}).out;
  CHECK(run({tagger, "convert", "-q", text}).out == conllu);
  CHECK(conllu.find("1\tAnna\t_\tB-PER\t") != std::string::npos);
  // A folder stands for its files.
  CHECK(run({tagger, "convert", "-q", file.substr(0, file.rfind('/'))}).out == conllu);
}

TEST_CASE("labels that follow no scheme are an error naming the first of them") {
  const Outcome outcome = convert("a B-X\nb NOUN\n", {"--input-format", "conll", "--scheme", "iobes"});
  CHECK(outcome.code == 3);
  CHECK(outcome.out.empty());
  CHECK(outcome.err.find("<stdin>:2: the label 'NOUN' follows no tag scheme") != std::string::npos);
}

TEST_CASE("labels that mix prefixes or separators of several schemes are read by their roles") {
  const Outcome separators =
      convert("a B-X\nb I_X\nc B_X\n", {"--input-format", "conll", "--scheme", "iobes"});
  CHECK(separators.code == 0);
  CHECK(separators.out == "a B-X\nb E-X\nc S-X\n");
  CHECK(last_line(separators.err) == "1 records; mixed iob2 to iobes, 0 labels repaired\n");
  const Outcome prefixes =
      convert("a B-X\nb L-X\nc S-X\nd U-Y\n", {"--input-format", "conll", "--scheme", "iob2"});
  CHECK(prefixes.out == "a B-X\nb I-X\nc B-X\nd B-Y\n");
}

TEST_CASE("types without a prefix are spans if that is said") {
  const std::string raw = "a X\nb X\nc Y\nd O\n\ne X\n\n";
  const std::vector<std::string> options = {"--input-format", "conll", "--scheme", "iob2", "--from-scheme"};
  const Outcome spans = convert(raw, command(options, {"raw"}));
  CHECK(spans.code == 0);
  CHECK(spans.out == "a B-X\nb I-X\nc B-Y\nd O\n\ne B-X\n\n");
  CHECK(last_line(spans.err) == "2 records; raw to iob2, 0 labels repaired\n");
  const Outcome prefixed = convert("a B-X\nb O\n", command(options, {"raw"}));
  CHECK(prefixed.code == 3);
  CHECK(prefixed.err.find(
            "<stdin>:1: --from-scheme raw is for labels that are types, and 'B-X' has a prefix") !=
        std::string::npos);
  CHECK(convert(raw, command(options, {"none"})).code == 2);
  CHECK(convert(raw, {"--input-format", "conll", "--from-scheme", "raw"}).code == 2);
}

TEST_CASE("a scheme that is named decides what counts as repaired, and names labels that do not fit") {
  const std::string iob1 = "a I-X\nb B-X\nc O\n\n";
  const std::vector<std::string> options = {"--input-format", "conll", "--scheme", "iob2", "--from-scheme"};
  CHECK(last_line(convert(iob1, command(options, {"iob1"})).err) ==
        "1 records; iob1 to iob2, 0 labels repaired\n");
  CHECK(last_line(convert(iob1, command(options, {"iob2"})).err) ==
        "1 records; iob2 to iob2, 1 labels repaired\n");
  const Outcome odd = convert("a B-X\nb NOUN\n", command(options, {"iob2"}));
  CHECK(odd.code == 3);
  CHECK(odd.err.find("<stdin>:2: the label 'NOUN' does not fit the tag scheme iob2; correct it") !=
        std::string::npos);
}

TEST_CASE("one prefix of another scheme does not change the scheme that is converted") {
  std::string corpus;
  for (int i = 0; i < 50; ++i) corpus += "a B-X\nb I-X\nc O\n\n";
  const Outcome outcome =
      convert("d O\ne E-X\n\n" + corpus, {"--input-format", "conll", "--scheme", "iobes"});
  CHECK(outcome.code == 0);
  CHECK(outcome.out.rfind("d O\ne S-X\n\na B-X\nb E-X\nc O\n", 0) == 0);
  CHECK(last_line(outcome.err) == "51 records; iob2 to iobes, 1 labels repaired\n");
}

TEST_CASE("one label in a hundred that does not fit is named with its line") {
  std::string corpus;
  for (int i = 0; i < 50; ++i) corpus += "a B-X\nb O\n\n";
  const std::vector<std::string> options = {"--input-format", "conll", "--scheme", "iobes"};
  const Outcome outcome = convert(corpus + "c 0\n\n", options);
  CHECK(outcome.code == 3);
  CHECK(outcome.err.find("<stdin>:151: the label '0' does not fit the tag scheme iob2 that the other labels "
                         "follow; correct it, or give --from-scheme none") != std::string::npos);
}

TEST_CASE("numbers get their names, from the command line or a file") {
  const TemporaryFolder folder;
  const std::string data =
      folder.file("data.jsonl", "{\"words\": [\"Anna\", \"left\"], \"ner_tags\": [1, 0]}\n");
  const std::string names = folder.file("names.txt", "O\nB-PER\n");
  for (const std::string& given : {std::string("O,B-PER"), names}) {
    const Outcome outcome =
        run({tagger, "convert", "--output-format", "conll", "--label-names", given, data});
    CHECK(outcome.out == "Anna\tB-PER\nleft\tO\n\n");
    CHECK(outcome.err == data + ": JSON Lines, words in words, labels in ner_tags\n1 records\n");
  }
  CHECK(run({tagger, "convert", "--label-column", "ner_tags", "--output-format", "conll", data}).out ==
        "Anna\t1\nleft\t0\n\n");
  const Outcome unnamed = run({tagger, "convert", data});
  CHECK(unnamed.code == 3);
  CHECK(unnamed.err.find("data.jsonl:1: ner_tags[0] is the number 1; --label-names") != std::string::npos);
  CHECK(run({tagger, "convert", "--label-names", "nowhere", data}).code == 2);
}

TEST_CASE("spans that meet no token border stop a conversion unless they are passed over") {
  const TemporaryFolder folder;
  const std::string data = folder.file(
      "data.json", "[{\"text\": \"Anna left\",\n \"label\": [[0, 5, \"PER\"], [6, 8, \"X\"]]}]\n");
  const Outcome refused = run({tagger, "convert", "-q", data});
  CHECK(refused.code == 3);
  CHECK(refused.err.find("data.json:1: span 6-8 (X)") != std::string::npos);
  const Outcome outcome = run({tagger, "convert", "--misaligned", "skip", "--output-format", "conll", data});
  CHECK(outcome.code == 0);
  CHECK(outcome.out == "Anna\tB-PER\nleft\tO\n\n");
  CHECK(outcome.err.find(data + ": 1 span meets no token border and was passed over, at line 1\n") !=
        std::string::npos);
  CHECK(run({tagger, "convert", "-q", "--misaligned", "skip", data}).out ==
        "{\"text\": \"Anna left\", \"label\": [[0, 5, \"PER\"], [6, 8, \"X\"]]}\n");
}

TEST_CASE("a key of words is chosen by --word-column") {
  CHECK(convert("{\"tokens\": [\"no\"], \"forms\": [\"Anna\"], \"tags\": [\"O\"]}\n",
                {"-q", "--input-format", "jsonl", "--output-format", "conll", "--word-column", "forms"})
            .out == "Anna\tO\n\n");
}

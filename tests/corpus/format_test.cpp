// Recognising formats, and files as a whole.
#include <filesystem>
#include <fstream>
#include <string>

#include "catch.h"
#include "error_message.h"
#include "io/errors.h"
#include "read_text.h"

using namespace seqlab;
using namespace seqlab::corpus;
using tests::contains;

namespace {

Format recognised(const std::string& name, const std::string& text, bool labels = true) {
  ReaderOptions options;
  options.labels = labels;
  return make_reader(io::memory_input(text, name), options)->format();
}

}  // namespace

TEST_CASE("an extension names a format, also below a compression") {
  CHECK(recognised("a.conllu", "") == Format::conllu);
  CHECK(recognised("A.CONLLU.GZ", "") == Format::conllu);
  CHECK(recognised("a.iob2", "") == Format::conll);
  CHECK(recognised("a.bio.zst", "") == Format::conll);
  CHECK(recognised("a.conll", "") == Format::conll);
  CHECK(recognised("a.jsonl", "") == Format::jsonl);
  CHECK(recognised("a.txt", "") == Format::text);
  CHECK(recognised("folder.jsonl/a", "") == Format::conll);
}

TEST_CASE("content names a format where the extension does not") {
  const std::string conllu = "# a\n1\ta\t_\tX\t_\t_\t_\t_\t_\t_\n\n";
  const std::string conll = "-DOCSTART- -X- O\n\nEU NNP O\nruns VBZ O\n\nPeter NNP O\n";
  for (const std::string name : {"a", "a.txt", "<stdin>"}) {
    CHECK(recognised(name, conllu, false) == Format::conllu);
    CHECK(recognised(name, "# global.columns = ID FORM\n1\ta\n", false) == Format::conllu);
    CHECK(recognised(name, conll, false) == Format::conll);
    CHECK(recognised(name, "a\tO\n\nb\tO\n", false) == Format::conll);
    CHECK(recognised(name, "# a\n1\ta\tO\n2\tb\tO\n\n", false) == Format::conll);
    CHECK(recognised(name, "\n{\"text\": \"\"}\n", false) == Format::jsonl);
    CHECK(recognised(name, "He left.\nShe stayed there.\n\nNo.\n", false) == Format::text);
    CHECK(recognised(name, "Good morning.\n\nGood night.\n", false) == Format::text);
    CHECK(recognised(name, "", false) == Format::text);
  }
  // Where labels are needed, text cannot be meant.
  CHECK(recognised("train", "EU O\n") == Format::conll);
}

TEST_CASE("names of formats are known, and unknown ones name the nearest") {
  for (const Format format :
       {Format::automatic, Format::text, Format::tokens, Format::conll, Format::conllu, Format::jsonl}) {
    CHECK(parse_format(to_string(format)) == format);
  }
  CHECK(contains(tests::error_message<UsageError>([] { parse_format("conlu"); }), "did you mean 'conll"));
  CHECK(parse_output_format("inline") == OutputFormat::inline_tags);
  CHECK(parse_output_format("conllu") == OutputFormat::conllu);
  CHECK(
      contains(tests::error_message<UsageError>([] { parse_output_format("jsn"); }), "did you mean 'jsonl'"));
}

TEST_CASE("a file without sentences cannot be trained on, and says how it was read") {
  const auto path = std::filesystem::temp_directory_path() / "seqlab_format_test_empty.conllu";
  std::ofstream(path).close();
  const std::string message = tests::error_message<DataError>([&] { read_sentences(path.string(), {}); });
  CHECK(contains(message, "no sentence in a file read as conllu"));
  std::ofstream(path) << "1\ta\t_\tX\t_\t_\t_\t_\t_\t_\n";
  CHECK(read_sentences(path.string(), {}).size() == 1);
  std::filesystem::remove(path);
  CHECK_THROWS_AS(read_sentences(path.string(), {}), Error);
}

// Hostile input: a reader gives records or a DataError, whatever the bytes are.
#include <cstdint>
#include <string>
#include <vector>

#include "base/errors.h"
#include "catch.h"
#include "corpus/columns/scored_columns.h"
#include "corpus/reviews/reviews.h"
#include "error_message.h"
#include "read_text.h"
#include "sanitized.h"

using namespace seqlab;
using namespace seqlab::corpus;

namespace {

const text::Tokeniser& english() {
  static const text::Tokeniser tokeniser("en");
  return tokeniser;
}

// A linear congruential generator (Knuth's MMIX): the same damage on every machine.
class Damage {
 public:
  explicit Damage(std::uint64_t seed) : state_(seed) {}

  std::size_t below(std::size_t n) {
    state_ = state_ * 6364136223846793005U + 1442695040888963407U;
    return static_cast<std::size_t>((state_ >> 33U) % n);
  }

  std::string apply(std::string text) {
    static const std::vector<std::string> parts = {"\n",
                                                   "\r\n",
                                                   "\t",
                                                   " ",
                                                   "\n\n",
                                                   "#",
                                                   "-DOCSTART-",
                                                   "1-2",
                                                   "1.1",
                                                   "_",
                                                   "{",
                                                   "}",
                                                   "[",
                                                   "\"",
                                                   "\\",
                                                   ":",
                                                   ",",
                                                   "\\u0000",
                                                   "\\ud800",
                                                   "-1",
                                                   "1e999",
                                                   std::string(1, '\0'),
                                                   "\xFF",
                                                   "\xC3",
                                                   "\xE2\x80\xA8",
                                                   "\xC2\x85",
                                                   "\xEF\xBB\xBF",
                                                   "\xF0\x9F\x98\x80",
                                                   "e\xCC\x81",
                                                   "# newdoc",
                                                   "# global.columns = ID FORM",
                                                   "__label__",
                                                   "(",
                                                   ")",
                                                   "(2 "};
    const std::size_t edits = 1 + below(6);
    for (std::size_t i = 0; i < edits; ++i) {
      const std::size_t at = below(text.size() + 1);
      switch (below(4)) {
        case 0:
          text.insert(at, parts[below(parts.size())]);
          break;
        case 1:
          text.erase(at, below(20));
          break;
        case 2:
          text.insert(at, text.substr(below(text.size() + 1), below(30)));
          break;
        default:
          if (at < text.size()) text[at] = static_cast<char>(below(256));
      }
    }
    return text;
  }

 private:
  std::uint64_t state_;
};

const std::vector<std::string> kSeeds = {
    ("# newdoc\n# text = a b\n1-2\tab\t_\t_\t_\t_\t_\t_\t_\t_\n1\ta\ta\tX\tY\tA=B|C=D\t0\troot\t_\tE=F\n"
     "2\tb\t_\tX\t_\t_\t1\tdep\t_\t_\n2.1\tc\t_\t_\t_\t_\t_\t_\t_\t_\n\n1\td\td\tX\tY\t_\t0\troot\t_\t_\n\n"),
    "-DOCSTART- -X- O\n\nEU NNP B-ORG\nruns VBZ O\n\nPeter NNP I-PER\nB\xC3\xA9la NNP B-PER\n\n",
    "# id = 1\n1\t#a\tO\t-\t-\n2\tb\tB-X\t-\tann\n\n1\tc\tO\t-\t-\n",
    ("{\"id\": 1.0, \"tokens\": [\"a\", \"\\u00e9\"], \"tags\": [\"O\", \"B-X\"]}\n"
     "{\"text\": \"Ann met Bob.\", \"spans\": [{\"start\": 0, \"end\": 3, \"label\": \"PER\"}], \"x\": "
     "{\"y\": []}}\n"),
    "Ann met Bob. It rained.\n\nDr. No isn't here: http://a.b/c :-)\n",
    "Anna/B-PER left/O ./O\n\n1\\/2/X a\\ b/Y and/or/Z\n",
    "Sentence #,Word,POS,Tag\nSentence: 1,Anna,NNP,B-per\n,\"1,000\",CD,O\n,\"\"\"\",X,O\nSentence: "
    "2,We,PRP,O\n",
    ("#begin document (a); part 000\na 0 0 We PRP (S* - - - - (ORG* *\na 0 1 go VB *) - - - - *) (V)\n\n"
     "a 0 0 In IN * - - - - (GPE) *\n\n#end document\n"),
    ("#FORMAT=WebAnno TSV 3.3\n#T_SP=a.NamedEntity|identifier|value\n\n\n#Text=Anna Berg\n"
     "1-1\t0-4\tAnna\t*[1]\tPER[1]\t\n1-2\t5-9\tBerg\t*[1]\tPER[1]\t\n1-2.1\t5-6\tB\t_\tX\t\n"),
};

}  // namespace

TEST_CASE("damaged corpora give records or a DataError, in every format") {
  Damage damage(42);
  std::size_t read = 0;
  std::size_t refused = 0;
  // tests/fuzz reads far more.
  const std::size_t rounds = tests::sanitized ? 30 : 400;
  for (std::size_t round = 0; round < rounds; ++round) {
    for (const std::string& seed : kSeeds) {
      const std::string text = damage.apply(seed);
      for (const Format format : {Format::automatic, Format::text, Format::tokens, Format::conll,
                                  Format::conllu, Format::jsonl, Format::inline_tags, Format::token_table,
                                  Format::sentence_table, Format::ontonotes, Format::webanno, Format::brat}) {
        ReaderOptions options;
        options.format = format;
        if (!(round % 2 == 0)) options.label_columns.clear();
        options.replace_invalid = round % 3 == 0;
        options.nfc = round % 5 == 0;
        options.paragraphs = round % 7 == 0;
        if (round % 6 == 0) options.feature_columns = {"2"};
        options.tokeniser = &english();
        if (round % 4 == 0) options.unlabelled = "_";
        try {
          const auto records = tests::read_text(text, options);
          ++read;
          for (const Record& record : records) {
            for (const Sentence& sentence : record.sentences) {
              const bool sound =
                  sentence.size() > 0 && sentence.lines.size() == sentence.size() &&
                  (sentence.gold.empty() || sentence.gold.at(0).size() == sentence.size()) &&
                  sentence.features.size() == options.feature_columns.size() &&
                  (sentence.features.empty() || sentence.features[0].size() == sentence.size()) &&
                  (sentence.offsets.empty() || sentence.offsets.size() == sentence.size());
              if (!sound) FAIL(text);
            }
          }
          for (const OutputFormat output :
               {OutputFormat::conll, OutputFormat::conllu, OutputFormat::jsonl, OutputFormat::inline_tags,
                OutputFormat::html, OutputFormat::terminal, OutputFormat::tsv, OutputFormat::text,
                OutputFormat::tokens, OutputFormat::brat}) {
            WriterOptions writer;
            writer.format = output;
            const std::string unchanged = tests::rewritten(text, options, writer);
            tests::rewritten(text, options, writer, {"B-X", "NN"}, 0.5);
            const bool same_format = (format == Format::conll && output == OutputFormat::conll) ||
                                     (format == Format::conllu && output == OutputFormat::conllu);
            const bool as_it_came = text.find('\xEF') == std::string::npos && !options.replace_invalid;
            if (same_format && as_it_came && unchanged != text) FAIL(text);
          }
        } catch (const DataError&) {
          ++refused;
        } catch (const UsageError&) {  // a damaged "# global.columns"
          ++refused;
        }
      }
    }
  }
  CHECK(read > 3 * rounds);
  CHECK(refused > 3 * rounds);
}

TEST_CASE("damaged reviews and scored columns give records or a DataError") {
  Damage damage(7);
  const std::vector<std::string> seeds = {
      "0 bad film .\n1 good\n",
      "pos\tgood\nneg\tbad\n",
      "__label__a b c\n__label__d e\n",
      "{\"label\": 1, \"text\": \"a b\"}\n{\"label\": \"x\", \"tokens\": [\"c\"]}\n",
      "a NN O B-X\nb NN I-X I-X\n\nc NN O O\n",
      "(3 (2 It) (4 (4 works) (2 .)))\n(0 bad)\n",
      "label,text\n1,\"good, \"\"very\"\"\nfilm\"\n0,bad\n"};
  std::size_t read = 0;
  for (int round = 0; round < 1000; ++round) {
    for (const std::string& seed : seeds) {
      const std::string text = damage.apply(seed);
      ReviewOptions options;
      options.labels = round % 2 == 0;
      options.tokens = round % 3 == 0 ? TextTokens::raw : TextTokens::spaces;
      options.tokeniser = &english();
      options.phrases = round % 5 == 0;
      if (round % 7 == 0) options.format = ReviewFormat::csv;
      options.classes = round % 4 < 2 ? TreeClasses::two : TreeClasses::all;
      try {
        const auto reader = make_review_reader(io::memory_input(text, "file"), options);
        for (Review review; reader->next(review);) ++read;
      } catch (const DataError&) {
        continue;
      } catch (const UsageError&) {  // a damaged header
        continue;
      }
      try {
        ScoredReader reader(io::memory_input(text, "file"), {});
        for (ScoredSentence sentence; reader.next(sentence);) {
          if (sentence.gold.size() != sentence.predicted.size()) FAIL(text);
        }
      } catch (const DataError&) {
        continue;
      }
    }
  }
  CHECK(read > 1000);
}

TEST_CASE("a line of ten million bytes is read in every format") {
  const std::size_t size = 10'000'000;
  ReaderOptions options;
  options.label_columns.clear();
  options.format = Format::conll;
  const std::string word(size, 'x');
  CHECK(tests::read_text(word + "\n", options)[0].sentences[0].words[0].size() == size);
  options.format = Format::tokens;
  std::string tokens;
  while (tokens.size() < size) tokens += "word ";
  CHECK(tests::read_text(tokens, options)[0].sentences[0].size() == size / 5);
  options.format = Format::jsonl;
  CHECK(tests::read_text("{\"tokens\": [\"" + std::string(size, 'x') + "\"]}", options)[0]
            .sentences[0]
            .size() == 1);
}

TEST_CASE("a sentence of a hundred thousand tokens comes back whole") {
  std::string text;
  for (std::size_t i = 1; i <= 100'000; ++i) text += std::to_string(i) + "\tw\t_\tX\t_\t_\t_\t_\t_\t_\n";
  ReaderOptions options;
  options.format = Format::conllu;
  WriterOptions writer;
  writer.format = OutputFormat::conllu;
  CHECK(tests::read_text(text, options)[0].sentences[0].size() == 100'000);
  CHECK(tests::rewritten(text, options, writer) == text);
}

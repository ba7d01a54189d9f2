#include <map>
#include <string>

#include "catch.h"
#include "embeddings/coverage.h"
#include "embeddings/nearest.h"
#include "embeddings/table.h"
#include "io/line_reader.h"

using seqlab::embeddings::Coverage;
using seqlab::embeddings::LoadedVectors;
using seqlab::embeddings::LookupStep;
using seqlab::embeddings::read_word_vectors;
using seqlab::embeddings::TableFormat;
using seqlab::tests::shared_data;

namespace {

// The words of a CoNLL-U file with their counts.
std::map<std::string, std::size_t> count_forms(const std::string& path) {
  std::map<std::string, std::size_t> counts;
  seqlab::io::LineReader reader(seqlab::io::open_input(path));
  std::string_view line;
  while (reader.next(line)) {
    const std::size_t tab = line.find('\t');
    if (line.empty() || line[0] == '#' || line.substr(0, tab).find_first_of("-.") != std::string_view::npos)
      continue;
    ++counts[std::string(line.substr(tab + 1, line.find('\t', tab + 1) - tab - 1))];
  }
  return counts;
}

double share(const Coverage& coverage, LookupStep step) {
  return static_cast<double>(coverage.tokens[static_cast<std::size_t>(step)]) /
         static_cast<double>(coverage.all_tokens());
}

}  // namespace

TEST_CASE("the whole GloVe table loads and covers the treebank") {
  const std::string path = shared_data("embeddings/glove.6B.50d.txt.gz");
  const std::string corpus = shared_data("ud-ewt/dev.conllu");
  if (path.empty() || corpus.empty()) return;
  const LoadedVectors loaded = read_word_vectors(path);
  CHECK(loaded.format == TableFormat::glove);
  CHECK(loaded.vectors.size() == 400'000);
  CHECK(loaded.vectors.dimension() == 50);
  CHECK(loaded.duplicates == 0);
  CHECK(loaded.vectors.word(0) == "the");
  CHECK(loaded.vectors.vector(0)[0] == 0.418F);
  // Words that parsers take for numbers, and a word that looks like an entry for unknown ones.
  CHECK(loaded.vectors.find("nan") == 14'798);
  CHECK(loaded.vectors.find("infinity") == 20'242);
  CHECK(loaded.vectors.find("unk") == 201'534);
  const auto find = [&](std::string_view word) { return loaded.vectors.find(word); };
  CHECK_FALSE(seqlab::embeddings::look_up("<unk>", find).row);

  Coverage coverage;
  for (const auto& [word, count] : count_forms(corpus)) coverage.add(word, count, find);
  CHECK(coverage.all_tokens() == 25'147);
  CHECK(share(coverage, LookupStep::exact) == Approx(0.827).margin(0.001));
  CHECK(share(coverage, LookupStep::lower) == Approx(0.155).margin(0.001));
  CHECK(share(coverage, LookupStep::unknown) == Approx(0.018).margin(0.001));
}

TEST_CASE("plain GloVe text loads, and similar vectors have similar meanings") {
  const std::string path = shared_data("embeddings/glove.6B.50d.subset.txt");
  if (path.empty()) return;
  const LoadedVectors loaded = read_word_vectors(path);
  CHECK(loaded.format == TableFormat::glove);
  CHECK(loaded.vectors.size() == 13'602);
  const auto monday = loaded.vectors.find("monday");
  REQUIRE(monday);
  const auto neighbours = seqlab::embeddings::nearest(loaded.vectors, *monday, 4);
  for (const auto& neighbour : neighbours) {
    CHECK(std::string(loaded.vectors.word(neighbour.row)).ends_with("day"));
  }
}

TEST_CASE("word2vec binary loads with a newline after each vector") {
  const std::string path = shared_data("embeddings/word2vec.GoogleNews.300d.subset.bin");
  if (path.empty()) return;
  const LoadedVectors loaded = read_word_vectors(path);
  CHECK(loaded.format == TableFormat::word2vec_binary);
  CHECK(loaded.vectors.size() == 13'598);
  CHECK(loaded.vectors.dimension() == 300);
  CHECK(loaded.vectors.word(0) == "in");
}

TEST_CASE("word2vec binary loads without newlines, and words hold joiners and variation selectors") {
  const std::string path = shared_data("embeddings/emoji2vec.bin");
  if (path.empty()) return;
  const LoadedVectors loaded = read_word_vectors(path);
  CHECK(loaded.format == TableFormat::word2vec_binary);
  CHECK(loaded.vectors.size() == 1'661);
  CHECK(loaded.vectors.dimension() == 300);
  CHECK(loaded.duplicates == 0);
  std::size_t joiners = 0;
  std::size_t selectors = 0;
  for (std::size_t row = 0; row < loaded.vectors.size(); ++row) {
    if (loaded.vectors.word(row).find("\xE2\x80\x8D") != std::string_view::npos) ++joiners;
    if (loaded.vectors.word(row).find("\xEF\xB8\x8F") != std::string_view::npos) ++selectors;
  }
  CHECK(joiners == 20);
  CHECK(selectors == 126);
  // A family of four, three of them joined to the first.
  CHECK(loaded.vectors.find(
      "\xF0\x9F\x91\xA8\xE2\x80\x8D\xF0\x9F\x91\xA9\xE2\x80\x8D\xF0\x9F\x91\xA6\xE2\x80\x8D"
      "\xF0\x9F\x91\xA6"));
}

TEST_CASE("fastText loads with a space at the end of each line") {
  const std::string path = shared_data("embeddings/fasttext.crawl.300d.sample770.vec");
  if (path.empty()) return;
  const LoadedVectors loaded = read_word_vectors(path);
  CHECK(loaded.format == TableFormat::fasttext);
  CHECK(loaded.vectors.size() == 770);
  CHECK(loaded.vectors.dimension() == 300);
  CHECK(loaded.vectors.find("the") == 0);
  CHECK(loaded.vectors.vector(0)[0] == -0.0517F);
}

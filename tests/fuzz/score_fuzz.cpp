// Columns of gold and predicted labels, scored as `tagger score` does.
#include <sstream>
#include <vector>

#include "base/errors.h"
#include "corpus/columns/scored_columns.h"
#include "corpus/schemes/corpus_scheme.h"
#include "evaluation/tagging_score.h"
#include "fuzz/fuzz.h"

using namespace seqlab;

namespace {

bool is_share(double number) {
  return number >= 0 && number <= 1;
}

void check(const evaluation::TaggingScore& score) {
  const evaluation::Counts total = score.total();
  fuzz::require(total.correct <= std::min(total.gold, total.predicted), "no more is right than there is");
  fuzz::require(is_share(score.accuracy()) && is_share(total.precision()) && is_share(total.recall()) &&
                    is_share(total.f1()),
                "scores are shares");
  std::ostringstream output;
  score.print(output);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  fuzz::Input input(data, size);
  corpus::ScoredOptions options;
  const std::size_t choice = input.choose(16);
  if (choice % 2 == 1) options.unlabelled = "_";
  options.replace_invalid = choice / 2 % 2 == 1;
  if (choice / 4 % 2 == 1) options.gold_column = "2";
  const corpus::FromScheme from = choice / 8 == 0 ? corpus::FromScheme::automatic : corpus::FromScheme::raw;
  try {
    std::vector<corpus::ScoredSentence> sentences;
    corpus::CorpusScheme scheme(from);
    corpus::ScoredReader reader(io::memory_input(input.text(), "file"), options);
    for (corpus::ScoredSentence sentence; reader.next(sentence);) {
      fuzz::require(
          sentence.gold.size() == sentence.words.size() && sentence.predicted.size() == sentence.words.size(),
          "each token has both labels");
      scheme.add(sentence.gold, sentence.file, sentence.lines);
      scheme.add(sentence.predicted, sentence.file, sentence.lines);
      sentences.push_back(std::move(sentence));
    }
    const corpus::LabelReading reading = scheme.reading();
    evaluation::TaggingScore score(reading.style);
    evaluation::TaggingScore own(reading.style);
    for (const auto& sentence : sentences) {
      score.add(reading(sentence.gold), reading(sentence.predicted));
      own.add(reading(sentence.gold), reading(sentence.gold));
    }
    check(score);
    check(own);
    fuzz::require(own.tokens() == 0 || own.accuracy() == 1, "gold labels are right");
    fuzz::require(own.total().correct == own.total().gold && own.total().correct == own.total().predicted,
                  "gold spans are right");
  } catch (const DataError&) {
  } catch (const UsageError&) {  // columns that the file does not have
  }
  return 0;
}

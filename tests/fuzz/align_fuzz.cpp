// Spans of one corpus, projected onto the tokens of another, as `tagger align` does.
#include <algorithm>
#include <sstream>
#include <vector>

#include "base/errors.h"
#include "corpus/align.h"
#include "corpus/schemes/corpus_scheme.h"
#include "fuzz/corpora.h"

using namespace seqlab;

namespace {

struct Corpus {
  std::vector<corpus::Record> records;
  std::vector<corpus::Sentence> sentences;
  std::string trailing;
};

Corpus read(const std::string& text, const std::string& name, const corpus::ReaderOptions& options) {
  const auto reader = corpus::make_reader(io::memory_input(text, name), options);
  Corpus result;
  for (corpus::Record record; reader->next(record);) {
    result.sentences.insert(result.sentences.end(), record.sentences.begin(), record.sentences.end());
    result.records.push_back(record);
  }
  result.trailing = reader->trailing();
  return result;
}

std::size_t spans_of(const std::vector<corpus::Sentence>& sentences, corpus::SchemeStyle style) {
  std::size_t spans = 0;
  for (const auto& sentence : sentences) spans += corpus::read_spans(sentence.gold.front(), style).size();
  return spans;
}

void write(const Corpus& target, const corpus::AlignedSpans& aligned) {
  std::ostringstream output;
  corpus::WriterOptions options;
  options.format = corpus::OutputFormat::conllu;
  options.label_columns = {"MISC:NER"};
  const auto writer = corpus::make_writer(output, options);
  auto next = aligned.labels.begin();
  for (const corpus::Record& record : target.records) {
    std::vector<corpus::Predicted> predicted(record.sentences.size());
    for (auto& sentence : predicted) sentence.heads.push_back({.labels = *next++});
    writer->write(record, predicted);
  }
  writer->finish(target.trailing);
}

void align(const Corpus& target, std::vector<corpus::Sentence> annotated) {
  corpus::CorpusScheme scheme;
  for (const auto& sentence : annotated) scheme.add(sentence, 0);
  const corpus::LabelReading reading = scheme.reading();
  if (reading.style.scheme == corpus::TagScheme::none) return;
  for (auto& sentence : annotated) sentence.gold.front() = reading(sentence.gold.front());

  const corpus::AlignedSpans aligned = corpus::align_spans(target.sentences, annotated, reading.style);
  fuzz::require(aligned.labels.size() == target.sentences.size(), "each sentence has labels");
  for (std::size_t i = 0; i < aligned.labels.size(); ++i) {
    fuzz::require(aligned.labels[i].size() == target.sentences[i].size(), "each token has a label");
  }
  fuzz::require(aligned.matched <= aligned.documents, "no more documents are found than there are");
  fuzz::require(aligned.projected + aligned.inside_tokens + aligned.across_sentences <=
                    spans_of(annotated, reading.style),
                "no more spans are projected than there are");
  write(target, aligned);

  // Onto its own tokens, all of a corpus can be projected.
  const corpus::AlignedSpans own = corpus::align_spans(annotated, annotated, reading.style);
  fuzz::require(own.matched == own.documents && own.unused == 0, "a document is its own partner");
  fuzz::require(own.projected == spans_of(annotated, reading.style), "spans fit their own tokens");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const fuzz::Input input(data, size);
  const auto [onto, from] = input.two_texts();
  corpus::ReaderOptions options;
  options.tokeniser = &fuzz::english();
  corpus::ReaderOptions conllu = options;
  conllu.format = corpus::Format::conllu;
  conllu.label_columns.clear();
  try {
    align(read(onto, "onto", conllu), read(from, "from", options).sentences);
  } catch (const DataError&) {
  } catch (const UsageError&) {  // columns that the file does not have
  }
  return 0;
}

// Reading and writing corpora that stand in a string.
#pragma once

#include <sstream>
#include <string>
#include <vector>

#include "corpus/reader.h"
#include "corpus/schemes/scheme_detector.h"
#include "corpus/writer.h"

namespace seqlab::tests {

inline std::vector<corpus::Record> records_of(corpus::RecordReader& reader) {
  std::vector<corpus::Record> records;
  for (corpus::Record record; reader.next(record);) records.push_back(record);
  return records;
}

inline std::vector<corpus::Record> read_text(const std::string& text, const corpus::ReaderOptions& options,
                                             const std::string& name = "file") {
  return records_of(*corpus::make_reader(io::memory_input(text, name), options));
}

inline std::vector<corpus::Record> read_text(const std::string& text, corpus::Format format) {
  corpus::ReaderOptions options;
  options.format = format;
  return read_text(text, options);
}

// A rewritten corpus: every token of the k-th record gets labels[k % labels.size()], or its gold label if
// there are none. The tag scheme is that of the labels.
inline std::string rewritten(corpus::RecordReader& reader, const corpus::WriterOptions& writer_options,
                             const std::vector<std::string>& labels = {}, double probability = -1) {
  std::ostringstream output;
  corpus::SchemeDetector detector;
  detector.add(labels);
  corpus::WriterOptions options = writer_options;
  if (!labels.empty()) options.schemes = {detector.style()};
  const auto writer = corpus::make_writer(output, options);
  std::size_t k = 0;
  for (corpus::Record record; reader.next(record); ++k) {
    std::vector<corpus::Predicted> predicted(record.sentences.size());
    for (std::size_t i = 0; i < predicted.size() && !labels.empty(); ++i) {
      corpus::HeadPrediction& head = predicted[i].heads.emplace_back();
      head.scheme = detector.style();
      head.labels.assign(record.sentences[i].size(), labels[k % labels.size()]);
      if (probability >= 0) head.probabilities.assign(record.sentences[i].size(), probability);
    }
    writer->write(record, predicted);
  }
  writer->finish(reader.trailing());
  writer->close();
  return output.str();
}

inline std::string rewritten(const std::string& text, const corpus::ReaderOptions& options,
                             const corpus::WriterOptions& writer_options,
                             const std::vector<std::string>& labels = {}, double probability = -1) {
  return rewritten(*corpus::make_reader(io::memory_input(text, "file"), options), writer_options, labels,
                   probability);
}

}  // namespace seqlab::tests

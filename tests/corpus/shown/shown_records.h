// Records as raw text, with predictions that stand in a string.
#pragma once

#include <cstddef>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include "corpus/writer.h"
#include "read_text.h"

namespace seqlab::tests {

inline const text::Tokeniser& english_tokeniser() {
  static const text::Tokeniser tokeniser("en");
  return tokeniser;
}

inline corpus::ReaderOptions raw_text() {
  corpus::ReaderOptions options;
  options.format = corpus::Format::text;
  options.label_columns.clear();
  options.tokeniser = &english_tokeniser();
  return options;
}

// A head that gives the tokens of all sentences these labels in order, and O where they end.
inline corpus::HeadPrediction head(const corpus::Labels& labels,
                                   corpus::TagScheme scheme = corpus::TagScheme::iob2) {
  corpus::HeadPrediction result;
  result.scheme.scheme = scheme;
  result.labels = labels;
  return result;
}

inline corpus::HeadPrediction plain_head(const corpus::Labels& labels) {
  return head(labels, corpus::TagScheme::none);
}

// Gives each sentence of the records its part of the labels of each head. With `probability`, labels and
// spans have it.
inline std::vector<std::vector<corpus::Predicted>> spread(const std::vector<corpus::Record>& records,
                                                          const std::vector<corpus::HeadPrediction>& heads,
                                                          double probability = -1) {
  std::vector<std::vector<corpus::Predicted>> all;
  std::size_t next = 0;
  for (const corpus::Record& record : records) {
    auto& predicted = all.emplace_back(record.sentences.size());
    for (std::size_t i = 0; i < record.sentences.size(); ++i) {
      for (const corpus::HeadPrediction& whole : heads) {
        corpus::HeadPrediction part = whole;
        part.labels.assign(record.sentences[i].size(), "O");
        for (std::size_t t = 0; t < part.labels.size() && next + t < whole.labels.size(); ++t) {
          part.labels[t] = whole.labels[next + t];
        }
        if (probability >= 0) {
          part.probabilities.assign(part.labels.size(), probability);
          if (part.scheme.scheme != corpus::TagScheme::none) {
            part.span_probabilities.emplace(corpus::read_spans(part.labels, part.scheme).size(), probability);
          }
        }
        predicted[i].heads.push_back(std::move(part));
      }
      next += record.sentences[i].size();
    }
  }
  return all;
}

// The document that a writer makes of a text.
inline std::string document(const std::string& text, const std::vector<corpus::HeadPrediction>& heads,
                            corpus::WriterOptions writing, double probability = -1,
                            const corpus::ReaderOptions& reading = raw_text()) {
  std::ostringstream output;
  for (const corpus::HeadPrediction& one : heads) writing.schemes.push_back(one.scheme);
  const auto records = read_text(text, reading);
  const auto predicted = spread(records, heads, probability);
  const auto writer = corpus::make_writer(output, writing);
  for (std::size_t i = 0; i < records.size(); ++i) writer->write(records[i], predicted[i]);
  writer->finish("");
  writer->close();
  return output.str();
}

}  // namespace seqlab::tests

#include "training/labelling/label_schemes.h"

#include <optional>

#include "base/errors.h"
#include "base/names.h"
#include "corpus/schemes/corpus_scheme.h"

namespace seqlab::training {

namespace {

using corpus::FromScheme;

// "t.tsv:12: ", or an empty string if the place is not known.
std::string located(const corpus::Sentence& sentence, std::size_t token) {
  const Place place = sentence.place(token);
  return place.file.empty() ? "" : to_string(place) + ": ";
}

// Which neighbour does not allow a label: "after O", "before 'B-PER'", "at the end of a sentence".
std::string where(const corpus::Labels& labels, std::size_t token, corpus::SchemeStyle style) {
  const auto name = [](const std::string& label) { return label == "O" ? label : "'" + label + "'"; };
  if (token == 0) {
    if (!corpus::may_begin(labels[0], style)) return " at the start of a sentence";
  } else if (!labels[token - 1].empty() && !corpus::may_follow(labels[token - 1], labels[token], style)) {
    return " after " + name(labels[token - 1]);
  }
  if (token + 1 == labels.size()) return " at the end of a sentence";
  return labels[token + 1].empty() ? "" : " before " + name(labels[token + 1]);
}

}  // namespace

void read_label_schemes(TrainingExamples<corpus::Sentence>& examples, FromScheme from, const Note& note) {
  const std::size_t columns = examples.train.empty() ? 0 : examples.train.front().gold.size();
  if (columns > 1 && from != FromScheme::automatic && from != FromScheme::none) {
    throw UsageError("--from-scheme " + std::string(base::name_of(from)) +
                     " is for a single label column; convert the others first, with 'tagger convert'");
  }
  for (std::size_t column = 0; column < columns; ++column) {
    corpus::CorpusScheme scheme(from);
    for (const corpus::Sentence& sentence : examples.train) scheme.add(sentence, column);
    const corpus::LabelReading reading = scheme.reading();
    if (const std::string doubt = scheme.doubt(); !doubt.empty()) {
      note(doubt + "; so labels are read as those of single tokens");
    }
    if (reading.changes()) {
      std::size_t changed = 0;
      std::string first;
      for (corpus::Sentence& sentence : examples.train) {
        corpus::Labels labels = reading(sentence.gold[column]);
        for (std::size_t token = 0; token < labels.size(); ++token) {
          const std::string& before = sentence.gold[column][token];
          if (labels[token] == before) continue;
          if (++changed == 1) {
            first = located(sentence, token) + "'" + before + "' as '" + labels[token] + "'";
          }
        }
        sentence.gold[column] = std::move(labels);
      }
      note((reading.raw ? std::string("types without a prefix are read as spans: ")
                        : "the labels mix prefixes or separators of several tag schemes: ") +
           std::to_string(changed) + " labels read as " + std::string(base::name_of(reading.style.scheme)) +
           ", first " + first);
    }
    if (from == FromScheme::none) continue;
    corpus::read_labels(examples.dev, column, from, reading.style);
    corpus::read_labels(examples.test, column, from, reading.style);
  }
}

corpus::SchemeStyle scheme_of(const std::vector<corpus::Sentence>& sentences, std::size_t column,
                              FromScheme from) {
  corpus::CorpusScheme scheme(from == FromScheme::raw ? FromScheme::automatic : from);
  for (const corpus::Sentence& sentence : sentences) scheme.add(sentence, column);
  return scheme.reading().style;
}

void note_rewritten_labels(const model::LabelSet& labels, const std::vector<corpus::Sentence>& sentences,
                           std::size_t head, const std::function<void(const std::string&)>& note) {
  std::size_t rewritten = 0;
  std::string first;
  for (const corpus::Sentence& sentence : sentences) {
    const corpus::Labels& before = sentence.gold.at(head);
    const corpus::Labels after = corpus::legal_labels(before, labels.written);
    for (std::size_t token = 0; token < before.size(); ++token) {
      if (after[token] == before[token]) continue;
      if (++rewritten > 1) continue;
      first = located(sentence, token) + "'" + before[token] + "'" + where(before, token, labels.written) +
              " became '" + after[token] + "'";
    }
  }
  if (rewritten == 0) return;
  note(std::to_string(rewritten) + (rewritten == 1 ? " label" : " labels") + " rewritten, first " + first +
       "; " + std::string(base::name_of(labels.written.scheme)) + " does not allow " +
       (rewritten == 1 ? "it in its place" : "them in their places"));
}

}  // namespace seqlab::training

#include "tagger/scoring.h"

#include <array>
#include <cstdio>
#include <utility>

#include "corpus/corpus_files.h"
#include "corpus/plausibility.h"
#include "program/unknown_labels.h"
#include "streams/label_columns.h"
#include "text/tokeniser.h"

namespace seqlab::programs {

namespace {

void print_part(const char* name, double accuracy, std::size_t tokens, std::ostream& output) {
  std::array<char, 96> line{};
  std::snprintf(line.data(), line.size(), "%s words: accuracy: %6.2f%%; %zu tokens\n", name, accuracy * 100,
                tokens);
  output << line.data();
}

}  // namespace

std::vector<corpus::Sentence> read_gold(const std::vector<std::string>& files,
                                        const options::InputOptions& input, const model::TaggerModel& model,
                                        Console& console) {
  const text::Tokeniser tokeniser(model.options().language);
  auto reading = options::reader_options(input, true, model.options().nfc, tokeniser);
  reading.note = [&console](const std::string& remark) { console.note(remark); };
  options::read_label_columns(streams::label_columns(input.label_column, model), model.feature_columns(),
                              reading);
  auto gold = corpus::read_sentences(files, reading);
  streams::read_gold_labels(gold, model, input.from_scheme, input.relabelling());
  const auto heads = model.heads();
  std::vector<std::vector<std::string>> known;
  for (std::size_t head = 0; head < heads.size(); ++head) {
    known.push_back(model.written_labels(head));
    note_unknown_labels(heads.size() == 1 ? "the file" : heads[head] + " of the file", gold, head,
                        known.back(), console);
  }
  corpus::refuse_implausible_gold(gold, known, "the model");
  return gold;
}

void note_unknown_labels(const std::string& what, const std::vector<corpus::Sentence>& sentences,
                         std::size_t head, const std::vector<std::string>& known, Console& console) {
  UnknownLabels unknown(known);
  for (const auto& sentence : sentences) unknown.add(sentence.gold[head]);
  if (const std::string remark = unknown.remark(what); !remark.empty()) console.note(remark);
}

void print_score(const evaluation::TaggingScore& score, std::ostream& output) {
  score.print(output);
  if (score.seen_tokens() + score.unseen_tokens() == 0) return;
  print_part("seen", score.seen_accuracy(), score.seen_tokens(), output);
  print_part("unseen", score.unseen_accuracy(), score.unseen_tokens(), output);
}

void print_scores(std::span<const std::string> heads, std::span<const evaluation::TaggingScore> scores,
                  std::ostream& output) {
  print_scores(heads, scores, {}, false, output);
}

void print_scores(std::span<const std::string> heads, std::span<const evaluation::TaggingScore> scores,
                  std::span<const evaluation::Calibration> calibrations, bool reliability,
                  std::ostream& output) {
  for (std::size_t head = 0; head < heads.size(); ++head) {
    if (heads.size() > 1) output << (head == 0 ? "" : "\n") << heads[head] << ":\n";
    print_score(scores[head], output);
    if (calibrations.empty()) continue;
    evaluation::print(calibrations[head], scores[head].spans() ? "spans" : "labels", output);
    if (reliability) evaluation::print_reliability(calibrations[head], output);
  }
}

std::vector<evaluation::Calibration> calibrations_of(std::span<const corpus::Sentence> gold,
                                                     std::span<const corpus::Predicted> predicted,
                                                     std::size_t heads) {
  std::vector<evaluation::Calibration> calibrations;
  for (std::size_t head = 0; head < heads; ++head) {
    std::vector<evaluation::Answer> answers;
    for (std::size_t i = 0; i < gold.size(); ++i) {
      const auto own = evaluation::answers_of(gold[i].gold.at(head), predicted[i].heads[head]);
      answers.insert(answers.end(), own.begin(), own.end());
    }
    calibrations.push_back(evaluation::calibration(std::move(answers)));
  }
  return calibrations;
}

}  // namespace seqlab::programs

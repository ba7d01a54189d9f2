#include <algorithm>
#include <map>

#include "command_line.h"
#include "console.h"
#include "corpus/hold_out.h"
#include "data_output.h"
#include "gold_labels.h"
#include "input_options.h"
#include "interruption.h"
#include "label_column.h"
#include "nn/pool.h"
#include "tagger_verbs.h"
#include "tagging_report.h"
#include "tasks/features.h"
#include "tasks/model_head.h"
#include "tasks/tagger_model.h"
#include "tasks/training.h"
#include "tasks/training_option_table.h"
#include "training_run.h"

namespace seqlab::programs {

namespace {

struct TrainVerb {
  TrainingFiles files;
  InputOptions input;
  tasks::TrainingOptions training;
  std::string dropout;
  std::size_t seeds = 1;
};

tasks::OptionTable<TrainVerb> option_table() {
  // The column of the labels is an option of the model here, and raw text holds no labels.
  constexpr std::string_view elsewhere[] = {"label-column", "paragraphs"};
  tasks::OptionTable<TrainVerb> table;
  table.include(training_file_table(), &TrainVerb::files)
      .include(input_option_table().without(elsewhere), &TrainVerb::input)
      .include(tasks::training_option_table().without(classifier_options), &TrainVerb::training)
      .add(dropout_option(), &TrainVerb::dropout)
      .add(seeds_option(), &TrainVerb::seeds);
  return table;
}

corpus::SchemeStyle scheme_of(const std::vector<corpus::Sentence>& sentences, std::size_t head,
                              std::size_t features) {
  corpus::SchemeDetector detector;
  for (const auto& sentence : sentences) detector.add(tasks::gold_of(sentence, head, features));
  return detector.style();
}

std::size_t tokens_of(const std::vector<corpus::Sentence>& sentences) {
  std::size_t tokens = 0;
  for (const auto& sentence : sentences) tokens += sentence.size();
  return tokens;
}

std::string size_of(const std::vector<corpus::Sentence>& sentences) {
  return std::to_string(sentences.size()) + " sentences, " + std::to_string(tokens_of(sentences)) + " tokens";
}

// How often each label comes.
std::map<std::string, std::size_t> labels_of(const std::vector<corpus::Sentence>& sentences, std::size_t head,
                                             std::size_t features) {
  std::map<std::string, std::size_t> labels;
  for (const auto& sentence : sentences) {
    for (const auto& label : tasks::gold_of(sentence, head, features)) ++labels[label];
  }
  labels.erase("");
  return labels;
}

void remark_unknown(const std::string& what, const std::vector<corpus::Sentence>& sentences, std::size_t head,
                    std::size_t features, const std::vector<std::string>& known, Console& console) {
  UnknownLabels unknown(known);
  for (const auto& sentence : sentences) unknown.add(tasks::gold_of(sentence, head, features));
  if (const std::string remark = unknown.remark(what); !remark.empty()) console.note(remark);
}

}  // namespace

Exit tagger_train(std::span<const std::string> arguments) {
  const VerbUsage usage = {
      "tagger train --train FILE [--dev FILE] --model FILE [options]",
      "Learns to label tokens from labelled sentences in CoNLL columns, CoNLL-U or JSON Lines. The model of\n"
      "the epoch that does best on the dev data is written as soon as it is found; Ctrl-C ends training and\n"
      "keeps it.",
      0};
  TrainVerb verb;
  const auto given = parse(usage, option_table(), arguments, verb);
  if (!given) return Exit::fine;
  spread_dropout(verb.dropout, *given, verb.training);
  check_files(verb.files);
  const auto from = load_start(verb.files, tasks::Task::tagger, tagger_models, *given, verb.training.model);
  const auto columns = tasks::split_commas(verb.training.model.label_column);
  const auto features = tasks::feature_columns(verb.training.model);

  Console console(verb.files.quiet);
  const text::Tokeniser tokeniser(verb.training.model.language);
  auto reading = reader_options(verb.input, true, verb.training.model.nfc, tokeniser);
  read_label_columns(columns, features, reading);
  std::vector<corpus::Sentence> train = read_all(verb.files.train, reading);
  std::vector<corpus::Sentence> dev;
  if (!verb.files.dev.empty()) {
    dev = read_all(verb.files.dev, reading);
  } else {
    corpus::HeldOut parts = corpus::hold_out(std::move(train), verb.training.seed);
    train = std::move(parts.train);
    dev = std::move(parts.dev);
    console.note(
        std::string("no --dev: a tenth of the training data is held out to choose the best epoch by, ") +
        (parts.by_documents ? "whole documents" : "sentence by sentence, since there are too few documents"));
  }
  const std::vector<corpus::Sentence> test =
      verb.files.test.empty() ? std::vector<corpus::Sentence>() : read_all(verb.files.test, reading);

  console.note("train: " + size_of(train) + "; dev: " + size_of(dev));
  for (std::size_t head = 0; head < columns.size(); ++head) {
    const auto counts = labels_of(train, head, features.size());
    const auto scheme = scheme_of(train, head, features.size());
    std::vector<std::string> labels;
    std::size_t labelled = 0;
    for (const auto& [label, count] : counts) {
      labels.push_back(label);
      labelled += count;
    }
    const std::string name = columns.size() == 1 ? "" : tasks::head_name(columns[head]);
    console.note((name.empty() ? "" : name + ": " + std::to_string(labelled) + " tokens, ") +
                 std::to_string(labels.size()) +
                 " labels; tag scheme: " + std::string(corpus::to_string(scheme.scheme)) +
                 (scheme.scheme != corpus::TagScheme::none && scheme.separator == '_' ? " with _" : ""));
    const std::string prefix = name.empty() ? "" : name + " of ";
    remark_unknown(prefix + "dev", dev, head, features.size(), labels, console);
    remark_unknown(prefix + "test", test, head, features.size(), labels, console);
  }
  const auto vectors = read_vectors(verb.files.embeddings, verb.training.threads, console);

  const auto train_one = [&](const tasks::TrainingOptions& options,
                             const tasks::TrainingObserver<tasks::TaggerModel>& observer) {
    return tasks::train_tagger(options, train, dev, tables_of(vectors), provenance(verb.files), observer,
                               from ? &*from : nullptr);
  };
  const auto score = [&](const tasks::TaggerModel& model, std::ostream* output) {
    nn::Pool pool(verb.training.threads);
    const auto scores = tasks::evaluate_heads(model, test, verb.training.batch_size, pool);
    if (output != nullptr) print_scores(model.heads(), scores, *output);
    return tasks::named_scores(model.heads(), scores);
  };
  using Score = std::function<NamedScores(const tasks::TaggerModel&, std::ostream*)>;
  return train_models<tasks::TaggerModel>(verb.files, verb.seeds, verb.training, console, train_one,
                                          test.empty() ? Score() : Score(score));
}

}  // namespace seqlab::programs

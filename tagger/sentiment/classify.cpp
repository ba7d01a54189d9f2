#include <array>
#include <cstdio>
#include <optional>
#include <vector>

#include "base/pool.h"
#include "corpus/json/json_object.h"
#include "corpus/reviews/csv.h"
#include "model/classifier_model.h"
#include "program/command_line.h"
#include "program/console.h"
#include "program/data_output.h"
#include "program/models.h"
#include "program/verb_options.h"
#include "sentiment/review_input.h"
#include "sentiment/verbs.h"
#include "streams/classify_stream.h"

namespace seqlab::programs {

namespace {

struct ClassifyVerb {
  ModelRunOptions model;
  ReviewInputOptions input{.input_format = "lines", .tokens = corpus::TextTokens::raw};
  OutputOptions output;
  bool probabilities = false;
};

options::OptionTable<ClassifyVerb> option_table() {
  options::OptionTable<ClassifyVerb> table;
  table.include(model_run_option_table(), &ClassifyVerb::model)
      .include(review_input_table({"lines", "jsonl", "csv", "labelled"}), &ClassifyVerb::input)
      .add({.name = "probabilities", .group = "Output", .help = "also write the probability of every label"},
           &ClassifyVerb::probabilities)
      .include(output_option_table(), &ClassifyVerb::output);
  return table;
}

std::string six_digits(float probability) {
  return decimals(static_cast<double>(probability), 6);
}

class Printer {
 public:
  Printer(std::ostream& output, const std::vector<std::string>& labels, bool probabilities)
      : output_(output), labels_(labels), probabilities_(probabilities) {}

  // Call this before printing the reviews of a file.
  void begin(const corpus::ReviewReader& reader) {
    delimiter_ = reader.delimiter();
    const std::string header = reader.header();
    if (header.empty() || header_printed_) return;
    header_printed_ = true;
    output_ << header << delimiter_ << "predicted" << delimiter_ << "probability";
    for (std::size_t i = 0; probabilities_ && i < labels_.size(); ++i) {
      output_ << delimiter_ << corpus::csv_field("probability_" + labels_[i], delimiter_);
    }
    output_ << '\n';
  }

  void print(const corpus::Review& review, const model::ClassifierModel::Result& result) {
    if (review.format == corpus::ReviewFormat::csv) {
      print_record(review, result);
    } else if (review.format == corpus::ReviewFormat::jsonl) {
      print_object(review, result);
    } else {
      print_line(review.text, result);
    }
  }

 private:
  void print_line(const std::string& text, const model::ClassifierModel::Result& result) {
    output_ << labels_[result.label] << '\t' << six_digits(result.probabilities[result.label]);
    for (std::size_t i = 0; probabilities_ && i < labels_.size(); ++i) {
      output_ << '\t' << labels_[i] << '=' << six_digits(result.probabilities[i]);
    }
    output_ << '\t' << text << '\n';
  }

  // The record unchanged, with further columns.
  void print_record(const corpus::Review& review, const model::ClassifierModel::Result& result) {
    output_ << review.record << delimiter_ << corpus::csv_field(labels_[result.label], delimiter_)
            << delimiter_ << six_digits(result.probabilities[result.label]);
    for (std::size_t i = 0; probabilities_ && i < labels_.size(); ++i) {
      output_ << delimiter_ << six_digits(result.probabilities[i]);
    }
    output_ << '\n';
  }

  // The object unchanged but for its keys "label" and "probability".
  void print_object(const corpus::Review& review, const model::ClassifierModel::Result& result) {
    std::vector<std::pair<std::string, std::string>> values = {
        {"label", corpus::json_string(labels_[result.label])},
        {"probability", six_digits(result.probabilities[result.label])}};
    if (probabilities_) {
      std::string all;
      for (std::size_t i = 0; i < labels_.size(); ++i) {
        all += (i == 0 ? "" : ", ") + corpus::json_string(labels_[i]) + ": " +
               six_digits(result.probabilities[i]);
      }
      values.emplace_back("probabilities", "{" + all + "}");
    }
    output_ << corpus::JsonObject(review.json, review.place).with(values) << '\n';
  }

  std::ostream& output_;
  const std::vector<std::string>& labels_;
  bool probabilities_;
  char delimiter_ = ',';
  bool header_printed_ = false;
};

}  // namespace

Exit sentiment_classify(std::span<const std::string> arguments) {
  const VerbUsage usage = {
      "sentiment classify [-m MODEL] [options] [FILE...]",
      "Labels texts from files or standard input, one per line, and prints 'label probability text'\n"
      "separated by tabs. JSON objects and CSV records are printed with label and probability added.",
      most_files};
  ClassifyVerb verb;
  const auto given = parse(usage, option_table(), arguments, verb);
  if (!given) return Exit::fine;
  verb.model.model = find_model(verb.model.model, sentiment_models);
  const auto model = model::ClassifierModel::load(verb.model.model);
  const text::Tokeniser tokeniser(model.options().language);
  const bool labelled = verb.input.input_format == "labelled";
  auto reading = review_options(verb.input, labelled, model.options(), tokeniser);
  reading.classes = corpus::TreeClasses::all;  // classify every text, whatever its label
  base::Pool pool(verb.model.threads);
  DataOutput output(verb.output);
  Printer printer(output.stream(), model.labels(), verb.probabilities);
  streams::ClassifyStreamOptions options;
  options.batch_size = verb.model.batch_size;
  std::size_t texts = 0;
  for (const auto& file : given->inputs()) {
    const auto reader = corpus::make_review_reader(io::open_input(file), reading);
    printer.begin(*reader);
    texts += streams::classify_stream(
        model, *reader, [&](const auto& review, const auto& result) { printer.print(review, result); },
        options, pool, [&output] { output.flush(); });
  }
  output.finish();
  Console(verb.model.quiet).note(std::to_string(texts) + " texts");
  return Exit::fine;
}

}  // namespace seqlab::programs

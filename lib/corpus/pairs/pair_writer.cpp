#include "corpus/pairs/pair_writer.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <string_view>

#include "base/errors.h"
#include "corpus/json/json_object.h"
#include "corpus/writer.h"

namespace seqlab::corpus {

namespace {

// A target within a line or a field, which has no place for what ends one.
std::string in_a_field(std::string text) {
  std::ranges::replace_if(
      text, [](char c) { return c == '\t' || c == '\n' || c == '\r'; }, ' ');
  return text;
}

class LinePairWriter : public PairWriter {
 public:
  explicit LinePairWriter(std::ostream& output) : output_(output) {}

  void write(const PairRecord& record, std::span<const Transduced> results) override {
    for (const Transduced& result : results) output_ << in_a_field(result.target) << '\n';
    // A blank line is one; so is the end of a sentence.
    if (results.empty() || !record.sentence.sentences.empty()) output_ << '\n';
  }
  void finish(const std::string& /*trailing*/) override {}

 private:
  std::ostream& output_;
};

class ConlluPairWriter : public PairWriter {
 public:
  ConlluPairWriter(std::ostream& output, const std::string& target)
      : writer_(make_writer(output, {.format = OutputFormat::conllu, .label_columns = {target}})) {}

  void write(const PairRecord& record, std::span<const Transduced> results) override {
    HeadPrediction head;
    for (const Transduced& result : results) {
      head.labels.push_back(result.target.empty() ? "_" : in_a_field(result.target));
    }
    const std::vector<Predicted> predicted(record.sentence.sentences.size(), {{head}});
    writer_->write(record.sentence, predicted);
  }
  void finish(const std::string& trailing) override { writer_->finish(trailing); }

 private:
  std::unique_ptr<RecordWriter> writer_;
};

class JsonPairWriter : public PairWriter {
 public:
  JsonPairWriter(std::ostream& output, const PairWriterOptions& options, bool from_json)
      : output_(output), options_(options), from_json_(from_json) {}

  void write(const PairRecord& record, std::span<const Transduced> results) override {
    for (std::size_t i = 0; i < results.size(); ++i) {
      const JsonMembers members = members_of(results[i]);
      if (from_json_) {
        output_ << JsonObject(record.text, record.pairs[i].place).with(members) << '\n';
      } else {
        JsonMembers all = members_of(record.pairs[i].source);
        all.insert(all.end(), members.begin(), members.end());
        output_ << json_object(all) << '\n';
      }
    }
  }
  void finish(const std::string& /*trailing*/) override {}

 private:
  static JsonMembers members_of(const Source& source) {
    return {{"source", json_string(source.text)}, {"tags", nlohmann::json(source.tags).dump()}};
  }
  [[nodiscard]] JsonMembers members_of(const Transduced& result) const {
    JsonMembers members = {{"target", json_string(result.target)}};
    if (options_.log_probabilities) {
      members.emplace_back("log_probability", nlohmann::json(result.log_probability).dump());
    }
    if (options_.attention) members.emplace_back("attention", nlohmann::json(result.attention).dump());
    return members;
  }

  std::ostream& output_;
  PairWriterOptions options_;
  bool from_json_;
};

}  // namespace

std::unique_ptr<PairWriter> make_pair_writer(std::ostream& output, PairFormat input,
                                             const PairWriterOptions& options) {
  switch (options.format) {
    case PairOutput::lines:
      return std::make_unique<LinePairWriter>(output);
    case PairOutput::conllu:
      if (input != PairFormat::conllu) {
        throw UsageError("--output-format conllu needs input in CoNLL-U, not " +
                         std::string(base::name_of(input)));
      }
      return std::make_unique<ConlluPairWriter>(output, options.target);
    case PairOutput::jsonl:
      break;
  }
  return std::make_unique<JsonPairWriter>(output, options, input == PairFormat::jsonl);
}

}  // namespace seqlab::corpus

#include "seqlab/tagger.h"

#include <algorithm>
#include <iterator>
#include <sstream>
#include <utility>

#include "base/pool.h"
#include "corpus/tokenised_text.h"
#include "corpus/writer.h"
#include "model/labelling/tagger_model.h"
#include "seqlab/facade/access.h"
#include "seqlab/facade/guard.h"
#include "seqlab/facade/input.h"
#include "seqlab/facade/model_info.h"
#include "seqlab/facade/tagged_sentence.h"
#include "streams/label_columns.h"
#include "text/tokeniser.h"
#include "text/utf8.h"

namespace seqlab {

namespace {

constexpr std::size_t most_sequences = 10'000;

text::OffsetUnit unit_of(OffsetUnit unit) {
  switch (unit) {
    case OffsetUnit::byte:
      return text::OffsetUnit::byte;
    case OffsetUnit::utf16:
      return text::OffsetUnit::utf16;
    case OffsetUnit::codepoint:
      return text::OffsetUnit::codepoint;
  }
  throw BadInput("offsets is no OffsetUnit");
}

}  // namespace

struct Tagger::Impl {
  model::TaggerModel model;
  text::Tokeniser tokeniser;
  ModelInfo info;

  explicit Impl(model::TaggerModel tagger)
      : model(std::move(tagger)), tokeniser(model.options().language), info(info_of(model)) {}

  [[nodiscard]] WordReading reading() const { return {info.feature_columns, model.options().nfc}; }

  // The model with the heads that the options choose. Throws BadInput for options out of range.
  [[nodiscard]] model::TaggerModel chosen(const TagOptions& options) const {
    check_run(options.threads, options.batch_size);
    check_confidence(options.min_confidence);
    if (options.min_confidence > 0 && options.n_best > 0) {
      throw BadInput("min_confidence and n_best do not go together; give one of them");
    }
    model::TaggerModel one = options.head.empty() ? model : model.with_head(options.head);
    if (options.n_best > most_sequences) {
      throw BadInput("n_best is " + std::to_string(options.n_best) + "; give up to " +
                     std::to_string(most_sequences));
    }
    if (options.n_best > 0 && one.heads().size() > 1) {
      std::string names;
      for (const std::string& head : one.heads()) names += (names.empty() ? "" : ", ") + head;
      throw BadInput("n_best works with one head, but the model has several; choose one as head: " + names);
    }
    return one;
  }

  void check(const Input& input) const {
    if (const auto* tokens = std::get_if<Tokens>(&input)) return check_tokens(*tokens, reading());
    if (!info.feature_columns.empty()) {
      throw BadInput("the model reads the column " + info.feature_columns.front() +
                     ", which running text does not have; give tokens with columns");
    }
    check_utf8(std::get<std::string_view>(input), "the text");
  }

  void check(std::span<const Input> inputs) const {
    for (std::size_t i = 0; i < inputs.size(); ++i) {
      try {
        check(inputs[i]);
      } catch (const BadInput& error) {
        throw BadInput(name_of_input(i, inputs.size()) + error.what());
      }
    }
  }

  [[nodiscard]] corpus::Record record_of(const Input& input) const {
    corpus::Record record;
    if (const auto* tokens = std::get_if<Tokens>(&input)) {
      record.tokenised = true;
      record.sentences.push_back(sentence_of(*tokens, reading()));
      return record;
    }
    record.text = std::get<std::string_view>(input);
    corpus::ReaderOptions options;
    options.nfc = model.options().nfc;
    options.tokeniser = &tokeniser;
    for (text::TextSentence& tokens : corpus::tokenised(record.text, options)) {
      record.sentences.push_back(corpus::sentence_of(record.text, std::move(tokens), options));
    }
    return record;
  }

  [[nodiscard]] static model::TaggerModel::TagOptions tagging(const TagOptions& options) {
    return {.batch_size = options.batch_size,
            .probabilities = options.probabilities,
            .span_probabilities = options.probabilities,
            .n_best = options.n_best,
            .raw = options.raw_probabilities,
            .min_confidence = options.min_confidence};
  }

  // Inputs as the model read them, and its predictions for the sentences of each.
  struct Tagged {
    std::vector<corpus::Record> records;
    std::vector<std::vector<corpus::Predicted>> predicted;
  };

  [[nodiscard]] Tagged tag(const model::TaggerModel& chosen, std::span<const Input> inputs,
                           const TagOptions& options) const {
    check(inputs);
    base::Pool pool(options.threads);
    Tagged result{std::vector<corpus::Record>(inputs.size()), {}};
    std::vector<std::vector<model::LookedUp>> looked_up(inputs.size());
    pool.run(inputs.size(), [&](std::size_t i) {
      result.records[i] = record_of(inputs[i]);
      for (const corpus::Sentence& sentence : result.records[i].sentences) {
        looked_up[i].push_back(chosen.look_up(sentence));
      }
    });
    std::vector<model::LookedUp> sentences;
    for (std::vector<model::LookedUp>& of_input : looked_up) {
      std::move(of_input.begin(), of_input.end(), std::back_inserter(sentences));
    }
    std::vector<corpus::Predicted> predicted = chosen.tag(sentences, tagging(options), pool);
    auto next = std::make_move_iterator(predicted.begin());
    for (const corpus::Record& record : result.records) {
      const auto end = next + static_cast<std::ptrdiff_t>(record.sentences.size());
      result.predicted.emplace_back(next, end);
      next = end;
    }
    return result;
  }

  [[nodiscard]] static std::vector<TaggedSentence> sentences_of(const Input& input,
                                                                const corpus::Record& record,
                                                                std::span<const corpus::Predicted> predicted,
                                                                OffsetUnit unit) {
    if (const auto* tokens = std::get_if<Tokens>(&input)) {
      return {tagged_sentence(predicted.front(), *tokens)};
    }
    std::vector<TaggedSentence> sentences;
    const text::OffsetMap map(record.text, unit_of(unit));
    for (std::size_t i = 0; i < predicted.size(); ++i) {
      sentences.push_back(tagged_sentence(predicted[i], record.text, record.sentences[i].offsets, map));
    }
    return sentences;
  }

  [[nodiscard]] std::vector<std::vector<TaggedSentence>> tag(std::span<const Input> inputs,
                                                             const TagOptions& options) const {
    const Tagged tagged = tag(chosen(options), inputs, options);
    std::vector<std::vector<TaggedSentence>> results;
    for (std::size_t i = 0; i < inputs.size(); ++i) {
      results.push_back(sentences_of(inputs[i], tagged.records[i], tagged.predicted[i], options.offsets));
    }
    return results;
  }

  // What was tagged before, for the writers of the programs. Throws BadInput if the sentences do not fit.
  [[nodiscard]] Tagged tagged_before(const model::TaggerModel& chosen, const Input& input,
                                     std::span<const TaggedSentence> sentences,
                                     const TagOptions& options) const {
    if (options.n_best > 0) throw BadInput("several label sequences can be written only as they are found");
    check(input);
    Tagged result;
    const corpus::Record& record = result.records.emplace_back(record_of(input));
    std::vector<corpus::Predicted>& predicted = result.predicted.emplace_back();
    if (record.sentences.size() != sentences.size()) {
      throw BadInput("the input has " + std::to_string(record.sentences.size()) + " sentences, but " +
                     std::to_string(sentences.size()) + " tagged ones are given");
    }
    for (std::size_t i = 0; i < sentences.size(); ++i) {
      if (record.sentences[i].size() != sentences[i].tokens.size()) {
        throw BadInput("sentence " + std::to_string(i + 1) +
                       " of the input has other tokens than the tagged one");
      }
      predicted.push_back(predicted_of(sentences[i], chosen, options.probabilities));
    }
    return result;
  }

  // How the programs write what a model with these heads finds.
  [[nodiscard]] static corpus::WriterOptions writing(const model::TaggerModel& chosen,
                                                     const TagOptions& options, corpus::OutputFormat format) {
    corpus::WriterOptions writing;
    writing.format = format;
    writing.offsets = unit_of(options.offsets);
    streams::write_label_columns("", chosen, writing);
    streams::write_scores(tagging(options), writing);
    return writing;
  }

  // To readers, a line without tokens has no sentence.
  static void leave_out_empty(Tagged& tagged) {
    for (std::size_t i = 0; i < tagged.records.size(); ++i) {
      if (std::erase_if(tagged.records[i].sentences,
                        [](const corpus::Sentence& sentence) { return sentence.size() == 0; }) > 0) {
        tagged.predicted[i].clear();
      }
    }
  }

  // An object for each input.
  [[nodiscard]] static std::vector<std::string> json(Tagged tagged, const corpus::WriterOptions& writing) {
    leave_out_empty(tagged);
    std::vector<std::string> objects;
    for (std::size_t i = 0; i < tagged.records.size(); ++i) {
      objects.push_back(corpus::json_text(tagged.records[i], tagged.predicted[i], writing));
    }
    return objects;
  }

  // One document.
  [[nodiscard]] static std::string conllu(Tagged tagged, const corpus::WriterOptions& writing) {
    leave_out_empty(tagged);
    std::ostringstream output;
    const auto writer = corpus::make_writer(output, writing);
    for (std::size_t i = 0; i < tagged.records.size(); ++i) {
      writer->write(tagged.records[i], tagged.predicted[i]);
    }
    return std::move(output).str();
  }

  [[nodiscard]] std::vector<std::string> json(std::span<const Input> inputs,
                                              const TagOptions& options) const {
    const model::TaggerModel one = chosen(options);
    return json(tag(one, inputs, options), writing(one, options, corpus::OutputFormat::jsonl));
  }

  [[nodiscard]] std::string conllu(std::span<const Input> inputs, const TagOptions& options) const {
    const model::TaggerModel one = chosen(options);
    return conllu(tag(one, inputs, options), writing(one, options, corpus::OutputFormat::conllu));
  }
};

Tagger TaggerAccess::make(model::TaggerModel model) {
  return Tagger(std::make_shared<const Tagger::Impl>(std::move(model)));
}

const model::TaggerModel& TaggerAccess::model(const Tagger& tagger) {
  return tagger.impl_->model;
}

Tagger::Tagger(std::shared_ptr<const Impl> impl) : impl_(std::move(impl)) {}

Tagger Tagger::load(const std::string& model) {
  return guarded([&] { return TaggerAccess::make(model::TaggerModel::load(open_model(model))); });
}

Tagger Tagger::from_bytes(std::span<const std::byte> bytes) {
  return guarded([&] { return TaggerAccess::make(model::TaggerModel::load(open_model(bytes))); });
}

void Tagger::save(const std::string& path) const {
  guarded([&] { impl_->model.save(path); });
}

const ModelInfo& Tagger::info() const {
  return impl_->info;
}

std::vector<TaggedSentence> Tagger::tag(const Input& input, const TagOptions& options) const {
  return guarded([&] { return std::move(impl_->tag({&input, 1}, options).front()); });
}

std::vector<std::vector<TaggedSentence>> Tagger::tag_batch(std::span<const Input> inputs,
                                                           const TagOptions& options) const {
  return guarded([&] { return impl_->tag(inputs, options); });
}

std::string Tagger::json(const Input& input, const TagOptions& options) const {
  return guarded([&] { return std::move(impl_->json({&input, 1}, options).front()); });
}

std::vector<std::string> Tagger::json_batch(std::span<const Input> inputs, const TagOptions& options) const {
  return guarded([&] { return impl_->json(inputs, options); });
}

std::string Tagger::conllu(std::span<const Input> inputs, const TagOptions& options) const {
  return guarded([&] { return impl_->conllu(inputs, options); });
}

std::string Tagger::json(const Input& input, std::span<const TaggedSentence> tagged,
                         const TagOptions& options) const {
  return guarded([&] {
    const model::TaggerModel one = impl_->chosen(options);
    return std::move(Impl::json(impl_->tagged_before(one, input, tagged, options),
                                Impl::writing(one, options, corpus::OutputFormat::jsonl))
                         .front());
  });
}

std::string Tagger::conllu(const Input& input, std::span<const TaggedSentence> tagged,
                           const TagOptions& options) const {
  return guarded([&] {
    const model::TaggerModel one = impl_->chosen(options);
    return Impl::conllu(impl_->tagged_before(one, input, tagged, options),
                        Impl::writing(one, options, corpus::OutputFormat::conllu));
  });
}

}  // namespace seqlab

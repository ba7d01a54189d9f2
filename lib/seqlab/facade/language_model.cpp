#include "seqlab/language_model.h"

#include <algorithm>
#include <utility>

#include "base/pool.h"
#include "corpus/symbols/symbol_streams.h"
#include "model/language/generation.h"
#include "model/language/language_model.h"
#include "seqlab/facade/access.h"
#include "seqlab/facade/guard.h"
#include "seqlab/facade/input.h"
#include "seqlab/facade/model_info.h"
#include "training/language/language_task.h"

namespace seqlab {

namespace {

// Prefixes that one thread goes on from side by side.
constexpr std::size_t prefixes_at_a_time = 32;

TextScore score_of(const evaluation::LanguageScore& score) {
  return {score.sum, score.symbols, score.unknown};
}

std::vector<std::string> checked(std::span<const std::string_view> texts, const char* what) {
  std::vector<std::string> result;
  for (std::size_t i = 0; i < texts.size(); ++i) {
    check_utf8(texts[i], name_of_input(i, texts.size()) + what);
    result.emplace_back(texts[i]);
  }
  return result;
}

void check(const GenerateOptions& options) {
  check_run(options.threads, 1);
  if (!(options.temperature >= 0 && options.temperature <= 1000)) {
    throw BadInput("temperature must be from 0 to 1000");
  }
}

}  // namespace

struct LanguageModel::Impl {
  model::LanguageModel model;
  ModelInfo info;

  explicit Impl(model::LanguageModel language_model)
      : model(std::move(language_model)), info(info_of(model)) {}
};

LanguageModel LanguageModelAccess::make(model::LanguageModel model) {
  return LanguageModel(std::make_shared<const LanguageModel::Impl>(std::move(model)));
}

LanguageModel::LanguageModel(std::shared_ptr<const Impl> impl) : impl_(std::move(impl)) {}

LanguageModel LanguageModel::load(const std::string& model) {
  return guarded([&] { return LanguageModelAccess::make(model::LanguageModel::load(open_model(model))); });
}

LanguageModel LanguageModel::from_bytes(std::span<const std::byte> bytes) {
  return guarded([&] { return LanguageModelAccess::make(model::LanguageModel::load(open_model(bytes))); });
}

void LanguageModel::save(const std::string& path) const {
  guarded([&] { impl_->model.save(path); });
}

const ModelInfo& LanguageModel::info() const {
  return impl_->info;
}

std::vector<std::string> LanguageModel::generate(std::span<const std::string_view> prefixes,
                                                 const GenerateOptions& options) const {
  return guarded([&] {
    check(options);
    impl_->model.check_conditions(nullptr);
    const std::vector<std::string> given = checked(prefixes, "the prefix");
    const model::GenerationOptions writing{options.length, options.line, options.temperature, options.top,
                                           options.seed};
    std::vector<std::string> texts(given.size());
    base::Pool pool(options.threads);
    pool.run((given.size() + prefixes_at_a_time - 1) / prefixes_at_a_time, [&](std::size_t piece) {
      const std::size_t begin = piece * prefixes_at_a_time;
      const std::size_t count = std::min(prefixes_at_a_time, given.size() - begin);
      auto written = model::generate(impl_->model, std::span(given).subspan(begin, count),
                                     options.first_sample + begin, writing);
      std::ranges::move(written, texts.begin() + static_cast<std::ptrdiff_t>(begin));
    });
    return texts;
  });
}

std::vector<TextScore> LanguageModel::score_lines(std::span<const std::string_view> lines,
                                                  const RunOptions& options) const {
  return guarded([&] {
    check_run(options.threads, options.batch_size);
    impl_->model.check_conditions(nullptr);
    const std::vector<std::string> given = checked(lines, "the line");
    for (std::size_t i = 0; i < given.size(); ++i) {
      if (given[i].find('\n') == std::string::npos) continue;
      throw BadInput(name_of_input(i, given.size()) +
                     "the line has a line end in it; give each line by itself");
    }
    base::Pool pool(options.threads);
    std::vector<TextScore> scores;
    for (const auto& score : impl_->model.score_lines(given, options.batch_size, pool)) {
      scores.push_back(score_of(score));
    }
    return scores;
  });
}

TextScore LanguageModel::score(std::string_view text, std::size_t threads) const {
  return guarded([&] {
    check_run(threads, 1);
    check_utf8(text, "the text");
    const model::LanguageModel& model = impl_->model;
    model.check_conditions(nullptr);
    const auto symbols = std::make_shared<const corpus::SymbolText>(
        corpus::SymbolText::copy_of(text, "text in memory", model.options().symbols));
    base::Pool pool(threads);
    return score_of(
        model.score(corpus::SymbolStreams({symbols, 0, symbols->size()},
                                          training::scoring_streams(symbols->size()), model.back()),
                    pool));
  });
}

}  // namespace seqlab

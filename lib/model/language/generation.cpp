#include "model/language/generation.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <utility>

#include "base/errors.h"
#include "base/noise.h"
#include "corpus/symbols/symbols.h"
#include "model/self_test.h"

namespace seqlab::model {

namespace {

// Draws symbols from columns of scores.
class SymbolDraw {
 public:
  SymbolDraw(const GenerationOptions& options, std::size_t symbols)
      : options_(options), limits_(symbols), sorted_(symbols) {}

  // The row of a symbol. uniform: in [0, 1).
  std::uint32_t draw(const float* scores, double uniform) {
    const std::size_t symbols = limits_.size();
    const float* const best = std::max_element(scores + 1, scores + symbols);
    if (!std::isfinite(*best)) throw ModelError(std::string(results_not_finite));
    if (options_.temperature == 0) return static_cast<std::uint32_t>(best - scores);
    const float least = least_of_top(scores);
    std::size_t left = options_.top == 0 ? symbols : options_.top;
    double sum = 0;
    for (std::size_t row = 1; row < symbols; ++row) {
      // Of equal scores at the end of the top, the first.
      if (scores[row] >= least && left > 0) {
        sum += std::exp(static_cast<double>(scores[row] - *best) / options_.temperature);
        if (scores[row] == least) --left;
      }
      limits_[row] = sum;
    }
    const auto found = std::upper_bound(limits_.begin() + 1, limits_.end(), uniform * sum);
    return static_cast<std::uint32_t>(std::min<std::ptrdiff_t>(found - limits_.begin(), last_of(symbols)));
  }

 private:
  static std::ptrdiff_t last_of(std::size_t symbols) { return static_cast<std::ptrdiff_t>(symbols) - 1; }

  // The least score that is drawn from.
  float least_of_top(const float* scores) {
    const std::size_t known = limits_.size() - 1;
    if (options_.top == 0 || options_.top >= known) return -HUGE_VALF;
    std::copy_n(scores + 1, known, sorted_.begin());
    const auto last = sorted_.begin() + static_cast<std::ptrdiff_t>(options_.top) - 1;
    std::nth_element(sorted_.begin(), last, sorted_.begin() + static_cast<std::ptrdiff_t>(known),
                     std::greater());
    return *last;
  }

  const GenerationOptions& options_;
  std::vector<double> limits_;  // the sum of e^score up to each row
  std::vector<float> sorted_;
};

// Puts symbols together to a text: words with a space between them, but not at line ends.
class SymbolWriter {
 public:
  SymbolWriter(corpus::SymbolUnit unit, std::string_view before) : unit_(unit) {
    space_ = !before.empty() && before.back() != '\n' && before.back() != ' ';
  }
  void write(std::string_view symbol, std::string& text) {
    const bool end = symbol == corpus::line_end;
    if (unit_ == corpus::SymbolUnit::words && space_ && !end) text += ' ';
    text += symbol;
    space_ = !end;
  }

 private:
  corpus::SymbolUnit unit_;
  bool space_;
};

// The samples of some prefixes, which are written side by side.
class Samples {
 public:
  Samples(const LanguageModel& model, std::span<const std::string> prefixes, std::size_t first,
          const GenerationOptions& options, const corpus::LineVectors* conditions)
      : model_(model),
        options_(options),
        stepper_(model, prefixes.size()),
        draw_(options, model.symbols().vocabulary().rows()),
        noise_(options.seed),
        first_(first),
        written_(prefixes.size()),
        next_(prefixes.size()),
        ended_(prefixes.size()) {
    const std::uint32_t end = model.symbols().row(corpus::line_end);
    for (const std::string& prefix : prefixes) {
      std::vector<std::uint32_t>& rows = prefixes_.emplace_back(1, end);
      const std::vector<std::uint32_t> own = model.rows_of(prefix);
      rows.insert(rows.end(), own.begin(), own.end());
    }
    for (std::size_t sample = 0; conditions != nullptr && sample < prefixes.size(); ++sample) {
      stepper_.set_condition(sample, conditions->vector(first + sample));
    }
  }

  // Calls receive(sample, symbol) for each symbol, in order for each sample.
  template <class Receive>
  void run(const Receive& receive) {
    for (std::size_t step = 0; left() > 0; ++step) {
      for (std::size_t sample = 0; sample < prefixes_.size(); ++sample) {
        if (step < prefixes_[sample].size()) next_[sample] = prefixes_[sample][step];
      }
      stepper_.step(next_);
      const nn::Activations<float>& scores = stepper_.scores(next_.size());
      for (std::size_t sample = 0; sample < prefixes_.size(); ++sample) {
        if (ended_[sample] || step + 1 < prefixes_[sample].size()) continue;
        const std::size_t position = written_[sample]++;
        next_[sample] = draw_.draw(scores.column(sample), noise_.at(first_ + sample).uniform(position));
        const std::string_view symbol = model_.symbols().symbol(next_[sample]);
        ended_[sample] = options_.line && symbol == corpus::line_end;
        if (!ended_[sample]) receive(sample, symbol);
        ended_[sample] = ended_[sample] || written_[sample] == options_.length;
      }
    }
  }

 private:
  [[nodiscard]] std::size_t left() const {
    return options_.length == 0 ? 0 : static_cast<std::size_t>(std::ranges::count(ended_, false));
  }

  const LanguageModel& model_;
  const GenerationOptions& options_;
  LanguageModel::Stepper stepper_;
  SymbolDraw draw_;
  base::Noise noise_;
  std::size_t first_;
  std::vector<std::vector<std::uint32_t>> prefixes_;  // with the line end before
  std::vector<std::size_t> written_;                  // symbols of each sample
  std::vector<std::uint32_t> next_;                   // that each sample reads
  std::vector<bool> ended_;
};

}  // namespace

std::vector<std::string> generate(const LanguageModel& model, std::span<const std::string> prefixes,
                                  std::size_t first, const GenerationOptions& options,
                                  const std::function<void(std::string_view)>& piece,
                                  const corpus::LineVectors* conditions) {
  std::vector<std::string> texts(prefixes.size());
  if (prefixes.empty()) return texts;
  Samples samples(model, prefixes, first, options, conditions);
  const corpus::SymbolUnit unit = model.options().symbols;
  if (model.back()) {
    std::vector<std::vector<std::string_view>> symbols(prefixes.size());
    samples.run([&](std::size_t sample, std::string_view symbol) { symbols[sample].push_back(symbol); });
    for (std::size_t sample = 0; sample < texts.size(); ++sample) {
      SymbolWriter writer(unit, {});
      for (auto symbol = symbols[sample].rbegin(); symbol != symbols[sample].rend(); ++symbol) {
        writer.write(*symbol, texts[sample]);
      }
    }
    return texts;
  }
  std::vector<SymbolWriter> writers;
  for (const std::string& prefix : prefixes) writers.emplace_back(unit, prefix);
  samples.run([&](std::size_t sample, std::string_view symbol) {
    const std::size_t before = texts[sample].size();
    writers[sample].write(symbol, texts[sample]);
    if (piece) piece(std::string_view(texts[sample]).substr(before));
  });
  return texts;
}

}  // namespace seqlab::model

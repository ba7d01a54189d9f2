// Running text for a terminal: spans in the colour of their type, with the type behind them.
#include <algorithm>
#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "corpus/shown/harmless.h"
#include "corpus/shown/running_text_writer.h"
#include "corpus/writers.h"

namespace seqlab::corpus {
namespace {

constexpr std::string_view kPlain = "\033[0m";

// One of the six colours that every terminal has and fits to its background, from red to magenta.
std::string colour_of(std::string_view type) {
  constexpr std::string_view colours = "132645";
  const std::size_t sixth = (hue_of(type) + 30) / 60 % colours.size();
  return std::string("3") + colours[sixth];
}

// Without a scheme of spans, the first head's labels stand behind the words, as in word/TAG.
class TerminalWriter : public RunningTextWriter {
 public:
  TerminalWriter(std::ostream& output, const WriterOptions& options)
      : RunningTextWriter(output, options), colour_(options.colour) {}

  void finish(const std::string& /*trailing*/) override {}

 protected:
  void begin_record(std::string& /*page*/) override {}
  void end_record(std::string& page) override { page += '\n'; }

  void between(std::string_view text, std::string& page) override { page += harmless(text); }

  void word(std::string_view text, const ShownSentence& sentence, std::size_t token,
            std::string& page) override {
    page += harmless_line(text);
    if (sentence.marks_spans || sentence.labels.empty()) return;
    const ShownLabels& head = sentence.labels.front();
    const std::string& label = head.labels[token];
    if (label.empty()) return;
    if (colour_) page += "\033[" + colour_of(label) + "m";
    page += '/' + harmless_line(label);
    if (!head.probabilities.empty()) page += ' ' + short_probability(head.probabilities[token]);
    if (colour_) page += kPlain;
  }

  void begin_span(const ShownSpan& span, bool first, std::string& page) override {
    if (colour_) {
      colours_.push_back("\033[1;" + colour_of(span.type) + "m");
      page += colours_.back();
    } else if (first) {
      page += '[';
    }
  }

  void end_span(const ShownSpan& span, bool last, std::string& page) override {
    if (last) {
      if (colour_) page += std::string(kPlain) + "\033[" + colour_of(span.type) + "m";
      if (!span.type.empty()) page += ' ' + harmless_line(span.type);
      if (span.probability) page += ' ' + short_probability(*span.probability);
      if (!colour_) page += ']';
    }
    if (!colour_) return;
    page += kPlain;
    colours_.pop_back();
    if (!colours_.empty()) page += colours_.back();
  }

 private:
  bool colour_;
  std::vector<std::string> colours_;  // of the open spans, outermost first
};

}  // namespace

std::unique_ptr<RecordWriter> make_terminal_writer(std::ostream& output, const WriterOptions& options) {
  return std::make_unique<TerminalWriter>(output, options);
}

}  // namespace seqlab::corpus

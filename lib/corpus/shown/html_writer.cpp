// A page of HTML in which spans are marked. Whatever comes from texts and labels is text of the page, and
// nothing else: no name of an element, attribute or class.
#include <cstddef>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "corpus/shown/harmless.h"
#include "corpus/shown/running_text_writer.h"
#include "corpus/writers.h"

namespace seqlab::corpus {
namespace {

// Text stands in paragraphs whose direction is that of its first letter; labels are isolated from it (bdi),
// so that they do not decide or change the direction.
constexpr std::string_view kHead = R"(<!DOCTYPE html>
<html>
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Labelled text</title>
<style>
:root { color-scheme: light dark; --background: 88%; --label: 26%; }
@media (prefers-color-scheme: dark) { :root { --background: 24%; --label: 82%; } }
body { margin: 0 auto; max-width: 46rem; padding: 1rem; font: 1.05rem/1.9 system-ui, sans-serif;
  background: Canvas; color: CanvasText; }
p { margin: 0 0 0.6em; min-height: 1em; white-space: pre-wrap; overflow-wrap: anywhere; }
mark { background: hsl(var(--hue), 70%, var(--background)); color: inherit; border-radius: 0.3em;
  padding: 0.1em 0.25em; -webkit-box-decoration-break: clone; box-decoration-break: clone;
  -webkit-print-color-adjust: exact; print-color-adjust: exact; }
bdi { font-size: 0.68em; white-space: normal; -webkit-user-select: none; user-select: none; }
mark > bdi { font-weight: 600; color: hsl(var(--hue), 70%, var(--label)); }
.word { display: inline-flex; flex-direction: column; align-items: center; line-height: 1.3;
  margin-bottom: 0.5em; }
.word > bdi { max-width: 9em; min-height: 1.3em; text-align: center; opacity: 0.75; }
</style>
</head>
<body>
<main>
)";

constexpr std::string_view kNothing = "_";  // as a label, such as of a word without features

constexpr std::string_view kEnd = "</main>\n</body>\n</html>\n";

// Appends a text as HTML in which it can be content or a quoted value.
void append_text(std::string_view text, std::string& page) {
  for (const char c : harmless(text)) {
    switch (c) {
      case '&':
        page += "&amp;";
        break;
      case '<':
        page += "&lt;";
        break;
      case '>':
        page += "&gt;";
        break;
      case '"':
        page += "&quot;";
        break;
      case '\'':
        page += "&#39;";
        break;
      default:
        page += c;
    }
  }
}

// Appends what stands in a label: "PER 0.98".
void append_shown_label(std::string_view label, std::optional<double> probability, std::string& page) {
  append_text(harmless_line(label), page);
  if (!probability) return;
  if (!label.empty()) page += ' ';
  page += short_probability(*probability);
}

class HtmlWriter : public RunningTextWriter {
 public:
  using RunningTextWriter::RunningTextWriter;

  void finish(const std::string& /*trailing*/) override {}
  void close() override {
    if (!begun_) output() << kHead;
    output() << kEnd;
  }

 protected:
  void begin_record(std::string& page) override {
    if (!begun_) page += kHead;
    begun_ = true;
    page += "<p dir=\"auto\">";
  }
  void end_record(std::string& page) override { page += "</p>\n"; }

  void between(std::string_view text, std::string& page) override { append_text(text, page); }

  void word(std::string_view text, const ShownSentence& sentence, std::size_t token,
            std::string& page) override {
    if (sentence.labels.empty()) return append_text(text, page);
    page += "<span class=\"word\">";
    append_text(text, page);
    for (const ShownLabels& head : sentence.labels) {
      page += "<bdi>";
      const std::string& label = head.labels[token];
      std::optional<double> probability;
      if (!head.probabilities.empty()) probability = head.probabilities[token];
      if (label != kNothing) append_shown_label(label, probability, page);
      page += "</bdi>";
    }
    page += "</span>";
  }

  void begin_span(const ShownSpan& span, bool /*first*/, std::string& page) override {
    page += "<mark style=\"--hue:" + std::to_string(hue_of(span.type)) + "\">";
  }
  void end_span(const ShownSpan& span, bool last, std::string& page) override {
    if (last && (!span.type.empty() || span.probability)) {
      page += "<bdi> ";
      append_shown_label(span.type, span.probability, page);
      page += "</bdi>";
    }
    page += "</mark>";
  }

 private:
  bool begun_ = false;
};

}  // namespace

std::unique_ptr<RecordWriter> make_html_writer(std::ostream& output, const WriterOptions& options) {
  return std::make_unique<HtmlWriter>(output, options);
}

}  // namespace seqlab::corpus

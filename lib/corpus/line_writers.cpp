// Formats with one sentence or text per line: word/TAG, words, running text.
#include <algorithm>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "corpus/writers.h"

namespace seqlab::corpus {
namespace {

void append_escaped(const std::string& text, std::string& line) {
  for (const char c : text) {
    if (c == '/' || c == '\\' || c == ' ') line += '\\';
    line += c;
  }
}

// Writes one line per sentence of a record, or an empty line for a record without sentences, so that none is
// lost.
class LineWriter : public RecordWriter {
 public:
  explicit LineWriter(std::ostream& output) : output_(output) {}

  void write(const Record& record, std::span<const Predicted> predicted) override {
    lines_.clear();
    for (std::size_t i = 0; i < record.sentences.size(); ++i) {
      append(record.sentences[i], predicted[i], lines_);
      lines_ += '\n';
    }
    if (record.sentences.empty()) lines_ += '\n';
    output_ << lines_;
  }

  void finish(const std::string&) override {}

 protected:
  // Appends the line of a sentence, without its end.
  virtual void append(const Sentence& sentence, const Predicted& predicted, std::string& line) = 0;

  std::ostream& output() { return output_; }

 private:
  std::ostream& output_;
  std::string lines_;
};

class InlineWriter : public LineWriter {
 public:
  using LineWriter::LineWriter;

 protected:
  void append(const Sentence& sentence, const Predicted& predicted, std::string& line) override {
    const auto lists = labels_to_write(sentence, predicted);
    for (std::size_t t = 0; t < sentence.size(); ++t) {
      if (t != 0) line += ' ';
      append_escaped(single_field(sentence.words[t], sentence, t, "a line"), line);
      for (const std::span<const std::string> labels : lists) {
        line += '/';
        append_escaped(single_field(labels[t], sentence, t, "a line"), line);
      }
    }
  }
};

class TokenLineWriter : public LineWriter {
 public:
  using LineWriter::LineWriter;

 protected:
  void append(const Sentence& sentence, const Predicted& /*predicted*/, std::string& line) override {
    for (std::size_t t = 0; t < sentence.size(); ++t) {
      if (t != 0) line += ' ';
      line += single_field(sentence.words[t], sentence, t, "a line");
    }
  }
};

// Writes the running text with its line ends as spaces, or the words if there is no text.
class TextWriter : public LineWriter {
 public:
  using LineWriter::LineWriter;

  void write(const Record& record, std::span<const Predicted> predicted) override {
    if (record.text.empty()) {
      LineWriter::write(record, predicted);
      return;
    }
    std::string text = record.text;
    std::replace(text.begin(), text.end(), '\n', ' ');
    output() << text << '\n';
  }

 protected:
  void append(const Sentence& sentence, const Predicted& /*predicted*/, std::string& line) override {
    for (std::size_t t = 0; t < sentence.size(); ++t) {
      if (t != 0) line += ' ';
      line += sentence.words[t];
    }
  }
};

}  // namespace

std::unique_ptr<RecordWriter> make_inline_writer(std::ostream& output) {
  return std::make_unique<InlineWriter>(output);
}

std::unique_ptr<RecordWriter> make_text_writer(std::ostream& output) {
  return std::make_unique<TextWriter>(output);
}

std::unique_ptr<RecordWriter> make_token_line_writer(std::ostream& output) {
  return std::make_unique<TokenLineWriter>(output);
}

}  // namespace seqlab::corpus

// Formats of a sentence or a text a line: word/TAG, words, running text.
#include <algorithm>
#include <memory>
#include <string>
#include <vector>

#include "corpus/writers.h"

namespace seqlab::corpus {
namespace {

std::string joined(const std::vector<std::string>& words) {
  std::string line;
  for (const std::string& word : words) line += (line.empty() ? "" : " ") + word;
  return line;
}

std::string escaped(const std::string& text) {
  std::string result;
  for (const char c : text) {
    if (c == '/' || c == '\\' || c == ' ') result += '\\';
    result += c;
  }
  return result;
}

// A record without sentences is an empty line, so that no record is lost.
template <typename WriteSentence>
void write_lines(std::ostream& output, const Record& record, WriteSentence write_sentence) {
  for (std::size_t i = 0; i < record.sentences.size(); ++i) {
    write_sentence(i);
    output << '\n';
  }
  if (record.sentences.empty()) output << '\n';
}

class InlineWriter : public RecordWriter {
 public:
  explicit InlineWriter(std::ostream& output) : output_(output) {}

  void write(const Record& record, std::span<const Predicted> predicted) override {
    write_lines(output_, record, [&](std::size_t i) {
      const Sentence& sentence = record.sentences[i];
      const std::vector<std::string>& labels = labels_to_write(sentence, predicted[i]);
      for (std::size_t t = 0; t < sentence.size(); ++t) {
        output_ << (t == 0 ? "" : " ")
                << escaped(single_field(sentence.words[t], sentence.place(t), "a line"));
        if (!labels.empty()) output_ << '/' << escaped(single_field(labels[t], sentence.place(t), "a line"));
      }
    });
  }

  void finish(const std::string&) override {}

 private:
  std::ostream& output_;
};

class TokenLineWriter : public RecordWriter {
 public:
  explicit TokenLineWriter(std::ostream& output) : output_(output) {}

  void write(const Record& record, std::span<const Predicted>) override {
    write_lines(output_, record, [&](std::size_t i) {
      const Sentence& sentence = record.sentences[i];
      for (std::size_t t = 0; t < sentence.size(); ++t) {
        output_ << (t == 0 ? "" : " ") << single_field(sentence.words[t], sentence.place(t), "a line");
      }
    });
  }

  void finish(const std::string&) override {}

 private:
  std::ostream& output_;
};

// The running text, its line ends as spaces; or the words where there is none.
class TextWriter : public RecordWriter {
 public:
  explicit TextWriter(std::ostream& output) : output_(output) {}

  void write(const Record& record, std::span<const Predicted>) override {
    if (!record.text.empty()) {
      std::string text = record.text;
      std::replace(text.begin(), text.end(), '\n', ' ');
      output_ << text << '\n';
      return;
    }
    write_lines(output_, record, [&](std::size_t i) { output_ << joined(record.sentences[i].words); });
  }

  void finish(const std::string&) override {}

 private:
  std::ostream& output_;
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

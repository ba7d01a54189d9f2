// Writes records as running text in which spans begin and end.
#pragma once

#include <cstddef>
#include <ostream>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "corpus/shown/shown_sentence.h"
#include "corpus/writer.h"

namespace seqlab::corpus {

// A record is its text as it came; without running text, its words with a space between two and a line end
// between sentences. Spans are nested: one that goes on after the end of a span around it is closed before
// that and opened again behind it.
class RunningTextWriter : public RecordWriter {
 public:
  RunningTextWriter(std::ostream& output, const WriterOptions& options)
      : output_(output), gold_schemes_(options.schemes) {}

  void write(const Record& record, std::span<const Predicted> predicted) final;

 protected:
  // Each appends to `page`, which the record's text becomes.
  virtual void begin_record(std::string& page) = 0;
  virtual void end_record(std::string& page) = 0;
  // Text outside words.
  virtual void between(std::string_view text, std::string& page) = 0;
  virtual void word(std::string_view text, const ShownSentence& sentence, std::size_t token,
                    std::string& page) = 0;
  // first: the span begins here, and is not only opened again. last: it ends here.
  virtual void begin_span(const ShownSpan& span, bool first, std::string& page) = 0;
  virtual void end_span(const ShownSpan& span, bool last, std::string& page) = 0;

  std::ostream& output() { return output_; }

 private:
  void write_sentence(const Record& record, const Sentence& sentence, const ShownSentence& shown);
  void close_spans(std::size_t end);

  std::ostream& output_;
  std::vector<SchemeStyle> gold_schemes_;
  std::string page_;                    // of the record
  std::size_t written_ = 0;             // bytes of Record::text
  std::vector<const ShownSpan*> open_;  // outermost first
};

}  // namespace seqlab::corpus

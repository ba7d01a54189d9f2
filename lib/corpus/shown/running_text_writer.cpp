#include "corpus/shown/running_text_writer.h"

#include <algorithm>

namespace seqlab::corpus {

void RunningTextWriter::write(const Record& record, std::span<const Predicted> predicted) {
  page_.clear();
  written_ = 0;
  begin_record(page_);
  for (std::size_t i = 0; i < record.sentences.size(); ++i) {
    if (i != 0 && record.text.empty()) between("\n", page_);
    const Sentence& sentence = record.sentences[i];
    write_sentence(record, sentence, shown_sentence(sentence, predicted[i], gold_schemes_));
  }
  if (written_ < record.text.size()) between(std::string_view(record.text).substr(written_), page_);
  end_record(page_);
  output_ << page_;
}

void RunningTextWriter::write_sentence(const Record& record, const Sentence& sentence,
                                       const ShownSentence& shown) {
  const std::string_view text = record.text;
  open_.clear();
  std::size_t next = 0;  // of the spans
  for (std::size_t t = 0; t < sentence.size(); ++t) {
    std::string_view word = sentence.words[t];
    if (text.empty()) {
      if (t != 0) between(" ", page_);
    } else {
      const text::TextSpan place = sentence.offsets[t];
      if (written_ < place.begin) between(text.substr(written_, place.begin - written_), page_);
      word = text.substr(place.begin, place.end - place.begin);
      written_ = place.end;
    }
    for (; next < shown.spans.size() && shown.spans[next].begin == t; ++next) {
      begin_span(shown.spans[next], true, page_);
      open_.push_back(&shown.spans[next]);
    }
    this->word(word, shown, t, page_);
    close_spans(t + 1);
  }
}

// Closes the spans that end before a token, and opens again those around which a span has ended.
void RunningTextWriter::close_spans(std::size_t end) {
  const auto ends = [end](const ShownSpan* span) { return span->end == end; };
  const auto outermost = std::find_if(open_.begin(), open_.end(), ends);
  if (outermost == open_.end()) return;
  for (auto span = open_.end(); span != outermost;) {
    --span;
    end_span(**span, ends(*span), page_);
  }
  const auto rest = std::remove_if(outermost, open_.end(), ends);
  for (auto span = outermost; span != rest; ++span) begin_span(**span, false, page_);
  open_.erase(rest, open_.end());
}

}  // namespace seqlab::corpus

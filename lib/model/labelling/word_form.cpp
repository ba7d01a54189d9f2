#include "model/labelling/word_form.h"

#include <utility>

#include "embeddings/lookup.h"
#include "text/zero_width.h"

namespace seqlab::model {

std::string_view WordForm::operator()(std::string_view word, std::string& buffer) const {
  word = text::visible_word(word, buffer);
  if (!ptb_) return word;
  if (word == "``" || word == "''") return "\"";
  if (word == "`") return "'";
  if (word.find_first_of("\\-") == std::string_view::npos) return word;
  std::string plain = embeddings::undo_ptb_escapes(word);
  if (plain == word) return word;
  buffer = std::move(plain);
  return buffer;
}

void WordCounter::add(std::string_view word) {
  std::string_view form = form_(word, buffer_);
  if (form.data() == buffer_.data()) {
    const auto known = counts_.find(form);
    form = known == counts_.end() ? std::string_view(made_.emplace_back(form)) : known->first;
  }
  ++counts_[form];
}

}  // namespace seqlab::model

#include "tasks/word_form.h"

#include "corpus/ptb_escapes.h"

namespace seqlab::tasks {

std::string_view WordForm::operator()(std::string_view word, std::string& buffer) const {
  return ptb_ ? corpus::without_ptb_escapes(word, buffer) : word;
}

void WordCounter::add(std::string_view word) {
  std::string_view form = form_(word, buffer_);
  if (form.data() == buffer_.data()) {
    const auto known = counts_.find(form);
    form = known == counts_.end() ? std::string_view(made_.emplace_back(form)) : known->first;
  }
  ++counts_[form];
}

}  // namespace seqlab::tasks

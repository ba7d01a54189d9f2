#include "embeddings/table.h"

#include <cmath>
#include <stdexcept>
#include <utility>

#include "base/errors.h"
#include "embeddings/text_row.h"
#include "io/tensor_file.h"

namespace seqlab::embeddings {

WordVectors::WordVectors(std::size_t dimension) : WordVectors({}, {}, dimension) {}

WordVectors::WordVectors(WordList words, std::vector<float> values, std::size_t dimension)
    : dimension_(dimension),
      own_(std::make_unique<Own>(Own{std::move(words), std::move(values)})),
      words_(own_->words.index()),
      values_(own_->values) {
  if (values_.size() != words_.size() * dimension_) {
    throw std::invalid_argument("the number of vectors is not that of the words");
  }
}

WordVectors::WordVectors(WordIndex words, std::span<const float> values, std::size_t dimension,
                         std::shared_ptr<const io::TensorFile> file)
    : dimension_(dimension), file_(std::move(file)), words_(words), values_(values) {
  if (values_.size() != words_.size() * dimension_)
    throw std::invalid_argument("the number of vectors is not that of the words");
}

void WordVectors::check_finite(std::size_t row) const {
  for (const float value : values_.subspan(row * dimension_, dimension_)) {
    if (!std::isfinite(value)) {
      throw_if_changed();
      throw DataError({file_->path(), 0, 0},
                      "a value of " + excerpt(words_.word(row)) + " is not a finite number");
    }
  }
}

std::span<const float> WordVectors::values() const {
  for (std::size_t row = 0; file_ && row < size(); ++row) check_finite(row);
  return values_;
}

void WordVectors::throw_if_changed() const {
  if (file_) file_->throw_if_changed();
}

bool WordVectors::add(std::string_view word, std::span<const float> vector) {
  if (!own_) throw std::invalid_argument("a mapped table cannot grow");
  if (vector.size() != dimension_) throw std::invalid_argument("a word vector of the wrong dimension");
  if (!own_->words.add(word)) return false;
  own_->values.insert(own_->values.end(), vector.begin(), vector.end());
  words_ = own_->words.index();
  values_ = own_->values;
  return true;
}

}  // namespace seqlab::embeddings

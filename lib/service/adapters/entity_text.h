// Names as NameTag writes them.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "corpus/schemes/tag_scheme.h"

namespace seqlab::service {

// Writes sentence by sentence. Spans are sorted and disjoint.
class EntityText {
 public:
  enum class Format { xml, vertical, conll };
  explicit EntityText(Format format) : format_(format) {}

  // words: n; before: n, what stands before each of them in the text; without a text, n of one space or line
  // end.
  void add(const std::vector<std::string>& words, const std::vector<std::string>& before,
           const std::vector<corpus::Span>& entities);
  // after: what stands behind the last word.
  [[nodiscard]] std::string take(std::string_view after);

 private:
  void add_xml(const std::vector<std::string>& words, const std::vector<std::string>& before,
               const std::vector<corpus::Span>& entities);
  void add_vertical(const std::vector<std::string>& words, const std::vector<corpus::Span>& entities);
  void add_conll(const std::vector<std::string>& words, const std::vector<corpus::Span>& entities);

  Format format_;
  std::string text_;
  std::size_t tokens_ = 0;  // of the sentences before, with a further one at the end of each
};

}  // namespace seqlab::service

#include "corpus/columns/conll_layout.h"

#include <string>
#include <string_view>
#include <vector>

#include "corpus/columns/columns.h"

namespace seqlab::corpus {
namespace {

// The most comment lines to read while looking for the first sentence.
constexpr std::size_t kLongestLead = 10000;

std::string_view first_field(std::string_view line) {
  return line.substr(0, line.find_first_of("\t "));
}

bool is_range_or_empty_node(std::string_view id) {
  return id.size() >= 3 && id.find_first_not_of("0123456789-.") == std::string_view::npos &&
         id.find_first_of("-.") != std::string_view::npos;
}

// Whether the first fields of the lines from `ahead` to a blank one count 1, 2, 3; `count` is the last
// number.
bool counts_from_one(Lines& lines, std::size_t ahead, std::size_t& count) {
  count = 0;
  for (const Line* line = lines.peek(ahead); line != nullptr && !is_blank(line->text);
       line = lines.peek(++ahead)) {
    const std::string_view id = first_field(line->text);
    if (is_range_or_empty_node(id)) continue;
    if (id != std::to_string(count + 1)) return false;
    ++count;
  }
  return count > 0;
}

}  // namespace

ConllLayout find_conll_layout(Lines& lines, std::size_t least_columns_with_ids) {
  // The first line that is neither blank nor -DOCSTART-, and the first that is not a comment either, if the
  // format turns out to have comments.
  const Line* first = nullptr;
  const Line* first_without_hash = nullptr;
  std::size_t ahead = 0;
  bool comments = false;
  for (; ahead < kLongestLead; ++ahead) {
    const Line* line = lines.peek(ahead);
    if (line == nullptr) break;
    if (is_blank(line->text) || is_docstart(line->text)) continue;
    if (first == nullptr) first = line;
    if (!line->text.starts_with('#')) {
      first_without_hash = line;
      break;
    }
    comments = true;
  }
  if (first == nullptr) return {};
  std::vector<std::string_view> fields;
  const auto layout_of = [&fields](std::string_view line) {
    ConllLayout layout;
    layout.separator = line.find('\t') == std::string_view::npos ? ' ' : '\t';
    split_fields(line, layout.separator, fields);
    layout.columns = fields.size();
    if (layout.columns == 1) layout.separator = '\t';
    return layout;
  };
  if (first_without_hash != nullptr) {
    ConllLayout layout = layout_of(first_without_hash->text);
    std::size_t count = 0;
    if (layout.columns >= least_columns_with_ids && counts_from_one(lines, ahead, count) &&
        (comments || count > 1)) {
      layout.ids = true;
      return layout;
    }
  }
  return layout_of(first->text);
}

bool looks_like_conll(Lines& lines) {
  constexpr std::size_t most_lines = 100;
  const ConllLayout layout = find_conll_layout(lines, 3);
  if (layout.columns < 2) return false;
  std::vector<std::string_view> fields;
  std::size_t rows = 0;
  bool blank = false;
  for (std::size_t ahead = 0; ahead < most_lines; ++ahead) {
    const Line* line = lines.peek(ahead);
    if (line == nullptr) break;
    if (is_blank(line->text)) {
      blank = blank || rows > 0;
      continue;
    }
    if (is_docstart(line->text) || (layout.ids && line->text.starts_with('#'))) continue;
    split_fields(line->text, layout.separator, fields);
    if (fields.size() != layout.columns) return false;
    ++rows;
  }
  return layout.ids || layout.separator == '\t' || (rows > 2 && blank);
}

}  // namespace seqlab::corpus

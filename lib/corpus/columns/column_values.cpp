#include "corpus/columns/column_values.h"

#include <algorithm>
#include <map>
#include <set>
#include <span>

#include "corpus/schemes/scheme_detector.h"
#include "corpus/schemes/tag_scheme.h"

namespace seqlab::corpus {
namespace {

bool is_number(std::string_view text) {
  return !text.empty() && text.size() <= 9 && text.find_first_not_of("0123456789") == std::string_view::npos;
}

bool has_letter(const std::string& text) {
  return std::any_of(text.begin(), text.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || static_cast<unsigned char>(c) >= 0x80;
  });
}

bool ends_in_digit(const std::string& text) {
  return !text.empty() && text.back() >= '0' && text.back() <= '9';
}

}  // namespace

bool has_tag_shape(const std::string& label) {
  SchemeDetector detector;
  detector.add(std::span(&label, 1));
  return detector.style().scheme != TagScheme::none;
}

SchemeFit scheme_fit(std::vector<Labels> sentences) {
  std::map<std::string, std::size_t> counts;
  for (const Labels& sentence : sentences) {
    for (const std::string& label : sentence) ++counts[label];
  }
  counts.erase("");
  std::size_t labels = 0;
  std::size_t odd = 0;
  std::set<std::string> odd_ones;
  for (const auto& [label, count] : counts) {
    labels += count;
    if (label == "O" || has_tag_shape(label)) continue;
    odd += count;
    odd_ones.insert(label);
  }
  const bool mistakes = odd * 100 <= labels;
  SchemeDetector detector;
  for (Labels& sentence : sentences) {
    for (std::string& label : sentence) {
      if (mistakes && odd_ones.contains(label)) label.clear();
    }
    detector.add(sentence);
  }
  SchemeFit fit;
  fit.all = labels > 0 && detector.style().scheme != TagScheme::none;
  fit.spans = fit.all && labels > counts["O"];
  return fit;
}

bool is_range_or_empty_node(std::string_view id) {
  return id.size() >= 3 && id.find_first_not_of("0123456789-.") == std::string_view::npos &&
         id.find_first_of("-.") != std::string_view::npos;
}

bool is_numeric(std::string_view text) {
  return text.find_first_of("0123456789") != std::string_view::npos &&
         text.find_first_not_of("0123456789.-:/_") == std::string_view::npos;
}

bool has_small_letter(const std::string& text) {
  return std::any_of(text.begin(), text.end(), [](char c) { return c >= 'a' && c <= 'z'; });
}

bool only_capitals(const std::string& text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return c >= 'A' && c <= 'Z'; });
}

ColumnValues values_of(const ColumnSample& sample, std::size_t column) {
  std::set<std::string> seen;
  std::size_t with_letters = 0;
  std::size_t with_small = 0;
  ColumnValues values;
  const ColumnSample::Row* before = nullptr;
  for (const ColumnSample::Row& row : sample.rows) {
    const std::string value = sample.value(row, column);
    with_letters += has_letter(value) ? 1 : 0;
    with_small += has_small_letter(value) ? 1 : 0;
    values.numeric = values.numeric && is_numeric(value);
    const bool same_sentence = before != nullptr && before->sentence == row.sentence;
    values.constant = values.constant && (!same_sentence || sample.value(*before, column) == value);
    before = &row;
    seen.insert(value);
  }
  values.distinct = seen.size();
  values.letters = with_letters * 2 > sample.rows.size();
  values.capitals = with_small == 0;
  values.small = with_small * 2 > sample.rows.size();
  return values;
}

ColumnNumbers::ColumnNumbers(const ColumnSample& sample, std::size_t column) {
  std::vector<std::string> ids;
  for (std::size_t i = 0; i < sample.rows.size(); ++i) {
    ids.push_back(sample.value(sample.rows[i], column));
    const bool last = i + 1 == sample.rows.size() || sample.rows[i + 1].sentence != sample.rows[i].sentence;
    if (!last) continue;
    add_sentence(ids);
    ids.clear();
  }
}

void ColumnNumbers::add_sentence(const std::vector<std::string>& ids) {
  ++sentences_;
  any_long_ = any_long_ || ids.size() > 1;
  const bool same = is_number(ids.front()) &&
                    std::all_of(ids.begin(), ids.end(), [&](const auto& id) { return id == ids.front(); });
  if (same && (sentences_ == 1 || std::stoul(ids.front()) == sentence_ + 1)) {
    ++numbered_;
    sentence_ = std::stoul(ids.front());
  }
  std::size_t expected = 0;
  std::size_t count = 0;
  for (const std::string& id : ids) {
    if (is_range_or_empty_node(id)) continue;
    if (!is_number(id)) return;
    const std::size_t number = std::stoul(id);
    const bool starts = count == 0 && (number <= 1 || number == last_ + 1);
    if (!starts && (count == 0 || number != expected)) return;
    expected = number + 1;
    ++count;
  }
  if (count == 0) return;
  last_ = expected - 1;
  ++counting_;
  several_ = several_ || count > 1;
}

SentenceCut sentence_cut(const ColumnSample& sample) {
  std::vector<std::string> ids;
  for (const ColumnSample::Row& row : sample.rows) ids.push_back(sample.value(row, 0));
  std::set<std::string> seen;
  std::size_t runs = 0;
  std::size_t restarts = 0;
  bool counts = !ids.empty() && is_number(ids.front()) && std::stoul(ids.front()) <= 1;
  bool comes_back = false;
  for (std::size_t i = 0; i < ids.size(); ++i) {
    if (!ends_in_digit(ids[i])) return SentenceCut::none;
    counts = counts && is_number(ids[i]);
    if (i == 0 || ids[i] != ids[i - 1]) {
      ++runs;
      comes_back = comes_back || !seen.insert(ids[i]).second;
    }
    if (i == 0 || !counts) continue;
    const std::size_t number = std::stoul(ids[i]);
    const bool restart = number == std::stoul(ids.front());
    counts = restart || number == std::stoul(ids[i - 1]) + 1;
    restarts += restart ? 1 : 0;
  }
  if (counts && restarts > 0 && restarts + 1 < ids.size()) return SentenceCut::restart;
  return runs >= 2 && runs < ids.size() && !comes_back ? SentenceCut::change : SentenceCut::none;
}

bool begins_sentence(SentenceCut cut, const std::string& before, const std::string& value) {
  if (cut == SentenceCut::change) return value != before;
  return cut == SentenceCut::restart && is_number(before) && is_number(value) &&
         std::stoul(value) <= std::stoul(before);
}

}  // namespace seqlab::corpus

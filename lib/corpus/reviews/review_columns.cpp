#include "corpus/reviews/review_columns.h"

#include <algorithm>
#include <array>
#include <iterator>
#include <span>
#include <unordered_map>
#include <unordered_set>

namespace seqlab::corpus {
namespace {

// The more usual first.
constexpr std::string_view kReviewTextNames[] = {
    "text",        "review",         "sentence",     "comment",     "content",       "body",
    "tweet",       "phrase",         "reviewtext",   "review_text", "review_body",   "reviewbody",
    "review text", "review_content", "comment_text", "tweet_text",  "sentimenttext", "message",
    "texts",       "reviews",        "sentences",    "comments",    "utterance",     "headline",
    "document",    "description",    "feedback"};
constexpr std::string_view kReviewLabelNames[] = {
    "label",  "sentiment", "polarity",    "class",  "category", "rating", "stars",   "score",
    "labels", "overall",   "star_rating", "target", "gold",     "intent", "emotion", "topic"};

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

bool is_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || static_cast<unsigned char>(c) >= 0x80U;
}

std::size_t words_in(std::string_view text) {
  std::size_t words = 0;
  bool inside = false;
  for (const char c : text) {
    const bool space = c == ' ' || c == '\t' || c == '\n' || c == '\r';
    words += !space && !inside ? 1 : 0;
    inside = !space;
  }
  return words;
}

bool looks_like_number(std::string_view text) {
  return std::any_of(text.begin(), text.end(), is_digit) &&
         text.find_first_not_of("0123456789+-.,eE% ") == std::string_view::npos;
}

bool names_day_or_month(std::string_view text) {
  constexpr std::array<std::string_view, 19> names = {"jan", "feb", "mar", "apr", "may", "jun", "jul",
                                                      "aug", "sep", "oct", "nov", "dec", "mon", "tue",
                                                      "wed", "thu", "fri", "sat", "sun"};
  const std::string lower = plain_name(text);
  for (std::size_t begin = 0; begin < lower.size();) {
    std::size_t end = begin;
    while (end < lower.size() && is_letter(lower[end])) ++end;
    const std::string_view word = std::string_view(lower).substr(begin, end - begin);
    constexpr std::size_t longest = 9;  // september, wednesday
    if (word.size() >= 3 && word.size() <= longest &&
        std::find(names.begin(), names.end(), word.substr(0, 3)) != names.end()) {
      return true;
    }
    begin = std::max(end, begin + 1);
  }
  return false;
}

// "2019-01-31 10:20", "Mon Apr 06 22:19:45 PDT 2009", "31/1/2019".
bool looks_like_date(std::string_view text) {
  constexpr std::size_t shortest = 6;
  constexpr std::size_t longest = 40;
  if (text.size() < shortest || text.size() > longest) return false;
  const auto digits = static_cast<std::size_t>(std::count_if(text.begin(), text.end(), is_digit));
  const auto letters = static_cast<std::size_t>(std::count_if(text.begin(), text.end(), is_letter));
  if (digits < 2) return false;
  if (names_day_or_month(text)) return letters <= 4 * digits;
  return letters <= 2 && digits >= 4 && text.find_first_of("-/:") != std::string_view::npos;
}

// What a column holds.
struct Facts {
  std::size_t records = 0;
  std::size_t filled = 0;
  std::size_t distinct = 0;
  std::size_t numbers = 0;
  std::size_t dates = 0;
  std::size_t unspaced = 0;  // values in a script without spaces between words
  double bytes = 0;          // mean of those that are filled
  double words = 0;

  [[nodiscard]] bool mostly(std::size_t count) const { return 2 * count > filled; }
  // All values are there, or all but one in a hundred.
  [[nodiscard]] bool full() const { return filled > 0 && 100 * (records - filled) <= records; }
  [[nodiscard]] bool constant() const { return full() && distinct == 1; }
  [[nodiscard]] bool short_values() const { return words <= 4 && bytes <= 40; }
  // Of several columns, those of labels have far fewer values than a large file has records.
  [[nodiscard]] bool labels() const {
    constexpr std::size_t small = 40;
    const std::size_t most = records < small ? records / 2 : std::max<std::size_t>(small / 2, records / 5);
    return full() && distinct >= 2 && distinct <= most && short_values() && !mostly(dates);
  }
  [[nodiscard]] bool repeated() const { return full() && 2 * distinct <= filled && short_values(); }
  [[nodiscard]] bool running_text() const {
    return 2 * filled >= records && filled > 0 && !mostly(numbers) && !mostly(dates) &&
           (words >= 2 || mostly(unspaced));
  }
  [[nodiscard]] bool texts() const { return running_text() && mostly(distinct); }
};

Facts facts_of(const std::vector<std::string_view>& values) {
  Facts facts;
  facts.records = values.size();
  std::unordered_set<std::string_view> distinct;
  for (const std::string_view value : values) {
    const std::size_t words = words_in(value);
    if (words == 0) continue;
    ++facts.filled;
    distinct.insert(value);
    facts.bytes += static_cast<double>(value.size());
    facts.words += static_cast<double>(words);
    facts.numbers += looks_like_number(value) ? 1 : 0;
    facts.dates += looks_like_date(value) ? 1 : 0;
    constexpr std::size_t long_word = 12;
    const auto wide = static_cast<std::size_t>(std::count_if(
        value.begin(), value.end(), [](char c) { return static_cast<unsigned char>(c) >= 0x80U; }));
    facts.unspaced += value.size() >= long_word && 2 * wide > value.size() ? 1 : 0;
  }
  facts.distinct = distinct.size();
  if (facts.filled > 0) {
    facts.bytes /= static_cast<double>(facts.filled);
    facts.words /= static_cast<double>(facts.filled);
  }
  return facts;
}

std::vector<Facts> facts_of_columns(const FieldRows& rows) {
  std::vector<Facts> facts;
  const std::size_t columns = rows.empty() ? 0 : rows.front().size();
  for (std::size_t column = 0; column < columns; ++column) {
    std::vector<std::string_view> values;
    values.reserve(rows.size());
    for (const auto& row : rows) values.emplace_back(row[column]);
    facts.push_back(facts_of(values));
  }
  return facts;
}

std::optional<std::size_t> named_column(const std::vector<std::string>& names,
                                        std::span<const std::string_view> usual) {
  for (const std::string_view name : usual) {
    for (std::size_t i = 0; i < names.size(); ++i) {
      if (plain_name(names[i]) == name) return i;
    }
  }
  return std::nullopt;
}

// Whether one of the words of a name is usual: airline_sentiment, "Review Text", reviewText.
bool has_usual_word(std::string_view name, std::span<const std::string_view> usual) {
  std::vector<std::string> words(1);
  for (std::size_t i = 0; i < name.size(); ++i) {
    const bool upper = name[i] >= 'A' && name[i] <= 'Z';
    const bool after_lower = i > 0 && name[i - 1] >= 'a' && name[i - 1] <= 'z';
    if (!is_letter(name[i]) || (upper && after_lower)) words.emplace_back();
    if (is_letter(name[i])) words.back() += name[i];
  }
  return std::any_of(words.begin(), words.end(), [&](const std::string& word) {
    return std::find(usual.begin(), usual.end(), plain_name(word)) != usual.end();
  });
}

// The only one of the candidates, or the only one whose name has a usual word.
std::optional<std::size_t> only_one(const std::vector<std::size_t>& candidates,
                                    const std::vector<std::string>& names,
                                    std::span<const std::string_view> usual) {
  if (candidates.size() == 1) return candidates.front();
  std::optional<std::size_t> found;
  for (const std::size_t column : candidates) {
    if (names.empty() || !has_usual_word(names[column], usual)) continue;
    if (found.has_value()) return std::nullopt;
    found = column;
  }
  return found;
}

class RoleFinder {
 public:
  RoleFinder(const std::vector<std::string>& names, const FieldRows& rows, UsualNames usual)
      : names_(names), facts_(facts_of_columns(rows)), records_(rows.size()), usual_(usual) {
    for (std::size_t i = 0; i < facts_.size(); ++i) {
      if (facts_[i].filled > 0) used_.push_back(i);
    }
  }

  [[nodiscard]] ColumnRoles find(ColumnRoles roles, bool labels) const {
    if (!names_.empty()) add_named(roles);
    if (!roles.text.has_value() && used_.size() == 1 && used_.front() != roles.label &&
        !is_numbers(used_.front())) {
      roles.text = used_.front();
    }
    if (used_.size() == 2) add_other(roles);
    if (!labels) {
      if (!roles.text.has_value()) roles.text = unlabelled_text(roles);
      return roles;
    }
    if (records_ < few_records) {
      if (names_.empty() ||
          (usual_ == UsualNames::first && !roles.text.has_value() && !roles.label.has_value())) {
        add_by_order(roles);
      }
    } else if (used_.size() == 2) {
      add_pair(roles);
    } else {
      if (!roles.text.has_value()) roles.text = longest_text(roles.label);
      if (!roles.label.has_value()) roles.label = fewest_values(roles.text);
    }
    return roles;
  }

 private:
  void add_named(ColumnRoles& roles) const {
    const auto text = named(kReviewTextNames);
    const auto label = named(kReviewLabelNames);
    if (!roles.text.has_value() && text != roles.label) roles.text = text;
    if (!roles.label.has_value() && label != roles.text) roles.label = label;
  }

  [[nodiscard]] std::optional<std::size_t> named(std::span<const std::string_view> usual) const {
    const auto count = std::count_if(used_.begin(), used_.end(), [&](std::size_t column) {
      return std::find(usual.begin(), usual.end(), plain_name(names_[column])) != usual.end();
    });
    if (usual_ == UsualNames::only && count != 1) return std::nullopt;
    return named_column(names_, usual);
  }

  // Of two columns, one determines the other.
  void add_other(ColumnRoles& roles) const {
    const auto other = [this](std::size_t column) -> std::optional<std::size_t> {
      if (column == used_[0]) return used_[1];
      if (column == used_[1]) return used_[0];
      return std::nullopt;
    };
    if (roles.text.has_value() && !roles.label.has_value()) roles.label = other(*roles.text);
    if (roles.label.has_value() && !roles.text.has_value()) roles.text = other(*roles.label);
  }

  // Few records without names: label before text, unless the column of the text has none and another has.
  void add_by_order(ColumnRoles& roles) const {
    if (facts_.size() < 2 || (ids_before_labels() && !roles.label.has_value())) return;
    const std::size_t text = roles.label == std::size_t{1} ? 0 : 1;
    if (!roles.text.has_value() && is_no_text(text)) return;
    if (!roles.text.has_value()) roles.text = text;
    if (!roles.label.has_value()) roles.label = roles.text == std::size_t{0} ? 1 : 0;
  }

  // Numbers, dates, the same in each record, or single words beside longer texts.
  [[nodiscard]] bool is_no_text(std::size_t column) const {
    const Facts& facts = facts_[column];
    const bool constant = records_ > 1 && facts.constant();
    const bool no_text = constant || is_numbers(column) || facts.mostly(facts.dates);
    constexpr double words_of_text = 3;
    return std::any_of(used_.begin(), used_.end(), [&](std::size_t i) {
      const Facts& other = facts_[i];
      if (i == column || !other.running_text() || other.distinct < facts.distinct) return false;
      return no_text || (!facts.running_text() && other.words >= words_of_text);
    });
  }

  // The first of three columns or more counts, and another one has labels.
  [[nodiscard]] bool ids_before_labels() const {
    return used_.size() > 2 && records_ > 2 && facts_[0].distinct == records_ &&
           std::any_of(facts_.begin() + 1, facts_.end(), [](const Facts& facts) { return facts.labels(); });
  }

  [[nodiscard]] std::optional<std::size_t> second(const ColumnRoles& roles) const {
    if (facts_.empty()) return std::nullopt;
    return facts_.size() == 1 || roles.label == std::size_t{1} ? 0 : 1;
  }

  [[nodiscard]] bool is_numbers(std::size_t column) const {
    return facts_[column].mostly(facts_[column].numbers);
  }

  [[nodiscard]] std::optional<std::size_t> unlabelled_text(const ColumnRoles& roles) const {
    const bool pair_of_words = used_.size() == 2 && no_texts();
    if (records_ >= few_records && !pair_of_words) return longest_text(roles.label);
    return names_.empty() ? second(roles) : std::nullopt;
  }

  [[nodiscard]] bool no_texts() const {
    return std::none_of(facts_.begin(), facts_.end(),
                        [](const Facts& facts) { return facts.running_text(); });
  }

  // Two columns that say nothing by their names.
  void add_pair(ColumnRoles& roles) const {
    if (roles.text.has_value()) return;
    const Facts& first = facts_[used_[0]];
    const Facts& second = facts_[used_[1]];
    bool in_order = first.repeated();
    if (first.repeated() == second.repeated()) {
      constexpr std::size_t few_texts = 20;
      if (!first.repeated() && records_ >= few_texts) return;
      in_order = first.distinct <= second.distinct && first.bytes <= second.bytes;
      const bool reversed = second.distinct <= first.distinct && second.bytes <= first.bytes;
      if (!in_order && (!reversed || !first.repeated())) return;
    }
    const std::size_t text = used_[in_order ? 1 : 0];
    if (is_numbers(text) || facts_[text].mostly(facts_[text].dates)) return;
    roles = {text, used_[in_order ? 0 : 1]};
  }

  // The column of the longest texts, if no other has almost as long ones.
  [[nodiscard]] std::optional<std::size_t> longest_text(std::optional<std::size_t> label) const {
    std::vector<std::size_t> candidates = text_candidates(label, &Facts::texts);
    if (candidates.empty()) candidates = text_candidates(label, &Facts::running_text);
    if (candidates.empty()) return std::nullopt;
    double most = 0;
    for (const std::size_t column : candidates) most = std::max(most, facts_[column].bytes);
    constexpr double almost = 0.6;
    std::erase_if(candidates, [&](std::size_t column) { return facts_[column].bytes < almost * most; });
    return only_one(candidates, names_, kReviewTextNames);
  }

  [[nodiscard]] std::vector<std::size_t> text_candidates(std::optional<std::size_t> label,
                                                         bool (Facts::*fits)() const) const {
    std::vector<std::size_t> candidates;
    for (const std::size_t column : used_) {
      if (column != label && (facts_[column].*fits)()) candidates.push_back(column);
    }
    return candidates;
  }

  // The column of labels. In a file that is sorted by labels, the first records have only one.
  [[nodiscard]] std::optional<std::size_t> fewest_values(std::optional<std::size_t> text) const {
    std::vector<std::size_t> candidates;
    std::vector<std::size_t> constant;
    for (const std::size_t column : used_) {
      if (column == text) continue;
      if (facts_[column].labels()) candidates.push_back(column);
      if (facts_[column].constant() && facts_[column].short_values()) constant.push_back(column);
    }
    return only_one(candidates.empty() ? constant : candidates, names_, kReviewLabelNames);
  }

  const std::vector<std::string>& names_;
  std::vector<Facts> facts_;
  std::size_t records_;
  UsualNames usual_;
  std::vector<std::size_t> used_;  // columns that hold anything
};

// Whether a field could be the name of a column.
bool is_name(std::string_view field) {
  constexpr std::size_t longest = 40;
  return field.size() <= longest && words_in(field) <= 3 && !looks_like_number(field) &&
         (field.empty() || field.find_last_of(".!?,;") != field.size() - 1);
}

// Whether a name occurs among the values of its column.
bool recurs(const std::vector<std::string>& names, std::size_t column, const FieldRows& rows) {
  return std::any_of(rows.begin(), rows.end(), [&](const std::vector<std::string>& row) {
    return row[column] == names[column] && row != names;
  });
}

// Whether a record has a label of its own, where all others recur, and a text that is shorter than most.
bool stands_out(const std::vector<std::string>& first, const FieldRows& rows, std::size_t label,
                std::size_t text) {
  std::unordered_map<std::string_view, std::size_t> counts;
  std::size_t longer = 0;
  for (const std::vector<std::string>& row : rows) {
    ++counts[row[label]];
    longer += row[text].size() > first[text].size() ? 1 : 0;
  }
  const bool recur =
      std::all_of(counts.begin(), counts.end(), [](const auto& count) { return count.second > 1; });
  return recur && !first[label].empty() && counts.count(first[label]) == 0 && 4 * longer >= 3 * rows.size();
}

// Whether the first of a few records has names, each of one word: of labels, where the others are numbers or
// occur more than once.
bool is_header_of_few(const std::vector<std::string>& first, const FieldRows& rows) {
  constexpr std::size_t fewest_rows = 3;
  const bool words = std::all_of(first.begin(), first.end(), [](const std::string& name) {
    return words_in(name) == 1 && is_name(name);
  });
  if (!words || rows.size() < fewest_rows) return false;
  const ColumnRoles roles = find_roles({}, rows, {}, true);
  if (!roles.label.has_value() || !roles.text.has_value()) return false;
  const Facts labels = facts_of_columns(rows)[*roles.label];
  return labels.numbers == labels.records || stands_out(first, rows, *roles.label, *roles.text);
}

// The header line may be repeated where files were joined.
FieldRows without(const FieldRows& rows, const std::vector<std::string>& header) {
  FieldRows result;
  std::copy_if(rows.begin(), rows.end(), std::back_inserter(result),
               [&](const auto& row) { return row != header; });
  return result;
}

}  // namespace

std::string plain_name(std::string_view name) {
  const std::size_t begin = std::min(name.find_first_not_of(' '), name.size());
  name = name.substr(begin, name.find_last_not_of(' ') + 1 - begin);
  std::string result(name);
  for (char& c : result) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  return result;
}

std::optional<std::size_t> usual_text_column(const std::vector<std::string>& names) {
  return named_column(names, kReviewTextNames);
}

std::optional<std::size_t> usual_label_column(const std::vector<std::string>& names) {
  return named_column(names, kReviewLabelNames);
}

ColumnRoles find_roles(const std::vector<std::string>& names, const FieldRows& rows, ColumnRoles known,
                       bool labels, UsualNames usual) {
  return RoleFinder(names, rows, usual).find(known, labels);
}

bool is_header(const std::vector<std::string>& first, const FieldRows& all, bool often) {
  const FieldRows rows = without(all, first);
  const bool names = std::all_of(first.begin(), first.end(), is_name);
  const auto usual = [&](const std::optional<std::size_t>& column) {
    return column.has_value() && !recurs(first, *column, rows);
  };
  const bool text = usual(usual_text_column(first));
  const bool label = usual(usual_label_column(first));
  if ((text && label) || ((text || label) && (names || often))) return true;
  if (rows.size() + 1 < few_records) return is_header_of_few(first, rows);
  const std::vector<Facts> facts = facts_of_columns(rows);
  for (std::size_t i = 0; i < first.size(); ++i) {
    const bool numbers = facts[i].filled > 1 && facts[i].numbers == facts[i].filled;
    if (numbers && words_in(first[i]) > 0 && !looks_like_number(first[i])) return true;
  }
  if (!names || rows.size() < few_records) return false;
  const ColumnRoles roles = find_roles({}, rows, {}, true);
  return roles.label.has_value() && stands_out(first, rows, *roles.label, *roles.text);
}

bool are_labels(const std::vector<std::string_view>& values) {
  return facts_of(values).repeated();
}

std::string described_columns(const std::vector<std::string>& names, const FieldRows& rows) {
  const auto cut = [](std::string_view text) {
    std::size_t size = std::min<std::size_t>(text.size(), 40);
    while (size < text.size() && size > 0 && (static_cast<unsigned char>(text[size]) & 0xC0U) == 0x80U)
      --size;
    return std::string(text.substr(0, size)) + (size < text.size() ? "..." : "");
  };
  const std::size_t columns = names.empty() ? (rows.empty() ? 0 : rows.front().size()) : names.size();
  std::string result;
  for (std::size_t i = 0; i < columns; ++i) {
    result += (i == 0 ? "" : ", ") + std::to_string(i + 1) + " (";
    if (!names.empty()) result += cut(names[i]) + (rows.empty() ? "" : ": ");
    result += (rows.empty() ? "" : cut(rows.front()[i])) + ")";
  }
  return result;
}

}  // namespace seqlab::corpus

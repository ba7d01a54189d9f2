#include "corpus/reviews/reviews.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <optional>
#include <stdexcept>
#include <utility>

#include "base/names.h"
#include "corpus/json/json_provenance.h"
#include "corpus/lines.h"
#include "corpus/readers.h"
#include "corpus/reviews/review_readers.h"
#include "corpus/reviews/tree.h"

namespace seqlab::corpus {
namespace {

constexpr std::string_view kFastTextMark = "__label__";

// The phrases of a deep tree can have the square of its tokens in total; a sentence of 4,000 words at worst.
constexpr std::size_t kMostPhraseTokens = 10'000'000;

std::size_t first_space(std::string_view text) {
  return std::min(text.find_first_of(" \t"), text.size());
}

// A text without its leading spaces.
std::string_view after_spaces(std::string_view text) {
  return text.substr(std::min(text.find_first_not_of(" \t"), text.size()));
}

bool is_csv_name(std::string_view name) {
  for (const std::string_view compressed : {".gz", ".zst"}) {
    if (name.ends_with(compressed)) name.remove_suffix(compressed.size());
  }
  return name.ends_with(".csv") || name.ends_with(".CSV");
}

// By the name for CSV, else by the first line that is not blank: an object, a fastText mark, a tree, a label
// before a tab. Without labels, tabs and brackets are ordinary characters.
ReviewFormat recognised(Lines& lines, bool labels) {
  if (is_csv_name(lines.name())) return ReviewFormat::csv;
  constexpr std::size_t most_lines = 1000;
  for (std::size_t ahead = 0; ahead < most_lines; ++ahead) {
    const Line* line = lines.peek(ahead);
    if (line == nullptr) break;
    if (is_blank(line->text)) continue;
    const std::string_view text = line->text;
    if (after_spaces(text).starts_with('{')) return ReviewFormat::jsonl;
    if (text.starts_with(kFastTextMark)) return ReviewFormat::fasttext;
    if (!labels) return ReviewFormat::lines;
    if (looks_like_tree(text)) return ReviewFormat::trees;
    return text.find('\t') != std::string_view::npos ? ReviewFormat::tsv : ReviewFormat::space;
  }
  return labels ? ReviewFormat::space : ReviewFormat::lines;
}

// The class of a tree's label; nothing if it is left out. Throws DataError for a label without a class.
std::optional<std::string_view> class_of(std::string_view label, TreeClasses classes, const Place& place) {
  if (classes == TreeClasses::all) return label;
  if (label == "0" || label == "1") return "0";
  if (label == "3" || label == "4") return "1";
  if (label == "2") return std::nullopt;
  throw DataError(place,
                  "the label '" + std::string(label) +
                      "' is not one of 0 to 4, which --classes 2 maps to two classes; --classes all keeps "
                      "labels as they are");
}

class LineReviewReader : public ReviewReader {
 public:
  LineReviewReader(Lines lines, ReviewFormat format, const ReviewOptions& options)
      : lines_(std::move(lines)), format_(format), options_(options) {}

  bool take(Review& review) override {
    review = {};
    Line line;
    do {
      if (!lines_.next(line)) return false;
    } while ((format_ == ReviewFormat::jsonl || format_ == ReviewFormat::trees) && is_blank(line.text));
    review.format = format_;
    review.place = {lines_.name(), line.number, 0};
    review.raw = line.text;
    review.expected_tokens = expected_tokens(line.text);
    return true;
  }

  void parse(Review& review) const override {
    const std::string line = std::move(review.raw);
    bool tokens_given = false;
    switch (format_) {
      case ReviewFormat::tsv:
        read_tsv(line, review);
        break;
      case ReviewFormat::space:
        read_space(line, review);
        break;
      case ReviewFormat::fasttext:
        read_fasttext(line, review);
        break;
      case ReviewFormat::jsonl:
        tokens_given = read_json(line, review);
        break;
      case ReviewFormat::trees:
        read_tree(line, review);
        tokens_given = true;
        break;
      default:
        review.text = line;
    }
    if (review.label.empty() && options_.labels) {
      throw DataError(review.place, "no label; " + std::string(expected()));
    }
    if (!tokens_given) review.tokens = review_tokens(review.text, options_);
  }

  [[nodiscard]] bool record_buffered() override { return lines_.buffered(); }
  [[nodiscard]] ReviewFormat format() const override { return format_; }

 private:
  [[nodiscard]] std::string_view expected() const {
    switch (format_) {
      case ReviewFormat::tsv:
        return "a line is label, tab, text";
      case ReviewFormat::space:
        return "a line is label, space, text";
      case ReviewFormat::fasttext:
        return "a line is __label__ with the label, space, text";
      case ReviewFormat::jsonl:
        return "an object has \"label\" and \"text\"";
      case ReviewFormat::trees:
        return "a line is a tree";
      default:
        return "lines of text have no labels; choose another --input-format";
    }
  }

  void read_tsv(std::string_view line, Review& review) const {
    const std::size_t tab = line.find('\t');
    if (tab == std::string_view::npos) {
      throw DataError({review.place.file, review.place.line, line.size() + 1},
                      "no tab; a line is label, tab, text");
    }
    review.label = line.substr(0, tab);
    review.text = line.substr(tab + 1);
  }

  static void read_space(std::string_view line, Review& review) {
    const std::size_t space = first_space(line);
    review.label = line.substr(0, space);
    review.text = line.substr(std::min(space + 1, line.size()));
  }

  static void read_fasttext(std::string_view line, Review& review) {
    if (!line.starts_with(kFastTextMark)) {
      review.text = line;
      return;
    }
    const std::size_t space = first_space(line);
    review.label = line.substr(kFastTextMark.size(), space - kFastTextMark.size());
    const std::string_view rest = after_spaces(line.substr(space));
    if (rest.starts_with(kFastTextMark)) {
      throw DataError({review.place.file, review.place.line, line.size() - rest.size() + 1},
                      "a second label; a text has only one");
    }
    review.text = line.substr(std::min(space + 1, line.size()));
  }

  void read_tree(std::string_view line, Review& review) const {
    const Tree tree = parse_tree(line, review.place);
    const auto class_of_node = [&](const Tree::Node& node) {
      const auto column = static_cast<std::size_t>(node.label.data() - line.data()) + 1;
      return class_of(node.label, options_.classes, {review.place.file, review.place.line, column});
    };
    const auto label = class_of_node(tree.nodes.front());
    review.left_out = !label.has_value();
    review.label = label.value_or(tree.nodes.front().label);
    for (const std::string_view token : tree.tokens) {
      if (!review.text.empty()) review.text += ' ';
      review.text += token;
      review.tokens.push_back(review_word(token, options_));
    }
    if (!options_.phrases) return;
    std::size_t tokens = 0;
    for (const Tree::Node& node : tree.nodes) {
      const auto phrase_label = class_of_node(node);
      if (!phrase_label.has_value()) continue;
      tokens += node.end - node.begin;
      if (tokens > kMostPhraseTokens) {
        throw DataError(review.place, "the phrases of this tree have more than " +
                                          std::to_string(kMostPhraseTokens) +
                                          " tokens in total; read only its root (--phrases root)");
      }
      review.phrases.push_back({std::string(*phrase_label), node.begin, node.end});
    }
  }

  // Returns whether the object had tokens.
  bool read_json(const std::string& line, Review& review) const {
    const auto provenance = std::make_shared<JsonProvenance>(JsonObject(line, review.place));
    review.provenance = provenance;
    const JsonObject& object = provenance->object;
    const nlohmann::json* text = object.find("text");
    const nlohmann::json* tokens = object.find("tokens");
    if (text == nullptr && tokens == nullptr) {
      throw DataError(review.place, "the object has neither text nor tokens");
    }
    if (text != nullptr) review.text = string_of(*text, "text", review.place);
    if (tokens != nullptr) {
      read_tokens(*tokens, review);
      if (text == nullptr) {
        for (const std::string& token : review.tokens)
          review.text += (review.text.empty() ? "" : " ") + token;
      }
    }
    const nlohmann::json* label = object.find("label");
    if (label == nullptr || label->is_null()) return tokens != nullptr;
    // Classes are often numbers, such as 0 and 1 or stars.
    review.label =
        label->is_number() || label->is_boolean() ? label->dump() : string_of(*label, "label", review.place);
    return tokens != nullptr;
  }

  static std::string string_of(const nlohmann::json& value, const std::string& what, const Place& place) {
    if (!value.is_string()) {
      throw DataError(place, what + " is " + value.type_name() + "; it must be a string");
    }
    return value.get<std::string>();
  }

  void read_tokens(const nlohmann::json& tokens, Review& review) const {
    if (!tokens.is_array()) {
      throw DataError(review.place,
                      std::string("tokens is ") + tokens.type_name() + "; it must be an array of strings");
    }
    for (const nlohmann::json& token : tokens) {
      const std::string word = string_of(token, "a token", review.place);
      if (word.empty()) throw DataError(review.place, "a token is empty; every token has a word");
      review.tokens.push_back(review_word(word, options_));
    }
  }

  Lines lines_;
  ReviewFormat format_;
  ReviewOptions options_;
};

}  // namespace

std::unique_ptr<ReviewReader> make_review_reader(std::unique_ptr<io::Input> input,
                                                 const ReviewOptions& options) {
  Lines lines(std::move(input), options.encoding, options.replace_invalid);
  const ReviewFormat format =
      options.format == ReviewFormat::automatic ? recognised(lines, options.labels) : options.format;
  if (format == ReviewFormat::csv) return make_csv_review_reader(std::move(lines), options);
  if (!options.text_column.empty() || !options.label_column.empty() || options.delimiter != 0) {
    throw UsageError(lines.name() +
                     ": --text-column, --label-column and --delimiter are for CSV; this is read as " +
                     std::string(base::name_of(format)) + " (--input-format csv reads it as CSV)");
  }
  return std::make_unique<LineReviewReader>(std::move(lines), format, options);
}

std::vector<Review> read_reviews(const std::string& path, const ReviewOptions& options) {
  const std::unique_ptr<ReviewReader> reader = make_review_reader(io::open_input(path), options);
  std::vector<Review> reviews;
  for (Review review; reader->next(review);) {
    review.provenance = nullptr;
    reviews.push_back(std::move(review));
  }
  if (reviews.empty()) {
    throw DataError({path, 0, 0}, "no review in a file read as " +
                                      std::string(base::name_of(reader->format())) +
                                      "; if that is the wrong format, choose another with --input-format");
  }
  return reviews;
}

}  // namespace seqlab::corpus

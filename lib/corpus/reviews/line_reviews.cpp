// Reviews of one line each: label, tab, text; label, space, text; fastText's labels; trees; texts alone.
#include <algorithm>
#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "corpus/lines.h"
#include "corpus/readers.h"
#include "corpus/reviews/line_labels.h"
#include "corpus/reviews/review_readers.h"
#include "corpus/reviews/tree.h"

namespace seqlab::corpus {
namespace {

// The phrases of a deep tree can have the square of its tokens in total; a sentence of 4,000 words at worst.
constexpr std::size_t kMostPhraseTokens = 10'000'000;

// The class of a tree's label; nothing if it is left out. Throws DataError for a label without a class.
std::optional<std::string_view> class_of(std::string_view label, TreeClasses classes, const Place& place) {
  if (classes == TreeClasses::all) return label;
  const bool three = classes == TreeClasses::three;
  if (label == "0" || label == "1") return three ? "negative" : "0";
  if (label == "3" || label == "4") return three ? "positive" : "1";
  if (label == "2") return three ? std::optional("neutral") : std::nullopt;
  const std::string name(base::name_of(classes));
  throw DataError(place, "the label '" + std::string(label) + "' is not one of 0 to 4, which --classes " +
                             name + " maps to " + name + " classes; --classes all keeps labels as they are");
}

class LineReviewReader : public ReviewReader {
 public:
  LineReviewReader(Lines lines, ReviewFormat format, bool label_last, const ReviewOptions& options)
      : ReviewReader(options),
        lines_(std::move(lines)),
        format_(format),
        label_last_(label_last),
        options_(options) {}

  bool take(Review& review) override {
    review = {};
    Line line;
    do {
      if (!lines_.next(line)) return false;
    } while (format_ == ReviewFormat::trees && is_blank(line.text));
    review.format = format_;
    review.place = {lines_.name(), line.number, 0};
    review.raw = line.text;
    review.expected_tokens = expected_tokens(line.text);
    return true;
  }

  [[nodiscard]] bool record_buffered() override { return lines_.buffered(); }
  [[nodiscard]] ReviewFormat format() const override { return format_; }
  [[nodiscard]] ReadingPlan plan() const override {
    switch (format_) {
      case ReviewFormat::tsv:
        return {"label, tab, text", {}};
      case ReviewFormat::space:
        return {"label, space, text", {}};
      case ReviewFormat::fasttext:
        return {
            label_last_ ? "text, space, __label__ with the label" : "__label__ with the label, space, text",
            {}};
      case ReviewFormat::trees:
        return {"parse trees", {}};
      default:
        return {"a text per line", {}};
    }
  }

 protected:
  void read(Review& review) const override {
    const std::string& raw = review.raw;
    const std::string_view line = format_ == ReviewFormat::lines ? raw : without_mark(raw);
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
      case ReviewFormat::trees:
        read_tree(line, review);
        break;
      default:
        review.text = line;
    }
    if (review.label.empty() && options_.labels) {
      throw DataError(review.place, "no label; " + std::string(expected()));
    }
    if (format_ != ReviewFormat::trees) tokenise(review, options_);
  }

 private:
  [[nodiscard]] std::string_view expected() const {
    switch (format_) {
      case ReviewFormat::tsv:
        return "a line is label, tab, text";
      case ReviewFormat::space:
        return "a line is label, space, text";
      case ReviewFormat::fasttext:
        return label_last_ ? "a line is text, space, __label__ with the label"
                           : "a line is __label__ with the label, space, text";
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
    review.label = trimmed_label(line.substr(0, tab));
    review.text = line.substr(tab + 1);
  }

  static void read_space(std::string_view line, Review& review) {
    const std::size_t space = first_space(line);
    review.label = line.substr(0, space);
    review.text = line.substr(std::min(space + 1, line.size()));
  }

  static void read_last_label(std::string_view line, Review& review) {
    const std::size_t mark = final_mark(line);
    review.text = line.substr(0, mark);
    if (mark == line.size()) return;
    review.label = trimmed_label(line.substr(mark + kFastTextMark.size()));
    review.text.pop_back();
    const std::size_t other = final_mark(review.text);
    if (other < review.text.size() || begins_with_mark(line)) {
      throw DataError({review.place.file, review.place.line, mark + 1},
                      "a second label; a text has only one");
    }
  }

  void read_fasttext(std::string_view line, Review& review) const {
    if (label_last_) {
      read_last_label(line, review);
      return;
    }
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

  Lines lines_;
  ReviewFormat format_;
  bool label_last_;
  ReviewOptions options_;
};

}  // namespace

std::unique_ptr<ReviewReader> make_line_review_reader(Lines lines, ReviewFormat format, bool label_last,
                                                      const ReviewOptions& options) {
  return std::make_unique<LineReviewReader>(std::move(lines), format, label_last, options);
}

}  // namespace seqlab::corpus

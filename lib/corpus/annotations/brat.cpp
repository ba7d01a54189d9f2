// brat's standoff annotation: spans in a file beside their text.
#include <algorithm>
#include <charconv>
#include <cstddef>
#include <filesystem>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

#include "base/errors.h"
#include "corpus/annotations/brat_files.h"
#include "corpus/readers.h"
#include "corpus/schemes/span_labels.h"
#include "corpus/tally.h"
#include "corpus/tokenised_text.h"
#include "text/ascii.h"

namespace seqlab::corpus {
namespace {

// A line T: an identifier, a type, fragments in the file's unit, and the text that they cover.
struct BratSpan {
  std::string id;
  std::string type;
  std::vector<std::pair<std::size_t, std::size_t>> fragments;
  std::optional<std::string> text;
  std::size_t line = 0;

  [[nodiscard]] std::string name() const { return id + " (" + type + ")"; }
};

// What take() leaves for parse(): the lines of the annotation.
struct BratAnnotation : Provenance {
  std::vector<BratSpan> spans;
};

// Reads numbers and separators of a line.
class BratLine {
 public:
  explicit BratLine(std::string_view line) : rest_(line) {}

  std::string_view word() {
    const std::size_t end = std::min(rest_.find_first_of(" \t"), rest_.size());
    const std::string_view word = rest_.substr(0, end);
    rest_.remove_prefix(end);
    return word;
  }
  // One or more spaces or tabs.
  bool space() {
    const std::size_t end = std::min(rest_.find_first_not_of(" \t"), rest_.size());
    rest_.remove_prefix(end);
    return end > 0;
  }
  bool number(std::size_t& value) {
    const auto [end, error] = std::from_chars(rest_.data(), rest_.data() + rest_.size(), value);
    if (error != std::errc()) return false;
    rest_.remove_prefix(static_cast<std::size_t>(end - rest_.data()));
    return true;
  }
  bool skip(char c) {
    if (!rest_.starts_with(c)) return false;
    rest_.remove_prefix(1);
    return true;
  }
  [[nodiscard]] std::string_view rest() const { return rest_; }

 private:
  std::string_view rest_;
};

// Parses "T1<TAB>PER 0 4;6 9<TAB>Anna"; nothing if the line is something else.
std::optional<BratSpan> parse_span(const Line& line) {
  BratLine parts(line.text);
  BratSpan span;
  span.line = line.number;
  span.id = parts.word();
  if (span.id.size() < 2 || span.id[0] != 'T' || !parts.space()) return std::nullopt;
  span.type = parts.word();
  if (span.type.empty() || !parts.space()) return std::nullopt;
  do {
    auto& [begin, end] = span.fragments.emplace_back();
    if (!parts.number(begin) || !parts.space() || !parts.number(end) || begin > end) return std::nullopt;
  } while (parts.skip(';'));
  if (parts.skip('\t') || parts.skip(' ')) {
    span.text = parts.rest();
  } else if (!parts.rest().empty()) {
    return std::nullopt;
  }
  return span;
}

// Relations, events, attributes, normalisations, notes and equivalences label no tokens.
bool is_other_annotation(std::string_view line) {
  return std::string_view("REAMN#*").find(line[0]) != std::string_view::npos &&
         line.find('\t') != std::string_view::npos;
}

// With one space for each run of white space, and none at the ends.
std::string with_single_spaces(std::string_view text) {
  std::string result;
  for (const char c : text) {
    if (is_blank({&c, 1}) || c == '\n') {
      if (!result.empty() && result.back() != ' ') result += ' ';
    } else {
      result += c;
    }
  }
  if (result.ends_with(' ')) result.pop_back();
  return result;
}

std::string without_carriage_returns(std::string_view text) {
  std::string result;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '\r' || !text.substr(i + 1).starts_with('\n')) result += text[i];
  }
  return result;
}

// Offsets that count from the start of a text, or from a byte order mark before it.
class BratOffsets {
 public:
  BratOffsets(const std::string& text, text::OffsetUnit unit, bool mark)
      : text_(text),
        map_(text, unit),
        shift_(!mark                            ? 0
               : unit == text::OffsetUnit::byte ? 3
                                                : 1) {}

  [[nodiscard]] const text::OffsetMap& map() const { return map_; }

  // A fragment in bytes; nothing if there is no such place in the text.
  [[nodiscard]] std::optional<text::TextSpan> bytes(const std::pair<std::size_t, std::size_t>& place) const {
    if (place.first < shift_) return std::nullopt;
    const auto begin = map_.to_byte(place.first - shift_);
    const auto end = map_.to_byte(place.second - shift_);
    if (!begin || !end) return std::nullopt;
    return text::TextSpan{*begin, *end};
  }

  // The text of a span's fragments; nothing if one is not in the text.
  [[nodiscard]] std::optional<std::string> covered(const BratSpan& span) const {
    std::string covered;
    for (const auto& fragment : span.fragments) {
      const auto place = bytes(fragment);
      if (!place) return std::nullopt;
      covered += ' ';
      covered += std::string_view(text_).substr(place->begin, place->end - place->begin);
    }
    return with_single_spaces(covered);
  }

  // Whether a span is in the text and covers what its line repeats of it. Reads no more of the text than the
  // line has: spans may overlap.
  [[nodiscard]] bool fits(const BratSpan& span) const {
    const std::string wanted = with_single_spaces(span.text.value_or(""));
    std::size_t matched = 0;  // bytes of `wanted`
    const auto match = [&](char c) { return matched < wanted.size() && wanted[matched++] == c; };
    for (const auto& fragment : span.fragments) {
      const auto place = bytes(fragment);
      if (!place) return false;
      if (!span.text.has_value()) continue;
      bool space = true;
      for (const char c : std::string_view(text_).substr(place->begin, place->end - place->begin)) {
        if (is_blank({&c, 1}) || c == '\n') {
          space = true;
          continue;
        }
        if (space && matched > 0 && !match(' ')) return false;
        space = false;
        if (!match(c)) return false;
      }
    }
    return matched == wanted.size();
  }

 private:
  const std::string& text_;
  text::OffsetMap map_;
  std::size_t shift_;
};

class BratReader : public RecordReader {
 public:
  // `annotation`: nothing if no labels are read.
  BratReader(Lines text, std::optional<Lines> annotation, const ReaderOptions& options)
      : RecordReader(options),
        text_(std::move(text)),
        annotation_(std::move(annotation)),
        options_(options),
        labels_(annotation_.has_value() ? annotation_->name() : "") {}

  bool take(Record& record) override {
    record = {};
    if (std::exchange(taken_, true)) return false;
    for (Line line; text_.next(line);) {
      record.raw += line.text;
      record.raw += line.end;
    }
    record.line = 1;
    record.expected_tokens = expected_tokens(record.raw);
    if (annotation_.has_value()) record.provenance = read_annotation(*annotation_);
    return true;
  }

  void read(Record& record) const override {
    const auto annotation =
        std::static_pointer_cast<BratAnnotation>(std::exchange(record.provenance, nullptr));
    record.text = std::move(record.raw);
    std::vector<text::TextSentence> cuts;
    std::optional<Labels> labels;
    if (annotation == nullptr) {
      cuts = tokens_of(record.text);
    } else {
      labels = labels_of(annotation->spans, record.text, cuts);
    }
    LineCounter lines(record.text);
    for (text::TextSentence& cut : cuts) {
      Sentence sentence = sentence_of(record.text, std::move(cut), options_);
      sentence.file = text_.name();
      for (const text::TextSpan& token : sentence.offsets) sentence.lines.push_back(lines.at(token.begin));
      record.sentences.push_back(std::move(sentence));
    }
    if (labels.has_value()) add_gold(*labels, record.sentences);
  }

  [[nodiscard]] bool record_buffered() override { return true; }
  [[nodiscard]] Format format() const override { return Format::brat; }
  [[nodiscard]] std::vector<std::string> label_remarks() const override {
    const std::scoped_lock lock(mutex_);
    std::vector<std::string> remarks;
    misaligned_.remark(labels_, "span meets no token border and was passed over",
                       "spans meet no token border and were passed over", remarks);
    return remarks;
  }
  [[nodiscard]] ReadingPlan plan() const override {
    ReadingPlan plan{"brat standoff", {{"text", text_.name()}}};
    if (!labels_.empty()) plan.parts.emplace_back("labels", labels_);
    return plan;
  }

 private:
  // Counts lines up to places that are asked for in order.
  class LineCounter {
   public:
    explicit LineCounter(std::string_view text) : text_(text) {}
    std::size_t at(std::size_t byte) {
      for (; byte_ < byte; ++byte_) line_ += text_[byte_] == '\n' ? 1 : 0;
      return line_;
    }

   private:
    std::string_view text_;
    std::size_t byte_ = 0;
    std::size_t line_ = 1;
  };

  static std::shared_ptr<BratAnnotation> read_annotation(Lines& lines) {
    auto annotation = std::make_shared<BratAnnotation>();
    for (Line line; lines.next(line);) {
      if (is_blank(line.text) || is_other_annotation(line.text)) continue;
      std::optional<BratSpan> span = parse_span(line);
      if (!span) {
        throw DataError({lines.name(), line.number, 1},
                        "no annotation of brat; a span is T1<TAB>PER 0 4<TAB>Anna");
      }
      annotation->spans.push_back(std::move(*span));
    }
    return annotation;
  }

  // Chooses how the offsets count: a carriage return before a line end or a byte order mark may have been
  // added to the text, or removed, after it was annotated. Then finds the labels of the tokens.
  Labels labels_of(const std::vector<BratSpan>& spans, std::string& text,
                   std::vector<text::TextSentence>& cuts) const {
    const std::string unix_text = without_carriage_returns(text);
    for (const bool mark : {false, true}) {
      for (const std::string* reading : {&std::as_const(text), &unix_text}) {
        const BratOffsets offsets(*reading, options_.offsets, mark);
        if (!std::ranges::all_of(spans, [&](const BratSpan& span) { return offsets.fits(span); })) continue;
        cuts = tokens_of(*reading);
        TokenLabels placed = label_tokens(text_labels(spans, *reading, offsets), *reading, offsets.map(),
                                          options_.misaligned, cuts);
        const std::scoped_lock lock(mutex_);
        misaligned_.add(placed.misaligned, 0);
        if (reading == &unix_text) text = unix_text;
        return std::move(placed.labels);
      }
    }
    refuse_offsets(spans, BratOffsets(text, options_.offsets, false));
  }

  [[noreturn]] void refuse_offsets(const std::vector<BratSpan>& spans, const BratOffsets& offsets) const {
    for (const BratSpan& span : spans) {
      if (offsets.fits(span)) continue;
      const auto text = offsets.covered(span);
      const Place place{labels_, span.line, 0};
      if (!text) {
        throw DataError(place, span.name() + " is past the end of " + text_.name() +
                                   ", or starts or ends inside a character; offsets count characters");
      }
      throw DataError(place, span.name() + " covers '" + *text + "' in " + text_.name() +
                                 ", but its line says '" + span.text.value_or("") +
                                 "'; the text must be the one that was annotated");
    }
    throw DataError({labels_, 0, 0}, "the spans do not fit " + text_.name());
  }

  [[nodiscard]] std::vector<TextLabel> text_labels(const std::vector<BratSpan>& spans,
                                                   const std::string& text,
                                                   const BratOffsets& offsets) const {
    std::vector<TextLabel> labels;
    std::set<std::tuple<std::size_t, std::size_t, std::string>> seen;
    for (const BratSpan& span : spans) {
      const Place place{labels_, span.line, 0};
      text::TextSpan whole = *offsets.bytes(span.fragments.front());
      for (const auto& fragment : span.fragments) {
        const text::TextSpan part = *offsets.bytes(fragment);
        // brat divides a span at the ends of lines.
        const std::size_t gap = std::max(part.begin, whole.end);
        const std::string between = with_single_spaces(text.substr(whole.end, gap - whole.end));
        if (part.begin < whole.begin || !between.empty()) {
          throw DataError(place, span.name() +
                                     " has parts with other words between them; a labelled span is "
                                     "one run of tokens");
        }
        whole.end = std::max(whole.end, part.end);
      }
      TextLabel label{whole.begin, whole.end, span.type, span.name(), place};
      if (seen.emplace(label.begin, label.end, label.label).second) labels.push_back(std::move(label));
    }
    return labels;
  }

  // Cuts the text into sentences. None crosses the end of a line, or with `paragraphs` an empty line.
  [[nodiscard]] std::vector<text::TextSentence> tokens_of(std::string_view text) const {
    std::vector<text::TextSentence> cuts;
    for (std::size_t begin = 0; begin < text.size();) {
      std::size_t end = begin;
      do {
        end = std::min(text.find('\n', end), text.size() - 1) + 1;
      } while (options_.paragraphs && end < text.size() &&
               !is_blank(text.substr(end, text.find('\n', end) - end)));
      for (text::TextSentence& cut : tokenised(text.substr(begin, end - begin), options_)) {
        for (text::TextSpan& token : cut) token = {token.begin + begin, token.end + begin};
        cuts.push_back(std::move(cut));
      }
      begin = end;
    }
    return cuts;
  }

  Lines text_;
  std::optional<Lines> annotation_;
  ReaderOptions options_;
  std::string labels_;        // the file of the annotation
  mutable std::mutex mutex_;  // for what is counted
  mutable Tally misaligned_;
  bool taken_ = false;
};

void check_brat_columns(const ReaderOptions& options) {
  const bool chosen = options.label_columns.size() > 1 ||
                      (options.label_columns.size() == 1 && !options.label_columns.front().empty());
  if (!chosen && options.feature_columns.empty()) return;
  throw UsageError("the column '" +
                   (chosen ? options.label_columns.back() : options.feature_columns.front()) +
                   "' of brat's annotation, which has no columns: its types are the labels; convert it to "
                   "conll first if other columns are to be added");
}

}  // namespace

std::unique_ptr<RecordReader> make_brat_reader(Lines lines, const ReaderOptions& options) {
  check_brat_columns(options);
  const std::string name = lines.name();
  const auto open = [&](const std::string& path) {
    if (!std::filesystem::exists(path)) {
      throw DataError({name, 0, 0},
                      "no " + path + " beside it; brat keeps a text in x.txt and its spans in x.ann");
    }
    return Lines(io::open_input(path), options.encoding, options.replace_invalid);
  };
  const bool labels = !options.label_columns.empty();
  const std::string text_name = with_other_ending(name, ".ann", ".txt");
  if (!text_name.empty()) {
    Lines text = open(text_name);
    if (!labels) return std::make_unique<BratReader>(std::move(text), std::nullopt, options);
    return std::make_unique<BratReader>(std::move(text), std::move(lines), options);
  }
  const std::string annotation_name = with_other_ending(name, ".txt", ".ann");
  if (annotation_name.empty()) {
    throw DataError({name, 0, 0},
                    "brat's annotation without its text; give the path of x.ann, with x.txt beside it");
  }
  if (!labels) return std::make_unique<BratReader>(std::move(lines), std::nullopt, options);
  return std::make_unique<BratReader>(std::move(lines), open(annotation_name), options);
}

bool looks_like_brat(Lines& lines) {
  if (!with_other_ending(lines.name(), ".ann", ".txt").empty()) return true;
  const Line* first = lines.peek(0);
  if (first == nullptr || !first->text.starts_with('T')) return false;
  const std::optional<BratSpan> span = parse_span(*first);
  return span.has_value() && span->text.has_value() &&
         std::all_of(span->id.begin() + 1, span->id.end(), text::is_digit);
}

}  // namespace seqlab::corpus

#include "corpus/schemes/corpus_scheme.h"

#include <string>

#include "corpus/schemes/label_parts.h"

namespace seqlab::corpus {
namespace {

// The share of labels that must fit for the others to be mistakes.
constexpr std::size_t fitting_percent = 99;

constexpr const char* way_out =
    "correct it, or give --from-scheme none if labels are of single tokens, or raw if neighbours with one "
    "label are one span";

}  // namespace

Labels LabelReading::operator()(std::span<const std::string> labels) const {
  Labels read(labels.begin(), labels.end());
  if (style.scheme == TagScheme::none) return read;
  if (raw) {
    std::vector<Span> spans;
    for (std::size_t t = 0; t < labels.size(); ++t) {
      if (labels[t].empty() || labels[t] == "O") continue;
      if (!spans.empty() && spans.back().end == t && spans.back().type == labels[t]) {
        ++spans.back().end;
      } else {
        spans.push_back({t, t + 1, labels[t]});
      }
    }
    read = write_spans(spans, labels.size(), style);
    for (std::size_t t = 0; t < labels.size(); ++t) {
      if (labels[t].empty()) read[t].clear();
    }
    return read;
  }
  for (std::string& label : read) {
    const std::optional<LabelParts> parts = split_label(label);
    if (!parts || parts->prefix == 'O') continue;
    label = join_label(roles ? role_of(parts->prefix) : parts->prefix, style.separator, parts->type);
  }
  return read;
}

void CorpusScheme::add(std::span<const std::string> labels, const std::string& file,
                       std::span<const std::size_t> lines) {
  detector_.add(labels);
  for (std::size_t t = 0; t < labels.size(); ++t, ++tokens_) {
    if (labels[t].empty()) continue;
    std::optional<First>& first = first_[static_cast<std::size_t>(shape_of(labels[t]))];
    if (first) continue;
    first = First{tokens_, {labels[t], {file, t < lines.size() ? lines[t] : 0, 0}}};
  }
}

std::optional<CorpusScheme::Misfit> CorpusScheme::misfit() const {
  if (detector_.style_of_fitting().scheme == TagScheme::none) return first_label();
  return first_but(detector_.fitting_shape());
}

std::string CorpusScheme::doubt() const {
  const SchemeStyle fitting = detector_.style_of_fitting();
  const std::size_t unfitting = detector_.unfitting();
  if (from_ != FromScheme::automatic || unfitting == 0 || fitting.scheme == TagScheme::none) return "";
  if (unfitting >= detector_.count(detector_.fitting_shape())) return "";
  const Misfit first = misfit().value();
  return std::to_string(unfitting) + " of " + std::to_string(detector_.labels()) +
         " labels do not fit the tag scheme " + std::string(base::name_of(fitting.scheme)) + ", first " +
         (first.place.file.empty() ? "" : to_string(first.place) + ": ") + "'" + first.label + "'";
}

std::optional<CorpusScheme::Misfit> CorpusScheme::first_but(std::optional<LabelShape> shape) const {
  const First* found = nullptr;
  for (const LabelShape other : {LabelShape::typed, LabelShape::bare, LabelShape::other}) {
    const std::optional<First>& first = first_[static_cast<std::size_t>(other)];
    if (first && other != shape && (found == nullptr || first->number < found->number)) found = &*first;
  }
  return found == nullptr ? std::nullopt : std::optional(found->label);
}

void CorpusScheme::refuse_misfit(TagScheme scheme) const {
  const Misfit wrong = misfit().value();
  const std::size_t count = detector_.unfitting();
  throw DataError(wrong.place, "the label '" + wrong.label + "' does not fit the tag scheme " +
                                   std::string(base::name_of(scheme)) +
                                   (from_ == FromScheme::automatic ? " that the other labels follow" : "") +
                                   (count > 1 ? " (nor do " + std::to_string(count - 1) + " others)" : "") +
                                   "; " + way_out);
}

SchemeStyle CorpusScheme::given_style() const {
  const std::optional<TagScheme> scheme = base::find_name<TagScheme>(base::name_of(from_));
  return {scheme.value(), detector_.style_of_fitting().separator};
}

void CorpusScheme::check() const {
  const std::size_t unfitting = detector_.unfitting();
  switch (from_) {
    case FromScheme::none:
      return;
    case FromScheme::raw:
      if (detector_.count(LabelShape::typed) > 0 &&
          detector_.count(LabelShape::typed) + detector_.count(LabelShape::outside) == detector_.labels()) {
        const Misfit typed = first_label().value();
        throw DataError(typed.place, "--from-scheme raw is for labels that are types, and '" + typed.label +
                                         "' has a prefix already, as all labels have; leave the option out");
      }
      return;
    case FromScheme::automatic: {
      const TagScheme fitting = detector_.style_of_fitting().scheme;
      if (unfitting > 0 && fitting != TagScheme::none &&
          unfitting * 100 <= detector_.labels() * (100 - fitting_percent)) {
        refuse_misfit(fitting);
      }
      return;
    }
    default:
      if (unfitting > 0) refuse_misfit(given_style().scheme);
  }
}

LabelReading CorpusScheme::reading() const {
  check();
  return reading_unchecked();
}

LabelReading CorpusScheme::reading_unchecked() const {
  switch (from_) {
    case FromScheme::none:
      return {};
    case FromScheme::raw:
      return {.style = {TagScheme::iob2, '-'}, .raw = true};
    case FromScheme::automatic:
      break;
    default:
      return {.style = given_style(), .separators = detector_.mixes_separators()};
  }
  const SchemeStyle style = detector_.style();
  if (style.scheme == TagScheme::none) return {};
  return {.style = style, .roles = detector_.mixes_prefixes(), .separators = detector_.mixes_separators()};
}

void read_labels(std::vector<Sentence>& sentences, std::size_t column, FromScheme from, SchemeStyle style) {
  if (style.scheme == TagScheme::none) {
    if (from != FromScheme::raw) return;
    throw UsageError("--from-scheme raw: the labels of the model mark no spans");
  }
  CorpusScheme scheme(from);
  for (const Sentence& sentence : sentences) scheme.add(sentence, column);
  LabelReading reading = scheme.reading();
  if (reading.style.scheme == TagScheme::none) return;
  if (!reading.changes() && reading.style.separator == style.separator) return;
  reading.style.separator = style.separator;
  for (Sentence& sentence : sentences) sentence.gold[column] = reading(sentence.gold[column]);
}

}  // namespace seqlab::corpus

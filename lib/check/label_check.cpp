#include "check/label_check.h"

#include <algorithm>
#include <array>
#include <map>
#include <optional>
#include <tuple>

#include "base/names.h"
#include "check/sign_check.h"
#include "text/utf8.h"

namespace seqlab::check {
namespace {

using corpus::SchemeStyle;
using corpus::TagScheme;

constexpr std::uint32_t border = 0xFFFFFFFFU;

// All schemes with each separator, in the order in which one is preferred to others that fit as well: the
// narrowest first.
const std::vector<SchemeStyle>& styles() {
  static const std::vector<SchemeStyle> list = [] {
    std::vector<SchemeStyle> all;
    const auto add = [&all](TagScheme scheme) {
      for (const char separator : {'-', '_'}) {
        const SchemeStyle style{scheme, separator};
        if (scheme == TagScheme::none || std::find(all.begin(), all.end(), style) != all.end()) continue;
        all.push_back(style);
      }
    };
    for (const TagScheme scheme :
         {TagScheme::io, TagScheme::iob2, TagScheme::iobes, TagScheme::bilou, TagScheme::iob1}) {
      add(scheme);
    }
    for (const auto& [name, scheme] : name_table(TagScheme{})) add(scheme);
    return all;
  }();
  return list;
}

bool belongs(std::string_view label, const SchemeStyle& style) {
  return corpus::may_begin(label, style) || corpus::may_end(label, style) ||
         corpus::may_follow(label, label, style);
}

// Whether a label marks a span in some style.
bool marks_span(std::uint32_t styles_of_label, std::string_view label) {
  return styles_of_label != 0 && !label.empty() && label != "O";
}

std::vector<LabelCount> by_frequency(std::vector<LabelCount> counts) {
  std::sort(counts.begin(), counts.end(), [](const LabelCount& a, const LabelCount& b) {
    return std::tie(b.count, a.name) < std::tie(a.count, b.name);
  });
  return counts;
}

}  // namespace

std::string style_text(SchemeStyle style) {
  return std::string(base::name_of(style.scheme)) + (style.separator == '_' ? " with '_'" : "");
}

bool belongs_to_scheme(std::string_view label, char separator) {
  return std::any_of(styles().begin(), styles().end(), [&](const SchemeStyle& style) {
    return style.separator == separator && belongs(label, style);
  });
}

void LabelCheck::add_place(Places& places, std::size_t line) const {
  // Whether it is a fault shows only at the end; of frequent ones a part is enough.
  constexpr std::size_t most = 10000;
  ++places.count;
  if (places.lines.size() < std::min(findings_.limit().value_or(most), most)) places.lines.push_back(line);
}

std::uint32_t LabelCheck::number_of(const std::string& label, std::size_t line) {
  const auto [found, is_new] = numbers_.try_emplace(label, static_cast<std::uint32_t>(labels_.size()));
  if (is_new) {
    Label& added = labels_.emplace_back();
    added.name = label;
    for (std::size_t i = 0; i < styles().size(); ++i) {
      if (belongs(label, styles()[i])) added.styles |= std::uint32_t{1} << i;
    }
    if (separator_ == 0 && label.size() > 2 && marks_span(added.styles, label)) separator_ = label[1];
    check_signs(label, StringKind::label, line, findings_);
  }
  if (!label.empty()) add_place(labels_[found->second].places, line);
  return found->second;
}

void LabelCheck::add(const corpus::Sentence& sentence, std::span<const std::size_t> lines) {
  if (sentence.gold.empty() || sentence.size() == 0) return;
  const corpus::Labels& labels = sentence.gold.front();
  std::uint32_t before = border;
  bool spans = false;
  for (std::size_t t = 0; t < labels.size(); ++t) {
    const std::uint32_t number = number_of(labels[t], lines[t]);
    const Label& label = labels_[number];
    if (!labels[t].empty()) ++labelled_;
    spans = spans || marks_span(label.styles, label.name);
    if (label.styles == 0) strings_.add(sentence.words[t], labels[t], lines[t]);
    if (label.styles != 0 || before == border || labels_[before].styles != 0) {
      add_place(pairs_[(std::uint64_t{before} << 32U) | number], lines[t]);
    }
    before = number;
  }
  add_place(pairs_[(std::uint64_t{before} << 32U) | border], lines.back());
  if (spans) add_spans(sentence, lines);
}

void LabelCheck::add_spans(const corpus::Sentence& sentence, std::span<const std::size_t> lines) {
  // The spans of a sequence of labels are the same in all schemes.
  const SchemeStyle style{TagScheme::iob2, separator_ == '_' ? '_' : '-'};
  for (const corpus::Span& span : corpus::read_spans(sentence.gold.front(), style)) {
    LabelCount& type =
        types_.try_emplace(span.type, LabelCount{span.type, 0, lines[span.begin]}).first->second;
    ++type.count;
    span_text_.clear();
    for (std::size_t t = span.begin; t < span.end; ++t) {
      if (t > span.begin) span_text_ += ' ';
      span_text_ += sentence.words[t];
    }
    strings_.add(span_text_, span.type, lines[span.begin]);
  }
}

std::string_view LabelCheck::within(std::uint32_t label, std::size_t style) const {
  if (label == border || (labels_[label].styles >> style & 1U) == 0) return "O";
  return labels_[label].name;
}

bool LabelCheck::allowed(std::uint32_t before, std::uint32_t label, std::size_t style) const {
  return corpus::may_follow(within(before, style), within(label, style), styles()[style]);
}

LabelCheck::Fit LabelCheck::fit_of(std::size_t style) const {
  Fit fit;
  for (const Label& label : labels_) {
    if ((label.styles >> style & 1U) == 0) continue;
    fit.labels += label.places.count;
    if (label.name == "O") fit.outside += label.places.count;
  }
  for (const auto& [pair, places] : pairs_) {
    if (!allowed(static_cast<std::uint32_t>(pair >> 32U), static_cast<std::uint32_t>(pair), style)) {
      fit.wrong += places.count;
    }
  }
  return fit;
}

void LabelCheck::choose_style() {
  if (labelled_ == 0) return;
  std::optional<std::size_t> least;  // labels that do not fit and transitions that are not allowed
  for (std::size_t i = 0; i < styles().size(); ++i) {
    const Fit fit = fit_of(i);
    const std::size_t inside = fit.labels - fit.outside;
    const std::size_t strangers = labelled_ - fit.labels;
    if (10 * fit.labels < 9 * labelled_ || strangers * 2 > inside) continue;
    // A file without spans is one in IOB2.
    if (inside == 0 && styles()[i].scheme != TagScheme::iob2) continue;
    if (least && strangers + fit.wrong >= *least) continue;
    least = strangers + fit.wrong;
    style_number_ = i;
    style_ = styles()[i];
  }
}

LabelCheck::Stranger LabelCheck::stranger_of(std::string_view label) const {
  if (belongs_to_scheme(label, style_.separator)) return Stranger::other_scheme;
  const SchemeStyle other{style_.scheme, style_.separator == '-' ? '_' : '-'};
  return belongs(label, other) ? Stranger::other_separator : Stranger::no_scheme;
}

void LabelCheck::report_strangers() {
  std::size_t spans = 0;
  std::size_t others = 0;
  const Label* most_frequent = nullptr;  // of the others
  for (const Label& label : labels_) {
    if (label.name == "O" || label.name.empty()) continue;
    if (label.styles != 0) {
      spans += label.places.count;
      continue;
    }
    others += label.places.count;
    if (most_frequent == nullptr || most_frequent->places.count < label.places.count) most_frequent = &label;
  }
  if (style_.scheme == TagScheme::none) {
    if (others == 0 || 5 * spans < spans + others) {
      // Labels such as parts of speech.
      if (others > 0 || spans == 0) return;
    }
    const Label& example = most_frequent != nullptr ? *most_frequent : labels_.front();
    findings_.add(Level::error, Kind::scheme, example.places.lines.empty() ? 0 : example.places.lines.front(),
                  0, [&] {
                    return "the labels follow no single tag scheme: " + std::to_string(spans) +
                           " mark spans as B-PER does, " + std::to_string(others) + " do not" +
                           (most_frequent != nullptr ? ", such as '" + example.name + "'" : "");
                  });
    return;
  }
  std::vector<std::pair<std::size_t, const Label*>> places;
  std::array<std::size_t, 3> missing{};  // of another scheme; with the other separator; of none
  for (const Label& label : labels_) {
    if ((label.styles >> style_number_ & 1U) != 0) continue;
    for (const std::size_t line : label.places.lines) places.emplace_back(line, &label);
    missing[static_cast<std::size_t>(stranger_of(label.name))] +=
        label.places.count - label.places.lines.size();
  }
  std::sort(places.begin(), places.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
  for (const auto& [line, label] : places) {
    const Stranger stranger = stranger_of(label->name);
    if (stranger == Stranger::other_separator) {
      findings_.add(Level::warning, Kind::mixed_schemes, line, 0, [&, label = label] {
        return "the label '" + label->name + "' has '" + label->name.substr(1, 1) + "' where others have '" +
               std::string(1, style_.separator) + "'";
      });
      continue;
    }
    const bool other = stranger == Stranger::other_scheme;
    findings_.add(Level::error, other ? Kind::scheme : Kind::stray_label, line, 0, [&, label = label] {
      return "the label '" + label->name + "' does not fit the scheme of the others, " + style_text(style_) +
             (other ? "; it belongs to another scheme" : "");
    });
  }
  findings_.add_uncounted(Level::error, Kind::scheme, missing[0]);
  findings_.add_uncounted(Level::warning, Kind::mixed_schemes, missing[1]);
  findings_.add_uncounted(Level::error, Kind::stray_label, missing[2]);
}

void LabelCheck::report_transitions() {
  if (style_.scheme == TagScheme::none) return;
  struct Fault {
    std::size_t line;
    std::uint32_t before;
    std::uint32_t label;
  };
  std::vector<Fault> faults;
  std::size_t missing = 0;
  for (const auto& [pair, places] : pairs_) {
    const auto before = static_cast<std::uint32_t>(pair >> 32U);
    const auto label = static_cast<std::uint32_t>(pair);
    if (allowed(before, label, style_number_)) continue;
    for (const std::size_t line : places.lines) faults.push_back({line, before, label});
    missing += places.count - places.lines.size();
  }
  std::sort(faults.begin(), faults.end(), [](const Fault& a, const Fault& b) {
    return std::tie(a.line, a.before, a.label) < std::tie(b.line, b.before, b.label);
  });
  for (const Fault& fault : faults) {
    findings_.add(Level::error, Kind::transition, fault.line, 0, [&] {
      const std::string in = " in " + style_text(style_);
      if (fault.label == border) return "'" + labels_[fault.before].name + "' cannot end a sentence" + in;
      const std::string name = "'" + labels_[fault.label].name + "'";
      if (fault.before == border) return name + " cannot begin a sentence" + in;
      return name + " cannot follow '" + labels_[fault.before].name + "'" + in;
    });
  }
  findings_.add_uncounted(Level::error, Kind::transition, missing);
}

void LabelCheck::report_classes(Role role) {
  if (labelled_ == 0) return;
  const Level level = role == Role::train ? Level::error : Level::warning;
  const auto outside = numbers_.find("O");
  const std::size_t outsides = outside == numbers_.end() ? 0 : labels_[outside->second].places.count;
  if (outsides == labelled_) {
    findings_.add(level, Kind::nothing_labelled, 0, 0,
                  [] { return "all labels are O, so that there is nothing to learn or to score"; });
    return;
  }
  if (style_.scheme != TagScheme::none && outsides == 0) {
    findings_.add(Level::warning, Kind::no_outside, 0, 0,
                  [] { return "no label is O; are all tokens part of spans?"; });
  }
  const std::vector<LabelCount> all = classes();
  if (all.size() == 1 && style_.scheme == TagScheme::none) {
    findings_.add(level, Kind::nothing_labelled, 0, 0, [&] {
      return "all labels are '" + all.front().name + "'; is this the column of the labels?";
    });
  }
  std::map<std::string, const LabelCount*> spellings;  // in lower case
  for (const LabelCount& one : all) {
    const auto [known, is_new] = spellings.try_emplace(text::to_lower(one.name), &one);
    if (is_new) continue;
    findings_.add(Level::warning, Kind::label_spelling, one.line, 0, [&, other = known->second] {
      return "'" + one.name + "' (" + std::to_string(one.count) + ") differs from '" + other->name + "' (" +
             std::to_string(other->count) + ") in its case only";
    });
  }
  if (role == Role::dev || role == Role::test) return;
  constexpr std::size_t few = 5;
  std::vector<LabelCount> rare = all;
  std::erase_if(rare, [](const LabelCount& one) { return one.count >= few; });
  std::sort(rare.begin(), rare.end(),
            [](const LabelCount& a, const LabelCount& b) { return a.line < b.line; });
  for (const LabelCount& one : rare) {
    findings_.add(Level::warning, Kind::rare_label, one.line, 0, [&] {
      return "'" + one.name + "' has " + std::to_string(one.count) +
             (one.count == 1 ? " example" : " examples") + "; fewer than 5 are too few to learn from";
    });
  }
}

void LabelCheck::report_ambiguous() {
  for (const AmbiguousString& one : strings_.ambiguous()) {
    findings_.add(Level::warning, Kind::ambiguous, one.meanings.back().line, 0, [&] {
      std::string message(one.string);
      constexpr std::size_t most = 10;
      for (std::size_t i = 0; i < std::min(most, one.meanings.size()); ++i) {
        message += (i == 0 ? ": " : ", ") + std::string(one.meanings[i].label) + " " +
                   std::to_string(one.meanings[i].count);
      }
      return message + (one.meanings.size() > most ? ", ..." : "");
    });
  }
}

void LabelCheck::finish(Role role) {
  choose_style();
  report_strangers();
  report_transitions();
  report_classes(role);
  report_ambiguous();
}

std::vector<LabelCount> LabelCheck::labels() const {
  std::vector<LabelCount> counts;
  for (const Label& label : labels_) {
    if (label.places.count == 0) continue;
    counts.push_back(
        {label.name, label.places.count, label.places.lines.empty() ? 0 : label.places.lines.front()});
  }
  return by_frequency(std::move(counts));
}

std::vector<LabelCount> LabelCheck::types() const {
  std::vector<LabelCount> counts;
  for (const auto& [name, count] : types_) counts.push_back(count);
  return by_frequency(std::move(counts));
}

std::vector<LabelCount> LabelCheck::classes() const {
  return style_.scheme == TagScheme::none ? labels() : types();
}

}  // namespace seqlab::check

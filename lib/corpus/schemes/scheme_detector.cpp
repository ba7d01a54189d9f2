#include "corpus/schemes/scheme_detector.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "corpus/schemes/label_parts.h"

namespace seqlab::corpus {

namespace {

constexpr std::string_view all_prefixes = "OBIESLUMW";

// In the order in which one is preferred to others that fit as well.
constexpr std::array schemes = {TagScheme::io,    TagScheme::iob2, TagScheme::iobes,
                                TagScheme::bilou, TagScheme::iob1, TagScheme::ioe1,
                                TagScheme::ioe2,  TagScheme::bmes, TagScheme::bmewo};

}  // namespace

LabelShape shape_of(std::string_view label) {
  const std::optional<LabelParts> parts = split_label(label);
  if (!parts) return LabelShape::other;
  if (parts->prefix == 'O') return LabelShape::outside;
  return parts->separator == 0 ? LabelShape::bare : LabelShape::typed;
}

bool SchemeDetector::Facts::has(std::string_view any) const {
  return prefixes.find_first_of(any) != std::string::npos;
}

bool SchemeDetector::Facts::only(std::string_view all) const {
  return prefixes.find_first_not_of(all) == std::string::npos;
}

void SchemeDetector::add(std::span<const std::string> labels) {
  for (const std::string& label : labels) {
    if (label.empty()) continue;
    const LabelShape shape = shape_of(label);
    ++counts_[static_cast<std::size_t>(shape)];
    if (shape == LabelShape::typed) ++(label[1] == '-' ? dashes_ : underscores_);
  }
  add(labels, LabelShape::typed, typed_);
  add(labels, LabelShape::bare, bare_);
}

void SchemeDetector::add(std::span<const std::string> labels, LabelShape shape, Facts& facts) {
  static_assert(all_prefixes.size() == prefix_count);
  LabelParts before;
  bool annotated = true;                              // the token before, or the start
  for (std::size_t t = 0; t <= labels.size(); ++t) {  // also what follows the last label
    LabelParts now;
    if (t < labels.size() && shape_of(labels[t]) == shape) now = split_label(labels[t]).value();
    const bool same_type = before.prefix != 'O' && now.prefix != 'O' && before.type == now.type;
    const char role = role_of(now.prefix);
    const bool goes_on = same_type && (role == 'I' || role == 'E');
    if (role == 'I' && !same_type) facts.inside_begins = true;
    if (role == 'B' && !same_type) facts.b_without_need = true;
    if (role_of(before.prefix) == 'I' && !goes_on) facts.inside_ends = true;
    if (role_of(before.prefix) == 'E' && !same_type) facts.e_without_need = true;
    if (now.prefix != 'O' && facts.prefixes.find(now.prefix) == std::string::npos)
      facts.prefixes += now.prefix;
    const std::size_t number = all_prefixes.find(now.prefix);
    ++facts.counts[number];
    const bool was_annotated = std::exchange(annotated, t == labels.size() || !labels[t].empty());
    if (annotated && was_annotated) {
      ++facts.pairs[(all_prefixes.find(before.prefix) * prefix_count + number) * 2 + (same_type ? 1 : 0)];
    }
    before = now;
  }
}

LabelShape SchemeDetector::fitting_shape() const {
  return count(LabelShape::bare) > count(LabelShape::typed) ? LabelShape::bare : LabelShape::typed;
}

std::size_t SchemeDetector::labels() const {
  std::size_t labels = 0;
  for (const std::size_t shape : counts_) labels += shape;
  return labels;
}

std::size_t SchemeDetector::unfitting() const {
  return labels() - count(LabelShape::outside) - count(fitting_shape());
}

SchemeDetector::Choice SchemeDetector::narrowest() const {
  const Facts& found = facts();
  if (fitting_shape() == LabelShape::bare) {
    // Classes of tokens may be called S and M, but hardly B, S and E.
    if (!found.has("B") || (found.has("SUWM") && !found.has("EL"))) return {};
  }
  const bool mixed = !found.only("BIES") && !found.only("BILU") && !found.only("BMES") && !found.only("BMEW");
  if (!mixed && !found.only("BIES")) {
    if (found.has("UL")) return {TagScheme::bilou, false};
    return {found.has("W") ? TagScheme::bmewo : TagScheme::bmes, false};
  }
  if (found.has("EL") && found.only("IMEL") && (mixed || found.only("IE"))) {
    return {found.inside_ends && !found.e_without_need ? TagScheme::ioe1 : TagScheme::ioe2, mixed};
  }
  if (found.has("ELSUW")) return {TagScheme::iobes, mixed};
  if (!found.has("B")) return {TagScheme::io, mixed};
  return {found.inside_begins && !found.b_without_need ? TagScheme::iob1 : TagScheme::iob2, mixed};
}

std::size_t SchemeDetector::rewritten(Choice choice) const {
  const std::string_view known = prefixes_of(choice.scheme);
  std::array<char, prefix_count> read{};  // O for a prefix that is not of the scheme
  std::size_t count = 0;
  for (std::size_t i = 1; i < prefix_count; ++i) {
    const char prefix = choice.roles ? role_of(all_prefixes[i]) : all_prefixes[i];
    read[i] = known.find(prefix) == std::string_view::npos ? 'O' : prefix;
    if (read[i] != all_prefixes[i]) count += facts().counts[i];
  }
  read[0] = 'O';
  const SchemeStyle style{choice.scheme, '-'};
  for (std::size_t i = 0; i < facts().pairs.size(); ++i) {
    if (facts().pairs[i] == 0) continue;
    const auto label = [&](std::size_t prefix, const char* type) {
      return read[prefix] == 'O' ? std::string("O") : join_label(read[prefix], style.separator, type);
    };
    const std::string before = label(i / 2 / prefix_count, "A");
    const std::string after = label(i / 2 % prefix_count, i % 2 == 1 ? "A" : "B");
    if (!may_follow(before, after, style)) count += facts().pairs[i];
  }
  return count;
}

SchemeDetector::Choice SchemeDetector::choice() const {
  const Choice first = narrowest();
  const bool bare = fitting_shape() == LabelShape::bare;
  if (first.scheme == TagScheme::none && !(bare && facts().has("B"))) return {};
  const std::size_t rewritten_first = first.scheme == TagScheme::none ? 0 : rewritten(first);
  if (first.scheme != TagScheme::none && rewritten_first == 0) return first;
  std::size_t least = labels();
  Choice best = first;
  for (const TagScheme scheme : schemes) {
    if (bare && prefixes_of(scheme).front() != 'B') continue;
    const std::size_t count = rewritten({scheme, false});
    if (count >= least) continue;
    least = count;
    best = {scheme, false};
  }
  if (first.scheme == TagScheme::none) {
    const bool fits = least * 100 <= labels() && least * 3 <= count(LabelShape::bare);
    return fits ? best : Choice{};
  }
  // Where both need some, it is not certain which labels are mistakes, and all prefixes are meant.
  constexpr std::size_t times_as_many = 4;
  return std::max<std::size_t>(least, 1) * times_as_many <= rewritten_first ? best : first;
}

SchemeStyle SchemeDetector::style_of_fitting() const {
  if (count(fitting_shape()) == 0) return {};
  const TagScheme found = choice().scheme;
  return found == TagScheme::none ? SchemeStyle{} : SchemeStyle{found, underscores_ > dashes_ ? '_' : '-'};
}

SchemeStyle SchemeDetector::style() const {
  if (unfitting() > 0 || labels() == 0) return {};
  if (count(LabelShape::outside) == labels()) return {TagScheme::iob2, '-'};
  return style_of_fitting();
}

}  // namespace seqlab::corpus

#include "corpus/scheme_detector.h"

#include <algorithm>
#include <optional>

#include "corpus/label_parts.h"

namespace seqlab::corpus {

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
  LabelParts before;
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
    before = now;
  }
}

LabelShape SchemeDetector::fitting_shape() const {
  return count(LabelShape::bare) > count(LabelShape::typed) ? LabelShape::bare : LabelShape::typed;
}

bool SchemeDetector::mixes_prefixes() const {
  return !facts().only("BIES") && !facts().only("BILU") && !facts().only("BMES") && !facts().only("BMEW");
}

std::size_t SchemeDetector::labels() const {
  std::size_t labels = 0;
  for (const std::size_t shape : counts_) labels += shape;
  return labels;
}

std::size_t SchemeDetector::unfitting() const {
  return labels() - count(LabelShape::outside) - count(fitting_shape());
}

TagScheme SchemeDetector::scheme() const {
  const Facts& found = facts();
  if (fitting_shape() == LabelShape::bare) {
    // Classes of tokens may be called S and M, but hardly B, S and E.
    if (!found.has("B") || (found.has("SUWM") && !found.has("EL"))) return TagScheme::none;
  }
  if (!mixes_prefixes() && !found.only("BIES")) {
    if (found.has("UL")) return TagScheme::bilou;
    return found.has("W") ? TagScheme::bmewo : TagScheme::bmes;
  }
  if (found.has("EL") && found.only("IMEL") && (mixes_prefixes() || found.only("IE"))) {
    return found.inside_ends && !found.e_without_need ? TagScheme::ioe1 : TagScheme::ioe2;
  }
  if (found.has("ELSUW")) return TagScheme::iobes;
  if (!found.has("B")) return TagScheme::io;
  return found.inside_begins && !found.b_without_need ? TagScheme::iob1 : TagScheme::iob2;
}

SchemeStyle SchemeDetector::style_of_fitting() const {
  if (count(fitting_shape()) == 0) return {};
  const TagScheme found = scheme();
  return found == TagScheme::none ? SchemeStyle{} : SchemeStyle{found, underscores_ > dashes_ ? '_' : '-'};
}

SchemeStyle SchemeDetector::style() const {
  if (unfitting() > 0 || labels() == 0) return {};
  if (count(LabelShape::outside) == labels()) return {TagScheme::iob2, '-'};
  return style_of_fitting();
}

}  // namespace seqlab::corpus

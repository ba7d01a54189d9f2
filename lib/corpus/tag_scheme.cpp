#include "corpus/tag_scheme.h"

#include <algorithm>

#include "base/errors.h"
#include "base/names.h"

namespace seqlab::corpus {
namespace {

struct Parts {
  char prefix = 'O';  // 'O' also for labels outside any scheme
  std::string_view type;
  bool valid = true;
};

// Only the first separator counts, because types may contain hyphens.
Parts split_label(std::string_view label, char separator) {
  if (label.empty() || label == "O") return {};
  if (label.size() < 3 || label[1] != separator) return {'O', {}, false};
  if (std::string_view("BIESLU").find(label[0]) == std::string_view::npos) return {'O', {}, false};
  return {label[0], label.substr(2), true};
}

bool single(char prefix) {
  return prefix == 'S' || prefix == 'U';
}
bool closing(char prefix) {
  return prefix == 'E' || prefix == 'L';
}

bool prefix_belongs(char prefix, TagScheme scheme) {
  switch (scheme) {
    case TagScheme::io:
      return prefix == 'I';
    case TagScheme::iob1:
    case TagScheme::iob2:
      return prefix == 'B' || prefix == 'I';
    case TagScheme::iobes:
      return std::string_view("BIES").find(prefix) != std::string_view::npos;
    case TagScheme::bilou:
      return std::string_view("BILU").find(prefix) != std::string_view::npos;
    case TagScheme::none:
      break;
  }
  return false;
}

bool marks_ends(TagScheme scheme) {
  return scheme == TagScheme::iobes || scheme == TagScheme::bilou;
}

// Whether a prefix is allowed in its place: `continues` if a span of its type is open before it, `touches` if
// a span of its type is open or ended just before it.
bool allowed(char prefix, TagScheme scheme, bool continues, bool touches) {
  if (!prefix_belongs(prefix, scheme)) return false;
  switch (scheme) {
    case TagScheme::iob1:
      return prefix == 'I' || touches;
    case TagScheme::iob2:
    case TagScheme::iobes:
    case TagScheme::bilou:
      return prefix == 'B' || single(prefix) || continues;
    default:
      return true;
  }
}

// Whether a span is open after a label, so that the next token may continue it.
bool opens(char prefix) {
  return prefix != 'O' && !single(prefix) && !closing(prefix);
}

bool belongs(const Parts& label, TagScheme scheme) {
  return label.valid && (label.prefix == 'O' || prefix_belongs(label.prefix, scheme));
}

}  // namespace

void SchemeDetector::add_prefix(char prefix) {
  has_b_ = has_b_ || prefix == 'B';
  has_s_or_e_ = has_s_or_e_ || prefix == 'S' || prefix == 'E';
  has_u_or_l_ = has_u_or_l_ || prefix == 'U' || prefix == 'L';
}

void SchemeDetector::add(std::span<const std::string> labels) {
  Parts before;
  for (const std::string& label : labels) {
    Parts now;
    if (!label.empty()) {
      any_ = true;
      if (label != "O") {
        spans_ = true;
        fits_dash_ = fits_dash_ && split_label(label, '-').valid;
        fits_underscore_ = fits_underscore_ && split_label(label, '_').valid;
        // Prefix and type are in the same places with both separators.
        now = split_label(label, label.size() > 1 ? label[1] : '-');
        add_prefix(now.prefix);
        const bool same_type = before.prefix != 'O' && before.type == now.type;
        if (now.prefix == 'I' && !same_type) inside_begins_ = true;
        if (now.prefix == 'B' && !same_type) b_without_need_ = true;
      }
    }
    before = now;
  }
}

SchemeStyle SchemeDetector::style() const {
  if (!any_ || (!fits_dash_ && !fits_underscore_) || (has_s_or_e_ && has_u_or_l_)) return {};
  const char separator = fits_dash_ ? '-' : '_';
  if (has_s_or_e_) return {TagScheme::iobes, separator};
  if (has_u_or_l_) return {TagScheme::bilou, separator};
  if (spans_ && !has_b_) return {TagScheme::io, separator};
  if (inside_begins_ && !b_without_need_) return {TagScheme::iob1, separator};
  return {TagScheme::iob2, separator};
}

std::vector<Span> read_spans(std::span<const std::string> labels, SchemeStyle style, std::size_t* repaired) {
  std::vector<Span> spans;
  std::size_t wrong = 0;
  bool open = false;  // spans.back() continues if the next label allows it
  for (std::size_t t = 0; t < labels.size(); ++t) {
    const Parts label = split_label(labels[t], style.separator);
    const bool touches =
        !spans.empty() && spans.back().end == t && label.prefix != 'O' && spans.back().type == label.type;
    const bool continues = open && touches && label.prefix != 'B' && !single(label.prefix);
    if (open && !continues && marks_ends(style.scheme)) ++wrong;  // the previous span was not closed
    if (!label.valid || (label.prefix != 'O' && !allowed(label.prefix, style.scheme, continues, touches))) {
      ++wrong;
    }
    if (label.prefix == 'O') {
      open = false;
      continue;
    }
    if (continues) {
      spans.back().end = t + 1;
    } else {
      spans.push_back({t, t + 1, std::string(label.type)});
    }
    open = opens(label.prefix);
  }
  if (open && marks_ends(style.scheme)) ++wrong;
  if (repaired != nullptr) *repaired += wrong;
  return spans;
}

std::vector<std::string> write_spans(std::span<const Span> spans, std::size_t n, SchemeStyle style) {
  std::vector<std::string> labels(n, "O");
  const Span* before = nullptr;
  for (const Span& span : spans) {
    const bool touches = before != nullptr && before->end == span.begin && before->type == span.type;
    for (std::size_t t = span.begin; t < span.end; ++t) {
      const bool first = t == span.begin;
      const bool last = t + 1 == span.end;
      char prefix = 'I';
      switch (style.scheme) {
        case TagScheme::iob1:
          prefix = first && touches ? 'B' : 'I';
          break;
        case TagScheme::iob2:
          prefix = first ? 'B' : 'I';
          break;
        case TagScheme::iobes:
          prefix = first ? (last ? 'S' : 'B') : (last ? 'E' : 'I');
          break;
        case TagScheme::bilou:
          prefix = first ? (last ? 'U' : 'B') : (last ? 'L' : 'I');
          break;
        default:
          break;
      }
      labels[t] = std::string{prefix, style.separator} + span.type;
    }
    before = &span;
  }
  return labels;
}

std::vector<std::string> convert_labels(std::span<const std::string> labels, SchemeStyle from, SchemeStyle to,
                                        std::size_t* repaired) {
  if (from.scheme == TagScheme::none || to.scheme == TagScheme::none) {
    throw UsageError(
        "labels without a tag scheme cannot be converted; every label must be O or like B-PER "
        "(io, iob1, iob2, iobes or bilou)");
  }
  std::vector<std::string> converted = write_spans(read_spans(labels, from, repaired), labels.size(), to);
  for (std::size_t t = 0; t < labels.size(); ++t) {
    if (labels[t].empty()) converted[t].clear();
  }
  return converted;
}

bool may_begin(std::string_view label, SchemeStyle style) {
  return may_follow("O", label, style);
}

bool may_follow(std::string_view before, std::string_view label, SchemeStyle style) {
  if (style.scheme == TagScheme::none) return true;
  const Parts last = split_label(before, style.separator);
  const Parts next = split_label(label, style.separator);
  if (!belongs(last, style.scheme) || !belongs(next, style.scheme)) return false;
  const bool touches = last.prefix != 'O' && next.prefix != 'O' && last.type == next.type;
  const bool continues = touches && opens(last.prefix) && next.prefix != 'B' && !single(next.prefix);
  if (marks_ends(style.scheme) && opens(last.prefix) && !continues) return false;
  return next.prefix == 'O' || allowed(next.prefix, style.scheme, continues, touches);
}

bool may_end(std::string_view label, SchemeStyle style) {
  return may_follow(label, "O", style);
}

}  // namespace seqlab::corpus

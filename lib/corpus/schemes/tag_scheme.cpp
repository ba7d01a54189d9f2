#include "corpus/schemes/tag_scheme.h"

#include <algorithm>

#include "base/errors.h"
#include "corpus/schemes/label_parts.h"

namespace seqlab::corpus {

std::string_view prefixes_of(TagScheme scheme) {
  switch (scheme) {
    case TagScheme::io:
      return "I";
    case TagScheme::iob1:
    case TagScheme::iob2:
      return "BI";
    case TagScheme::ioe1:
    case TagScheme::ioe2:
      return "IE";
    case TagScheme::iobes:
      return "BIES";
    case TagScheme::bilou:
      return "BILU";
    case TagScheme::bmes:
      return "BMES";
    case TagScheme::bmewo:
      return "BMEW";
    case TagScheme::none:
      break;
  }
  return "";
}

namespace {

bool prefix_belongs(char prefix, TagScheme scheme) {
  return prefixes_of(scheme).find(prefix) != std::string_view::npos;
}

// Whether every span ends with a label that says so.
bool marks_ends(TagScheme scheme) {
  return scheme == TagScheme::ioe2 || prefixes_of(scheme).size() == 4;
}

// Whether every span starts with a label that says so.
bool marks_begins(TagScheme scheme) {
  return scheme == TagScheme::iob2 || prefixes_of(scheme).size() == 4;
}

// The parts of a label; O for one that does not have this separator.
LabelParts parts_of(std::string_view label, char separator) {
  const std::optional<LabelParts> parts = split_label(label);
  return parts && (parts->separator == 0 || parts->separator == separator) ? *parts : LabelParts{};
}

bool belongs(std::string_view label, SchemeStyle style) {
  const LabelParts parts = parts_of(label, style.separator);
  return parts.prefix == 'O' ? label.empty() || label == "O" : prefix_belongs(parts.prefix, style.scheme);
}

// Whether a label may stand in a span that an earlier label has opened.
bool goes_on(char prefix) {
  return role_of(prefix) == 'I' || role_of(prefix) == 'E';
}

// Whether a span is open after a label, so that the next token may continue it.
bool opens(char prefix) {
  return role_of(prefix) == 'B' || role_of(prefix) == 'I';
}

// Whether a prefix is allowed in its place: `continues` if a span of its type is open before it, `touches` if
// a span of its type is open or ended just before it.
bool allowed(char prefix, TagScheme scheme, bool continues, bool touches) {
  if (!prefix_belongs(prefix, scheme)) return false;
  if (scheme == TagScheme::iob1) return prefix == 'I' || touches;
  return !marks_begins(scheme) || !goes_on(prefix) || continues;
}

// Whether a label says that a span of its type follows.
bool needs_next(char prefix, TagScheme scheme) {
  return scheme == TagScheme::ioe1 && prefix == 'E';
}

// The prefix of a span's token. touches_before, touches_after: there is a span of the same type just before
// or after the span.
char prefix_of(TagScheme scheme, bool first, bool last, bool touches_before, bool touches_after) {
  const std::string_view prefixes = prefixes_of(scheme);
  switch (scheme) {
    case TagScheme::iob1:
      return first && touches_before ? 'B' : 'I';
    case TagScheme::iob2:
      return first ? 'B' : 'I';
    case TagScheme::ioe1:
      return last && touches_after ? 'E' : 'I';
    case TagScheme::ioe2:
      return last ? 'E' : 'I';
    case TagScheme::io:
    case TagScheme::none:
      return 'I';
    default:
      return first ? prefixes[last ? 3 : 0] : prefixes[last ? 2 : 1];
  }
}

// The annotated tokens [begin, end) between tokens that are not.
bool run_is_legal(std::span<const std::string> labels, std::size_t begin, std::size_t end,
                  SchemeStyle style) {
  if (begin == 0 && !may_begin(labels[begin], style)) return false;
  if (end == labels.size() && !may_end(labels[end - 1], style)) return false;
  for (std::size_t t = begin; t < end; ++t) {
    if (!belongs(labels[t], style)) return false;
    if (t > begin && !may_follow(labels[t - 1], labels[t], style)) return false;
  }
  return true;
}

}  // namespace

std::vector<Span> read_spans(std::span<const std::string> labels, SchemeStyle style, std::size_t* repaired) {
  std::vector<Span> spans;
  std::size_t wrong = 0;
  bool open = false;       // spans.back() continues if the next label allows it
  bool unmatched = false;  // the label before says that a span of its type follows
  for (std::size_t t = 0; t < labels.size(); ++t) {
    const LabelParts label = parts_of(labels[t], style.separator);
    const bool touches =
        !spans.empty() && spans.back().end == t && label.prefix != 'O' && spans.back().type == label.type;
    const bool continues = open && touches && goes_on(label.prefix);
    if (open && !continues && marks_ends(style.scheme)) ++wrong;  // the previous span was not closed
    if (unmatched && !touches) ++wrong;
    if (!belongs(labels[t], style) ||
        (label.prefix != 'O' && !allowed(label.prefix, style.scheme, continues, touches))) {
      ++wrong;
    }
    unmatched = needs_next(label.prefix, style.scheme);
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
  if ((open && marks_ends(style.scheme)) || unmatched) ++wrong;
  if (repaired != nullptr) *repaired += wrong;
  return spans;
}

std::vector<std::string> write_spans(std::span<const Span> spans, std::size_t n, SchemeStyle style) {
  std::vector<std::string> labels(n, "O");
  const auto touch = [&](std::size_t before, std::size_t after) {
    return after < spans.size() && spans[before].end == spans[after].begin &&
           spans[before].type == spans[after].type;
  };
  for (std::size_t i = 0; i < spans.size(); ++i) {
    const Span& span = spans[i];
    const bool touches_before = i > 0 && touch(i - 1, i);
    const bool touches_after = touch(i, i + 1);
    for (std::size_t t = span.begin; t < span.end; ++t) {
      const char prefix =
          prefix_of(style.scheme, t == span.begin, t + 1 == span.end, touches_before, touches_after);
      labels[t] = join_label(prefix, style.separator, span.type);
    }
  }
  return labels;
}

std::vector<std::string> convert_labels(std::span<const std::string> labels, SchemeStyle from, SchemeStyle to,
                                        std::size_t* repaired) {
  if (from.scheme == TagScheme::none || to.scheme == TagScheme::none) {
    throw UsageError("labels without a tag scheme cannot be converted; every label must be O or like B-PER");
  }
  std::vector<std::string> converted = write_spans(read_spans(labels, from, repaired), labels.size(), to);
  for (std::size_t t = 0; t < labels.size(); ++t) {
    if (labels[t].empty()) converted[t].clear();
  }
  return converted;
}

std::vector<std::string> labels_of_type(std::string_view type, SchemeStyle style) {
  std::vector<std::string> labels;
  for (const char prefix : prefixes_of(style.scheme)) {
    labels.push_back(join_label(prefix, style.separator, type));
  }
  return labels;
}

bool may_begin(std::string_view label, SchemeStyle style) {
  return may_follow("O", label, style);
}

bool may_follow(std::string_view before, std::string_view label, SchemeStyle style) {
  if (style.scheme == TagScheme::none) return true;
  if (!belongs(before, style) || !belongs(label, style)) return false;
  const LabelParts last = parts_of(before, style.separator);
  const LabelParts next = parts_of(label, style.separator);
  const bool touches = last.prefix != 'O' && next.prefix != 'O' && last.type == next.type;
  const bool continues = touches && opens(last.prefix) && goes_on(next.prefix);
  if (marks_ends(style.scheme) && opens(last.prefix) && !continues) return false;
  if (needs_next(last.prefix, style.scheme) && !touches) return false;
  return next.prefix == 'O' || allowed(next.prefix, style.scheme, continues, touches);
}

bool may_end(std::string_view label, SchemeStyle style) {
  return may_follow(label, "O", style);
}

std::vector<std::string> legal_labels(std::span<const std::string> labels, SchemeStyle style) {
  std::vector<std::string> legal(labels.begin(), labels.end());
  if (style.scheme == TagScheme::none) return legal;
  for (std::size_t begin = 0, end = 0; begin < labels.size(); begin = end + 1) {
    end = begin;
    while (end < labels.size() && !labels[end].empty()) ++end;
    if (begin == end || run_is_legal(labels, begin, end, style)) continue;
    // The run between labels that let it be as it is where it meets a token that is not annotated.
    std::vector<std::string> run = {"O"};
    run.insert(run.end(), labels.begin() + static_cast<std::ptrdiff_t>(begin),
               labels.begin() + static_cast<std::ptrdiff_t>(end));
    run.emplace_back("O");
    const LabelParts first = parts_of(labels[begin], style.separator);
    const LabelParts last = parts_of(labels[end - 1], style.separator);
    if (begin > 0 && (goes_on(first.prefix) ? marks_begins(style.scheme)
                                            : first.prefix == 'B' && style.scheme == TagScheme::iob1)) {
      run.front() = join_label(goes_on(first.prefix) ? 'B' : 'I', style.separator, first.type);
    }
    if (end < labels.size() &&
        (opens(last.prefix) ? marks_ends(style.scheme) : needs_next(last.prefix, style.scheme))) {
      run.back() = join_label('I', style.separator, last.type);
    }
    const std::vector<std::string> rewritten = convert_labels(run, style, style);
    std::copy(rewritten.begin() + 1, rewritten.end() - 1, legal.begin() + static_cast<std::ptrdiff_t>(begin));
  }
  return legal;
}

}  // namespace seqlab::corpus

#include "corpus/tag_scheme.h"

#include <string>
#include <vector>

#include "base/errors.h"
#include "catch.h"
#include "error_message.h"

using namespace seqlab;
using namespace seqlab::corpus;
using Labels = std::vector<std::string>;

namespace {

SchemeStyle style_of(const std::vector<Labels>& sentences) {
  SchemeDetector detector;
  for (const Labels& labels : sentences) detector.add(labels);
  return detector.style();
}

const SchemeStyle kIob2 = {TagScheme::iob2, '-'};
const SchemeStyle kIob1 = {TagScheme::iob1, '-'};
const SchemeStyle kIo = {TagScheme::io, '-'};
const SchemeStyle kIobes = {TagScheme::iobes, '-'};
const SchemeStyle kBilou = {TagScheme::bilou, '-'};

}  // namespace

TEST_CASE("each scheme is recognised by its labels") {
  CHECK(style_of({{"B-PER", "I-PER", "O", "B-LOC"}}) == kIob2);
  CHECK(style_of({{"B-PER", "O", "B-LOC"}}) == kIob2);
  CHECK(style_of({{"I-PER", "I-PER", "O", "I-LOC"}}) == kIo);
  CHECK(style_of({{"I-PER", "B-PER", "O"}, {"O", "I-LOC"}}) == kIob1);
  CHECK(style_of({{"B-PER", "E-PER", "O", "S-LOC"}}) == kIobes);
  CHECK(style_of({{"B-PER", "L-PER", "O", "U-LOC"}}) == kBilou);
  CHECK(style_of({{"B_PER", "I_PER", "O"}}) == SchemeStyle{TagScheme::iob2, '_'});
  CHECK(style_of({{"S_PER"}}) == SchemeStyle{TagScheme::iobes, '_'});
}

TEST_CASE("types may contain hyphens and underscores") {
  CHECK(style_of({{"B-work-of-art", "I-work-of-art"}}) == kIob2);
  CHECK(style_of({{"B-work_of_art", "I-x"}}) == kIob2);
  CHECK(style_of({{"B_work-of-art"}}) == SchemeStyle{TagScheme::iob2, '_'});
  CHECK(read_spans(Labels{"B-A-B", "I-A-B", "I-A"}, kIob2) == std::vector<Span>{{0, 2, "A-B"}, {2, 3, "A"}});
}

TEST_CASE("parts of speech are not a scheme") {
  CHECK(style_of({{"NN", "VB", "O"}}).scheme == TagScheme::none);
  CHECK(style_of({{"-LRB-", "-RRB-"}}).scheme == TagScheme::none);
  CHECK(style_of({{"I", "N"}}).scheme == TagScheme::none);
  CHECK(style_of({{"O", "I"}}).scheme == TagScheme::none);
  CHECK(style_of({{"B-"}}).scheme == TagScheme::none);
  CHECK(style_of({{"X-PER"}}).scheme == TagScheme::none);
  CHECK(style_of({{"B-PER", "B_PER"}}).scheme == TagScheme::none);
  CHECK(style_of({{"S-PER", "U-PER"}}).scheme == TagScheme::none);
  CHECK(style_of({}).scheme == TagScheme::none);
  CHECK(style_of({{"", ""}}).scheme == TagScheme::none);
}

TEST_CASE("a corpus without any span still has a scheme") {
  CHECK(style_of({{"O", "O"}, {"O"}}) == kIob2);
}

TEST_CASE("tokens that are not annotated do not contradict a scheme") {
  CHECK(style_of({{"", "B-PER", ""}}) == kIob2);
  // The B after a gap is needed by no rule of IOB1, as an I there would start a span too.
  CHECK(style_of({{"I-PER", "", "B-PER"}}) == kIob2);
}

TEST_CASE("an invalid I starts a span and counts as repaired") {
  std::size_t repaired = 0;
  CHECK(read_spans(Labels{"I-PER", "I-PER", "O", "I-LOC", "B-PER", "I-LOC"}, kIob2, &repaired) ==
        std::vector<Span>{{0, 2, "PER"}, {3, 4, "LOC"}, {4, 5, "PER"}, {5, 6, "LOC"}});
  CHECK(repaired == 3);
  repaired = 0;
  read_spans(Labels{"I-PER", "I-PER", "O", "I-LOC"}, kIob1, &repaired);
  CHECK(repaired == 0);
  read_spans(Labels{"B-PER", "B-PER"}, kIob1, &repaired);
  CHECK(repaired == 1);
}

TEST_CASE("missing and lone ends are repaired") {
  std::size_t repaired = 0;
  CHECK(read_spans(Labels{"E-PER", "B-LOC", "O", "I-X", "S-X", "B-Y"}, kIobes, &repaired) ==
        std::vector<Span>{{0, 1, "PER"}, {1, 2, "LOC"}, {3, 4, "X"}, {4, 5, "X"}, {5, 6, "Y"}});
  CHECK(repaired == 5);  // E alone, B not closed, I alone, the same not closed, the last B not closed
  repaired = 0;
  CHECK(read_spans(Labels{"B-PER", "I-PER", "L-PER", "U-PER"}, kBilou, &repaired) ==
        std::vector<Span>{{0, 3, "PER"}, {3, 4, "PER"}});
  CHECK(repaired == 0);
}

TEST_CASE("a label outside the scheme is read as O and counted") {
  std::size_t repaired = 0;
  CHECK(read_spans(Labels{"B-PER", "NN", "I-PER"}, kIob2, &repaired) ==
        std::vector<Span>{{0, 1, "PER"}, {2, 3, "PER"}});
  CHECK(repaired == 2);
}

TEST_CASE("every scheme except IO keeps the spans it was written from") {
  const std::vector<Span> spans = {{0, 1, "A"}, {1, 3, "A"}, {3, 6, "B-C"}, {7, 8, "A"}};
  for (const SchemeStyle& style : {kIob1, kIob2, kIobes, kBilou, SchemeStyle{TagScheme::iob2, '_'}}) {
    std::size_t repaired = 0;
    const Labels labels = write_spans(spans, 9, style);
    CHECK(labels.size() == 9);
    CHECK(read_spans(labels, style, &repaired) == spans);
    CHECK(repaired == 0);
    CHECK(style_of({labels}) == style);
  }
}

TEST_CASE("labels are converted both ways") {
  const Labels iob2 = {"B-A", "I-A", "B-A", "O", "B-B", ""};
  const Labels iobes = convert_labels(iob2, kIob2, kIobes);
  CHECK(iobes == Labels{"B-A", "E-A", "S-A", "O", "S-B", ""});
  CHECK(convert_labels(iobes, kIobes, kIob2) == iob2);
  CHECK(convert_labels(iob2, kIob2, kIob1) == Labels{"I-A", "I-A", "B-A", "O", "I-B", ""});
  CHECK(convert_labels(iob2, kIob2, kBilou) == Labels{"B-A", "L-A", "U-A", "O", "U-B", ""});
  CHECK(convert_labels(iob2, kIob2, kIo) == Labels{"I-A", "I-A", "I-A", "O", "I-B", ""});
  CHECK(convert_labels(iob2, kIob2, {TagScheme::iob2, '_'}) == Labels{"B_A", "I_A", "B_A", "O", "B_B", ""});
  CHECK_THROWS_AS(convert_labels(Labels{"NN"}, {}, kIob2), UsageError);
}

namespace {

bool may_stand(const Labels& labels, SchemeStyle style) {
  for (std::size_t t = 1; t < labels.size(); ++t) {
    if (!may_follow(labels[t - 1], labels[t], style)) return false;
  }
  return labels.empty() || (may_begin(labels.front(), style) && may_end(labels.back(), style));
}

// Calls use(labels) with every sequence of `tokens` labels.
template <class Use>
void each_sequence(const Labels& all, std::size_t tokens, const Use& use) {
  std::vector<std::size_t> places(tokens);
  Labels labels(tokens, all.front());
  while (true) {
    use(labels);
    std::size_t token = 0;
    while (token < tokens && ++places[token] == all.size()) places[token++] = 0;
    if (token == tokens) return;
    for (std::size_t t = 0; t <= token; ++t) labels[t] = all[places[t]];
  }
}

}  // namespace

TEST_CASE("labels may follow each other exactly if there is nothing to repair") {
  const Labels all = {"O", "B-A", "I-A", "E-A", "S-A", "B-B", "I-B", "E-B", "L-A", "U-A", "NN"};
  for (const SchemeStyle& style : {kIo, kIob1, kIob2, kIobes, kBilou}) {
    std::size_t sequences = 0;
    std::size_t allowed = 0;
    std::size_t wrong = 0;
    for (std::size_t tokens = 0; tokens <= 4; ++tokens) {
      each_sequence(all, tokens, [&](const Labels& labels) {
        std::size_t repaired = 0;
        read_spans(labels, style, &repaired);
        ++sequences;
        if (may_stand(labels, style)) ++allowed;
        if (may_stand(labels, style) != (repaired == 0)) ++wrong;
      });
    }
    INFO(base::name_of(style.scheme));
    CHECK(wrong == 0);
    CHECK(allowed > 30);
    CHECK(allowed < sequences);
  }
}

TEST_CASE("the labels written for spans are allowed in their scheme") {
  // Every way of covering four tokens by spans of two types, or none.
  std::size_t coverings = 0;
  each_sequence({"O", "B-A", "I-A", "B-B", "I-B"}, 4, [&](const Labels& labels) {
    const std::vector<Span> spans = read_spans(labels, kIob2);
    for (const SchemeStyle& style : {kIo, kIob1, kIob2, kIobes, kBilou, SchemeStyle{TagScheme::iobes, '_'}}) {
      if (!may_stand(write_spans(spans, labels.size(), style), style)) FAIL(base::name_of(style.scheme));
    }
    ++coverings;
  });
  CHECK(coverings == 625);
}

TEST_CASE("without a scheme, every label is allowed everywhere") {
  CHECK(may_begin("NN", {}));
  CHECK(may_follow("B-A", "I-B", {}));
  CHECK(may_end("-LRB-", {}));
}

TEST_CASE("an unknown scheme names the nearest") {
  CHECK(base::find_name<TagScheme>("bio") == TagScheme::iob2);
  CHECK(base::find_name<TagScheme>("iobes") == TagScheme::iobes);
  CHECK(base::name_of(TagScheme::iob2) == "iob2");
  const std::string message =
      tests::error_message<UsageError>([] { base::parse_name<TagScheme>("bilow", "tag scheme"); });
  CHECK(tests::contains(message, "did you mean 'bilou'"));
}

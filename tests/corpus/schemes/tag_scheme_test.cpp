#include "corpus/schemes/tag_scheme.h"

#include <algorithm>
#include <string>
#include <vector>

#include "base/errors.h"
#include "catch.h"
#include "corpus/schemes/scheme_detector.h"
#include "error_message.h"
#include "sanitized.h"

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
const SchemeStyle kIoe1 = {TagScheme::ioe1, '-'};
const SchemeStyle kIoe2 = {TagScheme::ioe2, '-'};
const SchemeStyle kBmes = {TagScheme::bmes, '-'};
const SchemeStyle kBmewo = {TagScheme::bmewo, '-'};

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
  CHECK(style_of({{"I-PER", "E-PER", "O", "E-LOC"}}) == kIoe2);
  CHECK(style_of({{"E-PER", "O"}}) == kIoe2);
  CHECK(style_of({{"I-PER", "E-PER", "I-PER", "O"}, {"I-LOC"}}) == kIoe1);
  CHECK(style_of({{"B-PER", "M-PER", "E-PER", "S-LOC"}}) == kBmes);
  CHECK(style_of({{"B-PER", "M-PER"}}) == kBmes);
  CHECK(style_of({{"B_PER", "M_PER", "E_PER", "W_LOC"}}) == SchemeStyle{TagScheme::bmewo, '_'});
  CHECK(style_of({{"B-PER", "E-PER", "W-LOC"}}) == kBmewo);
}

TEST_CASE("bare prefixes are a scheme of spans without a type where a B occurs") {
  CHECK(style_of({{"B", "I", "O"}}) == kIob2);
  CHECK(style_of({{"B", "O"}, {"O"}}) == kIob2);
  CHECK(style_of({{"I", "B", "O"}, {"O", "I"}}) == kIob1);
  CHECK(style_of({{"B", "I", "E", "S", "O"}}) == kIobes);
  CHECK(style_of({{"B", "E", "S"}}) == kIobes);
  CHECK(style_of({{"B", "M", "E", "S"}}) == kBmes);
  CHECK(style_of({{"B", "I", "L", "U", "O"}}) == kBilou);
  for (const Labels& classes : {Labels{"O", "I"}, Labels{"I", "E", "O"}, Labels{"B", "M", "S"},
                                Labels{"S", "U"}, Labels{"B", "I", "N"}, Labels{"B", "B-PER", "O"}}) {
    INFO(classes.front());
    CHECK(style_of({classes}).scheme == TagScheme::none);
  }
  CHECK(read_spans(Labels{"B", "I", "O", "B", "B"}, kIob2) ==
        std::vector<Span>{{0, 2, ""}, {3, 4, ""}, {4, 5, ""}});
  CHECK(write_spans(std::vector<Span>{{0, 2, ""}, {2, 3, ""}}, 4, kIobes) == Labels{"B", "E", "S", "O"});
  CHECK(convert_labels(Labels{"B", "I", "", "O"}, kIob2, {TagScheme::ioe2, '_'}) ==
        Labels{"I", "E", "", "O"});
}

TEST_CASE("prefixes and separators of several schemes are read by their roles") {
  SchemeDetector prefixes;
  prefixes.add(Labels{"B-A", "E-A", "O", "U-A"});
  CHECK(prefixes.style() == kIobes);
  CHECK(prefixes.mixes_prefixes());
  CHECK_FALSE(prefixes.mixes_separators());
  SchemeDetector separators;
  separators.add(Labels{"B-A", "I_A", "O", "B_B"});
  CHECK(separators.style() == SchemeStyle{TagScheme::iob2, '_'});
  CHECK(separators.mixes_separators());
  CHECK_FALSE(separators.mixes_prefixes());
  CHECK(style_of({{"B-PER", "I-PER", "M-PER", "O"}}) == kIob2);
  CHECK(style_of({{"S-PER", "U-PER"}}) == kIobes);
}

TEST_CASE("a few prefixes of other schemes do not change the scheme of a corpus") {
  const auto style_with = [](const Labels& sentence, std::size_t times, const std::vector<Labels>& odd) {
    std::vector<Labels> sentences(times, sentence);
    sentences.insert(sentences.end(), odd.begin(), odd.end());
    return style_of(sentences);
  };
  for (const std::string prefix : {"E", "S", "L", "U", "W", "M"}) {
    CAPTURE(prefix);
    const std::vector<Labels> odd = {{"O", prefix + "-PER"}};
    CHECK(style_with({"B-PER", "I-PER", "O"}, 1000, odd) == kIob2);
    CHECK(style_with({"B-PER", "I-PER", "O"}, 20, odd) == kIob2);
    CHECK(style_with({"B-PER"}, 60, odd) == kIob2);
    CHECK(style_with({"B_PER", "I_PER"}, 60, {{"O", prefix + "_PER"}}) == SchemeStyle{TagScheme::iob2, '_'});
    CHECK(style_with({"I-PER", "O"}, 60, odd) == kIo);
    CHECK(style_with({"I-PER", "B-PER", "O", "I-LOC"}, 60, odd) == kIob1);
    CHECK(style_with({"B", "I", "O"}, 60, {{"O", prefix}}) == kIob2);
    if (prefix != "L" && prefix != "U") CHECK(style_with({"B-A", "L-A", "U-B"}, 60, odd) == kBilou);
    if (prefix != "E" && prefix != "S" && prefix != "M")
      CHECK(style_with({"B-A", "E-A", "S-B"}, 60, odd) == kIobes);
    if (prefix != "E") CHECK(style_with({"I-A", "E-A", "O", "E-B"}, 60, odd) == kIoe2);
  }
  CHECK(style_with({"I-PER", "O"}, 60, {{"B-PER", "O"}}) == kIo);
  // Several kinds of mistakes in a sparse corpus.
  std::vector<Labels> sparse(50, Labels(200, "O"));
  for (Labels& labels : sparse) labels[7] = "B-PER";
  sparse.front()[50] = "E-PER";
  sparse.front()[60] = "U-PER";
  sparse.back()[50] = "M-PER";
  CHECK(style_of(sparse) == kIob2);
  // A prefix that is missing where the scheme wants it is not of another scheme.
  CHECK(style_with({"B-PER", "E-PER", "O"}, 60, {{"S-LOC", "B-PER", "O"}}) == kIobes);
  CHECK(style_with({"B-PER", "I-PER", "O"}, 60, {{"O", "I-PER"}}) == kIob2);
  // As many of one scheme as of the other are a mixture.
  SchemeDetector mixture;
  for (int i = 0; i < 50; ++i) {
    mixture.add(Labels{"B-A", "E-A", "S-A"});
    mixture.add(Labels{"B-A", "L-A", "U-A"});
  }
  CHECK(mixture.style() == kIobes);
  CHECK(mixture.mixes_prefixes());
  // Classes of tokens.
  CHECK(style_with({"B", "M", "O", "S"}, 60, {}).scheme == TagScheme::none);
  CHECK(style_with({"O", "O", "O"}, 60, {{"B", "S"}, {"B", "U"}}).scheme == TagScheme::none);
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
  for (const SchemeStyle& style :
       {kIob1, kIob2, kIoe1, kIoe2, kIobes, kBilou, kBmes, kBmewo, SchemeStyle{TagScheme::iob2, '_'}}) {
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
  CHECK(convert_labels(iob2, kIob2, kIoe1) == Labels{"I-A", "E-A", "I-A", "O", "I-B", ""});
  CHECK(convert_labels(iob2, kIob2, kIoe2) == Labels{"I-A", "E-A", "E-A", "O", "E-B", ""});
  CHECK(convert_labels(iob2, kIob2, kBmewo) == Labels{"B-A", "E-A", "W-A", "O", "W-B", ""});
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
  const Labels all = {"O",   "B-A", "I-A", "E-A", "S-A", "B-B", "I-B",
                      "E-B", "L-A", "U-A", "M-A", "W-A", "I",   "NN"};
  for (const SchemeStyle& style : {kIo, kIob1, kIob2, kIoe1, kIoe2, kIobes, kBilou, kBmes, kBmewo}) {
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
    for (const SchemeStyle& style : {kIo, kIob1, kIob2, kIoe1, kIoe2, kIobes, kBilou, kBmes, kBmewo,
                                     SchemeStyle{TagScheme::iobes, '_'}}) {
      if (!may_stand(write_spans(spans, labels.size(), style), style)) FAIL(base::name_of(style.scheme));
    }
    ++coverings;
  });
  CHECK(coverings == 625);
}

TEST_CASE("labels in a wrong place become legal ones with the same spans") {
  CHECK(legal_labels(Labels{"O", "I-A", "I-A", "O"}, kIob2) == Labels{"O", "B-A", "I-A", "O"});
  CHECK(legal_labels(Labels{"B-A", "I-B"}, kIob2) == Labels{"B-A", "B-B"});
  CHECK(legal_labels(Labels{"B-A", "O", "B-A", "I-A"}, kIobes) == Labels{"S-A", "O", "B-A", "E-A"});
  CHECK(legal_labels(Labels{"I-A", "O", "E-A"}, kIoe2) == Labels{"E-A", "O", "E-A"});
  CHECK(legal_labels(Labels{"E-A", "O"}, kIoe1) == Labels{"I-A", "O"});
  CHECK(legal_labels(Labels{"U-A", "L-B"}, kIob2) == Labels{"B-A", "B-B"});
  CHECK(legal_labels(Labels{"B-A", "NN"}, kIob2) == Labels{"B-A", "O"});
  CHECK(legal_labels(Labels{"NN", "I"}, {}) == Labels{"NN", "I"});
  // Every sequence, also with tokens that are not annotated.
  const Labels all = {"", "O", "B-A", "I-A", "E-A", "S-A", "I-B", "E-B", "L-A", "W-A"};
  for (const SchemeStyle& style : {kIo, kIob1, kIob2, kIoe1, kIoe2, kIobes, kBilou, kBmes, kBmewo}) {
    std::size_t illegal = 0;
    std::size_t changed_needlessly = 0;
    std::size_t other_spans = 0;
    each_sequence(all, tests::sanitized ? 3 : 4, [&](const Labels& labels) {
      const Labels legal = legal_labels(labels, style);
      for (std::size_t t = 0; t < labels.size(); ++t) {
        if (legal[t].empty() != labels[t].empty()) ++illegal;
        if (legal[t].empty()) continue;
        const std::string before = t == 0 ? "O" : legal[t - 1];
        const std::string after = t + 1 == legal.size() ? "O" : legal[t + 1];
        if (!before.empty() && !may_follow(before, legal[t], style)) ++illegal;
        if (!after.empty() && !may_follow(legal[t], after, style)) ++illegal;
      }
      if (legal_labels(legal, style) != legal) ++changed_needlessly;
      if (std::find(labels.begin(), labels.end(), "") != labels.end()) return;
      if (may_stand(labels, style) && legal != labels) ++changed_needlessly;
      // In IO, touching spans of one type merge.
      if (style != kIo && read_spans(legal, style) != read_spans(labels, style)) ++other_spans;
    });
    INFO(base::name_of(style.scheme));
    CHECK(illegal == 0);
    CHECK(changed_needlessly == 0);
    CHECK(other_spans == 0);
  }
}

TEST_CASE("a span may reach into tokens that are not annotated") {
  CHECK(legal_labels(Labels{"", "I-A", "O", "I-A"}, kIob2) == Labels{"", "I-A", "O", "B-A"});
  CHECK(legal_labels(Labels{"O", "I-A", ""}, kIob2) == Labels{"O", "B-A", ""});
  CHECK(legal_labels(Labels{"E-A", "B-A", "", "I-B", "O"}, kIobes) == Labels{"S-A", "B-A", "", "E-B", "O"});
  CHECK(legal_labels(Labels{"S-A", "I-A", ""}, kIoe2) == Labels{"E-A", "I-A", ""});
  CHECK(legal_labels(Labels{"", "B-A", "S-A"}, kIob1) == Labels{"", "B-A", "B-A"});
  CHECK(legal_labels(Labels{"O", "S-A", "E-A", ""}, kIoe1) == Labels{"O", "E-A", "E-A", ""});
}

TEST_CASE("without a scheme, every label is allowed everywhere") {
  CHECK(may_begin("NN", {}));
  CHECK(may_follow("B-A", "I-B", {}));
  CHECK(may_end("-LRB-", {}));
}

TEST_CASE("an unknown scheme names the nearest") {
  CHECK(base::find_name<TagScheme>("bio") == TagScheme::iob2);
  CHECK(base::find_name<TagScheme>("iobes") == TagScheme::iobes);
  CHECK(base::find_name<TagScheme>("bmes") == TagScheme::bmes);
  CHECK(base::name_of(TagScheme::iob2) == "iob2");
  const std::string message =
      tests::error_message<UsageError>([] { base::parse_name<TagScheme>("bilow", "tag scheme"); });
  CHECK(tests::contains(message, "did you mean 'bilou'"));
}

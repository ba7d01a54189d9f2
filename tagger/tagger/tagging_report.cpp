#include "tagger/tagging_report.h"

#include <array>
#include <cstdio>

namespace seqlab::programs {

namespace {

void print_part(const char* name, double accuracy, std::size_t tokens, std::ostream& output) {
  std::array<char, 96> line{};
  std::snprintf(line.data(), line.size(), "%s words: accuracy: %6.2f%%; %zu tokens\n", name, accuracy * 100,
                tokens);
  output << line.data();
}

}  // namespace

void print_score(const evaluation::TaggingScore& score, std::ostream& output) {
  score.print(output);
  if (score.seen_tokens() + score.unseen_tokens() == 0) return;
  print_part("seen", score.seen_accuracy(), score.seen_tokens(), output);
  print_part("unseen", score.unseen_accuracy(), score.unseen_tokens(), output);
}

void print_scores(std::span<const std::string> heads, std::span<const evaluation::TaggingScore> scores,
                  std::ostream& output) {
  for (std::size_t head = 0; head < heads.size(); ++head) {
    if (heads.size() > 1) output << (head == 0 ? "" : "\n") << heads[head] << ":\n";
    print_score(scores[head], output);
  }
}

}  // namespace seqlab::programs

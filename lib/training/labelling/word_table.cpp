#include "training/labelling/word_table.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <limits>
#include <unordered_set>

#include "base/errors.h"
#include "embeddings/lookup.h"

namespace seqlab::training {

void each_word(const embeddings::PretrainedTables& vectors,
               const std::function<bool(std::string_view)>& take) {
  std::size_t longest = 0;
  for (std::size_t i = 0; i < vectors.size(); ++i) longest = std::max(longest, vectors[i].size());
  for (std::size_t row = 0; row < longest; ++row) {
    for (std::size_t i = 0; i < vectors.size(); ++i) {
      if (row < vectors[i].size() && !take(vectors[i].word(row))) return;
    }
  }
}

bool often_enough(std::string_view word, std::size_t count, const LeastCounts& least,
                  const embeddings::PretrainedTables& vectors) {
  if (count < least.all) return false;
  if (count >= least.without_vector) return true;
  for (std::size_t i = 0; i < vectors.size(); ++i) {
    if (embeddings::look_up(word, [&](std::string_view form) { return vectors[i].find(form); }).row)
      return true;
  }
  return false;
}

std::shared_ptr<const model::Vocabulary> make_vocabulary(const model::WordCounts& counts,
                                                         const LeastCounts& least,
                                                         const embeddings::PretrainedTables& vectors,
                                                         std::size_t extra) {
  std::vector<std::pair<std::string_view, std::size_t>> kept;
  for (const auto& [word, count] : counts) {
    if (often_enough(word, count, least, vectors)) kept.emplace_back(word, count);
  }
  std::sort(kept.begin(), kept.end(), [](const auto& a, const auto& b) {
    return a.second != b.second ? a.second > b.second : a.first < b.first;
  });
  std::vector<std::string_view> words;
  for (const auto& [word, count] : kept) words.push_back(word);
  std::size_t wanted = extra;
  std::unordered_set<std::string_view> taken;  // only filled for several tables, which may share words
  each_word(vectors, [&](std::string_view word) {
    if (wanted == 0) return false;
    // A word of a table has a vector.
    const auto found = counts.find(word);
    if (found != counts.end() && found->second >= least.all) return true;
    if (vectors.size() > 1 && !taken.insert(word).second) return true;
    words.push_back(word);
    --wanted;
    return true;
  });
  return std::make_shared<const model::Vocabulary>(words, kept.size());
}

std::string coverage_report(const embeddings::Coverage& coverage) {
  std::string line = "words of the training data in the table (words, tokens):";
  for (std::size_t step = 0; step < embeddings::lookup_steps; ++step) {
    const auto share = [](std::size_t part, std::size_t whole) {
      return whole == 0 ? 0.0 : 100.0 * static_cast<double>(part) / static_cast<double>(whole);
    };
    std::array<char, 96> text{};
    std::snprintf(text.data(), text.size(), "%s %s %.1f%%, %.1f%%", step == 0 ? "" : ";",
                  std::string(embeddings::to_string(static_cast<embeddings::LookupStep>(step))).c_str(),
                  share(coverage.types[step], coverage.all_types()),
                  share(coverage.tokens[step], coverage.all_tokens()));
    line += text.data();
  }
  const auto missing = static_cast<std::size_t>(embeddings::LookupStep::unknown);
  if (coverage.all_types() > 0 && coverage.types[missing] == coverage.all_types()) {
    line +=
        "; warning: the table has no word of the training data; is its first column in their language and "
        "spelling?";
  }
  return line;
}

namespace {

// vectors: null for a table that is learned from scratch.
nn::Matrix<float> make_table(const model::Vocabulary& vocabulary, const model::TableKind& kind,
                             bool missing_are_unknown, const embeddings::WordVectors* vectors,
                             const base::Noise& noise, const model::WordCounts& counts,
                             embeddings::Coverage& coverage) {
  const std::size_t rows = kind.rows(vocabulary);
  nn::Matrix<float> table(nn::index(kind.dimension), nn::index(rows));
  const double limit = std::sqrt(3.0 / static_cast<double>(kind.dimension));
  for (std::size_t row = 0; row < rows; ++row) {
    auto target = table.col(nn::index(row));
    if (vectors != nullptr && row != model::Vocabulary::unknown) {
      const std::string_view word = vocabulary.word(row);
      const auto result =
          embeddings::look_up(word, [&](std::string_view form) { return vectors->find(form); });
      if (row <= vocabulary.trained()) {
        const auto step = static_cast<std::size_t>(result.step);
        ++coverage.types[step];
        coverage.tokens[step] += counts.at(word);
      }
      if (result.row) {
        const std::span<const float> vector = vectors->vector(*result.row);
        std::copy(vector.begin(), vector.end(), target.data());
        continue;
      }
      if (missing_are_unknown) {
        target = table.col(model::Vocabulary::unknown);
        continue;
      }
    }
    const base::Noise own = noise.at(row);
    for (std::size_t i = 0; i < kind.dimension; ++i) {
      target(nn::index(i)) = static_cast<float>((2 * own.uniform(i) - 1) * limit);
    }
  }
  return table;
}

}  // namespace

std::vector<model::VectorTable> make_tables(const model::Vocabulary& vocabulary,
                                            std::span<const model::TableKind> kinds,
                                            const embeddings::PretrainedTables& vectors,
                                            const base::Noise& noise, const model::WordCounts& counts,
                                            std::vector<embeddings::Coverage>& coverage) {
  std::vector<model::VectorTable> tables;
  for (std::size_t i = 0; i < kinds.size(); ++i) {
    embeddings::Coverage own;
    // Rows use the branches 0, 1, ... of the noise; further tables use branches from the other end.
    const base::Noise drawn = i == 0 ? noise : noise.at(~std::uint64_t{0} - i);
    const bool pretrained = i < vectors.size();
    tables.emplace_back(make_table(vocabulary, kinds[i], model::kept_by_unknown_words(kinds[i], kinds),
                                   pretrained ? &vectors[i] : nullptr, drawn, counts, own));
    if (pretrained) coverage.push_back(own);
  }
  for (std::size_t i = 0; i < vectors.size(); ++i) vectors[i].throw_if_changed();
  return tables;
}

std::vector<std::uint32_t> singleton_rows(const model::Vocabulary& vocabulary,
                                          const model::WordCounts& counts) {
  std::vector<std::uint32_t> rows;
  for (std::size_t row = 1; row <= vocabulary.trained(); ++row) {
    if (counts.at(vocabulary.word(row)) == 1) rows.push_back(static_cast<std::uint32_t>(row));
  }
  return rows;
}

}  // namespace seqlab::training

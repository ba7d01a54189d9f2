#include "seqlab/facade/pairs.h"

#include <algorithm>
#include <cmath>

#include "seqlab/facade/input.h"

namespace seqlab {

namespace {

void check_vectors(const Source& source, const std::string& name) {
  for (const std::vector<float>& vector : source.vectors) {
    if (vector.empty() || vector.size() != source.vectors.front().size()) {
      throw BadInput(name + "the vectors are not of equal length, or empty");
    }
    if (!std::ranges::all_of(vector, [](float number) { return std::isfinite(number); })) {
      throw BadInput(name + "a vector has a number that is not finite");
    }
  }
}

corpus::Source source_of(const Source& source, bool vectors, const std::string& name) {
  check_utf8(source.text, name + "the source");
  for (const std::string& tag : source.tags) {
    check_utf8(tag, name + "the tag");
    if (tag.empty()) throw BadInput(name + "a tag is empty");
  }
  const bool has_text = !source.text.empty() || !source.tags.empty();
  if (vectors && has_text) throw BadInput(name + "the source has text or tags; it is to be vectors alone");
  if (!vectors && !source.vectors.empty()) throw BadInput(name + "the source is vectors; it is to be text");
  check_vectors(source, name);
  corpus::Source result{.text = std::string(source.text), .tags = source.tags, .vectors = vectors};
  if (!source.vectors.empty()) result.width = source.vectors.front().size();
  for (const std::vector<float>& vector : source.vectors) {
    result.numbers.insert(result.numbers.end(), vector.begin(), vector.end());
  }
  return result;
}

Place place_of_source(std::size_t index) {
  return {"source " + std::to_string(index + 1)};
}

}  // namespace

std::vector<corpus::Pair> pairs_of(std::span<const Source> sources, bool vectors) {
  std::vector<corpus::Pair> pairs;
  for (std::size_t i = 0; i < sources.size(); ++i) {
    pairs.push_back({.source = source_of(sources[i], vectors, name_of_input(i, sources.size())),
                     .target = {},
                     .place = place_of_source(i)});
  }
  return pairs;
}

std::vector<corpus::Pair> pairs_of(std::span<const SourceTarget> examples) {
  std::vector<corpus::Pair> pairs;
  const bool vectors = !examples.empty() && !examples.front().source.vectors.empty();
  for (std::size_t i = 0; i < examples.size(); ++i) {
    const std::string name = name_of_input(i, examples.size());
    check_utf8(examples[i].target, name + "the target");
    pairs.push_back({.source = source_of(examples[i].source, vectors, name),
                     .target = examples[i].target,
                     .place = place_of_source(i)});
  }
  return pairs;
}

}  // namespace seqlab

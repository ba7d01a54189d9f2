#include "model/model_head.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <system_error>

#include "base/errors.h"
#include "text/ascii.h"

namespace seqlab::model {

std::vector<std::string> split_commas(std::string_view text) {
  std::vector<std::string> parts;
  for (std::size_t begin = 0;;) {
    const std::size_t end = std::min(text.find(',', begin), text.size());
    parts.emplace_back(text.substr(begin, end - begin));
    if (end == text.size()) return parts;
    begin = end + 1;
  }
}

std::string head_name(std::string_view label_column) {
  constexpr std::string_view misc = "misc:";
  if (label_column.empty()) return "label";
  const bool key =
      label_column.size() > misc.size() && text::ascii_lower(label_column.substr(0, misc.size())) == misc;
  return std::string(key ? label_column.substr(misc.size()) : label_column);
}

std::optional<double> parse_head_weight(const std::string& text) {
  double weight = 0;
  const char* const end = text.data() + text.size();
  const auto [rest, error] = std::from_chars(text.data(), end, weight);
  if (error != std::errc() || rest != end || !std::isfinite(weight) || weight <= 0) return std::nullopt;
  return weight;
}

std::vector<double> head_weights(const std::string& text, std::size_t heads) {
  if (text.empty()) return std::vector<double>(heads, 1.0);
  const std::vector<std::string> parts = split_commas(text);
  if (parts.size() != heads) {
    throw UsageError("--head-weights has " + std::to_string(parts.size()) +
                     " weights; --label-column names " + std::to_string(heads) + " columns");
  }
  std::vector<double> weights;
  for (const std::string& part : parts) weights.push_back(parse_head_weight(part).value());
  return weights;
}

std::vector<nn::HeadKind> head_decoders(const std::string& text, std::span<const LabelSet> heads) {
  const std::vector<std::string> parts = split_commas(text);
  if (parts.size() != 1 && parts.size() != heads.size()) {
    throw UsageError("--decoder has " + std::to_string(parts.size()) + " decoders; --label-column names " +
                     std::to_string(heads.size()) + " columns");
  }
  std::vector<nn::HeadKind> decoders;
  for (std::size_t head = 0; head < heads.size(); ++head) {
    const bool chosen = parts.size() == heads.size() || heads[head].written.scheme != corpus::TagScheme::none;
    const std::string& name = parts[parts.size() == 1 ? 0 : head];
    decoders.push_back(chosen ? nn::parse_head_kind(name) : nn::HeadKind::softmax);
  }
  return decoders;
}

bool too_many_labels(const ModelHead& head) {
  const bool chained =
      head.decoder == nn::HeadKind::crf || head.labels.written.scheme != corpus::TagScheme::none;
  return chained && head.labels.names.size() > most_chained_labels;
}

double mean_loss(std::span<const ModelHead> heads, std::span<const nn::LossSum> losses) {
  double sum = 0;
  for (std::size_t head = 0; head < heads.size(); ++head) {
    const nn::LossSum& loss = losses[head];
    if (loss.count > 0) sum += heads[head].weight * (loss.sum / static_cast<double>(loss.count));
  }
  return sum;
}

}  // namespace seqlab::model

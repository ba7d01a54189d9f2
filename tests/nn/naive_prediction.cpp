#include "naive_prediction.h"

#include <algorithm>
#include <cmath>
#include <string>

#include "naive_adaptive.h"
#include "naive_chain.h"
#include "naive_characters.h"
#include "naive_weights.h"

namespace seqlab::tests {

namespace {

// Word vectors, then characters, then features, then the symbol.
Numbers naive_column(const NetworkCase<double>& given, std::uint32_t type) {
  const nn::Layout& layout = given.network.layout();
  const nn::TokenInputShape& shape = given.shape.input;
  Numbers column;
  const auto append = [&](const Numbers& part) { column.insert(column.end(), part.begin(), part.end()); };
  for (std::size_t i = 0; i < given.tables.size(); ++i) {
    append(column_of(given.tables[i], given.types.words[i][type]));
  }
  if (shape.characters) {
    append(naive_characters(*shape.characters, layout, given.weights, "characters",
                            given.types.spellings.word(type)));
  }
  for (std::size_t i = 0; i < shape.features.size(); ++i) {
    const Numbers table = numbers_of(layout, given.weights, "features." + shape.features[i].name + ".table");
    const auto dimension = static_cast<std::ptrdiff_t>(shape.features[i].dimension);
    const auto begin = table.begin() + dimension * static_cast<std::ptrdiff_t>(given.types.features[i][type]);
    append({begin, begin + dimension});
  }
  if (shape.symbols) append(symbol_naively(layout, given.weights, *shape.symbols, given.types.symbols[type]));
  return column;
}

// V y + d of each column, and the scores of transitions, which are zero for a softmax.
struct Scored {
  Tokens scores;
  NaiveChain chain;
};

Scored naive_scores(const NetworkCase<double>& given, const nn::HeadShape& head, const Tokens& outputs) {
  const nn::Layout& layout = given.network.layout();
  const auto numbers = [&](const std::string& name) {
    return numbers_of(layout, given.weights, head.name + "." + name);
  };
  const Numbers weight = numbers("weight");
  const Numbers bias = numbers("bias");
  Scored scored;
  for (const Numbers& y : outputs) {
    Numbers& token = scored.scores.emplace_back(bias);
    for (std::size_t label = 0; label < head.labels; ++label) {
      for (std::size_t i = 0; i < y.size(); ++i) token[label] += weight[label * y.size() + i] * y[i];
    }
  }
  const bool crf = head.kind == nn::HeadKind::crf;
  scored.chain = {head.labels, crf ? numbers("transitions") : Numbers(head.labels * head.labels),
                  crf ? numbers("start") : Numbers(head.labels), crf ? numbers("end") : Numbers(head.labels),
                  head.allowed};
  return scored;
}

bool has_label(std::int32_t label, const nn::HeadShape& head) {
  return label >= 0 && static_cast<std::size_t>(label) < head.labels;
}

// Each label by itself.
NaivePrediction adapt_naively(const NetworkCase<double>& given, const nn::HeadShape& head,
                              const Tokens& outputs, const Sequence& gold) {
  NaivePrediction prediction;
  const NaiveAdaptive naive =
      naive_adaptive(given.network.layout(), given.weights, head, given.shape.input.symbols);
  for (std::size_t token = 0; token < outputs.size(); ++token) {
    const Numbers& p = prediction.probabilities.emplace_back(adapt_naively(naive, outputs[token]));
    prediction.labels.push_back(static_cast<std::int32_t>(std::max_element(p.begin(), p.end()) - p.begin()));
    if (gold.empty() || !has_label(gold[token], head)) continue;
    prediction.loss += {-std::log(p[static_cast<std::size_t>(gold[token])]), 1};
  }
  return prediction;
}

NaivePrediction predict_naively(const NetworkCase<double>& given, const nn::HeadShape& head,
                                const Tokens& outputs, const Sequence& gold) {
  if (head.kind == nn::HeadKind::adaptive || head.tied) return adapt_naively(given, head, outputs, gold);
  const auto [scores, chain] = naive_scores(given, head, outputs);
  NaivePrediction prediction;
  if (outputs.empty()) return prediction;
  prediction.labels = naive_paths(chain, scores).front().labels;
  for (const std::int32_t label : gold) prediction.loss.count += has_label(label, head) ? 1 : 0;
  if (head.kind == nn::HeadKind::softmax) {
    const Numbers weight = numbers_of(given.network.layout(), given.weights, head.name + ".weight");
    const Numbers bias = numbers_of(given.network.layout(), given.weights, head.name + ".bias");
    for (const Numbers& y : outputs) prediction.probabilities.push_back(naive_softmax(weight, bias, y));
    for (std::size_t token = 0; token < gold.size(); ++token) {
      if (!has_label(gold[token], head)) continue;
      prediction.loss.sum -= std::log(prediction.probabilities[token][static_cast<std::size_t>(gold[token])]);
    }
    return prediction;
  }
  Sequence any(outputs.size(), -1);
  const double all = naive_log_partition(chain, scores, any);
  for (std::size_t token = 0; token < outputs.size(); ++token) {
    Numbers& marginals = prediction.probabilities.emplace_back();
    for (std::size_t label = 0; label < head.labels; ++label) {
      any[token] = static_cast<std::int32_t>(label);
      marginals.push_back(std::exp(naive_log_partition(chain, scores, any) - all));
    }
    any[token] = -1;
  }
  // The loss is over all sequences, allowed or not.
  NaiveChain free = chain;
  free.allowed = {};
  if (prediction.loss.count > 0) {
    prediction.loss.sum = naive_log_partition(free, scores, any) - naive_log_partition(free, scores, gold);
  }
  return prediction;
}

// The pooled column of a text.
Numbers naive_text(const NetworkCase<double>& given, const NaiveLayerOutput& top) {
  switch (*given.shape.pooling) {
    case nn::Pooling::last:
      return pool_naively("last", top);
    case nn::Pooling::mean:
      return pool_naively("mean", top);
    case nn::Pooling::max:
      return pool_naively("max", top);
    case nn::Pooling::attention:
      break;
  }
  // Zeros, as many as a mean has.
  if (top.outputs.empty()) return pool_naively("mean", top);
  const auto numbers = [&](const std::string& name) {
    return numbers_of(given.network.layout(), given.weights, "pooling." + name);
  };
  return attend_naively({numbers("hidden.weight"), numbers("hidden.bias"), numbers("score.weight"),
                         numbers("score.bias").front()},
                        top.outputs);
}

}  // namespace

std::vector<NaivePrediction> predict_naively(const NetworkCase<double>& given, const Example& example) {
  Tokens columns;
  for (const std::uint32_t type : example.tokens) columns.push_back(naive_column(given, type));
  const auto layers = naive_layers(given.network.layout(), given.weights, "encoder", given.shape.layers,
                                   given.shape.recurrent);
  const auto readings = naive_readings(given.network.layout(), given.weights, "encoder", given.shape.layers,
                                       given.shape.layer_output);
  // Without layers, the output is the input.
  const NaiveLayerOutput input{columns, {{columns, {Numbers(naive_column(given, 0).size(), 0.0)}}}};
  const NaiveLayerOutput top = layers.empty() ? input : run_naive_encoder(layers, readings, columns).back();
  Tokens outputs = top.outputs;
  if (given.shape.pooling) outputs = {naive_text(given, top)};
  std::vector<NaivePrediction> predictions;
  for (std::size_t head = 0; head < given.shape.heads.size(); ++head) {
    predictions.push_back(predict_naively(given, given.shape.heads[head], outputs, example.gold[head]));
  }
  return predictions;
}

}  // namespace seqlab::tests

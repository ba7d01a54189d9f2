#include "model/labelling/context_vectors.h"

#include <algorithm>

#include "base/errors.h"
#include "model/language/language_model.h"
#include "model/quantization.h"

namespace seqlab::model {

ContextVectors::ContextVectors(std::shared_ptr<const LanguageModel> ahead,
                               std::shared_ptr<const LanguageModel> back,
                               std::span<const std::string> names) {
  models_.push_back(std::move(ahead));
  if (back) models_.push_back(std::move(back));
  for (std::size_t i = 0; i < models_.size(); ++i) {
    if (models_[i]->options().symbols != corpus::SymbolUnit::characters) {
      throw ModelError(names[i] + ": words are read by models of characters, and this one is of words");
    }
    if (models_[i]->condition() > 0) {
      throw ModelError(names[i] + ": the language model has a condition, which a tagger does not give");
    }
    if (models_[i]->back() != (i == 1)) {
      throw ModelError(names[i] + (i == 1 ? ": the second language model must read back"
                                          : ": the first language model must read ahead"));
    }
    size_ += models_[i]->outputs();
  }
}

std::shared_ptr<const ContextVectors> ContextVectors::load(std::span<const std::string> files) {
  if (files.size() > 2) {
    throw UsageError("--language-models takes a model that reads ahead, and one that reads back");
  }
  std::vector<std::shared_ptr<const LanguageModel>> models(2);
  for (std::size_t i = 0; i < files.size(); ++i) {
    models[i] = std::make_shared<const LanguageModel>(LanguageModel::load(files[i]));
  }
  return std::make_shared<const ContextVectors>(models[0], models[1], files);
}

std::vector<SymbolReading> ContextVectors::read(std::span<const std::string_view> words) const {
  std::vector<SymbolReading> readings;
  for (const std::shared_ptr<const LanguageModel>& model : models_) {
    const SymbolRows& rows = model->symbols();
    SymbolReading& reading = readings.emplace_back();
    std::vector<std::uint32_t>& symbols = reading.symbols;
    symbols.push_back(rows.row(corpus::line_end));
    for (const std::string_view word : words) {
      // Of the back model so far the number of symbols before the word.
      if (model->back()) reading.ends.push_back(static_cast<std::uint32_t>(symbols.size()));
      for (std::size_t position = 0; position < word.size();) {
        symbols.push_back(rows.row(corpus::next_symbol(word, position, corpus::SymbolUnit::characters)));
      }
      symbols.push_back(rows.row(" "));
      if (!model->back()) reading.ends.push_back(static_cast<std::uint32_t>(symbols.size()));
    }
    if (!model->back()) continue;
    std::ranges::reverse(symbols);
    for (std::uint32_t& end : reading.ends) end = static_cast<std::uint32_t>(symbols.size()) + 1 - end;
  }
  return readings;
}

nn::Matrix<float> ContextVectors::vectors(std::span<const std::vector<SymbolReading>* const> readings) const {
  std::size_t tokens = 0;
  for (const std::vector<SymbolReading>* const own : readings) tokens += own->front().ends.size();
  nn::Matrix<float> result(nn::index(size_), nn::index(tokens));
  Eigen::Index row = 0;
  for (std::size_t i = 0; i < models_.size(); ++i) {
    std::vector<const SymbolReading*> of_model;
    for (const std::vector<SymbolReading>* const own : readings) of_model.push_back(&(*own)[i]);
    const Eigen::Index rows = nn::index(models_[i]->outputs());
    models_[i]->read(of_model, result.middleRows(row, rows));
    row += rows;
  }
  return result;
}

std::shared_ptr<const ContextVectors> ContextVectors::rounded(nn::Precision precision) const {
  auto result = std::make_shared<ContextVectors>(*this);
  for (std::shared_ptr<const LanguageModel>& model : result->models_) {
    if (model->precision() == nn::Precision::f32) {
      model = std::make_shared<const LanguageModel>(quantize(*model, precision));
    }
  }
  return result;
}

}  // namespace seqlab::model

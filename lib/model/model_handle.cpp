#include "model/model_handle.h"

#include "model/forecasting/forecaster.h"
#include "model/labelling/sequence_model.h"
#include "model/language/language_model.h"
#include "model/quantization.h"
#include "model/transduction/transducer_model.h"

namespace seqlab::model {

std::shared_ptr<const Model> load_model(const std::string& path, options::Task task) {
  if (task == Task::language_model) return std::make_shared<const LanguageModel>(LanguageModel::load(path));
  if (task == Task::transducer) return std::make_shared<const TransducerModel>(TransducerModel::load(path));
  if (task == Task::forecaster) return std::make_shared<const Forecaster>(Forecaster::load(path));
  return std::make_shared<const SequenceModel>(SequenceModel::load(path, task));
}

std::shared_ptr<const Model> quantize_model(const Model& model, nn::Precision precision,
                                            const std::vector<std::pair<std::string, std::string>>& facts) {
  check_quantizable(model);
  const std::shared_ptr<Model> result = model.copy();
  if (precision != nn::Precision::f32) round_matrices(*result, precision);
  result->facts.insert(result->facts.end(), facts.begin(), facts.end());
  return result;
}

void save_model(const Model& model, const std::string& path) {
  model.save(path);
}

const options::ModelOptions& options_of(const Model& model) {
  return model.options();
}

}  // namespace seqlab::model

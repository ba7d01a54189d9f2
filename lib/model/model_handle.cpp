#include "model/model_handle.h"

#include "model/sequence_model.h"

namespace seqlab::model {

std::shared_ptr<const SequenceModel> load_model(const std::string& path, options::Task task) {
  return std::make_shared<const SequenceModel>(SequenceModel::load(path, task));
}

void save_model(const SequenceModel& model, const std::string& path) {
  model.save(path);
}

const options::ModelOptions& options_of(const SequenceModel& model) {
  return model.options();
}

}  // namespace seqlab::model

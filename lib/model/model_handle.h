// Models for code that does not look inside them; needs no headers of the network.
#pragma once

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "options/task.h"
#include "options/training_options.h"

namespace seqlab::io {
class TensorFile;
}

namespace seqlab::model {

class SequenceModel;

// The version of the model file that this library writes, and the only one that it reads; models/FORMAT.md.
constexpr int model_format_version = 3;

// Facts from the header of a model file. Reading them reads no tensor and checks no checksum. Throws Error
// (no such file) or ModelError (damaged, foreign or newer).
struct ModelFacts {
  std::string task;  // "tagger" or "classifier"
  std::vector<std::pair<std::string, std::string>> facts;
};
ModelFacts read_model_facts(const std::string& path);
ModelFacts read_model_facts(const io::TensorFile& file);

// See SequenceModel::load(), save() and options().
std::shared_ptr<const SequenceModel> load_model(const std::string& path, options::Task task);
void save_model(const SequenceModel& model, const std::string& path);
const options::ModelOptions& options_of(const SequenceModel& model);

}  // namespace seqlab::model

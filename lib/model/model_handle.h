// Models for code that does not look inside them; needs no headers of the network.
#pragma once

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "nn/choices.h"
#include "options/task.h"
#include "options/training_options.h"

namespace seqlab::io {
class TensorFile;
}

namespace seqlab::model {

class Model;

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

// A model of this task. Throws Error (no such file) or ModelError (damaged, foreign, newer, of another task,
// or with results other than those of its self-tests).
std::shared_ptr<const Model> load_model(const std::string& path, options::Task task);
// A copy with weights of fewer bits (quantization.h) and further facts. Throws ModelError if the model is
// quantised already.
std::shared_ptr<const Model> quantize_model(const Model& model, nn::Precision precision,
                                            const std::vector<std::pair<std::string, std::string>>& facts);
// See Model::save() and options().
void save_model(const Model& model, const std::string& path);
const options::ModelOptions& options_of(const Model& model);

}  // namespace seqlab::model

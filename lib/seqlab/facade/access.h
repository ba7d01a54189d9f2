// From the classes of the face to their models and back, for sources that load, train or score them.
#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <string>

#include "io/tensor_file.h"
#include "model/forecasting/forecaster.h"
#include "model/labelling/classifier_model.h"
#include "model/labelling/tagger_model.h"
#include "model/language/language_model.h"
#include "model/transduction/transducer_model.h"
#include "seqlab/classifier.h"
#include "seqlab/forecaster.h"
#include "seqlab/language_model.h"
#include "seqlab/tagger.h"
#include "seqlab/transducer.h"

namespace seqlab {

struct TaggerAccess {
  static Tagger make(model::TaggerModel model);
  static const model::TaggerModel& model(const Tagger& tagger);
};

struct ClassifierAccess {
  static Classifier make(model::ClassifierModel model);
  static const model::ClassifierModel& model(const Classifier& classifier);
};

struct LanguageModelAccess {
  static LanguageModel make(model::LanguageModel model);
};

struct TransducerAccess {
  static Transducer make(model::TransducerModel model);
};

struct ForecasterAccess {
  static Forecaster make(model::Forecaster model);
};

// The file of a model that is given by path or name. Throws BadInput for an unknown name.
std::string path_of_model(const std::string& given);

// The tensors of a model file that is given by path or name, or as bytes.
std::shared_ptr<const io::TensorFile> open_model(const std::string& given);
std::shared_ptr<const io::TensorFile> open_model(std::span<const std::byte> bytes);

}  // namespace seqlab

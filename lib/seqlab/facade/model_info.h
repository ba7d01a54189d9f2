// What models say of themselves, for callers.
#pragma once

#include "model/forecasting/forecaster.h"
#include "model/labelling/classifier_model.h"
#include "model/labelling/tagger_model.h"
#include "model/language/language_model.h"
#include "model/transduction/transducer_model.h"
#include "seqlab/model_info.h"

namespace seqlab {

ModelInfo info_of(const model::TaggerModel& model);
ModelInfo info_of(const model::ClassifierModel& model);
ModelInfo info_of(const model::LanguageModel& model);
ModelInfo info_of(const model::TransducerModel& model);
ModelInfo info_of(const model::Forecaster& model);

}  // namespace seqlab

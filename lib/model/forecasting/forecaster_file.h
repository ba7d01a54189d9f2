// The files of forecasters; models/FORMAT.md describes the format.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "model/forecasting/forecaster.h"
#include "model/model_file.h"

namespace seqlab::model {

// A model file, read and checked except for the tensors of weights.
struct ForecasterFile {
  ModelFile common;
  SeriesScaling scaling;
  std::vector<ForecasterSelfTest> self_tests;
};

// Throws as Forecaster::load() does.
ForecasterFile read_forecaster_file(std::shared_ptr<const io::TensorFile> tensors);

void write_forecaster_file(const Forecaster& model, const std::string& path);

}  // namespace seqlab::model

// The public face of the library: models that label and write text and forecast series, and their
// training. It uses only types of
// the standard library, so that a program may be compiled with other flags than the library.
#pragma once

#include "seqlab/classifier.h"
#include "seqlab/errors.h"
#include "seqlab/forecaster.h"
#include "seqlab/input.h"
#include "seqlab/instruction_set.h"
#include "seqlab/language_model.h"
#include "seqlab/model_info.h"
#include "seqlab/models.h"
#include "seqlab/tagger.h"
#include "seqlab/training.h"
#include "seqlab/transducer.h"

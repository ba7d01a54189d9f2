// The verbs of `tagger` and its models.
#pragma once

#include <span>
#include <string>

#include "program/models.h"
#include "program/program.h"

namespace seqlab::programs {

extern const KnownModels tagger_models;

Exit tagger_train(std::span<const std::string> arguments);
Exit tagger_tune(std::span<const std::string> arguments);
Exit tagger_tag(std::span<const std::string> arguments);
Exit tagger_eval(std::span<const std::string> arguments);
Exit tagger_score(std::span<const std::string> arguments);
Exit tagger_info(std::span<const std::string> arguments);
Exit tagger_quantize(std::span<const std::string> arguments);
Exit tagger_align(std::span<const std::string> arguments);
Exit tagger_check(std::span<const std::string> arguments);
Exit tagger_convert(std::span<const std::string> arguments);
Exit tagger_embeddings(std::span<const std::string> arguments);

}  // namespace seqlab::programs

// Which labels of a tag scheme may follow each other, as the searches of nn/ take it.
#pragma once

#include <span>
#include <string>

#include "corpus/tag_scheme.h"
#include "nn/heads/transitions.h"

namespace seqlab::model {

// Over labels in the order of a head. A part of it is empty where the scheme allows everything.
nn::AllowedTransitions allowed_transitions(std::span<const std::string> labels, corpus::SchemeStyle style);

}  // namespace seqlab::model

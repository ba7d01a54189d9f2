// Predictions for a sentence as callers get them.
#pragma once

#include <string_view>

#include "corpus/prediction.h"
#include "model/labelling/tagger_model.h"
#include "seqlab/input.h"
#include "seqlab/tagger.h"
#include "text/tokeniser.h"
#include "text/utf8.h"

namespace seqlab {

// For a sentence that was given as tokens.
TaggedSentence tagged_sentence(const corpus::Predicted& predicted, const Tokens& tokens);

// For a sentence of a text. tokens: their places in it, in bytes. map: of the text, to the caller's unit.
TaggedSentence tagged_sentence(const corpus::Predicted& predicted, std::string_view text,
                               const text::TextSentence& tokens, const text::OffsetMap& map);

// Back again: what the model, or its chosen head, predicted for the sentence. probabilities: with those of
// labels and spans. Throws BadInput if the sentence does not have what the model gives.
corpus::Predicted predicted_of(const TaggedSentence& sentence, const model::TaggerModel& model,
                               bool probabilities);

}  // namespace seqlab

// What a model says of itself.
#pragma once

#include <string>
#include <utility>
#include <vector>

namespace seqlab {

// tagger: a label per token and head. classifier: a label per text. language_model: the next symbol of a
// text. transducer: another sequence. forecaster: the next numbers of a series.
enum class Task { tagger, classifier, language_model, transducer, forecaster };

// One prediction of a model: a tagger may have several heads, a classifier has one.
struct HeadInfo {
  std::string name;    // such as "UPOS" or "NER"
  std::string column;  // where its training data had the labels; empty: the format's default
  // How labels mark spans: "io", "iob1", "iob2", "ioe1", "ioe2", "iobes", "bilou", "bmes" or "bmewo"; "none":
  // they mark no spans.
  std::string tag_scheme = "none";
  std::vector<std::string> labels = {};  // that it can predict
};

struct ModelInfo {
  Task task = Task::tagger;
  std::string language;                      // of the tokeniser: "en"
  std::string licence;                       // of the model; empty if not known
  std::string data;                          // what it was trained on; empty if not known
  std::vector<HeadInfo> heads;               // of a tagger or classifier, at least one
  std::vector<std::string> feature_columns;  // that a tagger reads beside the words
  // The options that made the model: with them and the data, training makes it again.
  std::vector<std::pair<std::string, std::string>> options;
  // All that the verb `info` shows beside the options, in its order: sizes, scores on the development data.
  std::vector<std::pair<std::string, std::string>> facts;
};

}  // namespace seqlab

// Training of taggers, classifiers, language models, transducers and forecasters.
#pragma once

#include <cstddef>
#include <functional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "seqlab/api.h"
#include "seqlab/classifier.h"
#include "seqlab/errors.h"
#include "seqlab/forecaster.h"
#include "seqlab/input.h"
#include "seqlab/language_model.h"
#include "seqlab/model_info.h"
#include "seqlab/tagger.h"
#include "seqlab/transducer.h"

namespace seqlab {

// What one epoch gave.
struct Epoch {
  std::size_t epoch = 0;  // from 1
  std::size_t epochs = 0;
  double train_loss = 0;  // mean per token (tagger) or text (classifier), with dropout
  double dev_loss = 0;
  // "accuracy", "f1", ..., in [0, 1]; of a language model "bits" (a symbol) and "perplexity"; of a
  // transducer "exact_match" and "error_rate"; of a forecaster "mase", "mae" and
  // "rmse".
  std::vector<std::pair<std::string, double>> dev_scores;
  std::string sample;  // what a language model writes
  double learning_rate = 0;
  double tokens_per_second = 0;  // of training alone
  double seconds = 0;            // since training began
  double score = 0;              // what selects the best epoch; higher is better
  bool best = false;             // whether this is the best epoch so far
};

struct Training {
  // Options of `tagger train`, `sentiment train`, `lm train`, `seq2seq train` or `forecast train` by name;
  // "dropout" sets those of the three rates that are not given. Data in files can also have the options of
  // its input, such as "input-format".
  Options options = {};
  std::vector<std::string> embeddings = {};  // files of pretrained word vectors
  std::string from = {};                     // the model to go on from: a path or name, as for load()
  std::string licence = {};                  // of data and model, kept in the model
  std::string data = {};                     // name of data in memory, kept in the model
  // All of these are called by the thread that trains. What they throw ends training and leaves the library
  // unchanged.
  std::function<bool(const Epoch&)> epoch = {};       // after each epoch; false ends training
  std::function<bool()> stop = {};                    // asked after each batch; true ends training
  std::function<void(const std::string&)> note = {};  // remarks for people
};

// An option of training, as `train --help` describes it.
struct TrainingOption {
  std::string name;   // such as "batch-size"
  std::string group;  // its heading
  std::string help;   // a sentence without a full stop
  std::string kind;   // "flag" (values true and false), "text", "integer", "real", "choice", "list" (values
                      // with commas between them), "repeated" (may be given several times)
  std::vector<std::string> choices;  // of a choice, or of each value of a list of choices
  std::string range;                 // of numbers: "1 to 10"; empty: any
  std::string unit;                  // of numbers: "epochs"; may be empty
  std::string default_value;         // or a description of it
};

// Those of Training::options for data in files, in their order in the help.
SEQLAB_API std::vector<TrainingOption> training_options(Task task);

// All functions train on `train`, choose the best epoch on `dev` and return its model; of a training that was
// ended early, the best so far. Without `dev`, a tenth of the training data is held out. The same data and
// options, the seed among them, give the same model, byte for byte, with any number of threads. They throw
// BadInput for an option that is unknown, out of range or does not fit the data, and for data that is empty,
// unlabelled or malformed; Failure if a file cannot be read or training diverges; BadModel for `from`.

// A sentence has one list of labels per column of the option "label-column", and the columns that the option
// "features" names.
SEQLAB_API Tagger train_tagger(std::span<const LabelledSentence> train, std::span<const LabelledSentence> dev,
                               const Training& training);
SEQLAB_API Tagger train_tagger_on_files(const std::vector<std::string>& train,
                                        const std::vector<std::string>& dev, const Training& training);

SEQLAB_API Classifier train_classifier(std::span<const LabelledText> train, std::span<const LabelledText> dev,
                                       const Training& training);
// Files, or folders with a folder per label.
SEQLAB_API Classifier train_classifier_on_files(const std::vector<std::string>& train,
                                                const std::vector<std::string>& dev,
                                                const Training& training);

// On a file of text; without one for `dev` (empty), the last twentieth of the text chooses the best epoch.
SEQLAB_API LanguageModel train_language_model(const std::string& train, const std::string& dev,
                                              const Training& training);

SEQLAB_API Transducer train_transducer(std::span<const SourceTarget> train, std::span<const SourceTarget> dev,
                                       const Training& training);
SEQLAB_API Transducer train_transducer_on_files(const std::vector<std::string>& train,
                                                const std::vector<std::string>& dev,
                                                const Training& training);

// On a series in the order of time, row by row with these columns; its last rows are dev, as the options
// "dev-rows" and "test-rows" say. It throws BadInput also for numbers that are not whole rows or not finite.
SEQLAB_API Forecaster train_forecaster(std::span<const double> series,
                                       const std::vector<std::string>& columns, const Training& training);
// On a file in CSV whose first row names the columns.
SEQLAB_API Forecaster train_forecaster_on_file(const std::string& file, const Training& training);

}  // namespace seqlab

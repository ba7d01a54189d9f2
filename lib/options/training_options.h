// The options of a model and of its training.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "base/names.h"
#include "corpus/reviews/phrases.h"
#include "corpus/reviews/reviews.h"
#include "corpus/schemes/corpus_scheme.h"
#include "corpus/schemes/tag_scheme.h"
#include "corpus/symbols/symbols.h"
#include "nn/choices.h"
#include "nn/recurrent/cell.h"
#include "options/class_weights.h"
#include "options/columns.h"
#include "options/named_numbers.h"
#include "options/option_value.h"
#include "options/task.h"

namespace seqlab::options {

// How the words of the training data are escaped. ptb: as in the Penn Treebank (-LRB-, \/).
enum class Escapes { none, ptb };
constexpr auto name_table(Escapes /*escapes*/) {
  return base::NameTable<Escapes, 2>{{{"none", Escapes::none}, {"ptb", Escapes::ptb}}};
}

// How a classifier reads running text. whole: all tokens as one sequence. sentences: each sentence by itself;
// the probabilities of a text are the mean of theirs.
enum class TextReading { whole, sentences };
constexpr auto name_table(TextReading /*reading*/) {
  return base::NameTable<TextReading, 2>{
      {{"whole", TextReading::whole}, {"sentences", TextReading::sentences}}};
}

// What training does with pretrained word vectors. tuned: trains them further. frozen: leaves them as they
// are. both: leaves them and learns others beside them for the words of the training data (Straka 2018).
enum class EmbeddingMode { tuned, frozen, both };
constexpr auto name_table(EmbeddingMode /*mode*/) {
  return base::NameTable<EmbeddingMode, 3>{
      {{"tuned", EmbeddingMode::tuned}, {"frozen", EmbeddingMode::frozen}, {"both", EmbeddingMode::both}}};
}

// Whether a language model reads from the first symbol to the last, or from the last to the first.
enum class ReadingDirection { ahead, back };
constexpr auto name_table(ReadingDirection /*direction*/) {
  return base::NameTable<ReadingDirection, 2>{
      {{"ahead", ReadingDirection::ahead}, {"back", ReadingDirection::back}}};
}

// How a language model computes the probabilities of symbols. full: a softmax over all. adaptive: in two
// steps, for many symbols (nn/heads/adaptive_softmax.h).
enum class SoftmaxKind { full, adaptive };
constexpr auto name_table(SoftmaxKind /*kind*/) {
  return base::NameTable<SoftmaxKind, 2>{{{"full", SoftmaxKind::full}, {"adaptive", SoftmaxKind::adaptive}}};
}

// Options that shape a model's weights or output: its network and what the network reads. Kept in the model
// file.
struct ModelOptions {
  nn::CellShape cell;
  std::size_t hidden = 100;  // units per direction
  std::size_t layers = 1;
  std::size_t directions = 2;  // 1: ahead only; 2: ahead and back
  nn::InitialState initial_state = nn::InitialState::zero;
  nn::Connections connections = nn::Connections::none;
  bool layer_norm = false;                      // each layer's output is normalised
  nn::Pooling pooling = nn::Pooling::mean;      // classifiers only
  std::size_t dimension = 100;                  // of word vectors learned from scratch
  std::optional<nn::CharacterKind> characters;  // none: characters are not read
  std::size_t character_dimension = 30;         // of a character's vector
  std::size_t filters = 30;                     // cnn
  std::size_t window = 3;                       // cnn: characters; forecasters: rows read before a forecast
  std::size_t character_hidden = 25;            // a cell: units per direction
  std::size_t shape_dimension = 0;              // of a word shape's vector; 0: shapes are not read
  List<std::size_t> prefix_lengths;             // code points; empty: prefixes are not read
  List<std::size_t> suffix_lengths;             // the same
  std::size_t affix_dimension = 16;             // of a prefix's or suffix's vector
  List<FeatureColumn> features;                 // further columns to read; taggers only
  // One for each head; or a single one, for the only head or for all whose labels follow a tag scheme (others
  // have softmax). Taggers only.
  List<nn::HeadKind> decoders = {nn::HeadKind::softmax};
  std::optional<corpus::TagScheme> scheme;              // to learn; none: that of the data; taggers only
  std::string language = "en";                          // of the tokeniser
  corpus::TextTokens tokens = corpus::TextTokens::raw;  // of the training texts; classifiers only
  TextReading reading = TextReading::whole;             // of texts that are classified; classifiers only
  Escapes escapes = Escapes::none;
  corpus::TreeClasses classes = corpus::TreeClasses::all;  // of parse trees; classifiers only
  bool nfc = false;                                        // words are normalised to form C
  // The column of each head's labels in the training data, where the model later reads and writes them too.
  // An empty name: the format's default. Taggers only.
  List<std::string> label_columns = {""};
  corpus::SymbolUnit symbols = corpus::SymbolUnit::characters;  // language models; targets of transducers
  // Transducers only: of sources, none: as of targets; and the columns of CoNLL-U that are read and written.
  std::optional<corpus::SymbolUnit> source_symbols;
  List<std::string> source_columns = {"FORM", "UPOS", "FEATS"};
  std::string target_column = "LEMMA";
  // Language models only.
  ReadingDirection direction = ReadingDirection::ahead;
  SoftmaxKind softmax = SoftmaxKind::full;
  // adaptive: how many of the most frequent symbols come before each cluster but the first; empty: a fiftieth
  // and a fifth of all.
  List<std::size_t> cutoffs;
  bool tied = false;  // symbols have the same vectors in the input and in the softmax
  // Forecasters only.
  List<std::string> columns;  // of a series, to read; empty: all
  List<std::string> targets;  // of these, to forecast; empty: all
  std::size_t horizon = 0;    // rows of a forecast; 0: a season, or 1 without one
  std::size_t season = 0;     // rows; 0: none
  // The differences to the mean of the values so many seasons back are learned; 0: the values themselves.
  std::size_t seasons = 1;
  bool logarithms = false;  // of the values are learned
  bool relative = false;    // a window and its forecast are relative to the window's last row
};

// Options of training. Those beyond `model` shape nothing but the weights.
struct TrainingOptions {
  ModelOptions model;

  std::size_t epochs = 20;
  std::size_t batch_size = 32;  // sentences or texts
  nn::OptimizerKind optimizer = nn::OptimizerKind::adam;
  double learning_rate = 0.004;
  double momentum = 0.9;              // momentum: the coefficient
  double beta1 = 0.9, beta2 = 0.999;  // adam, adamw
  std::optional<double> word_beta1;   // adam, adamw: beta1 of word vectors; none: by the labels
  nn::RegressionLoss loss = nn::RegressionLoss::squared;  // forecasters only
  double epsilon = 1e-8;                                  // adagrad, adam, adamw
  double weight_decay = 0.01;  // adamw: decoupled decay per step, times the learning rate
  double l2 = 0.0;             // adds l2 * w to each gradient
  nn::ScheduleKind schedule = nn::ScheduleKind::cosine;
  double decay = 0.05;                 // inverse: rate / (1 + decay * epoch); plateau: rate *= decay
  std::size_t plateau_epochs = 2;      // plateau: epochs without improvement before a decay
  double warmup = 0.0;                 // cosine: epochs of linear warm-up
  NamedNumbers learning_rate_factors;  // of groups of weights; others 1
  nn::LossReduction batch_loss = nn::LossReduction::mean;  // over a batch's labelled tokens or texts
  ClassWeights class_weights;                              // softmax only
  nn::AveragingKind averaging = nn::AveragingKind::none;   // of weights over steps; kept if better on dev
  double average_decay = 0.999;                            // ema: share of the average that a step keeps
  std::size_t average_epochs = 5;                          // last: number of epochs to average over
  std::size_t bptt = 0;                                    // steps that gradients go back at most; 0: all
  bool stateful = false;           // a step reads `bptt` tokens of each sequence; taggers only
  double clip_norm = 5.0;          // 0: off
  double clip_value = 0.0;         // 0: off
  double vanishing_penalty = 0.0;  // rnn only; 0: off
  double dropout_input = 0.3;
  double dropout_layers = 0.3;
  double dropout_output = 0.3;
  nn::DropoutKind dropout_kind = nn::DropoutKind::plain;
  std::size_t min_count = 1;                 // rarer words of the training data are unknown
  std::size_t min_count_without_vector = 1;  // rarer ones that no pretrained table has are, too
  std::size_t min_character_count = 2;       // rarer characters of the training data are unknown
  std::size_t min_feature_count = 2;         // rarer values of features are unknown
  double unknown_probability = 0.3;          // that a word that occurs once is read as unknown
  corpus::PhraseChoice phrases = corpus::PhraseChoice::root;  // what to learn from parse trees
  double word_dropout = 0.0;                                  // probability that any word is read as unknown
  double case_noise = 0.0;  // probability that a sentence or text is read in lower, upper or title case
  // One for each pretrained table, or a single one for all; empty: those of the model to continue, or tuned.
  List<EmbeddingMode> embedding_modes;
  std::optional<std::size_t> extra_vectors =
      100000;                      // words of the tables outside the training data; none: all
  std::size_t early_stopping = 0;  // epochs without improvement; 0: never
  std::string select_by;           // a score, "mean" or "loss"; empty: of the first head, f1 if its labels
                                   // follow a tag scheme, else accuracy
  // How the labels of the data are read; with several label columns automatic or none; taggers only.
  corpus::FromScheme from_scheme = corpus::FromScheme::automatic;
  List<double> head_weights;  // of each head's loss; empty: 1 each; taggers only
  // Files of language models that the first layer starts from; labellers only.
  List<std::string> encoder_from;
  List<std::string> language_models;  // for vectors of words in their sentence; taggers only
  std::size_t context_memory = 512;   // MiB of these vectors that training keeps
  bool distinct = false;              // an epoch has each distinct pair once; transducers only
  std::uint64_t seed = 1;
  std::size_t threads = 1;
};

// The options that a training of this task has if none are given.
TrainingOptions default_options(Task task);

}  // namespace seqlab::options

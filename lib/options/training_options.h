// What can be chosen when a model is trained.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

namespace seqlab::options {

// The network and how it is fed: kept in the model file, because they shape weights or output.
struct ModelOptions {
  std::string cell = "lstm";
  std::size_t hidden = 100;  // units a direction
  std::size_t layers = 1;
  std::size_t directions = 2;            // 1: ahead only; 2: ahead and back
  std::string initial_state = "zero";    // zero | learned
  std::string connections = "none";      // none | residual | highway: past layers, from the second on
  bool layer_norm = false;               // each layer's output is normalised
  std::string pooling = "mean";          // last | mean | max | attention; classifiers only
  std::size_t dimension = 100;           // of word vectors that are learned from nothing
  std::string characters = "none";       // none | cnn | lstm: what is read of a word's characters
  std::size_t character_dimension = 30;  // of a character's vector
  std::size_t filters = 30;              // cnn
  std::size_t window = 3;                // cnn: characters
  std::size_t character_hidden = 25;     // lstm: units a direction
  std::size_t shape_dimension = 0;       // of a word shape's vector; 0: shapes are not read
  std::string prefix_lengths;            // code points, between commas; empty: prefixes are not read
  std::string suffix_lengths;            // the same
  std::size_t affix_dimension = 16;      // of a prefix's or suffix's vector
  std::string features;                  // COLUMN:DIMENSION, between commas: further columns; taggers only
  std::string decoder = "softmax";  // softmax | crf: of each head, between commas; or one, of those whose
                                    // labels are a tag scheme or the only one; taggers only
  std::string scheme = "data";      // data | io | iob1 | iob2 | iobes | bilou: of the labels that are
                                    // learned; taggers only
  std::string language = "en";      // of the tokeniser
  std::string tokens = "raw";       // raw | spaces: what a classifier's training texts were
  std::string escapes = "none";     // none | ptb: what the words of treebanks are escaped by
  std::string classes = "all";      // all | 2: what the labels of parse trees become; classifiers only
  bool nfc = false;                 // words are normalised to form C
  std::string label_column;         // where the training data had its labels, a head a column, between
                                    // commas; where others are looked for and written; empty: the format's
                                    // default; taggers only
};

// How weights are found: nothing here changes what a finished model computes.
struct TrainingOptions {
  ModelOptions model;

  std::size_t epochs = 20;
  std::size_t batch_size = 32;     // sentences or texts
  std::string optimizer = "adam";  // sgd | momentum | adagrad | adam | adamw
  double learning_rate = 0.004;
  double momentum = 0.9;               // momentum: the coefficient
  double beta1 = 0.9, beta2 = 0.999;   // adam, adamw
  double epsilon = 1e-8;               // adagrad, adam, adamw
  double weight_decay = 0.01;          // adamw: decoupled decay a step, times the learning rate
  double l2 = 0.0;                     // adds l2 * w to each gradient
  std::string schedule = "cosine";     // constant | inverse | plateau | cosine
  double decay = 0.05;                 // inverse: rate / (1 + decay * epoch); plateau: rate *= decay
  std::size_t plateau_epochs = 2;      // plateau: epochs without improvement before a decay
  double warmup = 0.0;                 // cosine: epochs of linear warm-up
  std::string learning_rate_factors;   // "words=0.1,crf=10": of groups of weights; others 1
  std::string batch_loss = "mean";     // mean | sum: over the labelled tokens or texts of a batch
  std::string class_weights = "none";  // none | balanced | "LABEL=W,...": of the loss of labels; softmax only
  std::string averaging = "none";      // none | ema | last: of weights over steps, kept where better on dev
  double average_decay = 0.999;        // ema: of what earlier steps count, a step
  std::size_t average_epochs = 5;      // last: the epochs whose steps are averaged
  double clip_norm = 5.0;              // 0: off
  double clip_value = 0.0;             // 0: off
  double dropout_input = 0.3;
  double dropout_layers = 0.3;
  double dropout_output = 0.3;
  std::string dropout_kind = "plain";    // plain | variational (one mask a sequence)
  std::size_t min_count = 1;             // rarer words of the training data are unknown
  std::size_t min_character_count = 2;   // rarer characters of the training data are unknown
  std::size_t min_feature_count = 2;     // rarer values of features are unknown
  double unknown_probability = 0.3;      // a word that occurs once is read as unknown so often
  std::string phrases = "root";          // root | all | unique: what of parse trees is learned from
  double word_dropout = 0.0;             // any word is read as unknown so often
  std::string embedding_mode;            // tuned | frozen | both, of each pretrained table, between commas,
                                         // or one of all; empty: tuned, or those of the model to go on from
  std::string extra_vectors = "100000";  // words of the table beyond the training data's; a number or "all"
  std::size_t early_stopping = 0;        // epochs without improvement; 0: never
  std::string select_by;                 // a score, "mean" or "loss"; empty: of the first head f1 where its
                                         // labels are a scheme, else accuracy
  std::string head_weights;              // of each head's loss, between commas; empty: 1; taggers only
  std::uint64_t seed = 1;
  std::size_t threads = 1;
};

}  // namespace seqlab::options

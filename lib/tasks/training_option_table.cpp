#include "tasks/training_option_table.h"

#include <algorithm>
#include <set>

#include "tasks/batch_losses.h"
#include "tasks/features.h"
#include "tasks/model_head.h"
#include "tasks/named_numbers.h"
#include "tasks/table_kinds.h"

namespace seqlab::tasks {

namespace {

// The limits are far above what anybody trains and low enough that no product of them overflows.
constexpr double largest_size = 65536;
constexpr double largest_count = 1e9;
constexpr double most_threads = 1024;

constexpr OptionRange at_least_zero{.low = 0};
constexpr OptionRange above_zero{.low = 0, .low_open = true};
constexpr OptionRange sizes{.low = 1, .high = largest_size};
constexpr OptionRange counts{.low = 1, .high = largest_count};
constexpr OptionRange counts_or_off{.low = 0, .high = largest_count};
constexpr OptionRange probability{.low = 0, .high = 1};
constexpr OptionRange below_one{.low = 0, .high = 1, .high_open = true};
constexpr OptionRange between_zero_and_one{.low = 0, .high = 1, .low_open = true, .high_open = true};

std::string problem_of_extra_vectors(const std::string& value) {
  const bool digits = !value.empty() && value.size() <= 9 &&
                      std::all_of(value.begin(), value.end(), [](char c) { return c >= '0' && c <= '9'; });
  return digits || value == "all" ? "" : "is neither 'all' nor a number of words from 0 to 999999999";
}

std::string problem_of_language(const std::string& value) {
  return value.empty() ? "is no language; give a code such as en" : "";
}

std::string problem_of_rate_factors(const std::string& value) {
  return value.empty() ? "" : problem_of_named_numbers(value);
}

std::string problem_of_decoder(const std::string& value) {
  for (const std::string& part : split_commas(value)) {
    if (part != "softmax" && part != "crf")
      return "is neither softmax nor crf, nor a list of these between commas";
  }
  return "";
}

std::string problem_of_label_column(const std::string& value) {
  if (value.find(',') == std::string::npos) return "";
  std::set<std::string> names;
  for (const std::string& part : split_commas(value)) {
    if (part.empty()) return "has a column without a name";
    if (!names.insert(head_name(part)).second) return "has two columns called " + head_name(part);
  }
  return "";
}

std::string problem_of_head_weights(const std::string& value) {
  if (value.empty()) return "";
  for (const std::string& part : split_commas(value)) {
    if (!parse_head_weight(part)) return "is no list of numbers above 0 between commas";
  }
  return "";
}

OptionTable<ModelOptions> make_model_options() {
  using M = ModelOptions;
  constexpr auto scope = OptionScope::model;
  const std::string network = "Network";
  const std::string text = "Text";
  OptionTable<M> table;
  table
      .add({.name = "cell", .group = network, .help = "recurrent cell", .choices = {"lstm"}, .scope = scope},
           &M::cell)
      .add({.name = "hidden",
            .group = network,
            .help = "hidden size a direction",
            .unit = "units",
            .range = sizes,
            .scope = scope},
           &M::hidden)
      .add({.name = "layers",
            .group = network,
            .help = "recurrent layers",
            .range = {.low = 1, .high = 64},
            .scope = scope},
           &M::layers)
      .add({.name = "directions",
            .group = network,
            .help = "1 reads ahead only, 2 ahead and back",
            .range = {.low = 1, .high = 2},
            .scope = scope},
           &M::directions)
      .add({.name = "initial-state",
            .group = network,
            .help = "state before the first token",
            .choices = {"zero", "learned"},
            .scope = scope},
           &M::initial_state)
      .add({.name = "connections",
            .group = network,
            .help = "what comes past each layer but the first, whose input is of another width: nothing, "
                    "what it reads (residual), or a mix of both with learned weights (highway)",
            .choices = {"none", "residual", "highway"},
            .scope = scope},
           &M::connections)
      .add({.name = "layer-norm",
            .group = network,
            .help = "normalise each layer's output, after its connection, to mean 0 and variance 1 with a "
                    "learned gain and bias",
            .scope = scope},
           &M::layer_norm)
      .add({.name = "pooling",
            .group = network,
            .help = "how the states of a text become one: the last states, their mean, their maximum, or a "
                    "mean with "
                    "learned weights",
            .choices = {"last", "mean", "max", "attention"},
            .scope = scope},
           &M::pooling)
      .add({.name = "dimension",
            .group = network,
            .help = "length of word vectors that are learned from nothing: those of a model without "
                    "pretrained ones, or those beside them with embedding mode both",
            .range = sizes,
            .scope = scope},
           &M::dimension)
      .add({.name = "characters",
            .group = network,
            .help =
                "what is read of a word's characters: nothing, a convolution with a maximum over the word, "
                "or the last states of an LSTM in both directions",
            .choices = {"none", "cnn", "lstm"},
            .scope = scope},
           &M::characters)
      .add({.name = "character-dimension",
            .group = network,
            .help = "length of a character's vector",
            .range = sizes,
            .scope = scope},
           &M::character_dimension)
      .add({.name = "filters",
            .group = network,
            .help = "characters cnn: filters",
            .range = sizes,
            .scope = scope},
           &M::filters)
      .add({.name = "window",
            .group = network,
            .help = "characters cnn: characters that a filter sees",
            .range = {.low = 1, .high = 9},
            .scope = scope},
           &M::window)
      .add({.name = "character-hidden",
            .group = network,
            .help = "characters lstm: hidden size a direction",
            .unit = "units",
            .range = sizes,
            .scope = scope},
           &M::character_hidden)
      .add({.name = "shape-dimension",
            .group = network,
            .help = "length of the vector of a word's shape, such as Xxxx or dd:dd; 0: shapes are not read",
            .range = {.low = 0, .high = largest_size},
            .scope = scope},
           &M::shape_dimension)
      .add({.name = "prefix-lengths",
            .group = network,
            .help = "prefixes of words that are read, by their code points",
            .value = "N,...",
            .default_text = "none",
            .scope = scope,
            .problem = problem_of_affix_lengths},
           &M::prefix_lengths)
      .add({.name = "suffix-lengths",
            .group = network,
            .help = "suffixes of words that are read, by their code points",
            .value = "N,...",
            .default_text = "none",
            .scope = scope,
            .problem = problem_of_affix_lengths},
           &M::suffix_lengths)
      .add({.name = "affix-dimension",
            .group = network,
            .help = "length of the vector of a prefix or suffix",
            .range = sizes,
            .scope = scope},
           &M::affix_dimension)
      .add({.name = "features",
            .group = network,
            .help = "further columns that are read, called as label columns are, with the length of their "
                    "values' vectors: XPOS:10,MISC:Case:5; what is tagged must have them",
            .value = "COLUMN:N,...",
            .default_text = "none",
            .scope = scope,
            .problem = problem_of_features},
           &M::features)
      .add(
          {.name = "decoder",
           .group = network,
           .help = "how labels are chosen: softmax, each by itself within what the tag scheme allows; crf, a "
                   "linear-chain conditional random field; of several label columns one for all whose labels "
                   "are a tag scheme, or one each",
           .value = "softmax|crf,...",
           .scope = scope,
           .problem = problem_of_decoder},
          &M::decoder)
      .add({.name = "scheme",
            .group = network,
            .help = "tag scheme that is learned and undone in what is predicted; data: that of the labels",
            .choices = {"data", "io", "iob1", "iob2", "iobes", "bilou"},
            .scope = scope},
           &M::scheme)
      .add({.name = "language",
            .group = text,
            .help = "language of the tokeniser: en has rules of its own, others have Unicode's",
            .value = "CODE",
            .scope = scope,
            .problem = problem_of_language},
           &M::language)
      .add({.name = "tokens",
            .group = text,
            .help = "raw: texts are tokenised; spaces: they are tokens already, with spaces between them",
            .choices = {"raw", "spaces"},
            .scope = scope},
           &M::tokens)
      .add({.name = "escapes",
            .group = text,
            .help = "escapes that are undone when a word is looked up, in training and ever after; ptb: "
                    "-LRB- is (, \\/ is /, `` is \" and the like, as in the Penn Treebank",
            .choices = {"none", "ptb"},
            .scope = scope},
           &M::escapes)
      .add({.name = "classes",
            .group = text,
            .help = "parse trees, in training and ever after; all: labels as they are; 2: of the labels 0 to "
                    "4, the lower two are 0, the upper two are 1, and 2, which is neutral, is left out",
            .choices = {"all", "2"},
            .scope = scope},
           &M::classes)
      .add({.name = "nfc",
            .group = text,
            .help = "normalise words to Unicode's form C, in training and ever after",
            .scope = scope},
           &M::nfc)
      .add(
          {.name = "label-column",
           .group = "Input",
           .help = "column of the labels: a number from 1, in CoNLL-U also UPOS, XPOS, FEATS or MISC:Key, in "
                   "JSON Lines a key; or several, between commas, of which the model learns all and the data "
                   "need not have each everywhere; kept in the model",
           .value = "COLUMN,...",
           .default_text = "the last; in CoNLL-U UPOS",
           .scope = scope,
           .problem = problem_of_label_column},
          &M::label_column);
  return table;
}

OptionTable<TrainingOptions> make_training_options() {
  using T = TrainingOptions;
  constexpr auto scope = OptionScope::training;
  const std::string training = "Training";
  const std::string optimisation = "Optimisation";
  const std::string regularisation = "Regularisation";
  const std::string words = "Words";
  OptionTable<T> table;
  table.include(model_option_table(), &T::model)
      .add({.name = "extra-vectors",
            .group = words,
            .help = "words of the tables of vectors that the model gets beyond those of the training data, "
                    "the most frequent first",
            .value = "N|all",
            .scope = scope,
            .problem = problem_of_extra_vectors},
           &T::extra_vectors)
      .add({.name = "embedding-mode",
            .group = words,
            .help = "what training does with pretrained word vectors: learn on from them, leave them as they "
                    "are, or leave them and learn others beside them for the words of the training data; of "
                    "several tables one for all, or one each",
            .value = "tuned|frozen|both,...",
            .default_text = "tuned; with a model to go on from, as it was",
            .scope = scope,
            .problem = problem_of_embedding_mode},
           &T::embedding_mode)
      .add({.name = "min-count",
            .group = words,
            .help = "rarer words of the training data are unknown words",
            .range = counts,
            .scope = scope},
           &T::min_count)
      .add({.name = "min-character-count",
            .group = words,
            .help = "rarer characters of the training data are unknown characters",
            .range = counts,
            .scope = scope},
           &T::min_character_count)
      .add({.name = "min-feature-count",
            .group = words,
            .help = "rarer values of shapes, prefixes, suffixes and further columns are unknown",
            .range = counts,
            .scope = scope},
           &T::min_feature_count)
      .add({.name = "unknown-probability",
            .group = words,
            .help = "how often a word that occurs once is read as an unknown word",
            .range = probability,
            .scope = scope},
           &T::unknown_probability)
      .add({.name = "word-dropout",
            .group = words,
            .help = "how often any word is read as an unknown word; its characters are read all the same",
            .range = below_one,
            .scope = scope},
           &T::word_dropout)
      .add({.name = "phrases",
            .group = training,
            .help = "what is learned of parse trees: whole texts, all labelled phrases, or each phrase once",
            .choices = {"root", "all", "unique"},
            .scope = scope},
           &T::phrases)
      .add({.name = "epochs",
            .group = training,
            .help = "passes over the training data",
            .range = counts,
            .scope = scope},
           &T::epochs)
      .add({.name = "batch-size",
            .group = training,
            .help = "sentences or texts a step",
            .range = counts,
            .scope = scope},
           &T::batch_size)
      .add({.name = "select-by",
            .group = training,
            .help = "score on the dev data that chooses the best epoch, as it is called there, or loss",
            .value = "SCORE",
            .default_text = "f1 where the labels are a tag scheme, else accuracy; of the first label column",
            .scope = scope},
           &T::select_by)
      .add({.name = "head-weights",
            .group = training,
            .help = "of several label columns, the weight of each one's loss",
            .value = "X,X,...",
            .default_text = "1 each",
            .scope = scope,
            .problem = problem_of_head_weights},
           &T::head_weights)
      .add({.name = "early-stopping",
            .group = training,
            .help = "end after so many epochs without a better one; 0: never",
            .range = counts_or_off,
            .scope = scope},
           &T::early_stopping)
      .add({.name = "seed", .group = training, .help = "the same seed gives the same model", .scope = scope},
           &T::seed)
      .add({.name = "threads",
            .short_name = 't',
            .group = training,
            .help = "threads; the result does not depend on it",
            .range = {.low = 1, .high = most_threads},
            .scope = OptionScope::run},
           &T::threads)
      .add({.name = "optimizer",
            .group = optimisation,
            .help = "how gradients change weights",
            .choices = {"sgd", "momentum", "adagrad", "adam", "adamw"},
            .scope = scope},
           &T::optimizer)
      .add({.name = "learning-rate",
            .group = optimisation,
            .help = "size of a step",
            .range = above_zero,
            .scope = scope},
           &T::learning_rate)
      .add({.name = "momentum",
            .group = optimisation,
            .help = "coefficient of momentum",
            .range = below_one,
            .scope = scope},
           &T::momentum)
      .add({.name = "beta1",
            .group = optimisation,
            .help = "adam, adamw: decay of the mean of gradients",
            .range = below_one,
            .scope = scope},
           &T::beta1)
      .add({.name = "beta2",
            .group = optimisation,
            .help = "adam, adamw: decay of the mean of squared gradients",
            .range = below_one,
            .scope = scope},
           &T::beta2)
      .add({.name = "epsilon",
            .group = optimisation,
            .help = "adagrad, adam, adamw: added to the divisor",
            .range = above_zero,
            .scope = scope},
           &T::epsilon)
      .add({.name = "schedule",
            .group = optimisation,
            .help =
                "how the learning rate falls: not at all, as rate / (1 + decay * epoch), when the dev data "
                "gets no better, or to zero along a cosine",
            .choices = {"constant", "inverse", "plateau", "cosine"},
            .scope = scope},
           &T::schedule)
      .add({.name = "decay",
            .group = optimisation,
            .help = "inverse: the decay an epoch; plateau: the factor of a fall",
            .range = at_least_zero,
            .scope = scope},
           &T::decay)
      .add({.name = "plateau-epochs",
            .group = optimisation,
            .help = "plateau: epochs without a better one before the rate falls",
            .range = counts,
            .scope = scope},
           &T::plateau_epochs)
      .add({.name = "warmup",
            .group = optimisation,
            .help = "cosine: epochs in which the rate rises from zero",
            .range = at_least_zero,
            .scope = scope},
           &T::warmup)
      .add({.name = "learning-rate-factors",
            .group = optimisation,
            .help = "what the learning rate of groups of weights is multiplied with: words (their vectors), "
                    "characters, features, recurrent (all of the layers), head, crf; of others with 1",
            .value = "GROUP=X,...",
            .scope = scope,
            .problem = problem_of_rate_factors},
           &T::learning_rate_factors)
      .add({.name = "batch-loss",
            .group = optimisation,
            .help = "what a step lowers: the mean or the sum of the losses of a batch's labels",
            .choices = {"mean", "sum"},
            .scope = scope},
           &T::batch_loss)
      .add({.name = "class-weights",
            .group = optimisation,
            .help = "decoder softmax: what the loss of each label is multiplied with; balanced: the rarer, "
                    "the more; labels without a number have 1",
            .value = "none|balanced|LABEL=X,...",
            .scope = scope,
            .problem = problem_of_class_weights},
           &T::class_weights)
      .add({.name = "average",
            .group = optimisation,
            .help = "averages weights over steps, and keeps the average of an epoch where it does better on "
                    "the dev data; ema: an exponential moving average; last: the mean over the last epochs",
            .choices = {"none", "ema", "last"},
            .scope = scope},
           &T::averaging)
      .add({.name = "average-decay",
            .group = optimisation,
            .help = "average ema: how much of the weight of earlier steps is left after a step",
            .range = between_zero_and_one,
            .scope = scope},
           &T::average_decay)
      .add({.name = "average-epochs",
            .group = optimisation,
            .help = "average last: epochs whose steps are averaged",
            .range = counts,
            .scope = scope},
           &T::average_epochs)
      .add({.name = "clip-norm",
            .group = optimisation,
            .help = "largest norm of the gradient; 0: no limit",
            .range = at_least_zero,
            .scope = scope},
           &T::clip_norm)
      .add({.name = "clip-value",
            .group = optimisation,
            .help = "largest absolute value of a gradient's element; 0: no limit",
            .range = at_least_zero,
            .scope = scope},
           &T::clip_value)
      .add({.name = "dropout-input",
            .group = regularisation,
            .help = "dropout of the word vectors",
            .range = below_one,
            .scope = scope},
           &T::dropout_input)
      .add({.name = "dropout-layers",
            .group = regularisation,
            .help = "dropout between layers",
            .range = below_one,
            .scope = scope},
           &T::dropout_layers)
      .add({.name = "dropout-output",
            .group = regularisation,
            .help = "dropout before the softmax",
            .range = below_one,
            .scope = scope},
           &T::dropout_output)
      .add({.name = "dropout-kind",
            .group = regularisation,
            .help = "plain: a mask a token; variational: one mask a sequence",
            .choices = {"plain", "variational"},
            .scope = scope},
           &T::dropout_kind)
      .add({.name = "l2",
            .group = regularisation,
            .help = "adds this times the weight to each gradient",
            .range = at_least_zero,
            .scope = scope},
           &T::l2)
      .add({.name = "weight-decay",
            .group = regularisation,
            .help = "adamw: decay of the weights a step, times the learning rate",
            .range = at_least_zero,
            .scope = scope},
           &T::weight_decay);
  return table;
}

}  // namespace

const OptionTable<ModelOptions>& model_option_table() {
  static const OptionTable<ModelOptions> table = make_model_options();
  return table;
}

const OptionTable<TrainingOptions>& training_option_table() {
  static const OptionTable<TrainingOptions> table = make_training_options();
  return table;
}

}  // namespace seqlab::tasks

#include "options/training_option_table.h"

#include "options/input_options.h"
#include "options/model_option_table.h"
#include "options/option_ranges.h"

namespace seqlab::options {

namespace {

// The tasks that read labelled words.
const std::vector<Task> labelling = {Task::tagger, Task::classifier};
// The tasks that can cut gradients through time, or penalise those that vanish.
const std::vector<Task> through_time = {Task::tagger, Task::classifier, Task::language_model,
                                        Task::forecaster};

OptionInfo from_scheme_of_taggers() {
  OptionInfo option = from_scheme_option();
  option.tasks = {Task::tagger};
  return option;
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
            .help = "number of words outside the training data that get pretrained vectors, the most "
                    "frequent first",
            .value = "N|all",
            .range = {.low = 0, .high = 999999999},
            .absent = "all",
            .tasks = labelling,
            .scope = scope},
           &T::extra_vectors)
      .add({.name = "embedding-mode",
            .group = words,
            .help = "what training does with pretrained word vectors; tuned: trains them further; frozen: "
                    "leaves them as they are; both: leaves them and learns others beside them for the words "
                    "of the training data; with several tables give one each, or one for all",
            .tasks = labelling,
            .default_text = "tuned; with --from, that of the model",
            .scope = scope},
           &T::embedding_modes)
      .add({.name = "min-count",
            .group = words,
            .help = "rarer words or symbols of the training data count as unknown",
            .range = counts,
            .tasks = {Task::tagger, Task::classifier, Task::language_model, Task::transducer},
            .scope = scope},
           &T::min_count)
      .add({.name = "min-count-without-vector",
            .group = words,
            .help = "rarer words of the training data that no pretrained table has count as unknown",
            .range = counts,
            .tasks = labelling,
            .scope = scope},
           &T::min_count_without_vector)
      .add({.name = "min-character-count",
            .group = words,
            .help = "rarer characters of the training data count as unknown",
            .range = counts,
            .tasks = labelling,
            .scope = scope},
           &T::min_character_count)
      .add({.name = "min-feature-count",
            .group = words,
            .help = "rarer shapes, prefixes, suffixes and values of further columns count as unknown",
            .range = counts,
            .tasks = labelling,
            .scope = scope},
           &T::min_feature_count)
      .add({.name = "unknown-probability",
            .group = words,
            .help = "probability that a word that occurs once is read as unknown",
            .range = probability,
            .tasks = labelling,
            .scope = scope},
           &T::unknown_probability)
      .add({.name = "word-dropout",
            .group = words,
            .help = "probability that any word is read as unknown; its characters are read all the same",
            .range = below_one,
            .tasks = labelling,
            .scope = scope},
           &T::word_dropout)
      .add({.name = "case-noise",
            .group = words,
            .help = "share of the sentences or texts of a step that are read in lower, upper or title case",
            .range = probability,
            .tasks = labelling,
            .scope = scope},
           &T::case_noise)
      .add({.name = "phrases",
            .group = training,
            .help = "what to learn from parse trees: whole texts, all labelled phrases, or each different "
                    "phrase once",
            .tasks = {Task::classifier},
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
            .help = "sentences, texts, pairs, streams of text or windows of a series per step",
            .range = counts,
            .scope = scope},
           &T::batch_size)
      .add({.name = "select-by",
            .group = training,
            .help = "score on the dev data that chooses the best epoch, such as f1, accuracy, NER_f1 or "
                    "mean; or loss",
            .value = "SCORE",
            .tasks = labelling,
            .default_text = "of the first label column, f1 if its labels follow a tag scheme, else accuracy",
            .scope = scope},
           &T::select_by)
      .add({.name = "head-weights",
            .group = training,
            .help = "weight of each label column's loss",
            .value = "X,X,...",
            .range = above_zero,
            .tasks = {Task::tagger},
            .default_text = "1 each",
            .scope = scope},
           &T::head_weights)
      .add(from_scheme_of_taggers(), &T::from_scheme)
      .add({.name = "encoder-from",
            .group = training,
            .help =
                "language models of words that the first layer and the vectors of words start from: one that "
                "reads ahead and, for the other direction, one that reads back; cell, hidden size and length "
                "of vectors must be theirs (Dai and Le 2015)",
            .value = "AHEAD[,BACK]",
            .tasks = labelling,
            .default_text = "none"},
           &T::encoder_from)
      .add(
          {.name = "language-models",
           .group = words,
           .help = "language models of characters whose states at each word the tagger reads, one that reads "
                   "ahead and one that reads back (Akbik et al. 2018); they do not change, and the model has "
                   "copies of them",
           .value = "AHEAD[,BACK]",
           .tasks = {Task::tagger},
           .default_text = "none"},
          &T::language_models)
      .add({.name = "context-memory",
            .group = training,
            .help = "MiB of the states of language models that are kept from epoch to epoch; the rest is "
                    "computed each time, with the same results",
            .range = {.low = 0, .high = 999999},
            .tasks = {Task::tagger}},
           &T::context_memory)
      .add({.name = "distinct",
            .group = training,
            .help = "read each distinct pair once an epoch, however often it occurs",
            .tasks = {Task::transducer},
            .scope = scope},
           &T::distinct)
      .add({.name = "early-stopping",
            .group = training,
            .help = "stop after this many epochs without improvement; 0: never",
            .range = counts_or_off,
            .scope = scope},
           &T::early_stopping)
      .add({.name = "seed", .group = training, .help = "the same seed gives the same model", .scope = scope},
           &T::seed)
      .add({.name = "threads",
            .short_name = 't',
            .group = training,
            .help = "number of threads; the result does not depend on it",
            .range = {.low = 1, .high = largest_thread_count},
            .scope = OptionScope::run},
           &T::threads)
      .add({.name = "optimizer",
            .group = optimisation,
            .help = "how gradients change weights",
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
            .help = "momentum: the coefficient",
            .range = below_one,
            .scope = scope},
           &T::momentum)
      .add({.name = "beta1",
            .group = optimisation,
            .help = "adam, adamw: decay of the mean of gradients",
            .range = below_one,
            .scope = scope},
           &T::beta1)
      .add(
          {.name = "word-beta1",
           .group = optimisation,
           .help = "adam, adamw: beta1 of word vectors; 0: rare words learn as fast as if every step updated "
                   "all vectors; auto: 0 for a tagger whose labels follow no tag scheme, else that of "
                   "--beta1",
           .range = below_one,
           .absent = "auto",
           .tasks = labelling,
           .scope = scope},
          &T::word_beta1)
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
            .help = "how the learning rate falls: not at all, as rate / (1 + decay * epoch), when the dev "
                    "score stops improving, or to zero along a cosine",
            .scope = scope},
           &T::schedule)
      .add({.name = "decay",
            .group = optimisation,
            .help = "inverse: decay per epoch; plateau: factor of each reduction",
            .range = at_least_zero,
            .scope = scope},
           &T::decay)
      .add({.name = "plateau-epochs",
            .group = optimisation,
            .help = "plateau: epochs without improvement before the rate falls",
            .range = counts,
            .scope = scope},
           &T::plateau_epochs)
      .add({.name = "warmup",
            .group = optimisation,
            .help = "cosine: epochs in which the rate first rises linearly from zero",
            .range = at_least_zero,
            .scope = scope},
           &T::warmup)
      .add({.name = "learning-rate-factors",
            .group = optimisation,
            .help = "factors on the learning rate of groups of weights: words (vectors of words or symbols), "
                    "characters, features, symbols, recurrent (all layers), attention, head, crf; 1 for the "
                    "others",
            .value = "GROUP=X,...",
            .scope = scope},
           &T::learning_rate_factors)
      .add({.name = "batch-loss",
            .group = optimisation,
            .help = "what a step lowers: the mean or the sum of the losses of a batch's labels",
            .tasks = labelling,
            .scope = scope},
           &T::batch_loss)
      .add({.name = "loss",
            .group = optimisation,
            .help = "what a step lowers: the mean of squared errors, or of absolute ones, which weighs "
                    "outliers less",
            .tasks = {Task::forecaster},
            .scope = scope},
           &T::loss)
      .add({.name = "class-weights",
            .group = optimisation,
            .help = "decoder softmax: factor on the loss of each label; balanced: the rarer the label, the "
                    "larger; labels that are not named keep 1",
            .value = "none|balanced|LABEL=X,...",
            .tasks = labelling,
            .scope = scope},
           &T::class_weights)
      .add({.name = "average",
            .group = optimisation,
            .help = "average weights over steps, and keep an epoch's average where it scores better on the "
                    "dev data; ema: exponential moving average; last: mean over the last epochs",
            .scope = scope},
           &T::averaging)
      .add({.name = "average-decay",
            .group = optimisation,
            .help = "average ema: share of the average that each step keeps",
            .range = between_zero_and_one,
            .scope = scope},
           &T::average_decay)
      .add({.name = "average-epochs",
            .group = optimisation,
            .help = "average last: number of epochs to average over",
            .range = counts,
            .scope = scope},
           &T::average_epochs)
      .add(
          {.name = "bptt",
           .group = optimisation,
           .help =
               "cut gradients through time after this many steps, each direction in its own order; 0: never; "
               "for a language model the number of symbols that a step reads of each stream, at least 1",
           .range = {.low = 0, .high = 1e9},
           .tasks = through_time,
           .scope = scope},
          &T::bptt)
      .add({.name = "stateful",
            .group = optimisation,
            .help =
                "with --bptt N and --directions 1: read long sentences in steps of N tokens, each going on "
                "with the states of the one before, so that memory does not grow with their length",
            .tasks = {Task::tagger},
            .scope = scope},
           &T::stateful)
      .add({.name = "clip-norm",
            .group = optimisation,
            .help = "largest norm of the gradient; 0: no limit",
            .range = at_least_zero,
            .scope = scope},
           &T::clip_norm)
      .add({.name = "clip-value",
            .group = optimisation,
            .help = "largest absolute value of an element of the gradient; 0: no limit",
            .range = at_least_zero,
            .scope = scope},
           &T::clip_value)
      .add({.name = "vanishing-penalty",
            .group = regularisation,
            .help = "cell rnn: factor of a penalty on gradients that grow or shrink from step to step "
                    "(Pascanu et al. 2013)",
            .range = at_least_zero,
            .tasks = through_time,
            .scope = scope},
           &T::vanishing_penalty)
      .add({.name = "dropout-input",
            .group = regularisation,
            .help = "dropout of the first layer's input",
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
            .help = "dropout before the output layer",
            .range = below_one,
            .scope = scope},
           &T::dropout_output)
      .add({.name = "dropout-kind",
            .group = regularisation,
            .help = "plain: a mask per token; variational: one mask per sequence",
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
            .help = "adamw: decay of the weights per step, times the learning rate",
            .range = at_least_zero,
            .scope = scope},
           &T::weight_decay);
  return table;
}

}  // namespace

const OptionTable<TrainingOptions>& training_option_table() {
  static const OptionTable<TrainingOptions> table = make_training_options();
  return table;
}

}  // namespace seqlab::options

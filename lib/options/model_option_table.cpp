#include "options/model_option_table.h"

#include <algorithm>
#include <functional>
#include <set>

#include "options/cell_options.h"
#include "options/option_ranges.h"

namespace seqlab::options {

namespace {

// The tasks that read words, with their vectors and features.
const std::vector<Task> labellers = {Task::tagger, Task::classifier};
// The tasks that read symbols or words.
const std::vector<Task> readers = {Task::tagger, Task::classifier, Task::language_model, Task::transducer};
constexpr OptionRange affix_lengths{.low = 1, .high = 100};
// Of characters, or of rows of a series.
constexpr double largest_window = 10000;

std::string problem_of_language(const std::string& value) {
  return value.empty() ? "is not a language; give a code such as en" : "";
}

std::string problem_of_label_columns(const List<std::string>& columns) {
  if (columns.size() == 1) return "";
  std::set<std::string> names;
  for (const std::string& column : columns) {
    if (column.empty()) return "has a column without a name";
    if (!names.insert(head_name(column)).second) return "has two columns named " + head_name(column);
  }
  return "";
}

std::string problem_of_decoders(const List<nn::HeadKind>& decoders) {
  return decoders.empty() ? "has no decoder; give softmax or crf" : "";
}

std::string problem_of_features(const List<FeatureColumn>& features) {
  std::set<std::string> columns;
  for (const FeatureColumn& feature : features) {
    if (!columns.insert(feature.column).second) return "names the column " + feature.column + " twice";
  }
  return "";
}

std::string problem_of_affix_lengths(const List<std::size_t>& lengths) {
  const std::set<std::size_t> different(lengths.begin(), lengths.end());
  return different.size() < lengths.size() ? "names a length twice" : "";
}

std::string problem_of_cutoffs(const List<std::size_t>& cutoffs) {
  const bool ascending = std::ranges::adjacent_find(cutoffs, std::greater_equal()) == cutoffs.end();
  return ascending ? "" : "does not ascend";
}

std::string problem_of_source_columns(const List<std::string>& columns) {
  const bool unnamed = columns.empty() || std::ranges::find(columns, "") != columns.end();
  return unnamed ? "has a column without a name" : "";
}

std::string problem_of_target_column(const std::string& column) {
  return column.empty() ? "is no column" : "";
}

void add_forecasting(OptionTable<ModelOptions>& table) {
  using M = ModelOptions;
  constexpr auto scope = OptionScope::model;
  const std::vector<Task> tasks = {Task::forecaster};
  const std::string group = "Series";
  table
      .add({.name = "columns",
            .group = group,
            .help = "names of the columns to read",
            .value = "NAME,...",
            .tasks = tasks,
            .default_text = "all",
            .scope = scope},
           &M::columns)
      .add({.name = "targets",
            .group = group,
            .help = "names of the columns to forecast; the others that are read only help",
            .value = "NAME,...",
            .tasks = tasks,
            .default_text = "all that are read",
            .scope = scope},
           &M::targets)
      .add({.name = "season",
            .group = group,
            .help = "rows after which the series is like before, such as 12 for months; 0: none",
            .range = counts_or_off,
            .tasks = tasks,
            .scope = scope},
           &M::season)
      .add({.name = "seasons",
            .group = group,
            .help = "learn the differences to the mean of the values at the same time of so many seasons "
                    "before; 0: the values themselves",
            .range = {.low = 0, .high = largest_window},
            .tasks = tasks,
            .scope = scope},
           &M::seasons)
      .add({.name = "horizon",
            .group = group,
            .help = "rows that a forecast covers; 0: a season, or 1 without one",
            .range = {.low = 0, .high = largest_window},
            .tasks = tasks,
            .default_text = "a season",
            .scope = scope},
           &M::horizon)
      .add(
          {.name = "logarithms",
           .group = group,
           .help = "learn the logarithms of the values, which must be above zero, so that differences become "
                   "ratios",
           .tasks = tasks,
           .scope = scope},
          &M::logarithms)
      .add({.name = "relative",
            .group = group,
            .help = "read a window, and forecast, relative to the last row of the window, so that the level "
                    "may move away from that of the training data",
            .tasks = tasks,
            .scope = scope},
           &M::relative);
}

OptionTable<ModelOptions> make_model_options() {
  using M = ModelOptions;
  constexpr auto scope = OptionScope::model;
  const std::string network = "Network";
  const std::string text = "Text";
  OptionTable<M> table;
  table.include(cell_option_table(), &M::cell)
      .add({.name = "hidden",
            .group = network,
            .help = "hidden size per direction; the decoder of a transducer has as many units as both "
                    "directions of its encoder",
            .unit = "units",
            .range = sizes,
            .scope = scope},
           &M::hidden)
      .add({.name = "layers",
            .group = network,
            .help = "number of layers; 0, with cell none: the heads read the input itself",
            .range = {.low = 0, .high = 64},
            .scope = scope},
           &M::layers)
      .add({.name = "directions",
            .group = network,
            .help = "directions of a recurrent layer; 1: ahead only; 2: ahead and back",
            .range = {.low = 1, .high = 2},
            .tasks = labellers,
            .scope = scope},
           &M::directions)
      .add({.name = "initial-state",
            .group = network,
            .help = "recurrent state before the first token",
            .scope = scope},
           &M::initial_state)
      .add({.name = "connections",
            .group = network,
            .help = "how each layer's input joins its output, from the second layer on; none: not at all; "
                    "residual: added; highway: mixed in by a learned gate",
            .scope = scope},
           &M::connections)
      .add({.name = "layer-norm",
            .group = network,
            .help = "normalise each layer's output, after its connection, to mean 0 and variance 1, then "
                    "apply a learned gain and bias",
            .scope = scope},
           &M::layer_norm)
      .add({.name = "pooling",
            .group = network,
            .help = "how the states of a text become one vector: the last states, their mean, their maximum, "
                    "or a mean with learned weights",
            .tasks = {Task::classifier},
            .scope = scope},
           &M::pooling)
      .add({.name = "dimension",
            .group = network,
            .help =
                "length of vectors learned from scratch: of words in a model without pretrained vectors, or "
                "with embedding mode both; of the symbols of a language model or transducer",
            .range = sizes,
            .tasks = readers,
            .scope = scope},
           &M::dimension)
      .add({.name = "characters",
            .group = network,
            .help = "how a word's characters are read: not at all; cnn: by a convolution and a maximum over "
                    "the word; a cell: by a recurrent layer in both directions",
            .absent = "none",
            .tasks = labellers,
            .scope = scope},
           &M::characters)
      .add({.name = "character-dimension",
            .group = network,
            .help = "length of a character's vector",
            .range = sizes,
            .tasks = labellers,
            .scope = scope},
           &M::character_dimension)
      .add({.name = "filters",
            .group = network,
            .help = "characters cnn: number of filters",
            .range = sizes,
            .tasks = labellers,
            .scope = scope},
           &M::filters)
      .add(
          {.name = "window",
           .group = network,
           .help = "characters cnn: filter width in characters; of a forecaster: rows that it reads before a "
                   "forecast",
           .range = {.low = 1, .high = largest_window},
           .tasks = {Task::tagger, Task::classifier, Task::forecaster},
           .scope = scope},
          &M::window)
      .add({.name = "character-hidden",
            .group = network,
            .help = "characters lstm or another cell: hidden size per direction",
            .unit = "units",
            .range = sizes,
            .tasks = labellers,
            .scope = scope},
           &M::character_hidden)
      .add({.name = "shape-dimension",
            .group = network,
            .help = "length of the vector of a word's shape, such as Xxxx or dd:dd; 0: do not read shapes",
            .range = {.low = 0, .high = largest_size},
            .tasks = labellers,
            .scope = scope},
           &M::shape_dimension)
      .add({.name = "prefix-lengths",
            .group = network,
            .help = "lengths of the word prefixes to read, in code points",
            .value = "N,...",
            .range = affix_lengths,
            .tasks = labellers,
            .default_text = "none",
            .scope = scope},
           &M::prefix_lengths, problem_of_affix_lengths)
      .add({.name = "suffix-lengths",
            .group = network,
            .help = "lengths of the word suffixes to read, in code points",
            .value = "N,...",
            .range = affix_lengths,
            .tasks = labellers,
            .default_text = "none",
            .scope = scope},
           &M::suffix_lengths, problem_of_affix_lengths)
      .add({.name = "affix-dimension",
            .group = network,
            .help = "length of the vector of a prefix or suffix",
            .range = sizes,
            .tasks = labellers,
            .scope = scope},
           &M::affix_dimension)
      .add({.name = "features",
            .group = network,
            .help = "further columns to read, named as in --label-column, each with the length of its "
                    "vectors, as in XPOS:10,MISC:Case:5; text to be tagged must have them too",
            .value = "COLUMN:N,...",
            .range = sizes,
            .tasks = {Task::tagger},
            .default_text = "none",
            .scope = scope},
           &M::features, problem_of_features)
      .add({.name = "decoder",
            .group = network,
            .help = "how labels are chosen; softmax: each by itself, within what the tag scheme allows; crf: "
                    "all together, by a linear-chain conditional random field; with several label columns "
                    "give one each, or one for all that follow a tag scheme",
            .refused = {"adaptive"},
            .tasks = {Task::tagger},
            .scope = scope},
           &M::decoders, problem_of_decoders)
      .add({.name = "scheme",
            .group = network,
            .help = "tag scheme that the model learns; output keeps the scheme of the data; data: learn that "
                    "scheme",
            .absent = "data",
            .refused = {"none"},
            .tasks = {Task::tagger},
            .scope = scope},
           &M::scheme)
      .add({.name = "language",
            .group = text,
            .help = "language of the tokeniser: en has its own rules, all others follow Unicode's",
            .value = "CODE",
            .tasks = labellers,
            .scope = scope},
           &M::language, problem_of_language)
      .add({.name = "tokens",
            .group = text,
            .help = "raw: tokenise the texts; spaces: the texts are tokens separated by spaces",
            .tasks = {Task::classifier},
            .scope = scope},
           &M::tokens)
      .add({.name = "reading",
            .group = text,
            .help =
                "how running text is classified; whole: as one sequence; sentences: each sentence by itself, "
                "and the text by the mean of their probabilities, for models that are trained on sentences",
            .tasks = {Task::classifier},
            .scope = scope},
           &M::reading)
      .add({.name = "escapes",
            .group = text,
            .help = "escapes to undo before words are looked up, in training and afterwards; ptb: those of "
                    "the Penn Treebank, such as -LRB- for (, \\/ for / and `` for \"",
            .tasks = labellers,
            .scope = scope},
           &M::escapes)
      .add({.name = "classes",
            .group = text,
            .help = "labels of parse trees, in training and afterwards; all: as they are; 2: 0 and 1 become "
                    "0, 3 and 4 become 1, and 2, which is neutral, is left out; 3: negative, neutral and "
                    "positive",
            .tasks = {Task::classifier},
            .scope = scope},
           &M::classes)
      .add({.name = "nfc",
            .group = text,
            .help =
                "normalise words to Unicode's form C before they are looked up, in training and afterwards",
            .tasks = labellers,
            .scope = scope},
           &M::nfc)
      .add({.name = "label-column",
            .group = "Input",
            .help = "column of the labels: a number from 1, in CoNLL-U also UPOS, XPOS, FEATS or MISC:Key, "
                    "in JSON Lines a key; given a list, the model learns every column, and the data may "
                    "leave labels out; kept in the model",
            .value = "COLUMN,...",
            .tasks = {Task::tagger},
            .default_text = "the last; in CoNLL-U UPOS",
            .scope = scope},
           &M::label_columns, problem_of_label_columns)
      .add({.name = "symbols",
            .group = text,
            .help =
                "what a language model reads and writes, and a transducer writes: characters, or words that "
                "spaces separate; a line end is a symbol too",
            .tasks = {Task::language_model, Task::transducer},
            .scope = scope},
           &M::symbols)
      .add({.name = "source-symbols",
            .group = text,
            .help = "what a transducer reads: characters, or words that spaces separate; same: as --symbols",
            .absent = "same",
            .tasks = {Task::transducer},
            .scope = scope},
           &M::source_symbols)
      .add({.name = "source",
            .group = "Input",
            .help = "CoNLL-U: columns that the model reads; the first is text, the others are tags, which | "
                    "separates; kept in the model",
            .value = "COLUMN,...",
            .tasks = {Task::transducer},
            .scope = scope},
           &M::source_columns, problem_of_source_columns)
      .add({.name = "target",
            .group = "Input",
            .help = "CoNLL-U: column that the model writes; kept in the model",
            .value = "COLUMN",
            .tasks = {Task::transducer},
            .scope = scope},
           &M::target_column, problem_of_target_column)
      .add({.name = "direction",
            .group = text,
            .help = "ahead: from the first symbol to the last; back: from the last to the first",
            .tasks = {Task::language_model},
            .scope = scope},
           &M::direction)
      .add(
          {.name = "softmax",
           .group = network,
           .help = "full: probabilities of all symbols at once; adaptive: first of the most frequent symbols "
                   "and of clusters of others, then of those in a cluster, which is many times faster for "
                   "100,000 words (Grave et al. 2017)",
           .tasks = {Task::language_model},
           .scope = scope},
          &M::softmax)
      .add(
          {.name = "cutoffs",
           .group = network,
           .help = "softmax adaptive: how many of the most frequent symbols come before each cluster but the "
                   "first, as in 2000,20000",
           .value = "N,...",
           .range = counts,
           .tasks = {Task::language_model},
           .default_text = "a fiftieth and a fifth of the symbols",
           .scope = scope},
          &M::cutoffs, problem_of_cutoffs)
      .add({.name = "tied",
            .group = network,
            .help = "symbols have the same vectors in the input and in the softmax, which makes the model "
                    "smaller; in the clusters of softmax adaptive, vectors of rarer symbols are shorter",
            .tasks = {Task::language_model},
            .scope = scope},
           &M::tied);
  add_forecasting(table);
  return table;
}

}  // namespace

const OptionTable<ModelOptions>& model_option_table() {
  static const OptionTable<ModelOptions> table = make_model_options();
  return table;
}

}  // namespace seqlab::options

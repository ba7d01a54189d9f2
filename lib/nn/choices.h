// The choices that shape a network and its training: enumerations with their names and nothing else, so that
// options can name them without the code behind them.
#pragma once

#include <array>
#include <optional>
#include <string_view>
#include <utility>

#include "base/names.h"

namespace seqlab::nn {

// The registry of recurrent cells (recurrent/cell.h): a row is a cell's name and its file pair in
// recurrent/cells/.
// clang-format off
#define SEQLAB_CELLS(row) \
  row(lstm) \
  row(gru) \
  row(rnn) \
  row(mut1) \
  row(mut2) \
  row(mut3)
// clang-format on

#define SEQLAB_CELL_ITEM(cell) cell,
#define SEQLAB_CELL_COUNT(cell) +1
#define SEQLAB_CELL_NAME(cell) {#cell, CellKind::cell},
enum class CellKind { SEQLAB_CELLS(SEQLAB_CELL_ITEM) };
constexpr auto name_table(CellKind /*kind*/) {
  return base::NameTable<CellKind, SEQLAB_CELLS(SEQLAB_CELL_COUNT)>{{SEQLAB_CELLS(SEQLAB_CELL_NAME)}};
}
#undef SEQLAB_CELL_NAME

// The forget gate of an LSTM. none: 1 (Hochreiter and Schmidhuber 1997). coupled: 1 - i.
enum class ForgetGate { learned, none, coupled };
constexpr auto name_table(ForgetGate /*gate*/) {
  return base::NameTable<ForgetGate, 3>{
      {{"learned", ForgetGate::learned}, {"none", ForgetGate::none}, {"coupled", ForgetGate::coupled}}};
}

// Where a GRU resets h': before the product U (r * h'), or after it, r * (U h' + b).
enum class ResetGate { before, after };
constexpr auto name_table(ResetGate /*gate*/) {
  return base::NameTable<ResetGate, 2>{{{"before", ResetGate::before}, {"after", ResetGate::after}}};
}

// The activation function of a plain recurrent cell, or of layers without recurrence.
enum class Activation { tanh, logistic, relu };
constexpr auto name_table(Activation /*activation*/) {
  return base::NameTable<Activation, 3>{
      {{"tanh", Activation::tanh}, {"logistic", Activation::logistic}, {"relu", Activation::relu}}};
}

// The state before the first token.
enum class InitialState { zero, learned };
constexpr auto name_table(InitialState /*state*/) {
  return base::NameTable<InitialState, 2>{{{"zero", InitialState::zero}, {"learned", InitialState::learned}}};
}

// How a layer's input x joins its output H(x), from the second layer on. none: y = H(x). residual:
// y = H(x) + x (He et al. 2016). highway: y = t H(x) + (1 - t) x (recurrent/highway.h).
enum class Connections { none, residual, highway };
constexpr auto name_table(Connections /*connections*/) {
  return base::NameTable<Connections, 3>{
      {{"none", Connections::none}, {"residual", Connections::residual}, {"highway", Connections::highway}}};
}

// How a word's characters become one column (inputs/character_input.h). cnn: a convolution and the maximum
// over the word. The name of a cell: the last states of both directions.
enum class CharacterKind { cnn, SEQLAB_CELLS(SEQLAB_CELL_ITEM) };
#define SEQLAB_CELL_NAME(cell) {#cell, CharacterKind::cell},
constexpr auto name_table(CharacterKind /*kind*/) {
  return base::NameTable<CharacterKind, 1 SEQLAB_CELLS(SEQLAB_CELL_COUNT)>{
      {{"cnn", CharacterKind::cnn}, SEQLAB_CELLS(SEQLAB_CELL_NAME)}};
}
#undef SEQLAB_CELL_ITEM
#undef SEQLAB_CELL_COUNT
#undef SEQLAB_CELL_NAME

// The cell that reads characters; none for a convolution.
constexpr std::optional<CellKind> cell_of(CharacterKind kind) {
  if (kind == CharacterKind::cnn) return std::nullopt;
  return static_cast<CellKind>(static_cast<int>(kind) - 1);
}

// How the states of a text become one column. last: the rows of *ahead* in the last token's column above
// those of *back* in the first token's, i.e. the last layer's processed final states. mean, max: of each row
// over all tokens. attention: a mean with learned weights (pooling/attention_pooling.h). A sequence without
// tokens gives the last layer's initial state (last) or zeros.
enum class Pooling { last, mean, max, attention };
constexpr auto name_table(Pooling /*pooling*/) {
  return base::NameTable<Pooling, 4>{{{"last", Pooling::last},
                                      {"mean", Pooling::mean},
                                      {"max", Pooling::max},
                                      {"attention", Pooling::attention}}};
}

// How a head chooses labels (heads/head.h). softmax: each token by itself. crf: a linear chain. adaptive:
// each token by itself, among many labels in clusters; it has no name here, because it does not decode tags.
enum class HeadKind { softmax, crf, adaptive };
constexpr auto name_table(HeadKind /*kind*/) {
  return base::NameTable<HeadKind, 2>{{{"softmax", HeadKind::softmax}, {"crf", HeadKind::crf}}};
}

// The precision of the weights of a network in inference. f32: single precision. bf16: the upper
// half of its bits, computed with in single precision. int8: the matrices of the recurrent layers in eight
// bits with a scale per row, and products of whole numbers.
enum class Precision { f32, bf16, int8 };
constexpr auto name_table(Precision /*precision*/) {
  return base::NameTable<Precision, 3>{
      {{"f32", Precision::f32}, {"bf16", Precision::bf16}, {"int8", Precision::int8}}};
}

// plain: a mask per token (Srivastava et al. 2014). variational: one mask per sequence (Gal and Ghahramani
// 2016).
enum class DropoutKind { plain, variational };
constexpr auto name_table(DropoutKind /*kind*/) {
  return base::NameTable<DropoutKind, 2>{
      {{"plain", DropoutKind::plain}, {"variational", DropoutKind::variational}}};
}

// How gradients change weights (learning/optimizer.h).
enum class OptimizerKind { sgd, momentum, adagrad, adam, adamw };
constexpr auto name_table(OptimizerKind /*kind*/) {
  return base::NameTable<OptimizerKind, 5>{{{"sgd", OptimizerKind::sgd},
                                            {"momentum", OptimizerKind::momentum},
                                            {"adagrad", OptimizerKind::adagrad},
                                            {"adam", OptimizerKind::adam},
                                            {"adamw", OptimizerKind::adamw}}};
}

// How the learning rate falls (learning/schedule.h).
enum class ScheduleKind { constant, inverse, plateau, cosine };
constexpr auto name_table(ScheduleKind /*kind*/) {
  return base::NameTable<ScheduleKind, 4>{{{"constant", ScheduleKind::constant},
                                           {"inverse", ScheduleKind::inverse},
                                           {"plateau", ScheduleKind::plateau},
                                           {"cosine", ScheduleKind::cosine}}};
}

// Which average of the weights a training offers as an alternative (learning/weight_averaging.h). ema: the
// exponential moving average over steps. last: the mean over the steps of the last epochs (Izmailov et al.
// 2018).
enum class AveragingKind { none, ema, last };
constexpr auto name_table(AveragingKind /*kind*/) {
  return base::NameTable<AveragingKind, 3>{
      {{"none", AveragingKind::none}, {"ema", AveragingKind::ema}, {"last", AveragingKind::last}}};
}

// How far a predicted number is from the right one (forecasting/regression_loss.h).
enum class RegressionLoss { squared, absolute };
constexpr auto name_table(RegressionLoss /*loss*/) {
  return base::NameTable<RegressionLoss, 2>{
      {{"squared", RegressionLoss::squared}, {"absolute", RegressionLoss::absolute}}};
}

// How the losses of a batch's labels combine (heads/batch_loss.h).
enum class LossReduction { mean, sum };
constexpr auto name_table(LossReduction /*reduction*/) {
  return base::NameTable<LossReduction, 2>{{{"mean", LossReduction::mean}, {"sum", LossReduction::sum}}};
}

}  // namespace seqlab::nn

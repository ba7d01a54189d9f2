#include "model/quantization.h"

#include <vector>

#include "base/errors.h"
#include "kernels/quantized_matrix.h"
#include "nn/numbers/bf16.h"

namespace seqlab::model {

namespace {

// Rounds a row to the precision.
void round_row(float* row, std::size_t size, nn::Precision precision) {
  if (precision == nn::Precision::bf16) {
    for (std::size_t i = 0; i < size; ++i) row[i] = nn::from_bf16(nn::to_bf16(row[i]));
    return;
  }
  std::vector<std::int8_t> q(size);
  const float scale = kernels::quantize(row, size, q.data());
  for (std::size_t i = 0; i < size; ++i) row[i] = scale * static_cast<float>(q[i]);
}

}  // namespace

bool reduced(const nn::Slot& slot, nn::Precision precision) {
  if (precision == nn::Precision::f32 || slot.columns == 1) return false;
  if (precision == nn::Precision::bf16) return true;
  return slot.group == "recurrent" || slot.group == "features" || slot.group == "attention";
}

void round_matrices(Model& model, nn::Precision precision) {
  ModelWeights& weights = model.edit_weights();
  for (const nn::Slot& slot : model.layout().slots()) {
    if (!reduced(slot, precision)) continue;
    for (std::size_t row = 0; row < slot.rows; ++row) {
      round_row(weights.network.data() + slot.offset + row * slot.columns, slot.columns, precision);
    }
  }
  for (VectorTable& vectors : weights.tables) {
    nn::Matrix<float>& table = vectors.own();
    for (Eigen::Index row = 0; row < table.cols(); ++row) {
      round_row(table.col(row).data(), static_cast<std::size_t>(table.rows()), precision);
    }
  }
  model.set_precision(precision);
  model.round_parts(precision);
}

void check_quantizable(const Model& model) {
  if (model.precision() == nn::Precision::f32) return;
  throw ModelError("the model is in " + std::string(base::name_of(model.precision())) +
                   " already; quantize the f32 model that it was made from");
}

}  // namespace seqlab::model

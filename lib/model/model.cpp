#include "model/model.h"

#include "io/tensor_file.h"

namespace seqlab::model {

void Model::throw_if_changed() const {
  if (file_) file_->throw_if_changed();
}

}  // namespace seqlab::model

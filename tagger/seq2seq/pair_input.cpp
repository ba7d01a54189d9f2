#include "seq2seq/pair_input.h"

namespace seqlab::programs {

std::vector<corpus::Pair> read_pair_files(const std::vector<std::string>& files,
                                          const options::PairInputOptions& input,
                                          const options::ModelOptions& model, Console& console) {
  return corpus::read_pairs(files, options::pair_options(input, model),
                            [&console](const std::string& remark) { console.note(remark); });
}

}  // namespace seqlab::programs

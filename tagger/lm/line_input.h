// How lines of text are read from files and standard input.
#pragma once

#include <string>

#include "corpus/lines.h"
#include "io/input.h"
#include "options/input_options.h"
#include "options/option_table.h"

namespace seqlab::programs {

struct LineInput {
  options::InvalidUtf8 invalid = options::InvalidUtf8::error;
  std::string encoding;
};

inline options::OptionTable<LineInput> line_input_table() {
  options::OptionTable<LineInput> table;
  table.add(options::invalid_option(), &LineInput::invalid)
      .add(options::encoding_option(), &LineInput::encoding);
  return table;
}

inline corpus::Lines open_lines(const std::string& file, const LineInput& input) {
  return {io::open_input(file), input.encoding, input.invalid == options::InvalidUtf8::replace};
}

}  // namespace seqlab::programs

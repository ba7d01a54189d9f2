#include "model/language/language_model_file.h"

#include "base/errors.h"
#include "io/tensor_file.h"
#include "model/model_json.h"
#include "model/quantization.h"
#include "options/cell_options.h"

namespace seqlab::model {

namespace {

// A file with more is hostile.
constexpr std::size_t max_condition = 1U << 20U;

std::vector<LanguageSelfTest> read_language_self_tests(const io::TensorFile& file, std::size_t condition) {
  std::vector<LanguageSelfTest> tests;
  for (const Json& entry : parse_metadata(file, "self_tests")) {
    tests.push_back({entry.at("symbols").get<std::vector<std::string>>(),
                     entry.at("log_probabilities").get<std::vector<double>>(),
                     entry.value("condition", std::vector<float>())});
    if (tests.back().symbols.size() != tests.back().log_probabilities.size() + 1 ||
        tests.back().condition.size() != condition) {
      fail(file, "a self-test has the wrong size");
    }
  }
  return tests;
}

}  // namespace

LanguageModelFile read_language_model_file(std::shared_ptr<const io::TensorFile> tensors) {
  LanguageModelFile result;
  result.common = read_model_file(tensors, Task::language_model);
  const io::TensorFile& file = *tensors;
  try {
    const ModelFile& common = result.common;
    if (common.tables != language_model_tables(common.options)) {
      fail(file, "the tables of vectors are not those of a language model");
    }
    options::check_cell(common.options);
    result.vocabulary = read_vocabulary(tensors);
    if (file.metadata().contains("condition")) {
      result.condition = parse_metadata(file, "condition").get<std::size_t>();
      if (result.condition > max_condition) fail(file, "the condition has too many numbers");
    }
    result.self_tests = read_language_self_tests(file, result.condition);
    return result;
  } catch (...) {
    rethrow_as_model_error(file);
  }
}

namespace {

void add_language_model(const LanguageModel& model, io::TensorFileWriter& writer, MatrixMemory& memory) {
  add_model(model, writer, memory);
  Json tests = Json::array();
  const bool changes = model.precision() == nn::Precision::int8;
  for (const LanguageSelfTest& test :
       changes ? rounded_again(model).make_self_tests() : model.make_self_tests()) {
    tests.push_back({{"symbols", test.symbols}, {"log_probabilities", test.log_probabilities}});
    if (!test.condition.empty()) tests.back()["condition"] = test.condition;
  }
  if (model.condition() > 0) writer.set_metadata("condition", std::to_string(model.condition()));
  writer.set_metadata("self_tests", dump(tests));
  add_vocabulary(model.symbols().vocabulary(), writer);
}

}  // namespace

void write_language_model_file(const LanguageModel& model, const std::string& path) {
  io::TensorFileWriter writer;
  MatrixMemory memory;
  add_language_model(model, writer, memory);
  writer.write(path, [&] { model.throw_if_changed(); });
}

std::vector<std::byte> language_model_bytes(const LanguageModel& model) {
  io::TensorFileWriter writer;
  MatrixMemory memory;
  add_language_model(model, writer, memory);
  std::vector<std::byte> bytes = writer.bytes("a language model");
  model.throw_if_changed();
  return bytes;
}

}  // namespace seqlab::model

#include "model/transduction/transducer_model_file.h"

#include <algorithm>
#include <cmath>

#include "base/errors.h"
#include "io/tensor_file.h"
#include "model/model_json.h"
#include "model/quantization.h"
#include "options/cell_options.h"

namespace seqlab::model {

namespace {

// The names of the two vocabularies, and the metadata of the width of vectors.
constexpr const char* source_name = "source";
constexpr const char* target_name = "target";
constexpr const char* width_key = "source_width";
constexpr std::size_t largest_width = 1U << 20U;

// Of an object of the self-tests.
bool fits(const TransducerSelfTest& test, const TransducerVocabulary& vocabulary) {
  const bool vectors = vocabulary.source == nullptr;
  return test.log_probabilities.size() == test.target.size() + 1 &&
         (vectors ? test.source_symbols.empty() : test.source_vectors.empty()) &&
         std::ranges::all_of(test.source_vectors, [&](const std::vector<float>& vector) {
           return vector.size() == vocabulary.width &&
                  std::ranges::all_of(vector, [](float number) { return std::isfinite(number); });
         });
}

std::vector<TransducerSelfTest> read_transducer_self_tests(const io::TensorFile& file,
                                                           const TransducerVocabulary& vocabulary) {
  std::vector<TransducerSelfTest> tests;
  for (const Json& entry : parse_metadata(file, "self_tests")) {
    TransducerSelfTest& test = tests.emplace_back();
    if (vocabulary.source == nullptr) {
      test.source_vectors = entry.at("source").get<std::vector<std::vector<float>>>();
    } else {
      test.source_symbols = entry.at("source").get<std::vector<std::string>>();
    }
    test.target = entry.at("target").get<std::vector<std::string>>();
    test.log_probabilities = entry.at("log_probabilities").get<std::vector<double>>();
    if (!fits(test, vocabulary)) fail(file, "a self-test has the wrong size");
  }
  return tests;
}

Json to_json(const TransducerSelfTest& test, bool vectors) {
  Json source = vectors ? Json(test.source_vectors) : Json(test.source_symbols);
  return {
      {"source", std::move(source)}, {"target", test.target}, {"log_probabilities", test.log_probabilities}};
}

}  // namespace

TransducerModelFile read_transducer_model_file(std::shared_ptr<const io::TensorFile> tensors) {
  TransducerModelFile result;
  result.common = read_model_file(tensors, Task::transducer);
  const io::TensorFile& file = *tensors;
  try {
    if (!result.common.tables.empty()) fail(file, "a transducer has no tables of word vectors");
    options::check_cell(result.common.options);
    if (file.metadata().contains(width_key)) {
      const Json width = parse_metadata(file, width_key);
      if (!width.is_number_unsigned() || width == 0 || width.get<std::uint64_t>() > largest_width) {
        fail(file, "the width of source vectors is zero or too large");
      }
      result.vocabulary.width = width.get<std::size_t>();
    } else {
      result.vocabulary.source = read_vocabulary(tensors, source_name);
    }
    result.vocabulary.target = read_vocabulary(tensors, target_name);
    result.self_tests = read_transducer_self_tests(file, result.vocabulary);
    return result;
  } catch (...) {
    rethrow_as_model_error(file);
  }
}

void write_transducer_model_file(const TransducerModel& model, const std::string& path) {
  io::TensorFileWriter writer;
  MatrixMemory memory;
  add_model(model, writer, memory);
  Json tests = Json::array();
  const bool changes = model.precision() == nn::Precision::int8;
  for (const TransducerSelfTest& test :
       changes ? rounded_again(model).make_self_tests() : model.make_self_tests()) {
    tests.push_back(to_json(test, model.reads_vectors()));
  }
  writer.set_metadata("self_tests", dump(tests));
  const TransducerVocabulary& vocabulary = model.vocabulary();
  if (model.reads_vectors()) {
    writer.set_metadata(width_key, std::to_string(vocabulary.width));
  } else {
    add_vocabulary(*vocabulary.source, writer, source_name);
  }
  add_vocabulary(*vocabulary.target, writer, target_name);
  writer.write(path, [&] { model.throw_if_changed(); });
}

}  // namespace seqlab::model

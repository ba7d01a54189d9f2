#include "model/labelling/sequence_model_file.h"

#include <string_view>

#include "base/errors.h"
#include "io/tensor_file.h"
#include "model/language/language_model.h"
#include "model/model_json.h"
#include "model/quantization.h"
#include "options/cell_options.h"

namespace seqlab::model {

namespace {

// A file with more is hostile.
constexpr std::size_t max_labels = 1U << 20U;

std::shared_ptr<const Alphabet> read_alphabet(const io::TensorFile& file,
                                              const options::ModelOptions& options) {
  if (!options.characters) return nullptr;
  const auto bytes = file.list<std::uint8_t>("alphabet.bytes");
  return std::make_shared<const Alphabet>(
      std::string_view(reinterpret_cast<const char*>(bytes.data()), bytes.size()),
      file.list<std::uint64_t>("alphabet.offsets"), text::CharacterUnit::codepoint);
}

ModelHead read_head(const io::TensorFile& file, const Json& entry) {
  ModelHead head;
  head.name = entry.at("name").get<std::string>();
  head.decoder = base::parse_name<nn::HeadKind>(entry.at("decoder").get<std::string>(), "decoder");
  if (head.decoder == nn::HeadKind::adaptive) fail(file, "the decoder of a head is that of a language model");
  LabelSet& set = head.labels;
  set.names = entry.at("labels").get<std::vector<std::string>>();
  if (set.names.empty() || set.names.size() > max_labels) fail(file, "a head has no labels or too many");
  const auto separator = entry.at("separator").get<std::string>();
  if (separator.size() != 1) fail(file, "the separator of a tag scheme is not a single character");
  const auto style_of = [&](const char* key) {
    return corpus::SchemeStyle{
        base::parse_name<corpus::TagScheme>(entry.at(key).get<std::string>(), "tag scheme"),
        separator.front()};
  };
  set.scheme = style_of("scheme");
  set.written = style_of("written");
  if ((set.scheme.scheme == corpus::TagScheme::none) != (set.written.scheme == corpus::TagScheme::none)) {
    fail(file, "only one of the two tag schemes of a head is none");
  }
  head.temperature = entry.value("temperature", 1.0);
  if (!(head.temperature >= least_temperature && head.temperature <= largest_temperature)) {
    fail(file, "the temperature of a head is out of range");
  }
  if (too_many_labels(head)) fail(file, "a head with a tag scheme or a CRF has too many labels");
  return head;
}

std::vector<ModelHead> read_heads(const io::TensorFile& file, Task task,
                                  const options::ModelOptions& options) {
  const Json entries = parse_metadata(file, "heads");
  if (!entries.is_array() || entries.empty()) fail(file, "the model has no head");
  std::vector<ModelHead> heads;
  for (const Json& entry : entries) {
    ModelHead head = read_head(file, entry);
    for (const ModelHead& other : heads) {
      if (other.name == head.name) fail(file, "two heads are named '" + head.name + "'");
    }
    heads.push_back(std::move(head));
  }
  if (heads.size() != task_traits(task).heads(options))
    fail(file, "the number of heads is not that of the options");
  return heads;
}

Json to_json(const ModelHead& head) {
  return {{"name", head.name},
          {"labels", head.labels.names},
          {"scheme", base::name_of(head.labels.scheme.scheme)},
          {"written", base::name_of(head.labels.written.scheme)},
          {"separator", std::string(1, head.labels.scheme.separator)},
          {"decoder", base::name_of(head.decoder)},
          {"temperature", head.temperature}};
}

std::string feature_tensor(const FeatureChoice& choice) {
  return "features." + choice.name();
}

std::shared_ptr<const FeatureSet> read_features(const io::TensorFile& file,
                                                const options::ModelOptions& options) {
  std::vector<FeatureChoice> choices = feature_choices(options);
  std::vector<ValueList> values;
  for (const FeatureChoice& choice : choices) {
    const auto bytes = file.list<std::uint8_t>(feature_tensor(choice) + ".bytes");
    values.emplace_back(std::string_view(reinterpret_cast<const char*>(bytes.data()), bytes.size()),
                        file.list<std::uint64_t>(feature_tensor(choice) + ".offsets"));
  }
  return std::make_shared<const FeatureSet>(std::move(choices), std::move(values));
}

std::vector<SelfTest> read_self_tests(const io::TensorFile& file, Task task, std::span<const ModelHead> heads,
                                      std::size_t columns) {
  std::vector<SelfTest> tests;
  if (!file.metadata().contains("self_tests")) return tests;
  for (const Json& entry : parse_metadata(file, "self_tests")) {
    SelfTest test{entry.at("words").get<std::vector<std::string>>(),
                  entry.value("columns", std::vector<std::vector<std::string>>()),
                  entry.at("probabilities").get<std::vector<std::vector<float>>>()};
    const std::size_t rows = task_traits(task).labels(test.words.size());
    bool fits = test.probabilities.size() == heads.size() && test.columns.size() == columns;
    for (const auto& column : test.columns) fits = fits && column.size() == test.words.size();
    for (std::size_t head = 0; fits && head < heads.size(); ++head) {
      fits = test.probabilities[head].size() == rows * heads[head].labels.names.size();
    }
    if (!fits) fail(file, "a self-test has the wrong size");
    tests.push_back(std::move(test));
  }
  return tests;
}

// The tensors of whole files of language models, of the one that reads ahead and the one that reads back.
constexpr std::string_view context_tensors[] = {"language-model.ahead", "language-model.back"};

std::shared_ptr<const ContextVectors> read_contexts(const io::TensorFile& file,
                                                    const options::ModelOptions& options) {
  if (file.find(context_tensors[0]) == nullptr) return nullptr;
  if (!options.cell.kind) fail(file, "only a recurrent network reads the vectors of language models");
  std::vector<std::shared_ptr<const LanguageModel>> models(2);
  std::vector<std::string> names;
  for (std::size_t i = 0; i < 2 && file.find(context_tensors[i]) != nullptr; ++i) {
    names.push_back(file.path() + ", " + std::string(context_tensors[i]));
    models[i] = std::make_shared<const LanguageModel>(
        LanguageModel::load(std::make_shared<const io::TensorFile>(io::TensorFile::from_bytes(
            std::as_bytes(file.list<std::uint8_t>(context_tensors[i])), names.back()))));
  }
  return std::make_shared<const ContextVectors>(models[0], models[1], names);
}

// Calls read(), whose errors become those of the file.
template <class Read>
SequenceModelFile reading(const io::TensorFile& file, const Read& read) {
  try {
    return read();
  } catch (...) {
    rethrow_as_model_error(file);
  }
}

}  // namespace

SequenceModelFile read_sequence_model_file(std::shared_ptr<const io::TensorFile> tensors, Task task) {
  ModelFile common = read_model_file(tensors, task);
  const io::TensorFile& file = *tensors;
  return reading(file, [&] {
    if (common.tables.empty()) fail(file, "the model has no table of word vectors");
    options::check_cell(common.options);
    auto heads = read_heads(file, task, common.options);
    auto alphabet = read_alphabet(file, common.options);
    auto features = read_features(file, common.options);
    auto contexts = read_contexts(file, common.options);
    auto vocabulary = read_vocabulary(tensors);
    auto self_tests = read_self_tests(file, task, heads, features->columns());
    return SequenceModelFile{std::move(common),    std::move(heads),    std::move(vocabulary),
                             std::move(alphabet),  std::move(features), std::move(contexts),
                             std::move(self_tests)};
  });
}

void write_sequence_model_file(const SequenceModel& model, const std::string& path) {
  io::TensorFileWriter writer;
  MatrixMemory memory;
  add_model(model, writer, memory);
  Json heads = Json::array();
  for (const ModelHead& head : model.heads()) heads.push_back(to_json(head));
  writer.set_metadata("heads", dump(heads));
  Json tests = Json::array();
  const bool changes = model.precision() == nn::Precision::int8;
  for (const SelfTest& test : changes ? rounded_again(model).make_self_tests() : model.make_self_tests()) {
    tests.push_back({{"words", test.words}, {"probabilities", test.probabilities}});
    if (!test.columns.empty()) tests.back()["columns"] = test.columns;
  }
  writer.set_metadata("self_tests", dump(tests));
  add_vocabulary(model.vocabulary(), writer);
  if (const Alphabet* const alphabet = model.alphabet()) {
    add_texts(writer, "alphabet", alphabet->bytes(), alphabet->offsets());
  }
  for (std::size_t i = 0; i < model.features().size(); ++i) {
    const ValueList& values = model.features().values(i);
    add_texts(writer, feature_tensor(model.features().choice(i)), values.bytes(), values.offsets());
  }
  std::vector<std::vector<std::byte>> contexts;
  for (std::size_t i = 0; model.contexts() && i < model.contexts()->models().size(); ++i) {
    contexts.push_back(model.contexts()->models()[i]->bytes());
  }
  for (std::size_t i = 0; i < contexts.size(); ++i) {
    writer.add(std::string(context_tensors[i]), io::DType::u8, {contexts[i].size()}, contexts[i]);
  }
  writer.write(path, [&] { model.throw_if_changed(); });
}

}  // namespace seqlab::model

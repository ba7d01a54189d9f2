#include "model/model_file.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <deque>
#include <nlohmann/json.hpp>
#include <string_view>

#include "base/errors.h"
#include "embeddings/mapped_table.h"
#include "model/model_handle.h"
#include "model/model_matrices.h"
#include "model/quantization.h"
#include "options/cell_options.h"
#include "options/model_option_table.h"

namespace seqlab::model {

namespace {

using Json = nlohmann::json;
using Pairs = std::vector<std::pair<std::string, std::string>>;

constexpr std::string_view format_name = "seqlab";
// Files with larger sizes are hostile. The limits bound what is allocated before a tensor's shape is checked.
constexpr std::size_t max_units = 1U << 20U;
constexpr std::size_t max_layers = 1000;
constexpr std::size_t max_labels = 1U << 20U;

// Names of files need not be UTF-8; invalid bytes become U+FFFD.
std::string dump(const Json& json) {
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

std::string to_json(const Pairs& pairs) {
  Json json = Json::array();
  for (const auto& [name, value] : pairs) json.push_back({name, value});
  return dump(json);
}

// The JSON in a metadata string.
Json parse(const io::TensorFile& file, std::string_view key) {
  Json json = Json::parse(file.metadata(key), nullptr, false);
  if (json.is_discarded()) {
    throw ModelError(file.path() + ": the metadata '" + std::string(key) + "' is not JSON");
  }
  return json;
}

Pairs read_pairs(const io::TensorFile& file, std::string_view key) {
  Pairs pairs;
  for (const Json& entry : parse(file, key)) {
    pairs.emplace_back(entry.at(0).get<std::string>(), entry.at(1).get<std::string>());
  }
  return pairs;
}

[[noreturn]] void fail(const io::TensorFile& file, const std::string& what) {
  throw ModelError(file.path() + ": " + what);
}

options::ModelOptions read_options(const io::TensorFile& file) {
  options::ModelOptions options;
  for (const auto& [name, value] : read_pairs(file, "options"))
    options::model_option_table().set(options, name, value);
  if (options.hidden > max_units || options.dimension > max_units || options.layers > max_layers) {
    fail(file, "the network is larger than this program supports");
  }
  options::check_cell(options);
  return options;
}

std::shared_ptr<const Vocabulary> read_vocabulary(const std::shared_ptr<const io::TensorFile>& file) {
  const auto bytes = file->list<std::uint8_t>("vocabulary.bytes");
  const embeddings::WordIndex words({reinterpret_cast<const char*>(bytes.data()), bytes.size()},
                                    file->list<std::uint64_t>("vocabulary.offsets"),
                                    file->list<std::uint64_t>("vocabulary.slots"),
                                    parse(*file, "vocabulary_seed").get<std::uint64_t>());
  return std::make_shared<const Vocabulary>(words, parse(*file, "trained_words").get<std::size_t>(), file);
}

std::shared_ptr<const Alphabet> read_alphabet(const io::TensorFile& file,
                                              const options::ModelOptions& options) {
  if (!options.characters) return nullptr;
  const auto bytes = file.list<std::uint8_t>("alphabet.bytes");
  return std::make_shared<const Alphabet>(
      std::string_view(reinterpret_cast<const char*>(bytes.data()), bytes.size()),
      file.list<std::uint64_t>("alphabet.offsets"), text::CharacterUnit::codepoint);
}

// Values of "words": which words have a row in a table.
constexpr std::string_view all_words = "all";
constexpr std::string_view trained_words = "trained";

Json to_json(const TableKind& table) {
  return {{"dimension", table.dimension},
          {"frozen", table.frozen},
          {"words", table.trained_words ? trained_words : all_words}};
}

// A file that does not name its tables has one.
std::vector<TableKind> read_tables(const io::TensorFile& file, const options::ModelOptions& options) {
  if (!file.metadata().contains("tables")) return {{options.dimension, false, false}};
  const Json entries = parse(file, "tables");
  if (!entries.is_array() || entries.empty()) fail(file, "the model has no table of word vectors");
  std::vector<TableKind> tables;
  std::size_t numbers = 0;
  for (const Json& entry : entries) {
    const auto words = entry.at("words").get<std::string>();
    if (words != all_words && words != trained_words) {
      fail(file, "a table of word vectors is neither for all words nor for the trained ones");
    }
    const Json& dimension = entry.at("dimension");
    if (!dimension.is_number_unsigned() || dimension == 0 || dimension.get<std::uint64_t>() > max_units) {
      fail(file, "the dimension of a table of word vectors is zero or too large");
    }
    tables.push_back({dimension.get<std::size_t>(), entry.at("frozen").get<bool>(), words == trained_words});
    numbers += tables.back().dimension;
    if (numbers > max_units) fail(file, "the network is larger than this program supports");
  }
  return tables;
}

// The tensor of a table of word vectors.
std::string table_tensor(std::size_t table) {
  return table == 0 ? "words" : "words." + std::to_string(table);
}

ModelHead read_head(const io::TensorFile& file, const Json& entry) {
  ModelHead head;
  head.name = entry.at("name").get<std::string>();
  head.decoder = base::parse_name<nn::HeadKind>(entry.at("decoder").get<std::string>(), "decoder");
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
  const Json entries = parse(file, "heads");
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
  for (const Json& entry : parse(file, "self_tests")) {
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

}  // namespace

void ModelFile::read_weights(const nn::Layout& layout, ModelWeights& weights) const {
  // All tensors are read first, so that what the options claim is allocated only if the file has it.
  const auto read = [&](const nn::Slot& slot) {
    return VectorTable(read_matrix(*tensors, slot.name, slot.rows, slot.columns,
                                   reduced(slot, precision) ? precision : nn::Precision::f32),
                       nn::index(slot.columns), nn::index(slot.rows), tensors);
  };
  for (std::size_t i = 0; i < tables.size(); ++i) {
    const std::size_t rows = tables[i].rows(*vocabulary);
    const std::size_t dimension = tables[i].dimension;
    weights.tables.emplace_back(read_matrix(*tensors, table_tensor(i), rows, dimension, precision),
                                nn::index(dimension), nn::index(rows), tensors);
  }
  std::vector<VectorTable> matrices;
  for (const nn::Slot& slot : layout.slots()) matrices.push_back(read(slot));
  weights.network.assign(layout.size(), 0.0F);
  for (std::size_t i = 0; i < matrices.size(); ++i) {
    const nn::Slot& slot = layout.slots()[i];
    const nn::Matrix<float> values = matrices[i].matrix();
    std::copy_n(values.data(), slot.size(), weights.network.data() + slot.offset);
  }
}

namespace {

// Throws ModelError unless the file is a model of this version.
void check_format(const io::TensorFile& file) {
  if (file.metadata().contains("format") && file.metadata("format") == embeddings::mapped_format_name) {
    fail(file, "this is a table of word vectors, not a model; use it with --embeddings");
  }
  if (!file.metadata().contains("format") || file.metadata("format") != format_name) {
    fail(file, "this is not a Seqlab model but a safetensors file of another program");
  }
  if (file.metadata("format_version") != std::to_string(model_format_version)) {
    fail(file, "the model has format version " + file.metadata("format_version") +
                   ", this program reads version " + std::to_string(model_format_version) +
                   "; use a matching program, or train the model again");
  }
}

}  // namespace

ModelFacts read_model_facts(const std::string& path) {
  return read_model_facts(io::TensorFile::open(path));
}

ModelFacts read_model_facts(const io::TensorFile& file) {
  check_format(file);
  try {
    return {file.metadata("task"), read_pairs(file, "facts")};
  } catch (const Json::exception& error) {
    fail(file, std::string("the metadata is not that of a model: ") + error.what());
  }
}

ModelFile read_model_file(std::shared_ptr<const io::TensorFile> tensors, Task task) {
  const io::TensorFile& file = *tensors;
  check_format(file);
  if (file.metadata("task") != base::name_of(task)) {
    fail(file,
         "the model is a " + file.metadata("task") + "; this needs a " + std::string(base::name_of(task)));
  }
  file.verify();
  try {
    options::ModelOptions options = read_options(file);
    auto heads = read_heads(file, task, options);
    auto alphabet = read_alphabet(file, options);
    auto features = read_features(file, options);
    auto vocabulary = read_vocabulary(tensors);
    auto tables = read_tables(file, options);
    auto self_tests = read_self_tests(file, task, heads, features->columns());
    auto facts = read_pairs(file, "facts");
    auto training_options = read_pairs(file, "training_options");
    const nn::Precision precision = base::parse_name<nn::Precision>(file.metadata("precision"), "precision");
    return {std::move(options),
            std::move(heads),
            std::move(vocabulary),
            std::move(alphabet),
            std::move(features),
            std::move(tables),
            std::move(facts),
            std::move(training_options),
            std::move(self_tests),
            precision,
            tensors};
  } catch (const Json::exception& error) {
    fail(file, std::string("the metadata is not that of a model: ") + error.what());
  } catch (const UsageError& error) {
    fail(file, error.what());
  } catch (const std::invalid_argument& error) {
    fail(file, error.what());
  }
}

namespace {

// Throws ModelError for a weight that no reader accepts.
void check_weights(const ModelWeights& weights, std::span<const nn::Matrix<float>> vectors) {
  const bool finite =
      std::ranges::all_of(weights.network, [](float weight) { return std::isfinite(weight); }) &&
      std::ranges::all_of(vectors, [](const auto& table) { return table.allFinite(); });
  if (finite) return;
  throw ModelError(
      "the model has weights that are not finite numbers, so that no program could load it; nothing is "
      "written");
}

}  // namespace

void write_model_file(const SequenceModel& model, const std::string& path) {
  std::vector<nn::Matrix<float>> vectors;
  for (const VectorTable& table : model.weights().tables) vectors.push_back(table.matrix());
  check_weights(model.weights(), vectors);
  io::TensorFileWriter writer;
  writer.set_metadata("format", std::string(format_name));
  writer.set_metadata("format_version", std::to_string(model_format_version));
  writer.set_metadata("task", std::string(base::name_of(model.task())));
  writer.set_metadata("options", to_json(options::model_option_table().values(model.options())));
  Json heads = Json::array();
  for (const ModelHead& head : model.heads()) heads.push_back(to_json(head));
  writer.set_metadata("heads", dump(heads));
  Json tables = Json::array();
  for (const TableKind& table : model.table_kinds()) tables.push_back(to_json(table));
  writer.set_metadata("tables", dump(tables));
  writer.set_metadata("precision", std::string(base::name_of(model.precision())));
  writer.set_metadata("trained_words", std::to_string(model.vocabulary().trained()));
  writer.set_metadata("facts", to_json(model.facts));
  writer.set_metadata("training_options", to_json(model.training_options));
  Json tests = Json::array();
  const bool changes = model.precision() == nn::Precision::int8;
  for (const SelfTest& test : changes ? rounded_again(model).make_self_tests() : model.make_self_tests()) {
    tests.push_back({{"words", test.words}, {"probabilities", test.probabilities}});
    if (!test.columns.empty()) tests.back()["columns"] = test.columns;
  }
  writer.set_metadata("self_tests", dump(tests));

  const embeddings::WordIndex words = model.vocabulary().words();
  writer.set_metadata("vocabulary_seed", std::to_string(words.seed()));
  writer.add<std::uint8_t>(
      "vocabulary.bytes", {words.bytes().size()},
      {reinterpret_cast<const std::uint8_t*>(words.bytes().data()), words.bytes().size()});
  writer.add<std::uint64_t>("vocabulary.offsets", {words.offsets().size()}, words.offsets());
  writer.add<std::uint64_t>("vocabulary.slots", {words.slots().size()}, words.slots());
  if (const Alphabet* const alphabet = model.alphabet()) {
    writer.add<std::uint8_t>(
        "alphabet.bytes", {alphabet->bytes().size()},
        {reinterpret_cast<const std::uint8_t*>(alphabet->bytes().data()), alphabet->bytes().size()});
    writer.add<std::uint64_t>("alphabet.offsets", {alphabet->offsets().size()}, alphabet->offsets());
  }
  for (std::size_t i = 0; i < model.features().size(); ++i) {
    const ValueList& values = model.features().values(i);
    const std::string name = feature_tensor(model.features().choice(i));
    writer.add<std::uint8_t>(
        name + ".bytes", {values.bytes().size()},
        {reinterpret_cast<const std::uint8_t*>(values.bytes().data()), values.bytes().size()});
    writer.add<std::uint64_t>(name + ".offsets", {values.offsets().size()}, values.offsets());
  }
  const nn::Precision precision = model.precision();
  std::deque<std::vector<std::byte>> reduced_tensors;
  for (std::size_t i = 0; i < vectors.size(); ++i) {
    write_matrix(writer, table_tensor(i), {vectors[i].data(), static_cast<std::size_t>(vectors[i].size())},
                 static_cast<std::size_t>(vectors[i].cols()), static_cast<std::size_t>(vectors[i].rows()),
                 precision, reduced_tensors);
  }
  for (const nn::Slot& slot : model.network().layout().slots()) {
    write_matrix(writer, slot.name, {model.weights().network.data() + slot.offset, slot.size()}, slot.rows,
                 slot.columns, reduced(slot, precision) ? precision : nn::Precision::f32, reduced_tensors);
  }
  writer.write(path, [&] { model.throw_if_changed(); });
}

}  // namespace seqlab::model

#include "model/model_file.h"

#include <algorithm>
#include <cmath>

#include "base/errors.h"
#include "embeddings/mapped_table.h"
#include "model/model_handle.h"
#include "model/model_json.h"
#include "model/model_matrices.h"
#include "model/quantization.h"
#include "model/self_test.h"
#include "options/model_option_table.h"

namespace seqlab::model {

namespace {

constexpr std::string_view format_name = "seqlab";
// Files with larger sizes are hostile. The limits bound what is allocated before a tensor's shape is checked.
constexpr std::size_t max_units = 1U << 20U;
constexpr std::size_t max_layers = 1000;

options::ModelOptions read_options(const io::TensorFile& file) {
  options::ModelOptions options;
  for (const auto& [name, value] : read_pairs(file, "options"))
    options::model_option_table().set(options, name, value);
  if (options.hidden > max_units || options.dimension > max_units || options.layers > max_layers) {
    fail(file, "the network is larger than this program supports");
  }
  return options;
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
  const Json entries = parse_metadata(file, "tables");
  if (!entries.is_array()) fail(file, "the tables of word vectors are not a list");
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

// What belongs to a vocabulary in a file.
struct VocabularyNames {
  explicit VocabularyNames(const std::string& name)
      : texts((name.empty() ? "" : name + ".") + "vocabulary"),
        seed((name.empty() ? "" : name + "_") + "vocabulary_seed"),
        trained((name.empty() ? "" : name + "_") + "trained_words") {}

  std::string texts;
  std::string seed;
  std::string trained;
};

// The tensor of a table of word vectors.
std::string table_tensor(std::size_t table) {
  return table == 0 ? "words" : "words." + std::to_string(table);
}

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

namespace {

void read_weights(const ModelFile& file, const nn::Layout& layout, std::span<const std::size_t> table_rows,
                  ModelWeights& weights) {
  const auto& tensors = file.tensors;
  const nn::Precision precision = file.precision;
  // All tensors are read first, so that what the options claim is allocated only if the file has it.
  const auto read = [&](const nn::Slot& slot) {
    return VectorTable(read_matrix(*tensors, slot.name, slot.rows, slot.columns,
                                   reduced(slot, precision) ? precision : nn::Precision::f32),
                       nn::index(slot.columns), nn::index(slot.rows), tensors);
  };
  for (std::size_t i = 0; i < file.tables.size(); ++i) {
    const std::size_t rows = table_rows[i];
    const std::size_t dimension = file.tables[i].dimension;
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

}  // namespace

void load_weights(ModelFile&& file, std::span<const std::size_t> table_rows, Model& model) {
  read_weights(file, model.layout(), table_rows, model.edit_weights());
  model.facts = std::move(file.facts);
  model.training_options = std::move(file.training_options);
  model.set_precision(file.precision);
  model.file_ = std::move(file.tensors);
  check_deviation(model.self_test_deviation(), model.precision(), model.file_->path());
}

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
    ModelFile result;
    result.options = read_options(file);
    result.tables = read_tables(file, result.options);
    result.facts = read_pairs(file, "facts");
    result.training_options = read_pairs(file, "training_options");
    result.precision = base::parse_name<nn::Precision>(file.metadata("precision"), "precision");
    result.tensors = std::move(tensors);
    return result;
  } catch (...) {
    rethrow_as_model_error(file);
  }
}

std::shared_ptr<const Vocabulary> read_vocabulary(const std::shared_ptr<const io::TensorFile>& file,
                                                  const std::string& name) {
  const VocabularyNames names(name);
  const auto bytes = file->list<std::uint8_t>(names.texts + ".bytes");
  const embeddings::WordIndex words({reinterpret_cast<const char*>(bytes.data()), bytes.size()},
                                    file->list<std::uint64_t>(names.texts + ".offsets"),
                                    file->list<std::uint64_t>(names.texts + ".slots"),
                                    parse_metadata(*file, names.seed).get<std::uint64_t>());
  return std::make_shared<const Vocabulary>(words, parse_metadata(*file, names.trained).get<std::size_t>(),
                                            file);
}

void add_vocabulary(const Vocabulary& vocabulary, io::TensorFileWriter& writer, const std::string& name) {
  const VocabularyNames names(name);
  const embeddings::WordIndex words = vocabulary.words();
  writer.set_metadata(names.seed, std::to_string(words.seed()));
  writer.set_metadata(names.trained, std::to_string(vocabulary.trained()));
  add_texts(writer, names.texts, words.bytes(), words.offsets());
  writer.add<std::uint64_t>(names.texts + ".slots", {words.slots().size()}, words.slots());
}

void add_texts(io::TensorFileWriter& writer, const std::string& name, std::string_view bytes,
               std::span<const std::uint64_t> offsets) {
  writer.add<std::uint8_t>(name + ".bytes", {bytes.size()},
                           {reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size()});
  writer.add<std::uint64_t>(name + ".offsets", {offsets.size()}, offsets);
}

void add_model(const Model& model, io::TensorFileWriter& writer, MatrixMemory& memory) {
  std::vector<nn::Matrix<float>>& vectors = memory.tables;
  for (const VectorTable& table : model.weights().tables) vectors.push_back(table.matrix());
  check_weights(model.weights(), vectors);
  writer.set_metadata("format", std::string(format_name));
  writer.set_metadata("format_version", std::to_string(model_format_version));
  writer.set_metadata("task", std::string(base::name_of(model.task())));
  writer.set_metadata("options", to_json(options::model_option_table().values(model.options())));
  Json tables = Json::array();
  for (const TableKind& table : model.table_kinds()) tables.push_back(to_json(table));
  writer.set_metadata("tables", dump(tables));
  writer.set_metadata("precision", std::string(base::name_of(model.precision())));
  writer.set_metadata("facts", to_json(model.facts));
  writer.set_metadata("training_options", to_json(model.training_options));
  const nn::Precision precision = model.precision();
  for (std::size_t i = 0; i < vectors.size(); ++i) {
    write_matrix(writer, table_tensor(i), {vectors[i].data(), static_cast<std::size_t>(vectors[i].size())},
                 static_cast<std::size_t>(vectors[i].cols()), static_cast<std::size_t>(vectors[i].rows()),
                 precision, memory.reduced);
  }
  for (const nn::Slot& slot : model.layout().slots()) {
    write_matrix(writer, slot.name, {model.weights().network.data() + slot.offset, slot.size()}, slot.rows,
                 slot.columns, reduced(slot, precision) ? precision : nn::Precision::f32, memory.reduced);
  }
}

}  // namespace seqlab::model

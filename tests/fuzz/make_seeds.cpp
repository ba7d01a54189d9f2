// Writes the seeds that are not text: models, mapped tables, and word vectors in binary formats.
//   make_seeds FOLDER
#include <array>
#include <cstdint>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "../training/small_corpus.h"
#include "embeddings/table.h"
#include "embeddings/writer.h"
#include "fuzz/tensor_bytes.h"
#include "io/temporary_folder.h"
#include "io/tensor_file.h"
#include "nn/choices.h"
#include "training/training.h"

namespace {

using namespace seqlab;
namespace files = std::filesystem;

void write(const files::path& path, const std::string& bytes) {
  std::ofstream(path, std::ios::binary) << bytes;
}

// The same model without self-tests, which any change of its weights would fail.
std::string without_self_tests(const std::string& path) {
  const io::TensorFile file = io::TensorFile::open(path);
  io::TensorFileWriter writer;
  for (const auto& [key, value] : file.metadata()) {
    if (key != "checksum") writer.set_metadata(key, key == "self_tests" ? "[]" : value);
  }
  for (const io::Tensor& tensor : file.tensors()) {
    writer.add(tensor.name, tensor.dtype, tensor.shape, tensor.bytes);
  }
  const tests::TemporaryFolder folder;
  writer.write(folder.path("model"));
  return tests::read_bytes(folder.path("model"));
}

template <class Model>
void save(const Model& model, const files::path& folder, const std::string& name) {
  const tests::TemporaryFolder temporary;
  const std::string path = temporary.path("model");
  model.save(path);
  write(folder / name, fuzz::taken_apart(tests::read_bytes(path)));
  write(folder / (name + "-untested"), fuzz::taken_apart(without_self_tests(path)));
}

options::TrainingOptions tiny_options() {
  options::TrainingOptions options = tests::small_options();
  options.epochs = 1;
  options.model.hidden = 3;
  options.model.dimension = 2;
  options.model.character_dimension = 2;
  options.model.filters = 2;
  options.model.character_hidden = 2;
  return options;
}

void make_models(const files::path& folder) {
  using Options = std::vector<std::pair<std::string, std::string>>;
  const std::vector<std::pair<std::string, Options>> taggers = {
      {"softmax", {}},
      {"crf", {{"decoder", "crf"}, {"characters", "cnn"}, {"scheme", "iobes"}}},
      {"deep",
       {{"layers", "2"},
        {"connections", "highway"},
        {"layer-norm", "true"},
        {"initial-state", "learned"},
        {"characters", "lstm"}}},
      {"gru", {{"cell", "gru"}, {"reset-gate", "before"}, {"characters", "mut1"}}},
      {"peepholes",
       {{"hidden", "4"}, {"peepholes", "true"}, {"block-size", "2"}, {"forget-gate", "coupled"}}},
      {"mut2", {{"cell", "mut2"}, {"layers", "2"}}},
      {"window", {{"cell", "none"}, {"context", "1"}, {"layers", "2"}}},
      {"features", {{"shape-dimension", "2"}, {"suffix-lengths", "1,2"}, {"affix-dimension", "2"}}}};
  for (const auto& [name, settings] : taggers) {
    options::TrainingOptions options = tiny_options();
    for (const auto& [option, value] : settings) tests::set_option(options, option, value);
    const model::TaggerModel tagger =
        training::train_tagger(options, tests::small_tagged_corpus(20, 1), tests::small_tagged_corpus(5, 2),
                               nullptr, {.data = "small", .licence = "CC0", .from = ""}, {});
    save(tagger, folder, name);
    if (name == "crf") save(tagger.quantized(nn::Precision::int8), folder, "int8");
    if (name == "features") save(tagger.quantized(nn::Precision::bf16), folder, "bf16");
  }
  options::TrainingOptions options = tiny_options();
  tests::set_option(options, "pooling", "attention");
  save(training::train_classifier(options, tests::small_reviews(20, 1), tests::small_reviews(5, 2), nullptr,
                                  {}, {}),
       folder, "classifier");
}

embeddings::WordVectors small_table() {
  embeddings::WordVectors vectors(3);
  vectors.add("the", std::array{0.1F, -2.5F, 1e30F});
  vectors.add("a\u00A0z", std::array{0.5F, 0.0F, -0.0F});
  vectors.add("\U0001F600", std::array{7.0F, 8.0F, 1e-40F});
  return vectors;
}

void make_tables(const files::path& mapped, const files::path& other) {
  const tests::TemporaryFolder folder;
  const auto bytes = [&](embeddings::TableFormat format) {
    embeddings::write_word_vectors(small_table(), format, folder.path("table"));
    return tests::read_bytes(folder.path("table"));
  };
  write(mapped / "three", fuzz::taken_apart(bytes(embeddings::TableFormat::mapped)));
  write(other / "binary", bytes(embeddings::TableFormat::word2vec_binary) + "\n");
}

// A model of fastText's program (embeddings/fasttext_model.h).
std::string fasttext_model(const std::vector<std::string>& words, std::int32_t buckets) {
  std::string bytes;
  const auto put = [&bytes](auto number) {
    char raw[sizeof number];
    std::memcpy(raw, &number, sizeof number);
    bytes.append(raw, sizeof number);
  };
  constexpr std::int32_t magic = 793712314;
  constexpr std::int32_t dimension = 2;
  const auto size = static_cast<std::int32_t>(words.size());
  for (const std::int32_t setting : {magic, 12, dimension, 5, 5, 1, 5, 1, 1, 2, buckets, 2, 3, 100})
    put(setting);
  put(1e-4);
  for (const std::int32_t count : {size, size, 0}) put(count);
  put(std::int64_t{1000});
  put(std::int64_t{-1});
  for (const std::string& word : words) {
    bytes += word + '\0';
    put(std::int64_t{10});
    put(std::int8_t{0});
  }
  put(false);
  put(std::int64_t{size} + buckets);
  put(std::int64_t{dimension});
  for (std::int32_t i = 0; i < (size + buckets) * dimension; ++i) put(0.25F * static_cast<float>(i));
  put(false);
  return bytes + "\n";
}

}  // namespace

int main(int count, char** arguments) {
  if (count != 2) return 2;
  const files::path folder = arguments[1];
  for (const char* target : {"model", "mapped_table", "vectors"}) files::create_directories(folder / target);
  make_models(folder / "model");
  make_tables(folder / "mapped_table", folder / "vectors");
  write(folder / "vectors" / "fasttext", fasttext_model({"</s>", "the", "\u00D8l"}, 5));
  return 0;
}

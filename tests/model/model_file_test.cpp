#include "model/model_file.h"

#include <chrono>
#include <cstdint>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <functional>
#include <limits>
#include <map>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "../io/temporary_folder.h"
#include "../training/small_corpus.h"
#include "base/errors.h"
#include "base/pool.h"
#include "catch.h"
#include "io/tensor_file.h"
#include "model/labelling/tagger_model.h"
#include "training/training.h"

namespace {

using namespace seqlab;
using tests::set_option;

// The parts of a small tagger's file. A test changes one of them; load() writes the file again, with a
// correct checksum, and loads it.
class Damaged {
 public:
  explicit Damaged(const std::string& characters = "none", const std::string& decoder = "softmax") {
    options::TrainingOptions options = tests::small_options();
    options.epochs = 1;
    set_option(options, "characters", characters);
    set_option(options, "decoder", decoder);
    options.model.filters = 4;
    options.model.character_hidden = 3;
    training::train_tagger(options, tests::small_tagged_corpus(20, 1), tests::small_tagged_corpus(5, 2),
                           nullptr, {}, {})
        .save(path());
    const io::TensorFile file = io::TensorFile::open(path());
    metadata = file.metadata();
    metadata.erase("checksum");
    for (const io::Tensor& tensor : file.tensors()) {
      tensors[tensor.name] = {tensor.dtype, tensor.shape, {tensor.bytes.begin(), tensor.bytes.end()}};
    }
  }
  ~Damaged() { std::filesystem::remove(path()); }

  model::SequenceModel load() const {
    io::TensorFileWriter writer;
    for (const auto& [key, value] : metadata) writer.set_metadata(key, value);
    for (const auto& [name, tensor] : tensors) writer.add(name, tensor.dtype, tensor.shape, tensor.bytes);
    writer.write(path());
    return model::SequenceModel::load(path(), model::Task::tagger);
  }

  struct Part {
    io::DType dtype = io::DType::f32;
    std::vector<std::size_t> shape;
    std::vector<std::byte> bytes;
  };
  io::Metadata metadata;
  std::map<std::string, Part> tensors;

 private:
  std::string path() const {
    return (std::filesystem::temp_directory_path() /
            ("seqlab-model-" + std::to_string(reinterpret_cast<std::uintptr_t>(this))))
        .string();
  }
};

TEST_CASE("a model file that is taken apart and written again loads") {
  CHECK_NOTHROW(Damaged().load());
  CHECK_NOTHROW(Damaged("cnn", "crf").load());
  CHECK_NOTHROW(Damaged("lstm", "softmax").load());
}

// Changes one of the model's options.
void set_option(Damaged& damaged, const std::string& name, const std::string& value) {
  auto options = nlohmann::json::parse(damaged.metadata["options"]);
  for (auto& option : options) {
    if (option[0] == name) option[1] = value;
  }
  damaged.metadata["options"] = options.dump();
}

TEST_CASE("a file that names neither connections nor normalisation gives a model without them") {
  Damaged damaged;
  auto options = nlohmann::json::parse(damaged.metadata["options"]);
  auto kept = nlohmann::json::array();
  for (const auto& option : options) {
    if (option[0] != "connections" && option[0] != "layer-norm") kept.push_back(option);
  }
  REQUIRE(kept.size() + 2 == options.size());
  damaged.metadata["options"] = kept.dump();
  const model::SequenceModel model = damaged.load();
  CHECK(model.options().connections == nn::Connections::none);
  CHECK_FALSE(model.options().layer_norm);
  CHECK(model.self_test_deviation() < 1e-6);
}

TEST_CASE("a model that lacks weights for its options is refused") {
  Damaged damaged;
  set_option(damaged, "layer-norm", "true");
  CHECK_THROWS_AS(damaged.load(), ModelError);
  set_option(damaged, "layer-norm", "perhaps");
  CHECK_THROWS_AS(damaged.load(), ModelError);
  set_option(damaged, "layer-norm", "false");
  set_option(damaged, "connections", "dense");
  CHECK_THROWS_AS(damaged.load(), ModelError);
}

// Changes the description of the first head.
void set_head(Damaged& damaged, const std::string& key, const nlohmann::json& value) {
  auto heads = nlohmann::json::parse(damaged.metadata["heads"]);
  heads[0][key] = value;
  damaged.metadata["heads"] = heads.dump();
}

// Changes an offset of the alphabet.
void set_offset(Damaged& damaged, std::size_t place, std::uint64_t value) {
  std::memcpy(damaged.tensors["alphabet.offsets"].bytes.data() + place * sizeof value, &value, sizeof value);
}

TEST_CASE("a model with inconsistent parts is refused, and sizes that it only claims are not allocated") {
  const std::vector<std::function<void(Damaged&)>> damages{
      [](Damaged& d) { d.metadata["format"] = "other"; },
      [](Damaged& d) { d.metadata["format_version"] = "1"; },
      [](Damaged& d) { d.metadata["format_version"] = "2"; },
      [](Damaged& d) { d.metadata["format_version"] = "4"; },
      [](Damaged& d) { d.metadata["format_version"] = ""; },
      [](Damaged& d) { d.metadata.erase("precision"); },
      [](Damaged& d) { d.metadata["precision"] = "int4"; },
      [](Damaged& d) { d.metadata["precision"] = "int8"; },
      [](Damaged& d) { d.metadata["precision"] = "bf16"; },
      [](Damaged& d) { d.metadata.erase("options"); },
      [](Damaged& d) { d.metadata["options"] = "not json"; },
      [](Damaged& d) { d.metadata["options"] = "{\"hidden\": 3}"; },
      [](Damaged& d) { d.metadata["options"] = "[[\"hidden\", \"1000000\"]]"; },
      [](Damaged& d) { d.metadata["options"] = "[[\"hidden\", \"-1\"]]"; },
      [](Damaged& d) { d.metadata["options"] = "[[\"layers\", \"999999999\"]]"; },
      [](Damaged& d) { d.metadata["options"] = "[[\"nonsense\", \"1\"]]"; },
      [](Damaged& d) { d.metadata["options"] = "[[\"cell\", \"quantum\"]]"; },
      [](Damaged& d) { d.metadata["options"] = "[[\"cell\", \"gru\"], [\"peepholes\", \"true\"]]"; },
      [](Damaged& d) { d.metadata["options"] = "[[\"layers\", \"0\"]]"; },
      [](Damaged& d) { d.metadata["options"] = "[[\"hidden\", \"3\"], [\"block-size\", \"2\"]]"; },
      [](Damaged& d) { d.metadata.erase("heads"); },
      [](Damaged& d) { d.metadata["heads"] = "[]"; },
      [](Damaged& d) { d.metadata["heads"] = "{}"; },
      [](Damaged& d) { d.metadata["heads"] = "[1]"; },
      [](Damaged& d) { set_head(d, "labels", nlohmann::json::array()); },
      [](Damaged& d) {
        set_head(d, "labels", {1, 2});
      },
      [](Damaged& d) { set_head(d, "labels", {"A"}); },
      [](Damaged& d) { set_head(d, "scheme", "iob9"); },
      [](Damaged& d) { set_head(d, "scheme", nullptr); },
      [](Damaged& d) { set_head(d, "written", "iob9"); },
      [](Damaged& d) { set_head(d, "written", 2); },
      // A scheme on one side only.
      [](Damaged& d) { set_head(d, "written", "none"); },
      [](Damaged& d) { set_head(d, "scheme", "none"); },
      [](Damaged& d) { set_head(d, "separator", ""); },
      [](Damaged& d) { set_head(d, "separator", "--"); },
      [](Damaged& d) { set_head(d, "decoder", "viterbi"); },
      [](Damaged& d) { set_head(d, "decoder", "crf"); },
      [](Damaged& d) { set_head(d, "name", 1); },
      [](Damaged& d) {
        auto heads = nlohmann::json::parse(d.metadata["heads"]);
        heads[0].erase("written");
        d.metadata["heads"] = heads.dump();
      },
      // A head that the options do not have, and a column without a head.
      [](Damaged& d) {
        auto heads = nlohmann::json::parse(d.metadata["heads"]);
        heads.push_back(heads[0]);
        d.metadata["heads"] = heads.dump();
      },
      [](Damaged& d) { set_option(d, "label-column", "2,3"); },
      // Heads with the same name.
      [](Damaged& d) {
        auto heads = nlohmann::json::parse(d.metadata["heads"]);
        heads.push_back(heads[0]);
        heads.push_back(heads[0]);
        d.metadata["heads"] = heads.dump();
        set_option(d, "label-column", "2,3,4");
        auto tests = nlohmann::json::parse(d.metadata["self_tests"]);
        for (auto& test : tests) {
          auto& probabilities = test["probabilities"];
          probabilities = {probabilities[0], probabilities[0], probabilities[0]};
        }
        d.metadata["self_tests"] = tests.dump();
      },
      [](Damaged& d) { set_option(d, "decoder", "viterbi"); },
      [](Damaged& d) { set_option(d, "scheme", "iob9"); },
      [](Damaged& d) { set_option(d, "characters", "gru"); },
      [](Damaged& d) { set_option(d, "characters", "cnn"); },
      [](Damaged& d) { d.metadata["trained_words"] = "1000000"; },
      [](Damaged& d) { d.metadata["trained_words"] = "-1"; },
      [](Damaged& d) { d.metadata.erase("vocabulary_seed"); },
      [](Damaged& d) { d.metadata["vocabulary_seed"] = "\"0\""; },
      [](Damaged& d) { d.metadata["self_tests"] = R"([{"words": ["a"], "probabilities": []}])"; },
      [](Damaged& d) { d.metadata["self_tests"] = R"([{"words": ["a"], "probabilities": [[]]}])"; },
      [](Damaged& d) { d.metadata["self_tests"] = R"([{"words": ["a"], "probabilities": [1]}])"; },
      [](Damaged& d) { d.metadata["facts"] = "[[1]]"; },
      [](Damaged& d) { d.metadata["task"] = "classifier"; },
      [](Damaged& d) { d.tensors.erase("words"); },
      [](Damaged& d) { d.tensors.erase("encoder.0.back.bias"); },
      [](Damaged& d) { d.tensors.erase("vocabulary.offsets"); },
      [](Damaged& d) { d.tensors.erase("vocabulary.slots"); },
      [](Damaged& d) { d.tensors["vocabulary.slots"].dtype = io::DType::i64; },
      [](Damaged& d) {
        d.tensors["vocabulary.slots"] = {io::DType::u64, {0}, {}};
      },
      [](Damaged& d) {
        d.tensors["vocabulary.slots"] = {io::DType::u64, {3}, std::vector<std::byte>(24)};
      },
      [](Damaged& d) { d.tensors["head.weight"].dtype = io::DType::i32; },
      [](Damaged& d) { std::swap(d.tensors["head.weight"].shape[0], d.tensors["head.weight"].shape[1]); },
      [](Damaged& d) {
        // With a size of zero, a shape can claim any other size at no cost.
        d.tensors["encoder.0.ahead.recurrent"] = {io::DType::f32, {0, 1U << 20U}, {}};
      },
      [](Damaged& d) {
        const float value = std::numeric_limits<float>::quiet_NaN();
        std::memcpy(d.tensors["head.bias"].bytes.data(), &value, sizeof value);
      },
      [](Damaged& d) {
        const float value = std::numeric_limits<float>::infinity();
        std::vector<std::byte>& words = d.tensors["words"].bytes;
        std::memcpy(words.data() + words.size() - sizeof value, &value, sizeof value);
      },
      [](Damaged& d) {
        const std::uint64_t value = std::numeric_limits<std::uint64_t>::max();
        std::memcpy(d.tensors["vocabulary.offsets"].bytes.data() + 8, &value, sizeof value);
      },
  };
  for (std::size_t i = 0; i < damages.size(); ++i) {
    Damaged damaged;
    damages[i](damaged);
    INFO("damage " << i);
    CHECK_THROWS_AS(damaged.load(), ModelError);
  }
}

TEST_CASE("a model with an inconsistent alphabet or inconsistent weights of characters is refused") {
  const std::vector<std::function<void(Damaged&)>> damages{
      [](Damaged& d) { d.tensors.erase("alphabet.bytes"); },
      [](Damaged& d) { d.tensors.erase("alphabet.offsets"); },
      [](Damaged& d) { d.tensors["alphabet.offsets"].dtype = io::DType::i64; },
      [](Damaged& d) {
        d.tensors["alphabet.offsets"] = {io::DType::u64, {0}, {}};
      },
      // Offsets that start late, decrease, leave bytes over or point outside, and an empty character.
      [](Damaged& d) { set_offset(d, 0, 1); },
      [](Damaged& d) { set_offset(d, 1, 3); },
      [](Damaged& d) { set_offset(d, d.tensors["alphabet.offsets"].shape[0] - 1, 2); },
      [](Damaged& d) { set_offset(d, 2, std::numeric_limits<std::uint64_t>::max()); },
      [](Damaged& d) { set_offset(d, 1, 0); },
      // The same character twice.
      [](Damaged& d) { d.tensors["alphabet.bytes"].bytes[0] = d.tensors["alphabet.bytes"].bytes[1]; },
      // One character fewer than the table has rows.
      [](Damaged& d) {
        Damaged::Part& offsets = d.tensors["alphabet.offsets"];
        --offsets.shape[0];
        offsets.bytes.resize(offsets.bytes.size() - sizeof(std::uint64_t));
        --d.tensors["alphabet.bytes"].shape[0];
        d.tensors["alphabet.bytes"].bytes.pop_back();
      },
      [](Damaged& d) { d.tensors.erase("characters.table"); },
      [](Damaged& d) { d.tensors.erase("characters.filters"); },
      [](Damaged& d) { d.tensors.erase("characters.bias"); },
      [](Damaged& d) { d.tensors.erase("head.transitions"); },
      [](Damaged& d) { d.tensors.erase("head.start"); },
      [](Damaged& d) { d.tensors["head.end"].dtype = io::DType::i32; },
      [](Damaged& d) {
        const float value = std::numeric_limits<float>::quiet_NaN();
        std::memcpy(d.tensors["head.transitions"].bytes.data(), &value, sizeof value);
      },
      [](Damaged& d) { set_option(d, "characters", "lstm"); },
      [](Damaged& d) { set_option(d, "window", "0"); },
      [](Damaged& d) { set_option(d, "window", "5"); },
      [](Damaged& d) { set_option(d, "window", "9999999999"); },
      [](Damaged& d) { set_option(d, "filters", "0"); },
      [](Damaged& d) { set_option(d, "filters", "65536"); },
      [](Damaged& d) { set_option(d, "filters", "18446744073709551615"); },
      [](Damaged& d) { set_option(d, "character-dimension", "0"); },
      [](Damaged& d) { set_option(d, "character-dimension", "65536"); },
      [](Damaged& d) { set_option(d, "hidden", "1"); },
  };
  for (std::size_t i = 0; i < damages.size(); ++i) {
    Damaged damaged("cnn", "crf");
    damages[i](damaged);
    INFO("damage " << i);
    CHECK_THROWS_AS(damaged.load(), ModelError);
  }
}

TEST_CASE("a model file that does not name its tables has a single trainable one") {
  Damaged damaged;
  damaged.metadata.erase("tables");
  const model::SequenceModel model = damaged.load();
  CHECK(model.table_kinds() == std::vector<model::TableKind>{{8, false, false}});
  CHECK(model.self_test_deviation() < 1e-6);
}

TEST_CASE("a model with inconsistent tables of word vectors is refused") {
  for (const std::string tables :
       {"", "[]", "{}", "[1]", R"([{"dimension": 8, "frozen": false}])",
        R"([{"dimension": 8, "words": "all"}])", R"([{"frozen": false, "words": "all"}])",
        R"([{"dimension": 8, "frozen": 0, "words": "all"}])",
        R"([{"dimension": 8, "frozen": false, "words": "some"}])",
        R"([{"dimension": -8, "frozen": false, "words": "all"}])",
        R"([{"dimension": 0, "frozen": false, "words": "all"}])",
        R"([{"dimension": 8.5, "frozen": false, "words": "all"}])",
        R"([{"dimension": "8", "frozen": false, "words": "all"}])",
        R"([{"dimension": 7, "frozen": false, "words": "all"}])",
        R"([{"dimension": 18446744073709551615, "frozen": false, "words": "all"}])",
        R"([{"dimension": 1048576, "frozen": false, "words": "all"}])",
        // A second table that the file does not have.
        R"([{"dimension": 8, "frozen": false, "words": "all"},
               {"dimension": 1, "frozen": false, "words": "trained"}])",
        R"([{"dimension": 1048576, "frozen": false, "words": "all"},
               {"dimension": 1048576, "frozen": false, "words": "trained"}])"}) {
    Damaged damaged;
    damaged.metadata["tables"] = tables;
    INFO(tables);
    CHECK_THROWS_AS(damaged.load(), ModelError);
  }
}

TEST_CASE("a model file may have tensors that the model does not use") {
  Damaged damaged("cnn", "crf");
  set_head(damaged, "decoder", "softmax");
  damaged.metadata["self_tests"] = "[]";
  CHECK_NOTHROW(damaged.load());
}

TEST_CASE("a false index of the vocabulary makes words unknown, and nothing worse") {
  Damaged damaged;
  damaged.metadata.erase("self_tests");
  const auto rows = damaged.tensors["vocabulary.offsets"].shape[0];
  for (const std::uint64_t slot :
       {std::uint64_t{0}, ~std::uint64_t{0}, std::uint64_t{1}, std::uint64_t{rows}}) {
    std::vector<std::byte>& slots = damaged.tensors["vocabulary.slots"].bytes;
    for (std::size_t i = 0; i < slots.size(); i += sizeof slot) std::memcpy(&slots[i], &slot, sizeof slot);
    const model::SequenceModel model = damaged.load();
    for (std::size_t row = 0; row < rows; ++row) {
      CHECK(model.vocabulary().row(model.vocabulary().word(row)) == model::Vocabulary::unknown);
    }
  }
}

// A tagger loaded from a file so old that a change shows in its time.
struct LoadedTagger {
  LoadedTagger() {
    training::train_tagger(tests::small_options(), tests::small_tagged_corpus(20, 1),
                           tests::small_tagged_corpus(5, 2), nullptr, {}, {})
        .save(path);
    std::filesystem::last_write_time(path, std::filesystem::last_write_time(path) - std::chrono::hours(1));
    model = std::make_unique<model::TaggerModel>(model::TaggerModel::load(path));
  }
  [[nodiscard]] auto tag() { return model->tag(sentences, {}, pool); }

  tests::TemporaryFolder folder;
  std::string path = folder.path("model");
  std::unique_ptr<model::TaggerModel> model;
  std::vector<corpus::Sentence> gold = tests::small_tagged_corpus(5, 3);
  std::vector<const corpus::Sentence*> sentences = {&gold.front()};
  base::Pool pool{2};
};

TEST_CASE("a model whose file is replaced by renaming is what it was") {
  LoadedTagger loaded;
  const std::string bytes = tests::read_bytes(loaded.path);
  std::filesystem::rename(loaded.folder.file("new", "x"), loaded.path);
  CHECK_NOTHROW(loaded.tag());
  CHECK_NOTHROW(evaluate_heads(*loaded.model, loaded.gold, 8, loaded.pool));
  CHECK_NOTHROW(loaded.model->save(loaded.folder.path("copy")));
  CHECK(tests::read_bytes(loaded.folder.path("copy")) == bytes);
}

TEST_CASE("a model whose file is overwritten or cut short gives no more answers and is not saved") {
  LoadedTagger loaded;
  CHECK_NOTHROW(loaded.tag());
  const std::string bytes = tests::read_bytes(loaded.path);
  const auto overwrite = [&](const std::string& other) {
    std::fstream(loaded.path, std::ios::in | std::ios::out | std::ios::binary) << other;
  };
  SECTION("zeros") {
    overwrite(std::string(bytes.size(), '\0'));
  }
  SECTION("the highest numbers") {
    overwrite(std::string(bytes.size(), '\xFF'));
  }
  SECTION("numbers and words in another order") {
    overwrite(std::string(bytes.rbegin(), bytes.rend()));
  }
  SECTION("cut short where nothing is read") {
    std::filesystem::resize_file(loaded.path, bytes.size() - 1);
  }
  CHECK_THROWS_AS(loaded.tag(), ModelError);
  CHECK_THROWS_AS(evaluate_heads(*loaded.model, loaded.gold, 8, loaded.pool), ModelError);
  CHECK_THROWS_AS(loaded.model->self_test_deviation(), ModelError);
  const std::string copy = loaded.folder.path("copy");
  CHECK_THROWS_AS(loaded.model->quantized(nn::Precision::int8).save(copy), ModelError);
  CHECK_THROWS_AS(loaded.model->save(copy), ModelError);
  CHECK(loaded.folder.entries() == 1);
}

// Sets a weight of the first head.
void set_weight(Damaged& damaged, float value) {
  std::memcpy(damaged.tensors["head.weight"].bytes.data(), &value, sizeof value);
}

// Sets all numbers of a tensor.
void set_all(Damaged& damaged, const std::string& name, float value) {
  std::vector<std::byte>& bytes = damaged.tensors[name].bytes;
  for (std::size_t i = 0; i < bytes.size(); i += sizeof value) std::memcpy(&bytes[i], &value, sizeof value);
}

std::string refusal(const Damaged& damaged) {
  try {
    damaged.load();
  } catch (const ModelError& error) {
    return error.what();
  }
  return "";
}

TEST_CASE("a model that does not give the results of its self-tests is refused") {
  for (const std::string decoder : {"softmax", "crf"}) {
    Damaged damaged("none", decoder);
    set_weight(damaged, 0.5F);
    const std::string message = refusal(damaged);
    INFO(message);
    CHECK(message.find("does not give the results that its file has to check it by: results differ by ") !=
          std::string::npos);
    CHECK(message.find("train the model again") != std::string::npos);
  }
}

TEST_CASE(
    "a model with finite weights and results that are not finite is refused, with self-tests or without") {
  for (const std::string decoder : {"softmax", "crf"}) {
    Damaged damaged("none", decoder);
    // All states are nearly 0.8, so that their sum times the weights is infinite.
    for (const std::string bias : {"encoder.0.ahead.bias", "encoder.0.back.bias"}) {
      set_all(damaged, bias, 100.0F);
    }
    set_all(damaged, "head.weight", 3e38F);
    CHECK(refusal(damaged).find("some are not finite numbers") != std::string::npos);
    damaged.metadata.erase("self_tests");
    const model::TaggerModel model(std::make_shared<const model::SequenceModel>(damaged.load()));
    base::Pool pool(1);
    const std::vector<corpus::Sentence> sentences = tests::small_tagged_corpus(1, 3);
    const corpus::Sentence* const sentence = &sentences.front();
    CHECK_THROWS_AS(model.tag({&sentence, 1}, {}, pool), ModelError);
    CHECK_THROWS_AS(model.tag({&sentence, 1}, {.probabilities = true, .n_best = 2}, pool), ModelError);
    CHECK_THROWS_AS(model.distribution(sentence->words, pool), ModelError);
    // It cannot be written again, in any precision.
    const std::string copy = (std::filesystem::temp_directory_path() / ("seqlab-copy-" + decoder)).string();
    CHECK_THROWS_AS(model.save(copy), ModelError);
    CHECK_THROWS_AS(model.quantized(nn::Precision::bf16).save(copy), ModelError);
    CHECK_THROWS_AS(model.quantized(nn::Precision::int8).save(copy), ModelError);
    CHECK_FALSE(std::filesystem::exists(copy));
  }
}

TEST_CASE("equal models have equal files: no time, host, threads or speed is stored") {
  const Damaged one;
  const Damaged two;
  CHECK(one.metadata == two.metadata);
  for (const auto& [key, value] : one.metadata) {
    CHECK(value.find("threads") == std::string::npos);
    CHECK(value.find("seconds") == std::string::npos);
  }
}

}  // namespace

// A model file with a changed byte is refused, or it is as good as before.
#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "../io/temporary_folder.h"
#include "../training/small_corpus.h"
#include "../training/small_pairs.h"
#include "base/errors.h"
#include "base/noise.h"
#include "base/pool.h"
#include "catch.h"
#include "io/hash.h"
#include "io/tensor_file.h"
#include "model/labelling/tagger_model.h"
#include "model/transduction/transducer_model.h"
#include "sanitized.h"
#include "training/training.h"
#include "training/transduction/transducer_training.h"

namespace {

using namespace seqlab;
using tests::set_option;

// The bytes of a small tagger with characters, a feature and a CRF.
std::string small_model_file() {
  options::TrainingOptions options = tests::small_options();
  options.epochs = 1;
  set_option(options, "characters", "cnn");
  set_option(options, "decoder", "crf");
  set_option(options, "shape-dimension", "2");
  options.model.filters = 4;
  const tests::TemporaryFolder folder;
  training::train_tagger(options, tests::small_tagged_corpus(20, 1), tests::small_tagged_corpus(5, 2),
                         nullptr, {}, {})
      .save(folder.path("model"));
  return tests::read_bytes(folder.path("model"));
}

std::size_t header_end(const std::string& file) {
  std::uint64_t length = 0;
  std::memcpy(&length, file.data(), sizeof length);
  return sizeof length + length;
}

// Where the digits of the checksum are.
class Checksum {
 public:
  explicit Checksum(const std::string& file) : at_(file.find(key) + key.size()) {}

  [[nodiscard]] bool covers(std::size_t byte) const { return byte >= at_ && byte < at_ + digits; }

  // Makes the checksum right.
  void mend(std::string& file) const {
    std::fill_n(file.begin() + static_cast<std::ptrdiff_t>(at_), digits, '0');
    io::Hash128 hash;
    hash.update(std::as_bytes(std::span(file)));
    file.replace(at_, digits, hash.digits());
  }

 private:
  static constexpr std::string_view key = "\"checksum\":\"";
  static constexpr std::size_t digits = 32;
  std::size_t at_;
};

// Tags with a file. Returns the probabilities; none if the model is refused. Any other error fails the test.
std::vector<float> answers(const std::string& file) {
  try {
    const auto model = model::TaggerModel::load(std::make_shared<const io::TensorFile>(
        io::TensorFile::from_bytes(std::as_bytes(std::span(file)), "model")));
    base::Pool pool(1);
    const std::vector<std::string> words = {"Anna", "sees", "Lisbon"};
    return model.distribution(words, pool);
  } catch (const ModelError&) {
    return {};
  }
}

// A bit to flip in a byte.
char flipped(char byte, std::size_t place) {
  return static_cast<char>(static_cast<unsigned char>(byte) ^ (1U << (base::Noise(5).bits(place) % 8)));
}

// Every byte of the header, and 10,000 places spread over the rest; a part of them under a sanitizer.
std::vector<std::size_t> places_of(const std::string& file) {
  constexpr std::size_t in_body = 10000;
  const std::size_t begin = header_end(file);
  std::vector<std::size_t> places;
  for (std::size_t place = 0; place < begin; ++place) places.push_back(place);
  for (std::size_t i = 0; i < in_body; ++i) places.push_back(begin + i * (file.size() - begin) / in_body);
  if (!tests::sanitized) return places;
  constexpr std::size_t step = 31;
  std::vector<std::size_t> part;
  for (std::size_t i = 0; i < places.size(); i += step) part.push_back(places[i]);
  return part;
}

}  // namespace

TEST_CASE("a model file with any bit flipped is refused") {
  const std::string file = small_model_file();
  REQUIRE(header_end(file) + 10000 <= file.size());
  REQUIRE_FALSE(answers(file).empty());
  std::size_t accepted = 0;
  for (const std::size_t place : places_of(file)) {
    std::string damaged = file;
    damaged[place] = flipped(damaged[place], place);
    accepted += answers(damaged).empty() ? 0 : 1;
  }
  CHECK(accepted == 0);
}

TEST_CASE("a model file with any bit flipped and a right checksum is refused or gives finite answers") {
  const std::string file = small_model_file();
  const Checksum checksum(file);
  std::string mended = file;
  checksum.mend(mended);
  REQUIRE(mended == file);
  std::size_t accepted = 0;
  std::size_t wrong = 0;
  for (const std::size_t place : places_of(file)) {
    if (checksum.covers(place)) continue;
    std::string damaged = file;
    damaged[place] = flipped(damaged[place], place);
    checksum.mend(damaged);
    const std::vector<float> found = answers(damaged);
    accepted += found.empty() ? 0 : 1;
    const bool probable = std::ranges::all_of(found, [](float p) { return p >= 0 && p <= 1.0001F; });
    wrong += probable ? 0 : 1;
  }
  CHECK(wrong == 0);
  // The self-tests notice what the form of the file does not show, but not all weights matter to them.
  CHECK(accepted > (tests::sanitized ? 3 : 100));
}

TEST_CASE(
    "a transducer's file with any bit flipped and a right checksum is refused or gives finite answers") {
  options::TrainingOptions options = tests::small_transducer_options();
  options.epochs = 1;
  options.model.hidden = 4;
  const std::vector<corpus::Pair> pairs = tests::small_pairs(30, 1);
  const tests::TemporaryFolder folder;
  training::train_transducer(options, pairs, pairs, {}, {}).save(folder.path("model"));
  const std::string file = tests::read_bytes(folder.path("model"));
  const Checksum checksum(file);
  std::size_t accepted = 0;
  std::size_t wrong = 0;
  base::Pool pool(1);
  for (const std::size_t place : places_of(file)) {
    if (checksum.covers(place)) continue;
    std::string damaged = file;
    damaged[place] = flipped(damaged[place], place);
    checksum.mend(damaged);
    try {
      const auto model = model::TransducerModel::load(std::make_shared<const io::TensorFile>(
          io::TensorFile::from_bytes(std::as_bytes(std::span(damaged)), "model")));
      ++accepted;
      const auto results = model.run({pairs.data(), 3}, {}, pool);
      wrong += std::isfinite(results.front().log_probability) ? 0 : 1;
    } catch (const ModelError&) {
    } catch (const DataError&) {  // that reads vectors now
    }
  }
  CHECK(wrong == 0);
  CHECK(accepted > (tests::sanitized ? 3 : 100));
}

#include "training/labelling/encoder_start.h"

#include <algorithm>
#include <cstddef>
#include <string_view>

#include "base/errors.h"
#include "model/language/language_model.h"
#include "options/cell_options.h"

namespace seqlab::training {

namespace {

constexpr std::string_view first_layer = "encoder.0.";

const nn::Slot* slot_named(const nn::Layout& layout, const std::string& name) {
  const auto& slots = layout.slots();
  const auto found = std::ranges::find(slots, name, &nn::Slot::name);
  return found == slots.end() ? nullptr : &*found;
}

class EncoderStart {
 public:
  EncoderStart(model::SequenceModel& model, const std::function<void(const std::string&)>& note)
      : model_(model), note_(note) {}

  void copy_layer(const model::LanguageModel& from, const std::string& file, const std::string& direction) {
    model::ModelWeights& weights = model_.edit_weights();
    const std::string own = std::string(first_layer) + direction + ".";
    for (const nn::Slot& slot : model_.layout().slots()) {
      // No language model has a side input.
      if (!slot.name.starts_with(own) || slot.name.ends_with(".side")) continue;
      // A language model reads in one direction, whose weights are named ahead.
      const std::string name = std::string(first_layer) + "ahead." + slot.name.substr(own.size());
      const nn::Slot* const given = slot_named(from.layout(), name);
      if (given == nullptr || given->rows != slot.rows || given->columns != slot.columns) {
        refuse(file,
               "its first layer has another shape; cell, hidden size, length of vectors and initial states "
               "must be the same, and words alone be read");
      }
      std::copy_n(from.weights().network.data() + given->offset, slot.size(),
                  weights.network.data() + slot.offset);
    }
  }

  void copy_vectors(const model::LanguageModel& from, const std::string& file) {
    model::VectorTable& own = model_.edit_weights().tables.front();
    const nn::Matrix<float> given = from.vectors();
    if (model_.table_kinds().size() != 1 || own.dimension() != given.rows()) {
      refuse(file, "the length of its vectors is " + std::to_string(given.rows()) +
                       "; the words here need one table of such vectors (--dimension)");
    }
    nn::Matrix<float>& table = own.own();
    const model::Vocabulary& words = model_.vocabulary();
    std::size_t known = 0;
    for (std::size_t row = 0; row < static_cast<std::size_t>(table.cols()); ++row) {
      const std::uint32_t symbol =
          row == 0 ? model::Vocabulary::unknown : from.symbols().row(words.word(row));
      if (row > 0 && symbol == model::Vocabulary::unknown) continue;
      table.col(nn::index(row)) = given.col(nn::index(symbol));
      known += row > 0 ? 1 : 0;
    }
    note_(file + ": vectors of " + std::to_string(known) + " of " + std::to_string(words.rows() - 1) +
          " words");
  }

  [[noreturn]] static void refuse(const std::string& file, const std::string& what) {
    throw ModelError(file + ": the encoder cannot start from this language model: " + what);
  }

 private:
  model::SequenceModel& model_;
  const std::function<void(const std::string&)>& note_;
};

}  // namespace

void start_encoder(std::span<const std::string> files, model::SequenceModel& model,
                   const std::function<void(const std::string&)>& note) {
  if (files.size() > 2)
    throw UsageError("--encoder-from takes a model that reads ahead, and one that reads back");
  EncoderStart start(model, note);
  for (std::size_t i = 0; i < files.size(); ++i) {
    const std::string& file = files[i];
    const auto from = model::LanguageModel::load(file);
    if (from.options().symbols != corpus::SymbolUnit::words) {
      EncoderStart::refuse(file, "it reads characters; train it with --symbols words");
    }
    if (from.back() != (i == 1)) {
      EncoderStart::refuse(file, i == 1 ? "the second one must read back" : "the first one must read ahead");
    }
    if (from.precision() != nn::Precision::f32) {
      EncoderStart::refuse(file, "it is quantised; give the f32 model that it was made from");
    }
    if (options::cell_option_table().values(from.options().cell) !=
        options::cell_option_table().values(model.options().cell)) {
      EncoderStart::refuse(file, "it has another cell");
    }
    if (i == 1 && model.options().directions == 1) {
      EncoderStart::refuse(file, "the encoder reads ahead alone (--directions 1)");
    }
    start.copy_layer(from, file, i == 0 ? "ahead" : "back");
    if (i == 0) start.copy_vectors(from, file);
  }
}

}  // namespace seqlab::training

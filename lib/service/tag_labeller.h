// Taggers in the service.
#pragma once

#include <compare>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "corpus/writer.h"
#include "model/labelling/tagger_model.h"
#include "service/labeller.h"
#include "text/tokeniser.h"

namespace seqlab::service {

// What a request can choose of a tagger; names and defaults as of `tagger tag`.
struct TagSettings {
  std::vector<std::string> heads = {};  // empty: all
  bool probabilities = false;
  std::size_t n_best = 0;
  auto operator<=>(const TagSettings&) const = default;
};

class TagLabeller : public Labeller {
 public:
  // Throws UsageError for heads that the model does not have, and for n_best with several heads.
  TagLabeller(const model::TaggerModel& model, std::shared_ptr<const text::Tokeniser> tokeniser,
              const TagSettings& settings);

  // offsets: the unit of places in running text. Throws UsageError if the model reads feature columns, which
  // inputs do not have, and for an empty token. one_sentence: running text is one sentence, whatever its
  // signs.
  [[nodiscard]] std::unique_ptr<Document> document(Input input, text::OffsetUnit offsets,
                                                   bool one_sentence = false) const;
  void run(std::span<const Slice> slices, base::Pool& pool) const override;

  // A document in a shape of its own: predictions as the model makes them.
  struct Labelled {
    corpus::Record record;
    std::vector<corpus::Predicted> predicted;  // one per sentence
  };
  // What a document of a labeller is, once it is done. Call it once, in place of json().
  [[nodiscard]] static Labelled take(Document& document);

 private:
  model::TaggerModel model_;
  std::shared_ptr<const text::Tokeniser> tokeniser_;
  model::TaggerModel::TagOptions tagging_;
  std::map<text::OffsetUnit, corpus::WriterOptions> writing_;
};

}  // namespace seqlab::service

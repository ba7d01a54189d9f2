// Classifiers in the service.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "model/labelling/classifier_model.h"
#include "service/labeller.h"
#include "text/tokeniser.h"

namespace seqlab::service {

class ClassifyLabeller : public Labeller {
 public:
  ClassifyLabeller(const model::ClassifierModel& model, std::shared_ptr<const text::Tokeniser> tokeniser);

  // probabilities: the JSON also has the probability of every label.
  [[nodiscard]] std::unique_ptr<Document> document(std::string text, bool probabilities) const;
  void run(std::span<const Slice> slices, base::Pool& pool) const override;

  // What a document of a labeller got, once it is done.
  [[nodiscard]] static const corpus::Classification& result(const Document& document);
  [[nodiscard]] const std::vector<std::string>& labels() const { return model_.labels(); }

 private:
  model::ClassifierModel model_;
  std::shared_ptr<const text::Tokeniser> tokeniser_;
};

}  // namespace seqlab::service

// The tables of pretrained word vectors given to a training.
#pragma once

#include <cstddef>
#include <span>
#include <utility>
#include <vector>

#include "embeddings/table.h"

namespace seqlab::embeddings {

// Any number of tables, in the order in which their vectors are stacked. The tables must outlive the object.
class PretrainedTables {
 public:
  PretrainedTables() = default;
  // Implicit: a table is a list of one, and null is none.
  PretrainedTables(const embeddings::WordVectors* table) {  // NOLINT(google-explicit-constructor)
    if (table != nullptr) tables_.push_back(table);
  }
  explicit PretrainedTables(std::vector<const embeddings::WordVectors*> tables)
      : tables_(std::move(tables)) {}
  explicit PretrainedTables(std::span<const embeddings::LoadedVectors> loaded) {
    for (const embeddings::LoadedVectors& table : loaded) tables_.push_back(&table.vectors);
  }

  [[nodiscard]] std::size_t size() const { return tables_.size(); }
  [[nodiscard]] const embeddings::WordVectors& operator[](std::size_t table) const { return *tables_[table]; }

 private:
  std::vector<const embeddings::WordVectors*> tables_;  // not null
};

}  // namespace seqlab::embeddings

#include "seqlab/transducer.h"

#include <utility>

#include "base/pool.h"
#include "model/transduction/transducer_model.h"
#include "seqlab/facade/access.h"
#include "seqlab/facade/guard.h"
#include "seqlab/facade/input.h"
#include "seqlab/facade/model_info.h"
#include "seqlab/facade/pairs.h"

namespace seqlab {

namespace {

constexpr std::size_t widest_beam = 1000;

}  // namespace

struct Transducer::Impl {
  model::TransducerModel model;
  ModelInfo info;

  explicit Impl(model::TransducerModel transducer) : model(std::move(transducer)), info(info_of(model)) {}
};

Transducer TransducerAccess::make(model::TransducerModel model) {
  return Transducer(std::make_shared<const Transducer::Impl>(std::move(model)));
}

Transducer::Transducer(std::shared_ptr<const Impl> impl) : impl_(std::move(impl)) {}

Transducer Transducer::load(const std::string& model) {
  return guarded([&] { return TransducerAccess::make(model::TransducerModel::load(open_model(model))); });
}

Transducer Transducer::from_bytes(std::span<const std::byte> bytes) {
  return guarded([&] { return TransducerAccess::make(model::TransducerModel::load(open_model(bytes))); });
}

void Transducer::save(const std::string& path) const {
  guarded([&] { impl_->model.save(path); });
}

const ModelInfo& Transducer::info() const {
  return impl_->info;
}

bool Transducer::reads_vectors() const {
  return impl_->model.reads_vectors();
}

std::vector<Target> Transducer::run(std::span<const Source> sources, const TransduceOptions& options) const {
  return guarded([&] {
    check_run(options.threads, options.batch_size);
    if (options.beam < 1 || options.beam > widest_beam) throw BadInput("beam must be from 1 to 1000");
    const std::vector<corpus::Pair> pairs = pairs_of(sources, reads_vectors());
    base::Pool pool(options.threads);
    std::vector<Target> targets;
    for (corpus::Transduced& result : impl_->model.run(
             pairs, {.batch_size = options.batch_size, .beam = options.beam, .attention = options.attention},
             pool)) {
      targets.push_back(
          {std::move(result.target), result.log_probability, result.ended, std::move(result.attention)});
    }
    return targets;
  });
}

}  // namespace seqlab

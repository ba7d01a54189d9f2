#include "verbs/score_json.h"

#include <cstddef>
#include <nlohmann/json.hpp>

namespace seqlab::programs {

namespace {

using Json = nlohmann::ordered_json;

Json to_json(const evaluation::Counts& counts) {
  return {{"gold", counts.gold},       {"predicted", counts.predicted},
          {"correct", counts.correct}, {"precision", counts.precision()},
          {"recall", counts.recall()}, {"f1", counts.f1()}};
}

Json to_json(const evaluation::Calibration& calibration) {
  Json bins = Json::array();
  for (const evaluation::ReliabilityBin& bin : calibration.bins) {
    bins.push_back({{"answers", bin.answers},
                    {"lowest", bin.lowest},
                    {"highest", bin.highest},
                    {"mean_probability", bin.mean_probability},
                    {"share_right", bin.share_right}});
  }
  return {{"answers", calibration.answers},
          {"expected_calibration_error", calibration.error},
          {"error_by_chance",
           {{"mean", calibration.chance_error},
            {"lowest", calibration.chance_lowest},
            {"highest", calibration.chance_highest}}},
          {"brier_score", calibration.brier},
          {"mean_probability", calibration.mean_probability},
          {"share_right", calibration.share_right},
          {"bins", std::move(bins)}};
}

Json to_json(const std::string& head, const evaluation::TaggingScore& score) {
  Json json = {{"name", head}, {"tokens", score.tokens()}, {"accuracy", score.accuracy()}};
  if (score.seen_tokens() + score.unseen_tokens() > 0) {
    json["seen_words"] = {{"tokens", score.seen_tokens()}, {"accuracy", score.seen_accuracy()}};
    json["unseen_words"] = {{"tokens", score.unseen_tokens()}, {"accuracy", score.unseen_accuracy()}};
  }
  if (score.spans()) json["spans"] = to_json(score.total());
  Json types = Json::object();
  for (const auto& [type, counts] : score.by_type()) types[type] = to_json(counts);
  json[score.spans() ? "types" : "labels"] = std::move(types);
  return json;
}

}  // namespace

std::string score_json(std::span<const std::string> heads, std::span<const evaluation::TaggingScore> scores,
                       std::span<const evaluation::Calibration> calibrations) {
  Json list = Json::array();
  for (std::size_t head = 0; head < heads.size(); ++head) {
    list.push_back(to_json(heads[head], scores[head]));
    list.back()["calibration"] = to_json(calibrations[head]);
  }
  return Json{{"heads", std::move(list)}}.dump();
}

std::string score_json(const evaluation::ClassificationScore& score,
                       const evaluation::Calibration& calibration) {
  return Json{{"texts", score.texts()},
              {"accuracy", score.accuracy()},
              {"macro_f1", score.macro_f1()},
              {"confusion", score.confusion()},
              {"calibration", to_json(calibration)}}
      .dump();
}

}  // namespace seqlab::programs

#include "model/model_json.h"

#include <stdexcept>

#include "base/errors.h"
#include "io/tensor_file.h"

namespace seqlab::model {

std::string dump(const Json& json) {
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

std::string to_json(const NamedTexts& pairs) {
  Json json = Json::array();
  for (const auto& [name, value] : pairs) json.push_back({name, value});
  return dump(json);
}

Json parse_metadata(const io::TensorFile& file, std::string_view key) {
  Json json = Json::parse(file.metadata(key), nullptr, false);
  if (json.is_discarded()) fail(file, "the metadata '" + std::string(key) + "' is not JSON");
  return json;
}

NamedTexts read_pairs(const io::TensorFile& file, std::string_view key) {
  NamedTexts pairs;
  for (const Json& entry : parse_metadata(file, key)) {
    pairs.emplace_back(entry.at(0).get<std::string>(), entry.at(1).get<std::string>());
  }
  return pairs;
}

void fail(const io::TensorFile& file, const std::string& what) {
  throw ModelError(file.path() + ": " + what);
}

void rethrow_as_model_error(const io::TensorFile& file) {
  try {
    throw;
  } catch (const Json::exception& error) {
    fail(file, std::string("the metadata is not that of a model: ") + error.what());
  } catch (const UsageError& error) {
    fail(file, error.what());
  } catch (const std::invalid_argument& error) {
    fail(file, error.what());
  }
}

}  // namespace seqlab::model

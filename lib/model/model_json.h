// JSON in the metadata of model files, for the sources that read and write them.
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace seqlab::io {
class TensorFile;
}

namespace seqlab::model {

using Json = nlohmann::json;
using NamedTexts = std::vector<std::pair<std::string, std::string>>;

// Names of files need not be UTF-8; invalid bytes become U+FFFD.
std::string dump(const Json& json);
std::string to_json(const NamedTexts& pairs);

// The JSON in a metadata string. Throws ModelError if it is none.
Json parse_metadata(const io::TensorFile& file, std::string_view key);
// Also throws Json::exception for other JSON.
NamedTexts read_pairs(const io::TensorFile& file, std::string_view key);

// Throws ModelError with the path.
[[noreturn]] void fail(const io::TensorFile& file, const std::string& what);

// To be called while an exception is handled: what JSON, options and shapes throw becomes a ModelError.
[[noreturn]] void rethrow_as_model_error(const io::TensorFile& file);

}  // namespace seqlab::model

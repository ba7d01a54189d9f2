// Models that users give by name: a model NAME is a file NAME.model in a model folder.
#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace seqlab::model {

// The model folders in the environment variable SEQLAB_MODELS, separated by colons; nothing if it is not set.
std::optional<std::vector<std::filesystem::path>> folders_in_environment();

// The model folder of programs and libraries that are installed below `prefix`.
std::filesystem::path installed_model_folder(const std::filesystem::path& prefix);

// The files of the models in the folders, by name. The first folder with a name wins; folders that cannot be
// read are skipped. The files are not opened.
std::map<std::string, std::filesystem::path> find_models(std::span<const std::filesystem::path> folders);

// Whether a model is given as the path of its file: by a text with a slash, with the ending .model, or that
// names an existing file. Otherwise, and if it is empty, it is given by name.
bool is_model_path(const std::string& given);

}  // namespace seqlab::model

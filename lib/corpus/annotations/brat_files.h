// The files of brat: a text x.txt, its annotation x.ann, and folders of such pairs.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace seqlab::corpus {

// "x.txt" for "x.ann" and so on, in any case and before .gz and .zst; empty if the name has another ending.
std::string with_other_ending(const std::string& name, std::string_view ending, std::string_view other);

// Whether a path is a text with an annotation beside it.
bool has_brat_annotation(const std::string& path);

// The annotations in a folder, sorted by the bytes of their names; none if the path is no folder.
std::vector<std::string> brat_files(const std::string& folder);

// The paths with the annotations of a folder in place of the folder.
std::vector<std::string> with_brat_folders(const std::vector<std::string>& paths);

}  // namespace seqlab::corpus

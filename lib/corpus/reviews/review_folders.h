// Reviews in one folder per label and one file per text, as in the Large Movie Review Dataset (Maas et al.
// 2011): train/neg/0_3.txt, train/pos/0_9.txt.
#pragma once

#include <string>
#include <vector>

#include "corpus/reviews/reviews.h"

namespace seqlab::corpus {

struct ReviewFolders {
  struct Folder {
    std::string label;               // its name
    std::vector<std::string> files;  // paths
  };
  std::vector<Folder> labelled;
  std::vector<std::string> unlabelled;  // names of folders of texts without labels
};

bool is_folder(const std::string& path);

// Finds folders and files, in the order of their names' bytes. Skips names that start with a dot and files
// beside the folders; unsup, unlabelled and unlabeled are not labels. Throws DataError if there is no folder,
// if all folders are empty, or if one has folders itself (probably the wrong folder was given); Error if one
// cannot be read.
ReviewFolders find_review_folders(const std::string& path);

// Reads the labelled texts in this order. A file is a text, its lines joined by "\n". Every error names the
// file. Throws UsageError if the options choose a format other than automatic, or columns.
std::vector<Review> read_review_folders(const ReviewFolders& folders, const ReviewOptions& options);

}  // namespace seqlab::corpus

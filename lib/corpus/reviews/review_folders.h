// Reviews in a folder that has a folder a label with a file a text, as the Large Movie Review Dataset has
// them (Maas et al. 2011): train/neg/0_3.txt, train/pos/0_9.txt.
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
  std::vector<std::string> unlabelled;  // names of folders that say that their texts have no label
};

bool is_folder(const std::string& path);

// Folders and files by their names' bytes. Names that begin with a dot are passed over, and so are files
// beside the folders. unsup, unlabelled and unlabeled are no labels. Throws DataError where no folder is,
// where none of them has a file, or where one has folders itself, since then another one was meant; Error
// where one cannot be read.
ReviewFolders find_review_folders(const std::string& path);

// The labelled texts, in this order. A file is a text, its lines with "\n" between them; options say how it
// is read, but no format. Every error names the file. Throws UsageError for a format other than automatic and
// for columns.
std::vector<Review> read_review_folders(const ReviewFolders& folders, const ReviewOptions& options);

}  // namespace seqlab::corpus

// What people have in place of a table: each is refused by its first bytes, with the way to a table.
#include "embeddings/foreign_file.h"

#include <string>
#include <string_view>

#include "base/errors.h"
#include "catch.h"
#include "contains.h"
#include "embeddings/table.h"
#include "io/temporary_folder.h"

using seqlab::DataError;
using seqlab::embeddings::read_word_vectors;
using seqlab::tests::contains;

namespace {

using namespace std::string_view_literals;

// The message on a file of these bytes, from a stream and from a mapped file.
std::string refusal(std::string_view bytes, const std::string& name = "v.bin") {
  const seqlab::tests::TemporaryFolder folder;
  const std::string path = folder.file(name, std::string(bytes));
  std::string streamed = "none";
  try {
    read_word_vectors(seqlab::io::memory_input(std::string(bytes), path));
  } catch (const DataError& error) {
    streamed = error.what();
  }
  std::string mapped = "none";
  try {
    read_word_vectors(path);
  } catch (const DataError& error) {
    mapped = error.what();
  }
  CHECK(streamed == mapped);
  const std::string shown = path.substr(0, path.size() - name.size());
  for (std::size_t at = mapped.find(shown); at != std::string::npos; at = mapped.find(shown))
    mapped.erase(at, shown.size());
  return mapped;
}

std::string zip_of(std::string_view entry) {
  std::string bytes("PK\x03\x04\x14\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0", 26);
  bytes += static_cast<char>(entry.size());
  return bytes + std::string("\0\0\0", 3) + std::string(entry) + "0.1 0.2";
}

std::string tar_of(std::string_view magic) {
  std::string bytes = "v.txt";
  bytes.resize(257, '\0');
  bytes += magic;
  bytes.resize(512, '\0');
  return bytes + "the 0.1 0.2\n";
}

}  // namespace

TEST_CASE("archives and compressed files are named, with the command that unpacks them") {
  CHECK(refusal("\xFD"
                "7zXZ\0\0\4"sv,
                "v.xz") ==
        "v.xz: this is compressed by xz, not a table of word vectors that can be read; unpack it first: unxz "
        "v.xz");
  CHECK(contains(refusal("BZh91AY&SY\1\2\3"sv, "v.txt"), "bzip2"));
  CHECK(contains(refusal("BZh9\x17\x72\x45\x38\x50\x90"sv), "unpack it first: bunzip2 v.bin"));
  CHECK(contains(refusal("7z\xBC\xAF\x27\x1C\0\4"sv), "unpack it first: 7z x v.bin"));
  CHECK(contains(refusal("Rar!\x1A\x07\1\0"sv), "unpack it first: unrar x v.bin"));
  CHECK(contains(refusal("]\0\0\x80\0\xFF"sv), "unpack it first: unlzma"));
  CHECK(contains(refusal("LZIP\1"sv), "unpack it first: lzip -d"));
  CHECK(contains(refusal("\x04\x22\x4D\x18\x40"sv), "unpack it first: unlz4"));
  CHECK(contains(refusal("\x1F\x9D\x90the"sv), "unpack it first: uncompress"));
  CHECK(contains(refusal(tar_of("ustar\00000"sv)), "unpack it first: tar -xf v.bin"));
  CHECK(contains(refusal(tar_of("ustar  \0"sv)), "unpack it first: tar -xf v.bin"));
  CHECK(contains(refusal(zip_of("v.txt")), "unpack it first: unzip v.bin"));
  CHECK(contains(refusal(zip_of("")), "unpack it first: unzip v.bin"));
  CHECK(contains(refusal("PK\x05\x06\0\0"sv), "a zip archive"));
}

TEST_CASE("pickles of Python are named, with the command that writes a text of them") {
  const std::string own = refusal("\x80\x04\x95\x1e\0\0\0\0\0\0\0}\x94\x8c\x03the\x94]\x94"sv, "v.kv");
  CHECK(contains(own, "v.kv: this is a pickle of Python, not a table of word vectors that can be read; "));
  CHECK(contains(own, "pickle.load(open(\"v.kv\", \"rb\"))"));
  CHECK(contains(own, "> v.txt"));
  const std::string gensim = refusal("\x80\x02\x63gensim.models.keyedvectors\nKeyedVectors\nq\0"sv, "v.kv");
  CHECK(contains(gensim, "a pickle of Python's gensim"));
  CHECK(contains(gensim, "KeyedVectors.load(\"v.kv\")"));
  CHECK(contains(gensim, "save_word2vec_format(\"v.txt\")"));
  for (const char protocol : {'\2', '\3', '\4', '\5'}) {
    CHECK(contains(refusal(std::string("\x80") + protocol + "}q"), "pickle"));
  }
  CHECK(contains(refusal("(dp0\nVthe\np1\n(lp2\nF0.1\naF0.2\nas."), "pickle"));
  CHECK(contains(refusal("ccopy_reg\n_reconstructor\np0\n"), "pickle"));
  CHECK(contains(refusal("(dp1\nS'the'\np2\n(lp3\nF0.1\nas."), "pickle"));
  CHECK(contains(refusal("}q\0(X\3\0\0\0theq\1]q\2(G"sv), "pickle"));
  CHECK(contains(refusal("]q\0(X\3\0\0\0theq\1"sv), "pickle"));
  CHECK(contains(refusal("(X\3\0\0\0theq\0"sv), "pickle"));
  CHECK(contains(refusal("(Vthe\np0\n(lp1\nF0.1\n"), "pickle"));
  CHECK(contains(refusal("(S'the'\np0\n(lp1\nF0.1\n"), "pickle"));
  CHECK(contains(refusal("(imy.tables\nTable\np0\n(dp1\n"), "pickle"));
  CHECK(contains(refusal("cnumpy._core.multiarray\n_reconstruct\np0\n("), "pickle"));
  CHECK(contains(refusal("cgensim.models.keyedvectors\nKeyedVectors\np0\n"), "gensim"));
  CHECK(contains(refusal("ccollections\nOrderedDict\nq\0"sv), "pickle"));
}

TEST_CASE("arrays and databases of other programs are named") {
  CHECK(contains(refusal("\x93NUMPY\1\0v\0{'descr'"sv, "v.npy"), "numpy.load(\"v.npy\")"));
  CHECK(contains(refusal(zip_of("arr_0.npy"), "v.npz"), "an archive of NumPy arrays"));
  CHECK(contains(refusal(zip_of("archive/data.pkl"), "v.pt"), "torch.load(\"v.pt\")"));
  CHECK(contains(refusal("\x80\x02\x8A\x0Al\xFC\x9C\x46\xF9\x20\x6A\xA8\x50\x19.\x80\x02M"sv, "v.pt"),
                 "torch.load(\"v.pt\")"));
  CHECK(contains(refusal("\x89HDF\r\n\x1A\n\0"sv), "an HDF5 file"));
  CHECK(
      contains(refusal("SQLite format 3\0\x10"sv, "v.magnitude"), "pymagnitude.Magnitude(\"v.magnitude\")"));
  CHECK(contains(refusal("PAR1\x15\x04"sv), "pandas.read_parquet"));
  CHECK(contains(refusal("ARROW1\0\0"sv), "pandas.read_feather"));
}

TEST_CASE("what came in place of a file is named") {
  CHECK(contains(refusal("version https://git-lfs.github.com/spec/v1\noid sha256:1\nsize 9\n"),
                 "git lfs pull"));
  CHECK(contains(refusal("<!DOCTYPE html>\n<html>"), "a web page"));
  CHECK(contains(refusal("<html lang=\"en\">"), "a web page"));
}

TEST_CASE("text in UTF-16 is named, with the command that converts it") {
  CHECK(
      contains(refusal("\xFF\xFEt\0h\0e\0 \0"sv, "v.vec"),
               "text in UTF-16, not a table of word vectors that can be read; convert it: iconv -f UTF-16 -t "
               "UTF-8 v.vec > v.txt"));
  // Nobody should overwrite what is being read.
  CHECK(contains(refusal("\xFF\xFEt\0h\0e\0 \0"sv, "v.txt"), "v.txt > v.txt.new"));
  CHECK(contains(refusal("\xFE\xFF\0t\0h\0e"sv), "text in UTF-16"));
  CHECK(refusal("\xFF\xFE 1 2\nthe 3 4\n") == "none");
}

TEST_CASE("a mapped table is none of these, whatever the length of its header") {
  for (const char second : {'\2', '\3', '\4', '\5'}) {
    const std::string bytes = std::string("\x80") + second + std::string("\0\0\0\0\0\0{", 7);
    try {
      read_word_vectors(seqlab::io::memory_input(bytes, "v"));
      FAIL_CHECK("read");
    } catch (const DataError& error) {
      CHECK(contains(error.what(), "a mapped table can only be read from"));
    }
  }
}

TEST_CASE("a stream without a name gets a command with a name to fill in") {
  try {
    seqlab::embeddings::refuse_foreign_file("BZh91AY&SY", "<stdin>");
    FAIL_CHECK("not refused");
  } catch (const DataError& error) {
    CHECK(std::string(error.what()) ==
          "<stdin>: this is compressed by bzip2, not a table of word vectors that can be read; unpack it "
          "first: bunzip2 FILE");
  }
}

TEST_CASE("words that begin like other files are words") {
  CHECK(refusal("BZh 1 2\nPAR1 3 4\n") == "none");
  CHECK(refusal("PK 1 2\nPK\x03 3 4\n") == "none");
  CHECK(refusal("<html> 1 2\n<!DOCTYPE 3 4\n") == "none");
  CHECK(refusal("(dp0 1 2\n(lp0 3 4\n") == "none");
  CHECK(refusal("c 1 2\ncnumpy 3 4\n}q 5 6\n(X 1 2\n") == "none");
  CHECK(refusal("}q 5 6\nc 1 2\n") == "none");
  CHECK(refusal("(X 1 2\nc 1 2\n") == "none");
  CHECK(refusal("7z 1 2\nRar! 3 4\nLZIP 5 6\nARROW1 7 8\nversion 9 9\n") == "none");
  std::string australia;
  while (australia.size() < 256) australia += "a 1\n";
  CHECK(refusal(australia + "bustard 1\n") == "none");
}

#include "embeddings/foreign_file.h"

#include <array>
#include <cstddef>
#include <optional>
#include <utility>

#include "base/errors.h"

namespace seqlab::embeddings {
namespace {

using namespace std::string_view_literals;

// A kind of file that starts with `magic` at `offset`.
struct Signature {
  std::string_view magic;
  std::string_view kind;
  std::string_view way_out;  // NAME is the file, TEXT a file to write
  std::size_t offset = 0;
};

constexpr std::string_view write_array =
    "an array has no words; write lines of a word and its values with Python: "
    "numpy.load(\"NAME\") has the vectors, a list of words must be beside it";
constexpr std::string_view save_word2vec =
    "write it as text with gensim: python3 -c 'from gensim.models import KeyedVectors; v = "
    "KeyedVectors.load(\"NAME\"); getattr(v, \"wv\", v).save_word2vec_format(\"TEXT\")'";
constexpr std::string_view print_state =
    "write lines of a word and its values with Python: torch.load(\"NAME\") has the vectors";

constexpr std::array signatures = {
    Signature{"\xFD"
              "7zXZ\0"sv,
              "compressed by xz", "unpack it first: unxz NAME"},
    Signature{"1AY&SY", "compressed by bzip2", "unpack it first: bunzip2 NAME", 4},
    Signature{"\x17\x72\x45\x38\x50\x90", "compressed by bzip2", "unpack it first: bunzip2 NAME", 4},
    Signature{"LZIP\x01", "compressed by lzip", "unpack it first: lzip -d NAME"},
    Signature{"\x04\x22\x4D\x18", "compressed by lz4", "unpack it first: unlz4 NAME"},
    Signature{"\x1F\x9D", "compressed by compress", "unpack it first: uncompress NAME"},
    Signature{"]\0\0"sv, "compressed by lzma", "unpack it first: unlzma NAME"},
    Signature{"7z\xBC\xAF\x27\x1C", "a 7z archive", "unpack it first: 7z x NAME"},
    Signature{"Rar!\x1A\x07", "a RAR archive", "unpack it first: unrar x NAME"},
    Signature{"ustar\0"sv, "a tar archive", "unpack it first: tar -xf NAME", 257},
    Signature{"ustar  \0"sv, "a tar archive", "unpack it first: tar -xf NAME", 257},
    Signature{"\x93NUMPY", "a NumPy array", write_array},
    Signature{"\x89HDF\r\n\x1A\n", "an HDF5 file",
              "write lines of a word and its values with Python: h5py.File(\"NAME\") has the vectors"},
    Signature{"\x80\x02\x8A\nl\xFC\x9C\x46\xF9\x20\x6A\xA8\x50\x19.", "a PyTorch file", print_state},
    Signature{"SQLite format 3\0"sv, "an SQLite database (Magnitude has its vectors in one)",
              "write lines of a word and its values with Python: pymagnitude.Magnitude(\"NAME\") has both"},
    Signature{"PAR1\x15", "a Parquet file",
              "write lines of a word and its values with Python: pandas.read_parquet(\"NAME\") has both"},
    Signature{"ARROW1\0"sv, "an Arrow file",
              "write lines of a word and its values with Python: pandas.read_feather(\"NAME\") has both"},
    Signature{"version https://git-lfs.github.com/", "a pointer of Git LFS in place of the file itself",
              "fetch that: git lfs pull"},
    Signature{"<!DOCTYPE html", "a web page", "download the file that it offers"},
    Signature{"<!doctype html", "a web page", "download the file that it offers"},
    Signature{"<html lang", "a web page", "download the file that it offers"},
};

bool has_at(std::string_view start, std::size_t offset, std::string_view magic) {
  return start.size() >= offset && start.substr(offset).starts_with(magic);
}

// Removes the next line from a text; nothing if no line ends in it.
std::optional<std::string_view> next_line(std::string_view& text) {
  const std::size_t end = text.find('\n');
  if (end == std::string_view::npos) return std::nullopt;
  const std::string_view line = text.substr(0, end);
  text.remove_prefix(end + 1);
  return line;
}

bool is_identifier(std::string_view text) {
  return !text.empty() && text.find_first_not_of(
                              "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
                              "0123456789_.") == std::string_view::npos;
}

// Python's pickles: protocols 2 to 5 start with their number. The older ones start with an empty dictionary
// or list or an opened tuple, or with the two lines that name the class of an object.
bool is_pickle(std::string_view start) {
  if (start.size() > 1 && start[0] == '\x80' && start[1] >= 2 && start[1] <= 5) return true;
  for (const std::string_view object : {"}q\0"sv, "}q\1"sv, "]q\0"sv, "]q\1"sv, "(dp0\n"sv, "(dp1\n"sv,
                                        "(lp0\n"sv, "(lp1\n"sv, "(ccopy_reg\n"sv}) {
    if (start.starts_with(object)) return true;
  }
  // A tuple that begins with a string, whose length has four bytes.
  if (start.size() > 6 && start.starts_with("(X") && start[4] == '\0' && start[5] == '\0') return true;
  std::string_view rest = start;
  const auto first = next_line(rest);
  const auto second = next_line(rest);
  if (!first || !second || rest.empty()) return false;
  const bool names_class = first->starts_with('c')
                               ? is_identifier(*first)
                               : first->starts_with("(i") && is_identifier(first->substr(1));
  if (names_class)
    return is_identifier(*second) && std::string_view("(pq)NKX").find(rest.front()) != std::string_view::npos;
  // A string, and where it is kept.
  const bool string = first->starts_with("(V") || first->starts_with("(S'");
  return string && (*second == "p0" || *second == "p1");
}

// Text in UTF-16, with its byte order mark and two characters of ASCII.
bool is_utf16(std::string_view start) {
  if (start.size() < 6) return false;
  const std::size_t low = start.starts_with("\xFF\xFE") ? 2 : start.starts_with("\xFE\xFF") ? 3 : 0;
  if (low == 0) return false;
  const std::size_t high = low == 2 ? 3 : 2;
  return start[low] != 0 && start[low + 2] != 0 && start[high] == 0 && start[high + 2] == 0;
}

// A zip archive: NumPy's and PyTorch's files are archives, too, and named by their first entry.
Signature zip_signature(std::string_view start) {
  constexpr std::size_t name_length = 26;
  constexpr std::size_t name = 30;
  std::string_view entry;
  if (start.size() > name) {
    const auto length = static_cast<unsigned char>(start[name_length]);
    entry = start.substr(name, length);
  }
  if (entry.ends_with(".npy")) return {"", "an archive of NumPy arrays", write_array};
  if (entry.ends_with("data.pkl")) return {"", "a PyTorch file", print_state};
  return {"", "a zip archive", "unpack it first: unzip NAME"};
}

Signature pickle_signature(std::string_view start) {
  if (start.find("gensim") != std::string_view::npos) {
    return {"", "a pickle of Python's gensim", save_word2vec};
  }
  return {"", "a pickle of Python",
          "write it as text: python3 -c 'import pickle; v = pickle.load(open(\"NAME\", \"rb\")); "
          "[print(word, *v[word]) for word in v]' > TEXT for a dictionary, save_word2vec_format(\"TEXT\") "
          "for vectors of gensim"};
}

std::optional<Signature> signature_of(std::string_view start) {
  if (start.starts_with("PK\x03\x04") || start.starts_with("PK\x05\x06")) return zip_signature(start);
  for (const Signature& signature : signatures) {
    if (has_at(start, signature.offset, signature.magic)) return signature;
  }
  if (is_pickle(start)) return pickle_signature(start);
  if (is_utf16(start)) {
    return Signature{"", "text in UTF-16", "convert it: iconv -f UTF-16 -t UTF-8 NAME > TEXT"};
  }
  return std::nullopt;
}

// The file's name with the ending ".txt" in place of its last one, or ".new" behind it if it has that.
std::string text_name(const std::string& name) {
  const std::size_t dot = name.find_last_of("./");
  const std::string text =
      (dot == std::string::npos || name[dot] == '/' ? name : name.substr(0, dot)) + ".txt";
  return text == name ? name + ".new" : text;
}

std::string filled_in(std::string_view pattern, const std::string& name) {
  std::string text(pattern);
  for (const auto& [hole, filling] :
       {std::pair<std::string_view, std::string>{"NAME", name}, {"TEXT", text_name(name)}}) {
    for (std::size_t at = text.find(hole); at != std::string::npos; at = text.find(hole, at + filling.size()))
      text.replace(at, hole.size(), filling);
  }
  return text;
}

}  // namespace

void refuse_foreign_file(std::string_view start, const std::string& name) {
  constexpr std::size_t inspected = 1000;
  const auto signature = signature_of(start.substr(0, inspected));
  if (!signature) return;
  const bool unnamed = name.starts_with('<');  // standard input
  throw DataError({name, 0, 0}, "this is " + std::string(signature->kind) +
                                    ", not a table of word vectors that can be read; " +
                                    filled_in(signature->way_out, unnamed ? "FILE" : name));
}

}  // namespace seqlab::embeddings

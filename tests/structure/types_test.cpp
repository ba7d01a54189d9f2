// A type of a name is defined once in a namespace: the linker keeps one of two equally named functions, such
// as implicit copy constructors, whichever type they were compiled for.
#include <algorithm>
#include <filesystem>
#include <fstream>
#include <map>
#include <set>
#include <string>
#include <string_view>

#include "catch.h"

namespace {

// "Line" for "struct Line : Base {"; empty if the line defines no type. Only definitions outside other types
// begin a line.
std::string defined_type(std::string_view line) {
  for (const std::string_view keyword : {"struct ", "class ", "enum class "}) {
    if (!line.starts_with(keyword) || line.ends_with(';')) continue;
    line.remove_prefix(keyword.size());
    if (line.starts_with("SEQLAB_API ")) line.remove_prefix(std::string_view("SEQLAB_API ").size());
    return std::string(line.substr(0, line.find_first_of(" {")));
  }
  return {};
}

// The files that define each type outside anonymous namespaces, by its full name.
std::map<std::string, std::set<std::string>> types() {
  std::map<std::string, std::set<std::string>> found;
  const std::filesystem::path project = SEQLAB_SOURCE_DIR;
  for (const char* top : {"lib", "tagger"}) {
    for (const auto& entry : std::filesystem::recursive_directory_iterator(project / top)) {
      if (entry.path().extension() != ".h" && entry.path().extension() != ".cpp") continue;
      std::ifstream input(entry.path());
      std::string space;
      bool anonymous = false;
      for (std::string line; std::getline(input, line);) {
        if (line.starts_with("namespace {")) anonymous = true;
        if (line == "}  // namespace") anonymous = false;
        if (line.starts_with("namespace seqlab")) space = line.substr(10, line.find(' ', 10) - 10);
        if (const std::string name = defined_type(line);
            !anonymous && !name.empty() && name.find('<') == name.npos) {
          found[space + "::" + name].insert(std::filesystem::relative(entry.path(), project).string());
        }
      }
    }
  }
  return found;
}

}  // namespace

TEST_CASE("no two files define types of one name in one namespace") {
  const auto found = types();
  CHECK(found.contains("seqlab::corpus::Sentence"));
  CHECK(found.contains("seqlab::Tagger"));
  CHECK(found.contains("seqlab::base::Pool"));
  for (const auto& [name, files] : found) {
    std::string list;
    for (const std::string& file : files) list += " " + file;
    INFO(name << ":" << list);
    CHECK(files.size() == 1);
  }
}

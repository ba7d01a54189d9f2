// Holds every #include of lib/ and tagger/ to the graph of dependencies (lib/README.md).
#include <algorithm>
#include <filesystem>
#include <fstream>
#include <functional>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "catch.h"

namespace {

struct Include {
  std::filesystem::path file;  // relative to the project
  std::string module;          // its folder: "io", "text", ..., or "tagger"
  std::string target;          // what stands between the quotes or angle brackets
};

const std::filesystem::path& project() {
  static const std::filesystem::path path = SEQLAB_SOURCE_DIR;
  return path;
}

std::string target_of(const std::string& line) {
  const std::size_t hash = line.find_first_not_of(" \t");
  if (hash == std::string::npos || line[hash] != '#') return {};
  const std::size_t word = line.find_first_not_of(" \t", hash + 1);
  if (word == std::string::npos || line.compare(word, 7, "include") != 0) return {};
  const std::size_t open = line.find_first_of("\"<", word + 7);
  if (open == std::string::npos) return {};
  const std::size_t close = line.find_first_of("\">", open + 1);
  return line.substr(open + 1, close - open - 1);
}

std::vector<Include> includes() {
  std::vector<Include> found;
  for (const char* top : {"lib", "tagger"}) {
    for (const auto& entry : std::filesystem::recursive_directory_iterator(project() / top)) {
      const std::filesystem::path file = std::filesystem::relative(entry.path(), project());
      if (file.extension() != ".h" && file.extension() != ".cpp") continue;
      const std::string module = top == std::string("lib") ? std::next(file.begin())->string() : top;
      std::ifstream input(entry.path());
      for (std::string line; std::getline(input, line);) {
        if (std::string target = target_of(line); !target.empty()) found.push_back({file, module, target});
      }
    }
  }
  return found;
}

bool starts_with_any(const std::string& text, const std::vector<std::string>& prefixes) {
  return std::ranges::any_of(prefixes, [&](const std::string& prefix) { return text.starts_with(prefix); });
}

using Lines = std::vector<std::string>;

// The includes for which `wrong` holds.
Lines offenders(const std::function<bool(const Include&)>& wrong) {
  Lines lines;
  for (const Include& include : includes()) {
    if (wrong(include)) lines.push_back(include.file.string() + " includes " + include.target);
  }
  return lines;
}

}  // namespace

TEST_CASE("the check sees the includes of every module") {
  std::set<std::string> modules;
  for (const Include& include : includes()) modules.insert(include.module);
  for (const char* module : {"io", "text", "corpus", "embeddings", "kernels", "nn", "tasks"}) {
    CHECK(modules.contains(module));
  }
  CHECK(target_of("#include \"io/errors.h\"") == "io/errors.h");
  CHECK(target_of("  #  include <vector>  // why") == "vector");
  CHECK(target_of("// #include \"io/errors.h\"").empty());
}

TEST_CASE("modules include only modules that they stand on") {
  const std::map<std::string, std::set<std::string>> allowed = {
      {"io", {}},
      {"text", {"io"}},
      {"corpus", {"io", "text"}},
      {"embeddings", {"io", "text"}},
      {"kernels", {}},
      {"nn", {"kernels"}},
      {"tasks", {"io", "text", "corpus", "embeddings", "kernels", "nn"}},
      {"tagger", {"io", "text", "corpus", "embeddings", "kernels", "nn", "tasks"}}};
  CHECK(offenders([&](const Include& include) {
          const std::string target = include.target.substr(0, include.target.find('/'));
          return allowed.contains(target) && target != include.module &&
                 !allowed.at(include.module).contains(target);
        }) == Lines{});
}

TEST_CASE("third-party types stay behind their module's door") {
  CHECK(offenders([](const Include& include) {
          return include.target.starts_with("unicode/") && include.module != "text";
        }) == Lines{});
  CHECK(offenders([](const Include& include) {
          return include.target.starts_with("unicode/") && include.file.extension() == ".h";
        }) == Lines{});
  CHECK(offenders([](const Include& include) {
          return include.target.starts_with("boost/program_options") && include.module != "tagger";
        }) == Lines{});
  CHECK(offenders([](const Include& include) {
          return include.target.starts_with("boost/iostreams") && include.module != "io";
        }) == Lines{});
  // A cell's formulas are compiled once an instruction set, as kernels are.
  CHECK(offenders([](const Include& include) {
          return include.target.starts_with("hwy/") && include.module != "kernels" && include.module != "nn";
        }) == Lines{});
  CHECK(offenders([](const Include& include) {
          return include.target.starts_with("hwy/") && include.file.extension() == ".h" &&
                 !include.file.string().ends_with("-inl.h");
        }) == Lines{});
  CHECK(offenders([](const Include& include) {
          return include.target.starts_with("xxh") &&
                 (include.module != "io" || include.file.extension() == ".h");
        }) == Lines{});
  CHECK(offenders([](const Include& include) {
          return starts_with_any(include.target, {"Eigen/", "unsupported/Eigen/"}) &&
                 include.module != "nn" && (include.module != "tasks" || include.file.extension() != ".cpp");
        }) == Lines{});
}

TEST_CASE("the public header includes nothing but the standard library") {
  CHECK(offenders([](const Include& include) {
          return include.file == "lib/tasks/seqlab.h" &&
                 include.target.find_first_of("./") != std::string::npos;
        }) == Lines{});
}

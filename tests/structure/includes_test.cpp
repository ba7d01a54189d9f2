// Holds every #include of lib/, tagger/ and tools/ to the graph of rooms (lib/README.md).
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
  std::string module;          // "io", "text", ..., or "tagger", "tools"
  std::string room;    // the folder inside: "nn/heads", "tagger/program"; or the module where there is none
  std::string target;  // what stands between the quotes or angle brackets
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
  for (const char* top : {"lib", "tagger", "tools"}) {
    for (const auto& entry : std::filesystem::recursive_directory_iterator(project() / top)) {
      const std::filesystem::path file = std::filesystem::relative(entry.path(), project());
      if (file.extension() != ".h" && file.extension() != ".cpp") continue;
      const bool library = top == std::string("lib");
      const std::string module = library ? std::next(file.begin())->string() : top;
      const std::string room =
          library ? file.parent_path().lexically_relative("lib").string() : file.parent_path().string();
      std::ifstream input(entry.path());
      for (std::string line; std::getline(input, line);) {
        if (std::string target = target_of(line); !target.empty())
          found.push_back({file, module, room, target});
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
  for (const char* module :
       {"base", "io", "text", "corpus", "check", "embeddings", "kernels", "nn", "options", "evaluation",
        "model", "training", "search", "streams", "seqlab", "service", "tagger", "tools"}) {
    CHECK(modules.contains(module));
  }
  CHECK(target_of("#include \"io/errors.h\"") == "io/errors.h");
  CHECK(target_of("  #  include <vector>  // why") == "vector");
  CHECK(target_of("// #include \"io/errors.h\"").empty());
}

// What each module stands on; it may also include what these stand on.
const std::map<std::string, std::set<std::string>>& foundations() {
  static const std::map<std::string, std::set<std::string>> graph = {
      {"base", {}},
      {"io", {"base"}},
      {"text", {"io"}},
      {"corpus", {"text"}},
      {"check", {"corpus"}},
      {"embeddings", {"text"}},
      {"kernels", {}},
      {"nn", {"base", "kernels"}},
      {"options", {"corpus", "nn"}},
      {"evaluation", {"corpus"}},
      {"model", {"options", "evaluation", "embeddings"}},
      {"training", {"model"}},
      {"search", {"options"}},
      {"streams", {"model"}},
      {"seqlab", {"training", "streams"}},
      {"service", {"streams"}},
      {"tagger", {"training", "check", "search", "service"}},
      {"tools", {"tagger"}}};
  return graph;
}

// The same for the rooms inside a module. Files beside rooms, as lib/nn/network.h, may include any of them.
const std::map<std::string, std::set<std::string>>& rooms() {
  static const std::map<std::string, std::set<std::string>> graph = {
      {"nn/numbers", {}},
      {"nn/recurrent", {"nn/numbers"}},
      {"nn/inputs", {"nn/recurrent"}},
      {"nn/pooling", {"nn/recurrent"}},
      {"nn/heads", {"nn/numbers"}},
      {"nn/learning", {"nn/numbers"}},
      {"nn/transduction", {"nn/inputs", "nn/heads"}},
      {"nn/forecasting", {"nn/recurrent", "nn/heads"}},
      {"corpus/columns", {"corpus"}},
      {"corpus/json", {"corpus/columns"}},
      {"corpus/reviews", {"corpus/json"}},
      {"corpus/annotations", {"corpus/reviews"}},
      {"corpus/series", {"corpus/annotations"}},
      {"corpus/shown", {"corpus/reviews"}},
      {"corpus/symbols", {"corpus"}},
      {"corpus/pairs", {"corpus/json", "corpus/symbols"}},
      {"model/language", {"model"}},
      {"model/labelling", {"model/language"}},
      {"model/transduction", {"model"}},
      {"model/forecasting", {"model"}},
      {"training/labelling", {"training"}},
      {"training/language", {"training"}},
      {"training/transduction", {"training"}},
      {"training/forecasting", {"training"}},
      {"service/adapters", {"service"}},
      {"service/page", {}},
      {"service/http", {"service"}},
      {"tagger/program", {}},
      {"tagger/verbs", {"tagger/program"}},
      {"tagger/tagger", {"tagger/verbs"}},
      {"tagger/sentiment", {"tagger/verbs"}},
      {"tagger/lm", {"tagger/verbs"}},
      {"tagger/seq2seq", {"tagger/verbs"}},
      {"tagger/forecast", {"tagger/verbs"}},
      {"tagger/pages",
       {"tagger/tagger", "tagger/sentiment", "tagger/lm", "tagger/seq2seq", "tagger/forecast"}}};
  return graph;
}

bool stands_on(const std::map<std::string, std::set<std::string>>& graph, const std::string& upper,
               const std::string& lower) {
  if (upper == lower) return true;
  const auto found = graph.find(upper);
  return found != graph.end() && std::ranges::any_of(found->second, [&](const std::string& next) {
           return next == lower || stands_on(graph, next, lower);
         });
}

TEST_CASE("modules include only modules that they stand on") {
  CHECK(offenders([&](const Include& include) {
          const std::string target = include.target.substr(0, include.target.find('/'));
          return foundations().contains(target) && !stands_on(foundations(), include.module, target);
        }) == Lines{});
}

TEST_CASE("rooms include only rooms of their module that they stand on") {
  CHECK(offenders([&](const Include& include) {
          const std::string folder = include.target.substr(0, include.target.rfind('/'));
          const std::string target = include.module == "tagger" ? "tagger/" + folder : folder;
          // The enumerations of nn stand below its rooms.
          if (include.target == "nn/choices.h") return false;
          const bool room = rooms().contains(target) || target == include.module;
          return rooms().contains(include.room) && room && target.starts_with(include.module) &&
                 !stands_on(rooms(), include.room, target);
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
  CHECK(offenders([](const Include& include) {
          return starts_with_any(include.target, {"boost/asio", "boost/beast", "prometheus/"}) &&
                 (include.module != "service" ||
                  (include.file.extension() == ".h" && include.file != "lib/service/http/asio.h"));
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
                 include.module != "nn" &&
                 ((include.module != "model" && include.module != "training") ||
                  include.file.extension() != ".cpp") &&
                 include.module != "tools";  // which measures Eigen's products too
        }) == Lines{});
}

TEST_CASE("public headers include nothing but each other and the standard library") {
  std::set<std::string> headers;
  CHECK(offenders([&](const Include& include) {
          if (include.room != "seqlab") return false;
          headers.insert(include.file.string());
          const bool standard = include.target.find_first_of("./") == std::string::npos;
          const bool beside = std::filesystem::path(include.target).parent_path() == "seqlab";
          return !standard && !beside;
        }) == Lines{});
  CHECK(headers.contains("lib/seqlab/seqlab.h"));
  CHECK(headers.contains("lib/seqlab/tagger.h"));
}

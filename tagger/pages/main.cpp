// Writes the man pages and the completions of all programs: seqlab-pages FOLDER
#include <exception>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <stdexcept>
#include <string>

#include "forecast/verbs.h"
#include "lm/verbs.h"
#include "pages/completions.h"
#include "pages/man_page.h"
#include "sentiment/verbs.h"
#include "seq2seq/verbs.h"
#include "tagger/verbs.h"

namespace seqlab::programs {

namespace {

void write(const std::filesystem::path& path, const std::string& text) {
  std::filesystem::create_directories(path.parent_path());
  std::ofstream file(path, std::ios::binary);
  file << text;
  if (!file.flush()) throw std::runtime_error(path.string() + ": cannot be written");
}

void write_pages(const Program& program, const std::filesystem::path& folder) {
  const CommandReference reference = reference_of(program);
  for (const CommandReference* command : with_verbs(reference)) {
    write(folder / "man1" / (page_name(*command) + ".1"), man_page(*command, reference));
  }
  write(folder / "bash" / program.name, bash_completion(reference));
  write(folder / "zsh" / ("_" + program.name), zsh_completion(reference));
  write(folder / "fish" / (program.name + ".fish"), fish_completion(reference));
}

}  // namespace

}  // namespace seqlab::programs

int main(int argc, char** argv) {
  using namespace seqlab::programs;
  try {
    if (argc != 2) throw std::runtime_error("usage: seqlab-pages FOLDER");
    write_pages(tagger_program(), argv[1]);
    write_pages(sentiment_program(), argv[1]);
    write_pages(lm_program(), argv[1]);
    write_pages(seq2seq_program(), argv[1]);
    write_pages(forecast_program(), argv[1]);
    return 0;
  } catch (const std::exception& error) {
    std::cerr << error.what() << '\n';
    return 1;
  }
}

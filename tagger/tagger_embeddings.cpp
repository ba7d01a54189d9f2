#include <array>
#include <cstdio>

#include "command_line.h"
#include "console.h"
#include "data_output.h"
#include "embeddings/lookup.h"
#include "embeddings/nearest.h"
#include "embeddings/table.h"
#include "embeddings/writer.h"
#include "io/errors.h"
#include "model_run_options.h"
#include "tagger_verbs.h"

namespace seqlab::programs {

namespace {

const std::string& file_of(const Given& given) {
  if (given.files.empty()) throw UsageError("no table of word vectors is given; name its file");
  return given.files[0];
}

struct QuietVerb {
  bool quiet = false;
};

Exit embeddings_info(std::span<const std::string> arguments) {
  const VerbUsage usage = {"tagger embeddings info FILE", "Says what a table of word vectors is made of.", 1};
  tasks::OptionTable<QuietVerb> table;
  table.add(quiet_option(), &QuietVerb::quiet);
  QuietVerb verb;
  const auto given = parse(usage, table, arguments, verb);
  if (!given) return Exit::fine;
  const auto loaded = embeddings::read_word_vectors(file_of(*given));
  DataOutput output;
  output.stream() << "format: " << embeddings::to_string(loaded.format)
                  << "\nwords: " << loaded.vectors.size() << "\ndimension: " << loaded.vectors.dimension()
                  << "\nduplicates: " << loaded.duplicates << '\n';
  output.finish();
  return Exit::fine;
}

struct NearestVerb {
  std::size_t count = 10;
  bool quiet = false;
};

Exit embeddings_nearest(std::span<const std::string> arguments) {
  const VerbUsage usage = {
      "tagger embeddings nearest [options] FILE WORD...",
      "Prints the words whose vectors have the largest cosine with that of each word, as\n"
      "'word neighbour cosine' with tabs. A word that is not there is looked for in lower case\n"
      "and with 0 for its digits.",
      most_files};
  tasks::OptionTable<NearestVerb> table;
  table
      .add(
          {.name = "count", .short_name = 'n', .help = "neighbours a word", .range = {.low = 1, .high = 1e9}},
          &NearestVerb::count)
      .add(quiet_option(), &NearestVerb::quiet);
  NearestVerb verb;
  const auto given = parse(usage, table, arguments, verb);
  if (!given) return Exit::fine;
  const std::string& file = file_of(*given);
  if (given->files.size() < 2) throw UsageError("no word is given; write it after the file");
  const auto loaded = embeddings::read_word_vectors(file);
  const auto& vectors = loaded.vectors;
  DataOutput output;
  for (std::size_t i = 1; i < given->files.size(); ++i) {
    const std::string& word = given->files[i];
    const auto found =
        embeddings::look_up(word, [&vectors](std::string_view bytes) { return vectors.find(bytes); });
    if (!found.row) throw Error(file + ": has no vector for '" + word + "'");
    for (const auto& neighbour : embeddings::nearest(vectors, *found.row, verb.count)) {
      std::array<char, 32> cosine{};
      std::snprintf(cosine.data(), cosine.size(), "%.4f", neighbour.cosine);
      output.stream() << vectors.word(*found.row) << '\t' << vectors.word(neighbour.row) << '\t'
                      << cosine.data() << '\n';
    }
  }
  output.finish();
  return Exit::fine;
}

struct ConvertVerb {
  std::string format = "word2vec-binary";
  OutputOptions output;
  bool quiet = false;
};

Exit embeddings_convert(std::span<const std::string> arguments) {
  const VerbUsage usage = {"tagger embeddings convert [options] -o FILE FILE",
                           "Writes a table of word vectors in another format.", 1};
  tasks::OptionTable<ConvertVerb> table;
  table
      .add({.name = "output-format",
            .group = "Output",
            .help = "what goes out",
            .choices = {"glove", "word2vec", "word2vec-binary", "fasttext"}},
           &ConvertVerb::format)
      .include(output_option_table(), &ConvertVerb::output)
      .add(quiet_option(), &ConvertVerb::quiet);
  ConvertVerb verb;
  const auto given = parse(usage, table, arguments, verb);
  if (!given) return Exit::fine;
  const std::string& file = file_of(*given);
  if (verb.output.output.empty()) throw UsageError("no file to write is given; say which with --output FILE");
  refuse_overwriting(verb.output.output, verb.output.force);
  check_writable(verb.output.output);
  const auto loaded = embeddings::read_word_vectors(file);
  using Format = embeddings::TableFormat;
  const auto format = verb.format == "glove"      ? Format::glove
                      : verb.format == "word2vec" ? Format::word2vec_text
                      : verb.format == "fasttext" ? Format::fasttext
                                                  : Format::word2vec_binary;
  embeddings::write_word_vectors(loaded.vectors, format, verb.output.output);
  Console(verb.quiet)
      .note(std::to_string(loaded.vectors.size()) + " word vectors, " +
            std::string(embeddings::to_string(loaded.format)) + " to " + verb.format);
  return Exit::fine;
}

}  // namespace

Exit tagger_embeddings(std::span<const std::string> arguments) {
  const Program program = {
      "tagger embeddings",
      "Looks into tables of word vectors: GloVe, word2vec and fastText, plain, .gz or .zst.",
      {{"info", "say what a table is made of", embeddings_info},
       {"nearest", "find the neighbours of words", embeddings_nearest},
       {"convert", "write a table in another format", embeddings_convert}}};
  return dispatch(program, arguments);
}

}  // namespace seqlab::programs

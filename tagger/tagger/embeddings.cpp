#include "base/errors.h"
#include "embeddings/lookup.h"
#include "embeddings/mapped_table.h"
#include "embeddings/nearest.h"
#include "embeddings/writer.h"
#include "program/command_line.h"
#include "program/console.h"
#include "program/data_output.h"
#include "program/verb_options.h"
#include "program/word_vectors.h"
#include "tagger/verbs.h"

namespace seqlab::programs {

namespace {

const std::string& file_of(const Given& given) {
  if (given.files.empty()) throw UsageError("no table of word vectors given; name its file");
  return given.files[0];
}

struct InfoVerb {
  std::size_t threads = 1;
  bool quiet = false;
};

Exit embeddings_info(const Arguments& arguments) {
  const VerbUsage usage = {"tagger embeddings info FILE",
                           "Prints format and size of a table of word vectors.",
                           1,
                           false,
                           {{"a table of GloVe", "tagger embeddings info glove.6B.50d.txt"}}};
  options::OptionTable<InfoVerb> table;
  table.add(threads_option("General"), &InfoVerb::threads).add(quiet_option(), &InfoVerb::quiet);
  InfoVerb verb;
  const auto given = parse(usage, table, arguments, verb);
  if (!given) return Exit::fine;
  const std::string& file = file_of(*given);
  Console console(verb.quiet);
  const auto loaded = read_table(file, verb.threads, console);
  // A mapped table is used without these checks, for speed; the others were checked while being read.
  const bool mapped = loaded.format == embeddings::TableFormat::mapped;
  if (mapped) embeddings::verify_mapped_table(file);
  loaded.vectors.throw_if_changed();
  DataOutput output;
  output.stream() << "format: " << base::name_of(loaded.format) << "\nwords: " << loaded.vectors.size()
                  << "\ndimension: " << loaded.vectors.dimension() << "\nduplicates: " << loaded.duplicates
                  << '\n';
  if (mapped) output.stream() << "verified: checksum, index, values\n";
  output.finish();
  return Exit::fine;
}

struct NearestVerb {
  std::size_t count = 10;
  std::size_t threads = 1;
  bool quiet = false;
};

Exit embeddings_nearest(const Arguments& arguments) {
  const VerbUsage usage = {
      "tagger embeddings nearest [options] FILE WORD...",
      "Prints the words whose vectors have the largest cosine with the vector of each word, as\n"
      "'word neighbour cosine' separated by tabs. A word that is not in the table is looked up in\n"
      "lower case and with 0 for its digits.",
      most_files,
      false,
      {{"five neighbours of two words", "tagger embeddings nearest --count 5 glove.6B.50d.txt paris apple"}}};
  options::OptionTable<NearestVerb> table;
  table
      .add({.name = "count",
            .short_name = 'n',
            .help = "neighbours per word",
            .range = {.low = 1, .high = 1e9}},
           &NearestVerb::count)
      .add(threads_option("General"), &NearestVerb::threads)
      .add(quiet_option(), &NearestVerb::quiet);
  NearestVerb verb;
  const auto given = parse(usage, table, arguments, verb);
  if (!given) return Exit::fine;
  const std::string& file = file_of(*given);
  if (given->files.size() < 2) throw UsageError("no word given; write it after the file");
  Console console(verb.quiet);
  const auto loaded = read_table(file, verb.threads, console);
  const auto& vectors = loaded.vectors;
  DataOutput output;
  for (std::size_t i = 1; i < given->files.size(); ++i) {
    const std::string& word = given->files[i];
    const auto found =
        embeddings::look_up(word, [&vectors](std::string_view bytes) { return vectors.find(bytes); });
    if (!found.row) {
      vectors.throw_if_changed();
      throw Error(file + ": has no vector for '" + word + "'");
    }
    std::string lines;
    for (const auto& neighbour : embeddings::nearest(vectors, *found.row, verb.count)) {
      lines.append(vectors.word(*found.row)).append("\t").append(vectors.word(neighbour.row));
      lines += "\t" + decimals(neighbour.cosine, 4) + "\n";
    }
    vectors.throw_if_changed();
    output.stream() << lines;
  }
  output.finish();
  return Exit::fine;
}

struct EmbeddingsVerb {
  embeddings::TableFormat format = embeddings::TableFormat::word2vec_binary;
  OutputOptions output;
  std::size_t threads = 1;
  bool quiet = false;
};

Exit embeddings_convert(const Arguments& arguments) {
  const VerbUsage usage = {
      "tagger embeddings convert [options] -o FILE FILE",
      "Writes a table of word vectors in another format.",
      1,
      false,
      {{"a table that opens in milliseconds",
        "tagger embeddings convert --output-format mapped -o glove.map glove.6B.50d.txt"}}};
  options::OptionTable<EmbeddingsVerb> table;
  table
      .add({.name = "output-format",
            .group = "Output",
            .help = "format of the output; mapped: this program opens it in milliseconds, whatever its size",
            .refused = {"word2vec-text", "fasttext-model"}},
           &EmbeddingsVerb::format)
      .include(output_option_table(), &EmbeddingsVerb::output)
      .add(threads_option("General"), &EmbeddingsVerb::threads)
      .add(quiet_option(), &EmbeddingsVerb::quiet);
  EmbeddingsVerb verb;
  const auto given = parse(usage, table, arguments, verb);
  if (!given) return Exit::fine;
  const std::string& file = file_of(*given);
  if (verb.output.output.empty()) throw UsageError("no output file given; give one with --output FILE");
  refuse_overwriting(verb.output.output, verb.output.force);
  check_writable(verb.output.output);
  Console console(verb.quiet);
  const auto loaded = read_table(file, verb.threads, console);
  embeddings::write_word_vectors(loaded.vectors, verb.format, verb.output.output);
  console.note(std::to_string(loaded.vectors.size()) + " word vectors, " +
               std::string(base::name_of(loaded.format)) + " to " + std::string(base::name_of(verb.format)));
  return Exit::fine;
}

}  // namespace

Exit tagger_embeddings(const Arguments& arguments) {
  const Program program = {"tagger embeddings",
                           "Inspects tables of word vectors: GloVe, word2vec and fastText (.vec, .bin), "
                           "plain, .gz or .zst; mapped\n"
                           "tables.",
                           {{"info", "print format and size of a table", embeddings_info},
                            {"nearest", "find the nearest neighbours of words", embeddings_nearest},
                            {"convert", "write a table in another format", embeddings_convert}}};
  return dispatch(program, arguments);
}

}  // namespace seqlab::programs
